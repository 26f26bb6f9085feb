import type { Decoded } from '../../../server/src/edge/decodeText.ts';

/** Where a command reads and writes: the process, or a test. */
export interface Terminal {
  readonly stdout: { write(text: string | Uint8Array): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly environment: NodeJS.ProcessEnv;
  readStdin(): Promise<Decoded>;
  /** Calls back when the user interrupts (Ctrl+C), once; the process ends of it when the command has ended. */
  onInterrupt(listener: () => void): void;
}
