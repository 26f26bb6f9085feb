import { TextDocument } from 'vscode-languageserver-textdocument';
import { postgres } from '../../../../server/src/dialects/postgres/postgres.ts';
import { readTextFile } from '../../../../server/src/edge/readTextFile.ts';
import type { Position, Range } from '../../../../server/src/model/span.ts';
import { type Cancellation, type Database, DatabaseError, type ExplainOptions } from '../../database/database.ts';
import { statementKind } from '../../database/statementKind.ts';
import type { CommonOptions } from '../commandLine.ts';
import { type ExitStatus, exitStatus, UsageError } from '../exitStatus.ts';
import { explainTarget } from '../explainTarget.ts';
import { absolutePath } from '../project.ts';
import type { Terminal } from '../terminal.ts';

/** One statement of `explain --format json`. */
interface ExplainedStatement {
  readonly file: string;
  readonly range: Range;
  readonly sql: string;
  readonly ok: boolean;
  readonly analyzed?: boolean;
  readonly rolledBack?: boolean;
  readonly plan?: unknown;
  readonly text?: string;
  readonly error?: string;
  /** Where in the file the server found the error, if it says. */
  readonly errorPosition?: Position;
}

/**
 * `dbarch explain`: each statement of a file or of standard input on a server or on the embedded engine. With `--analyze`,
 * queries run read-only; data changes run only with `--allow-data-change`, and are rolled back.
 */
export async function explain(options: CommonOptions, terminal: Terminal): Promise<ExitStatus> {
  if (options.format !== 'text' && options.format !== 'json')
    throw new UsageError('plans are printed as text or json.');
  const [path, ...more] = options.paths;
  if (path === undefined || more.length > 0) throw new UsageError('explain takes one file, or - for standard input.');
  const source = path === '-' ? await terminal.readStdin() : await readTextFile(absolutePath(path));
  if (!('text' in source)) throw new UsageError(`${path}: ${source.problem}`);

  const statements = statementsOf(path === '-' ? options.stdinFilename : path, source.text);
  if (statements.length === 0) throw new UsageError(`${path}: there is no statement in it.`);
  const cancellation = cancelledBy(terminal);
  let database: Database;
  try {
    // The drivers are loaded with the first connection: `lint` does without them.
    const { connectDatabase } = await import('../../database/connectDatabase.ts');
    const { target, options: connect } = await explainTarget(options, terminal);
    const count = target.scripts?.length ?? 0;
    database = await withBuildProgress(count, terminal, (onScript) =>
      connectDatabase(target, { ...connect, onScript, cancellation }),
    );
  } catch (error) {
    if (error instanceof DatabaseError) throw new UsageError(error.message);
    throw error;
  }
  try {
    for (const { file, line, message } of database.problems) {
      terminal.stderr.write(`dbarch: ${file}:${line + 1}: left out: ${message}\n`);
    }
    const results: ExplainedStatement[] = [];
    for (const statement of statements) {
      if (cancellation.isCancelled) break;
      const result = await explainOne(statement, options, database, cancellation);
      results.push(result);
      if (options.format === 'text') terminal.stdout.write(render(result, statements.length > 1));
    }
    if (options.format === 'json') {
      const report = { version: 1, server: database.serverVersion, statements: results };
      terminal.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    }
    return results.every((result) => result.ok) ? exitStatus.clean : exitStatus.findings;
  } finally {
    await database.close();
  }
}

/** An interrupted statement is cancelled on its server: it would go on, with its locks, when only we ended. */
function cancelledBy(terminal: Terminal): Cancellation {
  const listeners: (() => void)[] = [];
  let isCancelled = false;
  terminal.onInterrupt(() => {
    isCancelled = true;
    for (const listener of listeners) listener();
  });
  return {
    get isCancelled() {
      return isCancelled;
    },
    onCancel: (listener) => void listeners.push(listener),
  };
}

/** Says on a terminal how far the embedded schema is, and takes it away again. */
async function withBuildProgress<T>(
  count: number,
  { stderr }: Terminal,
  work: (onScript?: (done: number) => void) => Promise<T>,
): Promise<T> {
  if (!stderr.isTTY) return work();
  let shown = false;
  try {
    return await work((done) => {
      shown = true;
      stderr.write(`\r\u001b[KBuilding the schema: file ${done + 1} of ${count}`);
    });
  } finally {
    if (shown) stderr.write('\r\u001b[K');
  }
}

type Place = Pick<ExplainedStatement, 'file' | 'range' | 'sql'>;

interface PlacedStatement {
  readonly place: Place;
  /** In the file, of an offset in the statement. */
  positionAt(offset: number): Position;
}

function statementsOf(file: string, text: string): readonly PlacedStatement[] {
  const document = TextDocument.create(file, 'sql', 0, text);
  return postgres
    .split(text)
    .segments.filter((segment) => segment.kind === 'statement')
    .map(({ span }) => ({
      place: {
        file,
        range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
        sql: text.slice(span.start, span.end),
      },
      positionAt: (offset) => document.positionAt(span.start + offset),
    }));
}

async function explainOne(
  { place, positionAt }: PlacedStatement,
  options: CommonOptions,
  database: Database,
  cancellation: Cancellation,
): Promise<ExplainedStatement> {
  const changesData = statementKind(place.sql) === 'data-change';
  // The embedded engine holds a scratch copy: what is rolled back there was nobody's.
  const allowDataChange = options.allowDataChange || database.target.engine === 'embedded';
  if (options.analyze && changesData && !allowDataChange) {
    const error = 'It changes data: --allow-data-change runs it and rolls it back. Sequences keep what they gave out.';
    return { ...place, ok: false, error };
  }
  try {
    const asked: ExplainOptions = {
      analyze: options.analyze,
      buffers: options.analyze,
      verbose: false,
      settings: true,
      wal: false,
      allowDataChange,
    };
    const result = await database.explain(place.sql, asked, cancellation);
    const { analyzed, rolledBack, text } = result;
    return { ...place, ok: true, analyzed, rolledBack, plan: JSON.parse(result.json), text };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const errorPosition = error.position === undefined ? undefined : positionAt(error.position);
    return { ...place, ok: false, error: error.message, errorPosition };
  }
}

function failure({ file, range, error, errorPosition }: ExplainedStatement): string {
  const { line, character } = errorPosition ?? range.start;
  return `${file}:${line + 1}:${character + 1}: ${error}`;
}

function render(result: ExplainedStatement, several: boolean): string {
  const { file, range, sql, text, rolledBack } = result;
  const heading = several ? `-- ${file}:${range.start.line + 1}\n${sql};\n\n` : '';
  const body =
    text === undefined
      ? `Not explained: ${failure(result)}\n`
      : `${text.trimEnd()}\n${rolledBack ? '\nRolled back.\n' : ''}`;
  return `${heading}${body}${several ? '\n' : ''}`;
}
