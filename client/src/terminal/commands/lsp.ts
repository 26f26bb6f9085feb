import { createRequire } from 'node:module';
import { join } from 'node:path';

/** `dbarch lsp`: the language server on standard input and output, for any editor. It is a bundle of its own. */
export function startLanguageServer(): void {
  process.argv.push('--stdio');
  createRequire(__filename)(join(__dirname, 'server.js'));
}
