import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type ExitStatus, exitStatus } from '../exitStatus.ts';

/**
 * `dbarch lsp`: the language server on standard input and output, for any editor. It is a bundle of its own, and goes on
 * until its client ends it.
 */
export async function startLanguageServer(): Promise<ExitStatus> {
  if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
  createRequire(__filename)(join(__dirname, 'server.js'));
  return exitStatus.clean;
}
