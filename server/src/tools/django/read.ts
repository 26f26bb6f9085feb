import type { Direction, Script, Statement, TransactionScope } from '../../model/script.ts';
import { finish, type Steps } from '../../model/steps.ts';
import { withBodies } from '../bodies.ts';
import { dialectOf, readerFor, type StatementReader } from '../dialectOf.ts';
import { apiStatement } from '../host/apiStatement.ts';
import { embeddedStatements } from '../host/embeddedSql.ts';
import { quoteOf } from '../host/quote.ts';
import { withTree } from '../host/treeSitter.ts';
import {
  argument,
  cutHoles,
  type HostCall,
  type HostValue,
  lastOf,
  resolve,
  stringOf,
  stringParts,
  stringsOf,
} from '../host/value.ts';
import { fileName, folderOf } from '../paths.ts';
import type { DialectLookup, FileContext } from '../tool.ts';
import type { FileScope } from './field.ts';
import { type CallHandle, handleOf } from './handle.ts';
import { applyOperation } from './operations.ts';
import { type MigrationModule, parseModule } from './parse.ts';
import { emptyState, type ProjectState } from './state.ts';

/** What linking and writing need of a file that was read. */
export interface ReadModule {
  readonly module: MigrationModule;
  readonly scope: FileScope;
  readonly reader: StatementReader;
  /** `app.0001_initial`. */
  readonly key: string;
}

const modules = new WeakMap<Script, ReadModule>();

/** The parsed file of a script that `readDjango` or `linkDjango` gave. */
export function moduleOf(script: Script): ReadModule | undefined {
  return modules.get(script);
}

/** What the scripts that were read as if no other had run before them leave behind. */
const statesAfter = new WeakMap<Script, ProjectState>();

/**
 * Reads a Django migration as if no other had run before it. Never throws; what is half-typed costs only itself. Yields
 * after each operation.
 */
export function* readDjango(text: string, context: FileContext, dialects: DialectLookup): Steps<Script> {
  const dialect = dialectOf(context);
  const module = yield* withTree('python', text, (root) => parseModule(root, text));
  const script: Script = {
    file: context.file,
    text,
    tool: 'django',
    dialect,
    targetVersion: context.targetVersion,
    isMigration: context.isMigration ?? true,
    transaction: module?.atomic?.value === false ? 'statement' : 'file',
    statements: [],
    comments: [...(module?.comments ?? [])].sort((left, right) => left.span.start - right.span.start),
    problems: module?.broken.map((span) => ({ message: 'This part of the file is not valid Python.', span })) ?? [],
  };
  if (!module) return script;
  const app = appOf(context.file);
  const read: ReadModule = {
    module,
    scope: {
      app,
      constants: module.constants,
      userModel: (context.project['django.AUTH_USER_MODEL'] ?? 'auth.user').toLowerCase(),
    },
    reader: readerFor(dialects, dialect),
    key: `${app.toLowerCase()}.${fileName(context.file).replace(/\.py$/, '')}`,
  };
  modules.set(script, read);
  const linked = yield* link(script, read, emptyState);
  statesAfter.set(linked.script, linked.after);
  return linked.script;
}

/** The app that a migration belongs to: the folder above `migrations`. */
export function appOf(file: string): string {
  return fileName(folderOf(folderOf(file)));
}

/** The same script, its operations read against the models that the migrations before it left behind. */
export function linkDjango(script: Script, before: unknown): Linked {
  const state = isState(before) ? before : emptyState;
  const read = modules.get(script);
  if (!read) return { script, after: state };
  const known = state === emptyState ? statesAfter.get(script) : undefined;
  return known ? { script, after: known } : finish(link(script, read, state));
}

interface Linked {
  readonly script: Script;
  readonly after: ProjectState;
}

function* link(script: Script, read: ReadModule, state: ProjectState): Steps<Linked> {
  const replaced = stringPairs(read.module.replaces);
  const applied = [read.key, ...replaced].reduce((done, key) => done.with(key, true), state.applied);
  // why: Django takes a squashed migration for done where all that it replaces has run.
  const isDone = replaced.length > 0 && replaced.every((key) => state.applied.has(key));
  const run: Run = { script, read, state, statements: [], forward: true };
  for (const operation of isDone ? [] : read.module.operations) {
    yield;
    runOperation(operation, run);
  }
  const linked: Script = { ...script, statements: withBodies(run.statements) };
  modules.set(linked, read);
  return { script: linked, after: { models: run.state.models, applied } };
}

function isState(value: unknown): value is ProjectState {
  return typeof value === 'object' && value !== null && 'models' in value && 'applied' in value;
}

/** `[('app', '0001_initial'), …]` as keys. */
export function stringPairs(values: readonly HostValue[]): readonly string[] {
  return values.flatMap((value) => {
    const [app, name] = stringsOf(value);
    return app !== undefined && name !== undefined && value.kind === 'list' ? [`${app.toLowerCase()}.${name}`] : [];
  });
}

interface Run {
  readonly script: Script;
  readonly read: ReadModule;
  state: ProjectState;
  readonly statements: Statement[];
  /** False inside state_operations: the models change, the database does not. */
  readonly forward: boolean;
}

function runOperation(value: HostValue, run: Run): void {
  const call = resolve(value, run.read.scope.constants);
  if (call.kind !== 'call') return;
  switch (lastOf(call.callee)) {
    case 'RunSQL':
      runSql(call, run);
      return;
    case 'RunPython':
      runPython(call, run);
      return;
    case 'SeparateDatabaseAndState':
      runSeparately(call, run);
      return;
    default: {
      const outcome = applyOperation(call, run.state, run.read.scope);
      run.state = outcome.state;
      if (!run.forward) return;
      const tables = outcome.table === undefined ? undefined : [outcome.table];
      push(run, call, {
        sql: outcome.sql,
        columns: outcome.columns,
        table: outcome.table,
        unknown: outcome.isUnknown ? { command: lastOf(call.callee), tables } : undefined,
      });
    }
  }
}

type Effect = Pick<Parameters<typeof apiStatement>[0], 'sql' | 'columns' | 'table' | 'unknown'>;

function push(run: Run, call: HostCall, effect: Effect): void {
  const { script, read } = run;
  // why: an operation kept in a variable, or half-typed, may lie outside of the file's list; its span is still its own.
  const shared = { span: call.span, focus: call.calleeSpan, direction: 'up' as const, handle: handleOf(call, call) };
  run.statements.push(apiStatement({ ...shared, ...effect }, script.text, read.reader, script.targetVersion));
}

function runSeparately(call: HostCall, run: Run): void {
  const inner = { ...run };
  for (const operation of operationsOf(argument(call, 'database_operations', 0), run)) runOperation(operation, inner);
  const state: Run = { ...run, forward: false };
  for (const operation of operationsOf(argument(call, 'state_operations', 1), run)) runOperation(operation, state);
  run.state = state.state;
}

function operationsOf(value: HostValue | undefined, run: Run): readonly HostValue[] {
  const list = value && resolve(value, run.read.scope.constants);
  return list?.kind === 'list' ? list.items : [];
}

function runSql(call: HostCall, run: Run): void {
  const state: Run = { ...run, forward: false };
  for (const operation of operationsOf(argument(call, 'state_operations', 2), run)) runOperation(operation, state);
  run.state = state.state;
  if (!run.forward) return;
  const forward = argument(call, 'sql', 0);
  const reverse = argument(call, 'reverse_sql', 1);
  if (forward) pushSql(forward, call, 'up', run);
  if (reverse) pushSql(reverse, call, 'down', run);
}

/** A string, or a list of strings and of `(sql, params)`. */
function pushSql(value: HostValue, call: HostCall, direction: Direction, run: Run): void {
  const known = resolve(value, run.read.scope.constants);
  if (known.kind !== 'list') {
    pushText(known, undefined, call, call, direction, run);
    return;
  }
  for (const item of known.items) {
    const [sql, parameters] = item.kind === 'list' ? item.items : [item];
    if (sql) pushText(sql, parameters, call, call, direction, run);
  }
}

function pushText(
  value: HostValue,
  parameters: HostValue | undefined,
  operation: HostCall,
  call: HostCall,
  direction: Direction,
  run: Run,
  transaction?: TransactionScope,
): void {
  const { read, script } = run;
  const parts = stringParts(value, read.scope.constants);
  if (!parts) return;
  const hasParameters = parameters !== undefined && parameters.kind !== 'nothing';
  const filled = hasParameters ? cutHoles(parts, /%(?:\(\w+\))?s/g, parameters, '$1') : parts;
  const source = resolve(value, read.scope.constants);
  const handle: CallHandle = { ...handleOf(operation, call), quote: quoteOf(source, script.text), sql: value.span };
  run.statements.push(
    ...embeddedStatements(filled, {
      reader: read.reader,
      version: script.targetVersion,
      direction,
      transaction,
      handle,
    }),
  );
}

/** Opaque, but for the SQL that its function sends. */
function runPython(call: HostCall, run: Run): void {
  if (!run.forward) return;
  push(run, call, { sql: [], unknown: { command: 'RunPython' } });
  pushFunction(argument(call, 'code', 0), call, 'up', run);
  pushFunction(argument(call, 'reverse_code', 1), call, 'down', run);
}

function pushFunction(value: HostValue | undefined, operation: HostCall, direction: Direction, run: Run): void {
  if (value?.kind !== 'name') return;
  for (const { call } of run.read.module.functions.get(lastOf(value.path)) ?? []) {
    const sql = argument(call, 'sql', 0);
    if (sql && stringOf(sql) !== '')
      pushText(sql, call.positional[1] ?? argument(call, 'params'), operation, call, direction, run);
  }
}
