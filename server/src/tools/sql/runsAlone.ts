import type { Operation, OperationKind } from '../../model/operation.ts';
import { kindsOf, type Script } from '../../model/script.ts';

/**
 * What files show of the program that runs them: `any`: it sends the statements of a file by themselves; `one`: it opens no
 * transaction, but may send a file as one command, so that only a statement alone in its file runs outside of any.
 */
export type RunsAlone = 'any' | 'one';

const shownTogether = new WeakMap<readonly Script[], { readonly shown: RunsAlone | undefined }>();

/** What the files of a history show together. The list is looked through once: every fix asks. */
export function runsAlone(scripts: readonly Script[]): RunsAlone | undefined {
  const answer = shownTogether.get(scripts) ?? { shown: lookThrough(scripts) };
  shownTogether.set(scripts, answer);
  return answer.shown;
}

function lookThrough(scripts: readonly Script[]): RunsAlone | undefined {
  let shown: RunsAlone | undefined;
  for (const script of scripts) {
    const own = shownBy(script);
    if (own === 'any') return 'any';
    shown ??= own;
  }
  return shown;
}

const known = new WeakMap<Script, { readonly shown: RunsAlone | undefined }>();

function shownBy(script: Script): RunsAlone | undefined {
  const answer = known.get(script) ?? { shown: look(script) };
  known.set(script, answer);
  return answer.shown;
}

function look(script: Script): RunsAlone | undefined {
  let statements = 0;
  let shows = false;
  for (const { reading, inBodyOf } of script.statements) {
    if (inBodyOf) continue;
    const kinds = kindsOf(reading);
    if (kinds.every((kind) => kind === 'set-parameter')) continue;
    statements++;
    shows ||= kinds.some(mayBeRefused) && reading.operations.some(isRefusedInTransaction);
  }
  return shows ? (statements > 1 ? 'any' : 'one') : undefined;
}

/** Statements of other kinds need not be read for it. */
function mayBeRefused(kind: OperationKind): boolean {
  switch (kind) {
    case 'create-index':
    case 'drop-index':
    case 'reindex':
    case 'detach-partition':
    case 'vacuum':
    case 'transaction':
    case 'other':
    case 'drop-object':
      return true;
    default:
      return false;
  }
}

/** What the server refuses in a transaction, or what nobody writes where one is open anyway. */
function isRefusedInTransaction(operation: Operation): boolean {
  switch (operation.kind) {
    case 'create-index':
    case 'drop-index':
    case 'reindex':
    case 'detach-partition':
      return operation.concurrently;
    case 'vacuum':
      return true;
    case 'transaction':
      return operation.action === 'begin';
    case 'other':
      return operation.forbidsTransaction === true;
    case 'drop-object':
      return operation.objectType === 'database';
    default:
      return false;
  }
}
