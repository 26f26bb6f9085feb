import type { RewriteStep } from '../../model/rewrite.ts';
import { kindsOf, type Script, type Statement } from '../../model/script.ts';
import type { Outside, SqlFlavour } from './flavour.ts';

/** Where a step of a rewrite goes. */
export type Destination =
  | { readonly kind: 'here' }
  | { readonly kind: 'after-commit' }
  | { readonly kind: 'new-file'; readonly noTransaction: boolean; readonly isOneEach: boolean };

export interface Plan {
  /** One for each step. */
  readonly destinations: readonly Destination[];
  /** The COMMIT that ends the explicit transaction around the statement. */
  readonly commit?: Statement;
  /** What lets the present file run outside of the tool's transaction. */
  readonly leave?: ReturnType<NonNullable<Outside['leave']>>;
}

/** Finds a place for every step; undefined where the tool has none for one of them. */
export function destinationsOf(
  flavour: SqlFlavour,
  steps: readonly RewriteStep[],
  statement: Statement,
  script: Script,
  siblings: readonly string[],
): Plan | undefined {
  const scope = statement.transaction ?? script.transaction;
  // why: the server makes one transaction of a command string with several statements.
  const wouldBeWrapped =
    scope === 'statement' && flavour.outside?.statements === 'one' && steps.flatMap((step) => step.sql).length > 1;
  if (scope === 'none' || (scope === 'statement' && !wouldBeWrapped)) return outsideOfTools(steps, statement, script);
  const mayStay = steps.every((step) => step.transaction === 'forbidden') && isAlone(flavour, steps, statement, script);
  if (mayStay && steps.length > 0) {
    const leave = flavour.outside?.leave?.(script, statement.direction, siblings);
    if (leave) return { destinations: steps.map(() => ({ kind: 'here' })), leave };
  }
  const destinations: Destination[] = [];
  for (const step of steps) {
    const staysAlone = wouldBeWrapped && destinations.length === 0 && step.sql.length === 1;
    const destination: Destination | undefined = staysAlone ? { kind: 'here' } : inTool(step, destinations, flavour);
    if (!destination) return undefined;
    destinations.push(destination);
  }
  return { destinations };
}

function inTool(step: RewriteStep, before: readonly Destination[], flavour: SqlFlavour): Destination | undefined {
  const last = before.at(-1);
  switch (step.transaction) {
    case 'any':
      return last && last.kind !== 'here'
        ? { kind: 'new-file', noTransaction: false, isOneEach: false }
        : { kind: 'here' };
    case 'separate':
      return flavour.newMigration ? { kind: 'new-file', noTransaction: false, isOneEach: false } : undefined;
    case 'forbidden':
      if (!flavour.newMigration || !flavour.outside) return undefined;
      return { kind: 'new-file', noTransaction: true, isOneEach: flavour.outside.statements === 'one' };
  }
}

/** Nothing wraps the file: what cannot run in the author's own BEGIN … COMMIT goes after it. */
function outsideOfTools(steps: readonly RewriteStep[], statement: Statement, script: Script): Plan | undefined {
  const around = explicitTransaction(statement, script);
  if (!around) return { destinations: steps.map(() => ({ kind: 'here' })) };
  let isLater = false;
  const destinations = steps.map((step): Destination => {
    isLater ||= step.transaction !== 'any';
    return { kind: isLater ? 'after-commit' : 'here' };
  });
  if (!isLater) return { destinations };
  return around.commit && { destinations, commit: around.commit };
}

/** The author's own transaction around the statement, and its COMMIT. */
function explicitTransaction(statement: Statement, script: Script): { readonly commit?: Statement } | undefined {
  let isOpen = false;
  for (const other of transactionStatements(script)) {
    if (other.direction !== statement.direction) continue;
    const isPast = other.span.start >= statement.span.start;
    if (isPast && !isOpen) return undefined;
    for (const operation of other.reading.operations) {
      if (operation.kind !== 'transaction') continue;
      if (operation.action === 'begin') isOpen = true;
      if (operation.action !== 'commit' && operation.action !== 'rollback') continue;
      if (isPast) return operation.action === 'commit' ? { commit: other } : {};
      isOpen = false;
    }
  }
  return isOpen ? {} : undefined;
}

const transactionStatementsOf = new WeakMap<Script, readonly Statement[]>();

/** The statements that begin and end transactions: few, while every fix of a long file asks for them. */
function transactionStatements(script: Script): readonly Statement[] {
  const known = transactionStatementsOf.get(script);
  if (known) return known;
  const found = script.statements.filter(
    (statement) => !statement.inBodyOf && kindsOf(statement.reading).includes('transaction'),
  );
  transactionStatementsOf.set(script, found);
  return found;
}

/** Whether nothing else of the file would lose the transaction. Settings may stay where several statements can. */
function isAlone(flavour: SqlFlavour, steps: readonly RewriteStep[], statement: Statement, script: Script): boolean {
  const isSingle = flavour.outside?.statements === 'one';
  if (isSingle && steps.flatMap((step) => step.sql).length > 1) return false;
  return script.statements.every(
    (other) =>
      other === statement ||
      other.inBodyOf !== undefined ||
      other.direction !== statement.direction ||
      (!isSingle && kindsOf(other.reading).every((kind) => kind === 'set-parameter')),
  );
}
