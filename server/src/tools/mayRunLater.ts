import type { Operation } from '../model/operation.ts';
import type { Script, Statement } from '../model/script.ts';

/**
 * Whether a statement may run after all that follows it in its file: nothing there makes or drops an object of its names, or
 * gives its table another name.
 */
export function mayRunLater(statement: Statement, script: Script): boolean {
  const names = namesOf(statement);
  const tables = new Set(statement.reading.operations.flatMap((one) => tableOf(one) ?? []));
  const from = script.statements.indexOf(statement);
  return script.statements.every((other, at) => {
    if (at <= from || other.direction !== statement.direction || other.inBodyOf === statement) return true;
    const words = new Set(other.text.match(/\w+/g));
    if (names.some((name) => words.has(name))) return false;
    return !other.reading.operations.some((one) => isRename(one) && tables.has(tableOf(one) ?? ''));
  });
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

function isRename({ kind }: Operation): boolean {
  return kind === 'rename-table' || kind === 'rename-column';
}

function tableOf(operation: Operation): string | undefined {
  return 'table' in operation ? operation.table?.name : undefined;
}
