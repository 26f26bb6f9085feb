// A minimal LSP client for measuring: opens a file, types, asks for diagnostics, reads the server's memory.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

/** Starts a server over stdio and initializes it like VS Code does for pull diagnostics. */
export async function startServer(command, args, folder) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  for (const method of [
    'client/registerCapability',
    'window/workDoneProgress/create',
    'workspace/diagnostic/refresh',
    'workspace/codeLens/refresh',
  ]) {
    connection.onRequest(method, () => null);
  }
  connection.onRequest('workspace/configuration', (parameters) => parameters.items.map(() => null));
  connection.listen();
  const rootUri = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'bench' }],
    capabilities: {
      general: { positionEncodings: ['utf-16'] },
      textDocument: { diagnostic: { dynamicRegistration: false, relatedDocumentSupport: false } },
      workspace: { configuration: true },
    },
  });
  await connection.sendNotification('initialized', {});
  return { child, connection };
}

/** Opens `text` and types `keystrokes` characters at places spread over it; times in ms. */
export async function measureTyping({ child, connection }, file, text, keystrokes) {
  const uri = pathToFileURL(file).href;
  const ask = () => connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  const opened = performance.now();
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'sql', version: 1, text },
  });
  const first = await ask();
  const open = performance.now() - opened;
  const lines = text.split('\n');
  const times = [];
  for (let stroke = 0; stroke < keystrokes; stroke += 1) {
    // Spread by a stride that is prime to the number of lines, in lines that hold code.
    let line = (stroke * 7919) % lines.length;
    while ((lines[line] ?? '').length < 12) line = (line + 1) % lines.length;
    const position = { line, character: lines[line].length - 6 };
    const started = performance.now();
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: stroke + 2 },
      contentChanges: [{ range: { start: position, end: position }, text: 'x' }],
    });
    await ask();
    times.push(performance.now() - started);
    lines[line] = `${lines[line].slice(0, position.character)}x${lines[line].slice(position.character)}`;
  }
  times.sort((a, b) => a - b);
  return {
    open,
    diagnostics: first.items?.length ?? 0,
    median: times[Math.floor(times.length / 2)],
    p95: times[Math.min(times.length - 1, Math.floor(times.length * 0.95))],
    memory: residentBytes(child.pid),
  };
}

export async function stopServer({ child, connection }) {
  await Promise.race([
    connection.sendRequest('shutdown').catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, 2000)),
  ]);
  await connection.sendNotification('exit').catch(() => undefined);
  connection.dispose();
  child.kill('SIGKILL');
}

/** Resident memory of a process and those that it started (a launcher's program), in bytes; undefined where /proc does not tell. */
function residentBytes(pid) {
  try {
    const own = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + (residentBytes(child) ?? 0), own);
  } catch {
    return undefined;
  }
}
