import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  ClientCapabilities,
  CodeAction,
  CodeActionContext,
  Diagnostic,
  ProtocolConnection,
  PublishDiagnosticsParams,
  Range,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type StatusParams, statusNotification } from '../../../server/src/protocol.ts';

const server = join(import.meta.dirname, '..', '..', '..', 'dist', 'server.js');

/** What the client in the test can do; the default pulls diagnostics and creates files. */
export const fullCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
    diagnostics: { refreshSupport: true },
  },
  window: { showDocument: { support: true } },
  textDocument: { diagnostic: { dynamicRegistration: false } },
};

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  /** The section `databaseArchitect`, or the promise of one. */
  readonly settings?: unknown;
  /** Path in the workspace folder → text. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** A server of its own in a process of its own, over standard input and output, and a folder on disk. */
export interface TestClient {
  readonly connection: ProtocolConnection;
  readonly folder: string;
  settings: unknown;
  uri(path: string): string;
  /** Opens a document that need not be on disk. */
  open(path: string, text: string): Promise<void>;
  /** Replaces the part of the document that `range` covers, or the first occurrence of a text. */
  replace(path: string, where: Range | string, newText: string): Promise<void>;
  text(path: string): string;
  diagnostics(path: string): Promise<readonly Diagnostic[]>;
  /** Rules reported, sorted. */
  rules(path: string): Promise<readonly string[]>;
  actions(path: string, at: string, context?: Partial<CodeActionContext>): Promise<readonly CodeAction[]>;
  /** The text after an edit of the server's. */
  edited(path: string, edit: WorkspaceEdit | undefined): string;
  /** Waits for diagnostics that the server sends by itself. */
  pushed(path: string, isExpected: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
  /** The files in the folder have been read. */
  readonly scanned: Promise<unknown>;
  /** Resolves with the next notification or request of that name. */
  next(method: string): Promise<unknown>;
  write(path: string, text: string | Uint8Array): void;
  stop(): Promise<void>;
  readonly process: ChildProcess;
}

export async function startClient(options: ClientOptions = {}): Promise<TestClient> {
  const folder = mkdtempSync(join(tmpdir(), 'dbarch-lsp-'));
  const write = (path: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(options.files ?? {})) write(path, text);
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.resume();
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const documents = new Map<string, TextDocument>();
  const published = new Map<string, readonly Diagnostic[]>();
  const listeners = new Set<() => void>();
  const awaited = new Map<string, ((params: unknown) => void)[]>();
  const uri = (path: string): string => pathToFileURL(join(folder, path)).href;

  const document = (path: string): TextDocument => {
    const found = documents.get(uri(path));
    if (!found) throw new Error(`${path} is not open`);
    return found;
  };
  const heard = (method: string, params: unknown): void => {
    for (const resolve of awaited.get(method) ?? []) resolve(params);
    awaited.delete(method);
  };

  const scanned = new Promise<unknown>((resolve) => {
    connection.onNotification(statusNotification, (params: StatusParams) => {
      if (params.state === 'ready') resolve(params);
      heard(statusNotification, params);
    });
  });

  const client: TestClient = {
    connection,
    scanned,
    folder,
    settings: options.settings ?? null,
    process: child,
    uri,
    write,
    async open(path, text) {
      documents.set(uri(path), TextDocument.create(uri(path), 'sql', 1, text));
      const textDocument = { uri: uri(path), languageId: languageOf(path), version: 1, text };
      await connection.sendNotification('textDocument/didOpen', { textDocument });
    },
    async replace(path, where, newText) {
      const before = document(path);
      const range = typeof where === 'string' ? rangeOf(before, where) : where;
      const change = { range, text: newText };
      const version = before.version + 1;
      documents.set(uri(path), TextDocument.update(before, [change], version));
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri(path), version },
        contentChanges: [change],
      });
    },
    text: (path) => document(path).getText(),
    async diagnostics(path) {
      const report = await connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
        textDocument: { uri: uri(path) },
      });
      return report.items;
    },
    async rules(path) {
      return (await client.diagnostics(path)).map((diagnostic) => String(diagnostic.code ?? '')).sort();
    },
    async actions(path, at, context = {}) {
      return connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: uri(path) },
        range: rangeOf(document(path), at),
        context: { diagnostics: [], ...context },
      });
    },
    edited(path, edit) {
      const edits = (edit?.documentChanges ?? []).flatMap((change) =>
        'textDocument' in change && change.textDocument.uri === uri(path) ? (change.edits as TextEdit[]) : [],
      );
      return TextDocument.applyEdits(document(path), [...edits, ...(edit?.changes?.[uri(path)] ?? [])]);
    },
    pushed(path, isExpected) {
      return new Promise((resolve) => {
        const look = (): void => {
          const now = published.get(uri(path));
          if (!now || !isExpected(now)) return;
          listeners.delete(look);
          resolve(now);
        };
        listeners.add(look);
        look();
      });
    },
    next: (method) =>
      new Promise((resolve) => {
        awaited.set(method, [...(awaited.get(method) ?? []), resolve]);
      }),
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.set(params.uri, params.diagnostics);
    for (const listener of [...listeners]) listener();
  });
  connection.onRequest('workspace/configuration', async ({ items }: { items: unknown[] }) => {
    const settings = await client.settings;
    return items.map(() => settings);
  });
  for (const method of ['client/registerCapability', 'workspace/diagnostic/refresh', 'window/showDocument']) {
    connection.onRequest(method, (params: unknown) => {
      heard(method, params);
      return method === 'window/showDocument' ? { success: true } : null;
    });
  }
  connection.listen();
  const rootUri = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'test' }],
    capabilities: options.capabilities ?? fullCapabilities,
    initializationOptions: options.settings,
  });
  await connection.sendNotification('initialized', {});
  return client;
}

function rangeOf(document: TextDocument, text: string): Range {
  const start = document.getText().indexOf(text);
  if (start < 0) throw new Error(`"${text}" is not in the document`);
  return { start: document.positionAt(start), end: document.positionAt(start + text.length) };
}

function languageOf(path: string): string {
  if (path.endsWith('.py')) return 'python';
  return path.endsWith('.ts') ? 'typescript' : 'sql';
}
