import type { NodeActual, PlanNode } from './plan.ts';

/**
 * Adds to each node the time it took with and without the nodes below it, its share of the whole, and how far its row
 * estimate was off. Milliseconds; `executionTimeMs` is what the shares are taken of, where it is known.
 */
export function measureNodes(
  root: PlanNode,
  executionTimeMs: number | undefined,
): { readonly root: PlanNode; readonly totalTimeMs: number | undefined } {
  const inclusive = new Map<string, number>();
  addInclusiveTimes(root, 1, inclusive);
  const total = executionTimeMs ?? inclusive.get(root.id);
  const elsewhere = timesElsewhere(root, inclusive);
  return { root: measured(root, 'complete'), totalTimeMs: total };

  function measured(node: PlanNode, reading: Reading): PlanNode {
    const children = node.children.map((child) => measured(child, readingOf(node, child, reading)));
    if (!node.actual) return { ...node, children };
    const inclusiveTimeMs = inclusive.get(node.id);
    const own = ownTime(node, inclusive) - (elsewhere.get(node.id) ?? 0);
    const exclusiveTimeMs = inclusiveTimeMs === undefined ? undefined : Math.max(0, own);
    const actual: NodeActual = {
      ...node.actual,
      inclusiveTimeMs,
      exclusiveTimeMs,
      exclusiveShare: exclusiveTimeMs === undefined || !total ? undefined : Math.min(1, exclusiveTimeMs / total),
      estimateFactor: reading === 'complete' ? estimateFactor(node, node.actual) : undefined,
    };
    return { ...node, actual, children };
  }
}

/** Wall time: below a Gather each loop is one of the processes that worked side by side. */
function addInclusiveTimes(node: PlanNode, processes: number, into: Map<string, number>): void {
  const time = node.actual?.timePerLoopMs;
  if (node.actual && time !== undefined) into.set(node.id, (time * node.actual.loops) / processes);
  const below = node.type.startsWith('Gather') ? 1 + (node.workersLaunched ?? 0) : processes;
  for (const child of node.children) addInclusiveTimes(child, child.relationship === 'InitPlan' ? 1 : below, into);
}

/** Without the nodes below that give it rows. A plan that runs first is not one of them, wherever it hangs. */
function ownTime(node: PlanNode, inclusive: ReadonlyMap<string, number>): number {
  return node.children
    .filter((child) => child.relationship !== 'InitPlan')
    .reduce((rest, child) => rest - (inclusive.get(child.id) ?? 0), inclusive.get(node.id) ?? 0);
}

/** What is in the time of a node, and is told by another that is not below it: of CTEs and of plans that run first. */
function timesElsewhere(root: PlanNode, inclusive: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const nodes = [...walk(root)];
  const times = shareOfCtes(nodes, inclusive);
  for (const holder of nodes) {
    for (const initPlan of holder.children.filter(isInitPlan)) {
      const time = inclusive.get(initPlan.id) ?? 0;
      const own = (node: PlanNode) => ownTime(node, inclusive) - (times.get(node.id) ?? 0);
      const users = usersOf(initPlan, nodes);
      const user =
        users.sort((one, other) => own(other) - own(one))[0] ??
        // An output that is not shown: the first node that can have done it.
        [...walk(holder)].find((node) => !isWithin(node, initPlan) && own(node) >= time);
      if (user) times.set(user.id, (times.get(user.id) ?? 0) + time);
    }
  }
  return times;
}

function isInitPlan(node: PlanNode): boolean {
  return node.relationship === 'InitPlan' && !node.subplanName?.startsWith('CTE ');
}

function isWithin(node: PlanNode, other: PlanNode): boolean {
  return node.id === other.id || node.id.startsWith(`${other.id}.`);
}

/** Nodes that mention the result: `$0` up to PostgreSQL 16, `(InitPlan 1).col1` since then. */
function usersOf(initPlan: PlanNode, nodes: readonly PlanNode[]): PlanNode[] {
  const name = initPlan.subplanName ?? '';
  const results = /\(returns (.*)\)$/.exec(name)?.[1]?.split(',') ?? [`(${name}).col`];
  return nodes.filter((node) => {
    if (isWithin(node, initPlan)) return false;
    const { Plans: _, ...own } = node.details;
    const text = JSON.stringify(own);
    return results.some((result) => text.replace(/\$\d+/g, '$& ').includes(result.replace(/^\$\d+$/, '$& ')));
  });
}

/** The time of a CTE is inside its scans: each scan's part of it, in proportion to its own time. */
function shareOfCtes(nodes: readonly PlanNode[], inclusive: ReadonlyMap<string, number>): Map<string, number> {
  const shares = new Map<string, number>();
  for (const cte of nodes) {
    const name = /^CTE (.*)$/s.exec(cte.subplanName ?? '')?.[1];
    if (name === undefined) continue;
    const scans = nodes.filter((node) => node.type === 'CTE Scan' && node.details['CTE Name'] === name);
    const together = scans.reduce((sum, scan) => sum + (inclusive.get(scan.id) ?? 0), 0);
    for (const scan of scans) {
      const part = together > 0 ? (inclusive.get(scan.id) ?? 0) / together : 0;
      shares.set(scan.id, (inclusive.get(cte.id) ?? 0) * part);
    }
  }
  return shares;
}

/** The node and everything below it, parents first. */
export function* walk(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.children) yield* walk(child);
}

/** `cut-short`: something above stopped asking for rows, so fewer rows than estimated mean nothing. */
type Reading = 'complete' | 'cut-short';

/** These read all of their input before they give the first row. */
const readsAll = new Set(['Sort', 'Incremental Sort', 'Hash', 'Aggregate', 'Bitmap Heap Scan']);

function readingOf(parent: PlanNode, child: PlanNode, reading: Reading): Reading {
  if (child.relationship === 'InitPlan' || child.relationship === 'SubPlan') return 'cut-short';
  if (parent.type === 'Limit') return 'cut-short';
  const join = parent.details['Join Type'];
  const inner = child.relationship === 'Inner';
  if (inner && parent.type === 'Merge Join') return 'cut-short';
  if (inner && parent.type === 'Nested Loop' && (join === 'Semi' || join === 'Anti')) return 'cut-short';
  if (inner && parent.type === 'Nested Loop' && parent.details['Inner Unique'] === true) return 'cut-short';
  return readsAll.has(parent.type) ? 'complete' : reading;
}

const neverEstimated = new Set(['BitmapAnd', 'BitmapOr', 'ModifyTable', 'Hash', 'Materialize', 'Memoize']);

function estimateFactor(node: PlanNode, actual: NodeActual): number | undefined {
  if (actual.loops === 0 || neverEstimated.has(node.type)) return undefined;
  if (typeof node.details['Subplans Removed'] === 'number' && node.details['Subplans Removed'] > 0) return undefined;
  return Math.max(1, actual.rowsPerLoop) / Math.max(1, node.planRows);
}
