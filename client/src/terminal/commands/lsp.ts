import { join } from 'node:path';
import { startServer } from '../../../../server/src/language/startServer.ts';
import { type ExitStatus, exitStatus } from '../exitStatus.ts';

/** `dbarch lsp`: the language server on standard input and output, for any editor. It goes on until its client ends it. */
export async function startLanguageServer(): Promise<ExitStatus> {
  startServer({ wasmFolder: join(__dirname, 'wasm'), stdio: true });
  return exitStatus.clean;
}
