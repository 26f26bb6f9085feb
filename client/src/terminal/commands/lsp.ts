import { join } from 'node:path';
import { startServer } from '../../../../server/src/language/startServer.ts';

/** `dbarch lsp`: the language server on standard input and output, for any editor. */
export function startLanguageServer(): void {
  startServer({ wasmFolder: join(__dirname, 'wasm'), stdio: true });
}
