import { defaultConstraintName } from '../model/defaultName.ts';
import type { QualifiedName } from '../model/names.ts';
import type { Operation } from '../model/operation.ts';
import type { RewriteStep } from '../model/rewrite.ts';
import type { Script, Statement } from '../model/script.ts';
import { haveOnlyUp } from '../model/statementChange.ts';

/**
 * The statements of a file's way back that take this one back. None where the file has none, as where the table goes as a
 * whole; undefined where one of them does more besides, so that it cannot be taken apart.
 */
export function wayBack(statement: Statement, script: Script): readonly Statement[] | undefined {
  if (statement.direction !== 'up' || haveOnlyUp(script.statements)) return [];
  const done = statement.reading.operations;
  const found: Statement[] = [];
  for (const other of downStatements(script)) {
    const { operations } = other.reading;
    const undoing = operations.filter((operation) => done.some((one) => takesBack(operation, one)));
    if (undoing.length === 0) continue;
    if (undoing.length < operations.length || undoing.some((operation) => dropsMore(operation, done))) return undefined;
    found.push(other);
  }
  return found;
}

const downOf = new WeakMap<Script, readonly Statement[]>();

/** Of the file's own, not of bodies; listed once, for every fix of a long file asks. */
function downStatements(script: Script): readonly Statement[] {
  const known =
    downOf.get(script) ?? script.statements.filter(({ direction, inBodyOf }) => direction === 'down' && !inBodyOf);
  downOf.set(script, known);
  return known;
}

function takesBack(back: Operation, done: Operation): boolean {
  switch (done.kind) {
    case 'create-index':
      return back.kind === 'drop-index' && back.indexes.some(({ name }) => name === done.name);
    case 'drop-index':
      return back.kind === 'create-index' && done.indexes.some(({ name }) => name === back.name);
    case 'add-constraint': {
      // One that the statement leaves unnamed has the name that the server gives it.
      const name = done.constraint.name ?? defaultConstraintName(done.table.name, done.constraint);
      return back.kind === 'drop-constraint' && isSame(back.table, done.table) && back.name === name;
    }
    case 'add-column':
      return back.kind === 'drop-column' && isSame(back.table, done.table) && back.column === done.column.name;
    case 'drop-column':
      return isMadeAgain(back, done.table, done.column);
    case 'rename-column':
      return back.kind === 'rename-column' && back.column === done.to && back.to === done.column;
    case 'rename-table':
      return back.kind === 'rename-table' && back.table.name === done.to.name && back.to.name === done.table.name;
    case 'drop-table':
      return done.tables.some((table) => isPartOf(back, table));
    case 'alter-column':
      return (
        done.action === 'set-not-null' &&
        back.kind === 'alter-column' &&
        back.action === 'drop-not-null' &&
        back.column === done.column
      );
    default:
      return false;
  }
}

/** The column, or an index on it. */
function isMadeAgain(back: Operation, table: QualifiedName, column: string): boolean {
  if (back.kind === 'create-index') return back.elements.some((element) => element.column === column);
  return back.kind === 'add-column' && isSame(back.table, table) && back.column.name === column;
}

/** The table, or what belongs to it. */
function isPartOf(back: Operation, table: QualifiedName): boolean {
  switch (back.kind) {
    case 'create-table':
    case 'create-index':
    case 'add-constraint':
    case 'add-column':
    case 'alter-column':
      return isSame(back.table, table);
    default:
      return false;
  }
}

/** A file that writes the schema out once and leaves it out another time means the same table. */
function isSame(one: QualifiedName, other: QualifiedName): boolean {
  return one.name === other.name;
}

/** Whether one DROP INDEX drops an index of another statement too. */
function dropsMore(back: Operation, done: readonly Operation[]): boolean {
  if (back.kind !== 'drop-index') return false;
  const made = new Set(done.flatMap((one) => (one.kind === 'create-index' && one.name ? [one.name] : [])));
  return back.indexes.some(({ name }) => !made.has(name));
}

/** What takes back the steps that stay in the file; undefined where what the author wrote does. */
export function undoOf(here: readonly RewriteStep[], written: readonly Statement[]): readonly string[] | undefined {
  const undo: string[] = [];
  for (const step of [...here].reverse()) {
    if (!step.undo) return undefined;
    undo.push(...step.undo);
  }
  const kept = withoutDetours(undo);
  const author = written.flatMap((statement) => statement.sql ?? [statement.text]);
  return plain(kept.join(' ')) === plain(author.join(' ')) ? undefined : kept;
}

/** An index that one step makes again for the next one to drop is not made. */
function withoutDetours(undo: readonly string[]): readonly string[] {
  return undo.filter((sql, at) => {
    const dropped = /^DROP INDEX .*?([^\s.]+);$/s.exec(sql)?.[1];
    const made = /^CREATE (?:UNIQUE )?INDEX (\S+) /.exec(sql)?.[1];
    const before = /^CREATE (?:UNIQUE )?INDEX (\S+) /.exec(undo[at - 1] ?? '')?.[1];
    const after = /^DROP INDEX .*?([^\s.]+);$/s.exec(undo[at + 1] ?? '')?.[1];
    return !(dropped && dropped === before) && !(made && made === after);
  });
}

/** A statement without what makes no difference to what is left after it. */
function plain(sql: string): string {
  return sql
    .toLowerCase()
    .replace(/\b(?:if\s+exists|concurrently|only|restrict|constraint|column)\b|\bpublic\s*\.|["';]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What takes back a step that moves to a migration of its own: `written` where the rule says nothing of it. */
export function undoLater(step: RewriteStep, written: readonly Statement[]): readonly string[] {
  return step.undo ?? written.map(({ text }) => `${text};`);
}
