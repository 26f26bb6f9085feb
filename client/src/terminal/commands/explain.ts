import { TextDocument } from 'vscode-languageserver-textdocument';
import { postgres } from '../../../../server/src/dialects/postgres/postgres.ts';
import { readTextFile } from '../../../../server/src/edge/readTextFile.ts';
import type { Range } from '../../../../server/src/model/span.ts';
import { connectDatabase } from '../../database/connectDatabase.ts';
import { type Database, DatabaseError } from '../../database/database.ts';
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
  let database: Database;
  try {
    const { target, options: connect } = await explainTarget(options, terminal.environment);
    database = await connectDatabase(target, connect);
  } catch (error) {
    if (error instanceof DatabaseError) throw new UsageError(error.message);
    throw error;
  }
  try {
    for (const { file, statement, message } of database.problems) {
      terminal.stderr.write(`dbarch: ${file}: statement ${statement + 1} was left out: ${message}\n`);
    }
    const results: ExplainedStatement[] = [];
    for (const statement of statements) {
      const result = await explainOne(statement, options, database);
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

type Place = Pick<ExplainedStatement, 'file' | 'range' | 'sql'>;

function statementsOf(file: string, text: string): readonly Place[] {
  const document = TextDocument.create(file, 'sql', 0, text);
  return postgres
    .split(text)
    .segments.filter((segment) => segment.kind === 'statement')
    .map(({ span }) => ({
      file,
      range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
      sql: text.slice(span.start, span.end),
    }));
}

async function explainOne(place: Place, options: CommonOptions, database: Database): Promise<ExplainedStatement> {
  const changesData = statementKind(place.sql) === 'data-change';
  // The embedded engine holds a scratch copy: what is rolled back there was nobody's.
  const allowDataChange = options.allowDataChange || database.target.engine === 'embedded';
  if (options.analyze && changesData && !allowDataChange) {
    const error = 'It changes data: --allow-data-change runs it and rolls it back. Sequences keep what they gave out.';
    return { ...place, ok: false, error };
  }
  try {
    const result = await database.explain(place.sql, {
      analyze: options.analyze,
      buffers: options.analyze,
      verbose: false,
      settings: true,
      wal: false,
      allowDataChange,
    });
    const { analyzed, rolledBack, text } = result;
    return { ...place, ok: true, analyzed, rolledBack, plan: JSON.parse(result.json), text };
  } catch (error) {
    if (error instanceof DatabaseError) return { ...place, ok: false, error: error.message };
    throw error;
  }
}

function render(result: ExplainedStatement, several: boolean): string {
  const { file, range, sql, text, error, rolledBack } = result;
  const heading = several ? `-- ${file}:${range.start.line + 1}\n${sql};\n\n` : '';
  const body =
    text === undefined ? `Not explained: ${error}\n` : `${text.trimEnd()}\n${rolledBack ? '\nRolled back.\n' : ''}`;
  return `${heading}${body}${several ? '\n' : ''}`;
}
