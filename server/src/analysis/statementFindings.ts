import type { Replay, StatementPlace } from '../model/replay/replay.ts';
import type { Script } from '../model/script.ts';
import type { Steps } from '../model/steps.ts';
import { type Judgement, type Judging, judgeStatement, type Overlay } from './judge.ts';
import type { RawFinding } from './rawFinding.ts';

type Place = StatementPlace<Judgement>;

/** The findings of all statements of a script, for as long as no statement comes or goes. */
interface Kept {
  /** Statements with findings, ascending. */
  indexes: readonly number[];
  /** Their findings. */
  lists: readonly (readonly RawFinding[])[];
  /** Whose judgement holds for one script only. */
  readonly ofScript: Set<Place>;
}

/** By the array of places. */
const kept = new WeakMap<readonly Place[], Kept>();

/** With more statements to judge than this, going through all of them is cheaper than putting each result in its place. */
const mostInserted = 100;

/** Judges the statements that have no judgement or an outdated one; yields after each. The result: lists of findings, in the order of the statements. */
export function* judgeStatements(
  replay: Replay<Judgement>,
  index: number,
  judging: Judging,
  overlay: Overlay,
): Steps<readonly (readonly RawFinding[])[]> {
  const places = replay.statements(index);
  const known = kept.get(places);
  const missing = known && replay.withoutResult(index);
  if (!known || !missing || missing.length > mostInserted) return yield* judgeAll(places, judging, overlay);
  const changed = [...missing, ...known.ofScript].filter((place) => isOutdated(place, judging.script));
  for (const place of changed) {
    if (!isOutdated(place, judging.script)) continue;
    const judgement = judgeStatement(place, judging, overlay);
    place.cached = judgement;
    put(known, place, judgement);
    yield;
  }
  return known.lists;
}

function* judgeAll(
  places: readonly Place[],
  judging: Judging,
  overlay: Overlay,
): Steps<readonly (readonly RawFinding[])[]> {
  kept.delete(places);
  const indexes: number[] = [];
  const lists: (readonly RawFinding[])[] = [];
  const ofScript = new Set<Place>();
  for (let at = 0; at < places.length; at++) {
    const place = places[at];
    if (!place) continue;
    if (isOutdated(place, judging.script)) {
      place.cached = judgeStatement(place, judging, overlay);
      yield;
    }
    const judgement = place.cached;
    if (!judgement) continue;
    if (judgement.script) ofScript.add(place);
    if (judgement.findings.length === 0) continue;
    indexes.push(at);
    lists.push(judgement.findings);
  }
  kept.set(places, { indexes, lists, ofScript });
  return lists;
}

/** The arrays are copied: analyses of former texts still hold them. */
function put(known: Kept, place: Place, judgement: Judgement): void {
  if (judgement.script) known.ofScript.add(place);
  else known.ofScript.delete(place);
  const { index } = place;
  let at = 0;
  let stop = known.indexes.length;
  while (at < stop) {
    const middle = (at + stop) >> 1;
    if ((known.indexes[middle] ?? 0) < index) at = middle + 1;
    else stop = middle;
  }
  const isThere = known.indexes[at] === index;
  const hasFindings = judgement.findings.length > 0;
  if (!isThere && !hasFindings) return;
  known.lists = known.lists.toSpliced(at, isThere ? 1 : 0, ...(hasFindings ? [judgement.findings] : []));
  if (isThere !== hasFindings)
    known.indexes = known.indexes.toSpliced(at, isThere ? 1 : 0, ...(hasFindings ? [index] : []));
}

function isOutdated(place: Place, script: Script): boolean {
  const judgement = place.cached;
  if (!judgement) return true;
  const { statement } = place;
  return (
    judgement.direction !== statement.direction ||
    judgement.transaction !== statement.transaction ||
    (judgement.script !== undefined && judgement.script !== script)
  );
}
