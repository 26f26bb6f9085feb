import type { Replay } from '../model/replay/replay.ts';
import type { Script } from '../model/script.ts';
import type { Steps } from '../model/steps.ts';
import type { Judgement } from './judge.ts';

/** A replay on its way to scripts. */
export interface Folding {
  readonly replay: Replay<Judgement>;
  /** What the replay is to hold. */
  readonly scripts: readonly Script[];
  /** What was begun and is to be ended before anything else is: whoever needs the replay goes on with it. */
  steps: Steps<void> | undefined;
}

/** Folds one statement; true once the replay is that of the scripts. */
export function foldOne(folding: Folding): boolean {
  const { replay, scripts } = folding;
  const { scripts: former } = replay;
  folding.steps ??=
    former.length === scripts.length && scripts.every((script, at) => script === former[at])
      ? undefined
      : replay.setScriptsInSteps(scripts);
  if (!folding.steps) return true;
  if (folding.steps.next().done) folding.steps = undefined;
  return false;
}
