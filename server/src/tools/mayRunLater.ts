import type { Operation } from '../model/operation.ts';
import { type Direction, kindsOf, type Script, type Statement } from '../model/script.ts';

/**
 * Whether a statement may run after all that follows it in its file: nothing there makes or drops an object of its names, or
 * gives its table another name. What is in a body cannot be moved by itself.
 */
export function mayRunLater(statement: Statement, script: Script): boolean {
  if (statement.inBodyOf) return false;
  const { positions, last } = mentionsIn(script);
  const { words, renames } = last[statement.direction];
  const from = positions.get(statement) ?? 0;
  const isLast = (at: number | undefined): boolean => at === undefined || at <= from;
  const tables = statement.reading.operations.flatMap((operation) => tableOf(operation) ?? []);
  return (
    namesOf(statement).every((name) => isLast(words.get(name))) && tables.every((name) => isLast(renames.get(name)))
  );
}

/** Names of the indexes and constraints that the statement makes or drops. */
export function namesOf(statement: Statement): readonly string[] {
  return statement.reading.operations.flatMap((operation) => {
    switch (operation.kind) {
      case 'create-index':
        return operation.name ?? [];
      case 'drop-index':
        return operation.indexes.map(({ name }) => name);
      case 'add-constraint':
        return operation.constraint.name ?? [];
      default:
        return [];
    }
  });
}

/** Index of the last statement that has the word, or that renames the table of this name or a column of it. */
interface Mentions {
  readonly words: Map<string, number>;
  readonly renames: Map<string, number>;
}

interface FileMentions {
  readonly positions: ReadonlyMap<Statement, number>;
  readonly last: Readonly<Record<Direction, Mentions>>;
}

const known = new WeakMap<Script, FileMentions>();

/** Made once for a file: every fix of a long one asks. */
function mentionsIn(script: Script): FileMentions {
  const made = known.get(script) ?? findMentions(script.statements);
  known.set(script, made);
  return made;
}

function findMentions(statements: readonly Statement[]): FileMentions {
  const positions = new Map<Statement, number>();
  const none = (): Mentions => ({ words: new Map(), renames: new Map() });
  const last = { up: none(), down: none() };
  for (const [index, statement] of statements.entries()) {
    positions.set(statement, index);
    const { words, renames } = last[statement.direction];
    // What is in a body runs where its holder stands, whose text has its words.
    const at = positions.get(holderOf(statement)) ?? index;
    if (at === index) for (const word of statement.text.match(/\w+/g) ?? []) words.set(word, at);
    if (!kindsOf(statement.reading).some(isRename)) continue;
    for (const operation of statement.reading.operations) {
      const table = isRename(operation.kind) ? tableOf(operation) : undefined;
      if (table !== undefined) renames.set(table, at);
    }
  }
  return { positions, last };
}

function holderOf(statement: Statement): Statement {
  let holder = statement;
  while (holder.inBodyOf) holder = holder.inBodyOf;
  return holder;
}

function isRename(kind: Operation['kind']): boolean {
  return kind === 'rename-table' || kind === 'rename-column';
}

function tableOf(operation: Operation): string | undefined {
  return 'table' in operation ? operation.table?.name : undefined;
}
