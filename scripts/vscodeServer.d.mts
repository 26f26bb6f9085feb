export const quietSettings: Readonly<Record<string, unknown>>;
export function installVsCode(): Promise<string>;
export interface VsCodeOptions {
  /** Where the editor keeps its settings and state; a fresh temporary folder by default. */
  readonly dataFolder?: string;
  /** A free one by default. */
  readonly port?: number;
  /** Added to `quietSettings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The folder with the built extension; the project by default. */
  readonly extensionFolder?: string;
}
export interface VsCodeServer {
  readonly port: number;
  readonly dataFolder: string;
  /** The address that opens a folder (an absolute path). */
  folderUrl(folder: string): string;
  /** The address that opens no folder. */
  readonly emptyUrl: string;
  stop(): Promise<void>;
}
export function startVsCode(options?: VsCodeOptions): Promise<VsCodeServer>;
