#!/usr/bin/env node
import { isMainThread } from 'node:worker_threads';
import { type Decoded, decodeText } from '../../../server/src/edge/decodeText.ts';
import { type CommonOptions, parseCommandLine } from './commandLine.ts';
import { catalog } from './commands/catalog.ts';
import { explain } from './commands/explain.ts';
import { fix } from './commands/fix.ts';
import { lint } from './commands/lint.ts';
import { startLanguageServer } from './commands/lsp.ts';
import { listRules } from './commands/rules.ts';
import { type ExitStatus, exitStatus, UsageError } from './exitStatus.ts';
import { help } from './help.ts';
import { runLintWorker } from './parallelReport.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const commands: Readonly<Record<string, (options: CommonOptions, terminal: Terminal) => Promise<ExitStatus>>> = {
  lint,
  fix,
  explain,
  catalog,
  rules: listRules,
  lsp: startLanguageServer,
};

/** Runs `dbarch` with the words after its name. Never rejects. */
async function main(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      terminal.stdout.write(help);
      return name === undefined ? exitStatus.usage : exitStatus.clean;
    }
    if (name === '--version' || name === 'version') {
      terminal.stdout.write(`${version}\n`);
      return exitStatus.clean;
    }
    const command = commands[name];
    if (!command) throw new UsageError(`there is no command "${name}"; dbarch --help lists them.`);
    const options = parseCommandLine(name, rest);
    if (options.help) {
      terminal.stdout.write(help);
      return exitStatus.clean;
    }
    return await command(options, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.stderr.write(`dbarch: ${error.message}\n`);
      return exitStatus.usage;
    }
    terminal.stderr.write(
      `dbarch: internal error: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`,
    );
    return exitStatus.internal;
  }
}

async function readStdin(): Promise<Decoded> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return decodeText(Buffer.concat(chunks));
}

async function run(): Promise<void> {
  // A reader that went away (`dbarch lint | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitStatus.clean);
  });
  let interrupted = false;
  process.exitCode = await main(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    readStdin,
    onInterrupt: (listener) =>
      process.once('SIGINT', () => {
        interrupted = true;
        listener();
      }),
  });
  // Callers see that it was the signal that ended it.
  if (interrupted) process.kill(process.pid, 'SIGINT');
}

if (!isMainThread) void runLintWorker();
else void run();
