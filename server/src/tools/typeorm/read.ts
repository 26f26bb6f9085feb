import type { Script, Statement, TransactionScope } from '../../model/script.ts';
import type { Span } from '../../model/span.ts';
import type { Steps } from '../../model/steps.ts';
import { withBodies } from '../bodies.ts';
import { dialectOf, readerFor, type StatementReader } from '../dialectOf.ts';
import { apiStatement } from '../host/apiStatement.ts';
import { embeddedStatements } from '../host/embeddedSql.ts';
import { quoteOf } from '../host/quote.ts';
import { type HostLanguage, withTree } from '../host/treeSitter.ts';
import { cutHoles, type HostCall, stringParts } from '../host/value.ts';
import { foreignSql } from '../sql/foreignSql.ts';
import type { DialectLookup, FileContext } from '../tool.ts';
import { scopeOf } from './names.ts';
import { type MigrationFile, parseMigration, type RunnerCall } from './parse.ts';
import { effectOf } from './queryRunner.ts';
import { optionList, optionsOf } from './schema.ts';

/** `Statement.handle` of this tool. */
export interface CallHandle {
  /** The statement of the host language that holds the call. */
  readonly host: Span;
  /** The query runner's name. */
  readonly runner: string;
  /** Quotes of the string that the SQL is written in. */
  readonly quote?: string;
  /** The options of the indexes that the call creates. */
  readonly indexOptions: readonly Span[];
}

const files = new WeakMap<Script, MigrationFile>();

/** What the writer needs to find in the file of a script that `readTypeorm` gave. */
export function migrationFileOf(script: Script): MigrationFile | undefined {
  return files.get(script);
}

/** Reads a TypeORM migration. Never throws; what is half-typed costs only itself. Yields after each call. */
export function* readTypeorm(text: string, context: FileContext, dialects: DialectLookup): Steps<Script> {
  const file = yield* withTree(languageOf(context.file), text, (root) => parseMigration(root, text));
  let foreign: ReturnType<typeof foreignSql>;
  const dialect = dialectOf(context, () => {
    foreign = file && foreignSql(sqlOf(file));
    return foreign;
  });
  const reader = readerFor(dialects, dialect);
  const holders: Statement[] = [];
  if (file && foreign !== 'other') {
    for (const call of file.calls) {
      yield;
      holders.push(...statementsOf(call, file, text, reader, context));
    }
  }
  const script: Script = {
    file: context.file,
    text,
    tool: 'typeorm',
    dialect,
    targetVersion: context.targetVersion,
    isMigration: context.isMigration ?? true,
    transaction: transactionOf(file, context),
    statements: withBodies(holders),
    comments: file?.comments ?? [],
    problems: file?.broken.map((span) => ({ message: 'This part of the file is not valid code.', span })) ?? [],
  };
  if (file) files.set(script, file);
  return script;
}

/** The SQL that the file sends, for telling the server that it is for. */
function sqlOf(file: MigrationFile): string {
  return file.calls
    .flatMap(({ call, method }) => {
      const sql = method === 'query' ? call.positional[0] : undefined;
      return sql
        ? (stringParts(sql, file.constants)
            ?.map((part) => (part.hole ? '' : part.text))
            .join('') ?? [])
        : [];
    })
    .join('\n');
}

function languageOf(file: string): HostLanguage {
  if (/\.tsx$/i.test(file)) return 'tsx';
  return /\.[cm]?ts$/i.test(file) ? 'typescript' : 'javascript';
}

/** A migration is reverted alone, and in a transaction even where its class has left it. */
function scopeOfReverting({ project }: FileContext): TransactionScope {
  return project['typeorm.migrationsTransactionMode'] === 'none' ? 'statement' : 'file';
}

/** The data source decides (default: all pending migrations in one transaction); a class can leave it. */
function transactionOf(file: MigrationFile | undefined, context: FileContext): TransactionScope {
  if (file?.class?.transaction?.value === false) return 'statement';
  switch (context.project['typeorm.migrationsTransactionMode']) {
    case 'none':
      return 'statement';
    case 'each':
      return 'file';
    default:
      return 'run';
  }
}

function statementsOf(
  runnerCall: RunnerCall,
  file: MigrationFile,
  text: string,
  reader: StatementReader,
  context: FileContext,
): readonly Statement[] {
  const { call, direction, host, method } = runnerCall;
  const runner = call.callee.slice(0, call.callee.lastIndexOf('.'));
  const { targetVersion: version } = context;
  const transaction = direction === 'down' ? scopeOfReverting(context) : undefined;
  if (method === 'query') {
    const sql = call.positional[0];
    const parts = sql && stringParts(sql, file.constants);
    if (!sql || !parts) return [];
    const hasParameters = call.positional.length > 1;
    const filled = hasParameters ? cutHoles(parts, /\$\d+/g, call, '$1') : parts;
    const handle: CallHandle = { host, runner, quote: quoteOf(sql, text), indexOptions: [] };
    return embeddedStatements(filled, { reader, version, direction, transaction, handle });
  }
  const effect = effectOf(method, call, scopeOf(file.constants, context.project['package.typeorm']));
  if (!effect) return [];
  const tables = effect.table === undefined ? undefined : [effect.table];
  return [
    apiStatement(
      {
        span: call.span,
        focus: call.calleeSpan,
        sql: effect.sql,
        columns: effect.columns,
        table: effect.table,
        unknown: effect.unknown ? { command: method, tables } : undefined,
        direction,
        transaction,
        handle: { host, runner, indexOptions: indexOptions(method, call, file) } satisfies CallHandle,
      },
      text,
      reader,
      version,
    ),
  ];
}

function indexOptions(method: string, call: HostCall, file: MigrationFile): readonly Span[] {
  if (method !== 'createIndex' && method !== 'createIndices') return [];
  return optionList(call.positional[1], file.constants).flatMap((value) => {
    const span = optionsOf(value, file.constants)?.span;
    return span && span.start >= call.span.start && span.end <= call.span.end ? [span] : [];
  });
}
