import type { Script } from '../model/script.ts';
import { type StatementChange, statementChange } from '../model/statementChange.ts';
import type { History } from './history.ts';

/**
 * Brings the replay of a history nearer to its scripts, taking out and adding about `most` statements; true once it is
 * there. On the way it is the replay of a shorter history: what is new is added in the order in which it runs, so that none
 * of it is folded twice.
 */
export function foldSome(history: History, most: number): boolean {
  const { replay, scripts } = history;
  const former = replay.scripts;
  const isAligned = former.length === scripts.length && scripts.every(({ file }, at) => former[at]?.file === file);
  const byFile = isAligned ? undefined : new Map(former.map((script) => [script.file, script]));
  let left = most;
  const next: Script[] = [];
  for (const [at, script] of scripts.entries()) {
    const known = byFile ? byFile.get(script.file) : former[at];
    if (known === script) next.push(script);
    else if (left <= 0) {
      if (known) next.push(known);
    } else {
      // What is gone through for each part must not grow with the square of the file.
      left = Math.max(left, Math.ceil(script.statements.length / 50));
      const { prefix, suffix, stale, fresh } = changeOf(known, script);
      if (known && stale > left) next.push(part(known, known.statements.length - suffix - left, suffix));
      else next.push(fresh <= left ? script : part(script, prefix + left, suffix));
      left -= Math.max(1, stale, fresh);
    }
  }
  if (isAligned) {
    for (const [at, script] of next.entries()) if (script !== former[at]) replay.updateScript(at, script);
  } else replay.setScripts(next);
  return scripts.length === next.length && scripts.every((script, at) => script === next[at]);
}

interface Difference extends StatementChange {
  /** Statements that the replay has and the script has not. */
  readonly stale: number;
  readonly fresh: number;
}

function changeOf(known: Script | undefined, script: Script): Difference {
  const { statements } = script;
  const isFoldedAnew = known?.targetVersion !== script.targetVersion || known.transaction !== script.transaction;
  const { prefix, suffix } = isFoldedAnew ? nothingInCommon : statementChange(known.statements, statements);
  const former = known?.statements.length ?? 0;
  return { prefix, suffix, stale: former - prefix - suffix, fresh: statements.length - prefix - suffix };
}

const nothingInCommon: StatementChange = { prefix: 0, suffix: 0 };

function part(script: Script, prefix: number, suffix: number): Script {
  const { statements } = script;
  return { ...script, statements: [...statements.slice(0, prefix), ...statements.slice(statements.length - suffix)] };
}
