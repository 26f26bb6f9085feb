import { walk } from './measureNodes.ts';
import type { Plan, PlanNode } from './plan.ts';

/** Something about a node that a reader should see; `node` is the id of the node. */
export type PlanFinding =
  /** The node that took most of the time itself; `share` 0–1 of the whole. */
  | { readonly kind: 'slow-node'; readonly node: string; readonly share: number; readonly message: string }
  /** `factor` >1: more rows than estimated, <1: fewer. */
  | { readonly kind: 'row-misestimate'; readonly node: string; readonly factor: number; readonly message: string }
  | { readonly kind: 'seq-scan-filter'; readonly node: string; readonly rowsRemoved: number; readonly message: string }
  | { readonly kind: 'sort-disk'; readonly node: string; readonly kilobytes: number; readonly message: string }
  | { readonly kind: 'hash-batches'; readonly node: string; readonly batches: number; readonly message: string }
  | { readonly kind: 'never-executed'; readonly node: string; readonly message: string };

/** A statement that is done sooner has nothing slow in it. */
const quickMs = 10;
/** A node that takes this share of the time itself is one of the slow ones. */
const slowShare = 0.2;
/** And with this one it is the one to look at. */
const dominantShare = 0.4;
const misestimate = 10;
const removedShare = 0.9;
/** A scan that takes less of the time matters to nobody. */
const scanShare = 0.1;
/** In less time than this, a pause of the machine in another node is as large as a scan. */
const steadyMs = 100;
/** Of how many rows it is worth saying something; in a quick statement, of how many that will tell as the table grows. */
const manyRows = 1000;
const manyRowsOfQuick = 10_000;
const spillKilobytes = 1024;

/** What a plan that was run shows at once, in the order of the plan. Empty for a plan that was not run. */
export function planFindings(plan: Plan): readonly PlanFinding[] {
  if (!plan.analyzed) return [];
  return [...walk(plan.root)].flatMap((node) => [
    ...slowNode(node, plan),
    ...rowMisestimate(node, plan),
    ...seqScanFilter(node, plan),
    ...spills(node),
    ...neverExecuted(node),
  ]);
}

function isQuick({ totalTimeMs }: Plan): boolean {
  return totalTimeMs !== undefined && totalTimeMs < quickMs;
}

function manyRowsOf(plan: Plan): number {
  return isQuick(plan) ? manyRowsOfQuick : manyRows;
}

/** Whether much of the time of the statement went into this node. */
export function isSlow(node: PlanNode, plan: Plan): boolean {
  return !isQuick(plan) && (node.actual?.exclusiveShare ?? 0) >= slowShare;
}

function slowNode(node: PlanNode, plan: Plan): readonly PlanFinding[] {
  const share = node.actual?.exclusiveShare ?? 0;
  if (!isSlow(node, plan) || share < dominantShare) return [];
  const time = node.actual?.exclusiveTimeMs ?? 0;
  const message = `${node.title} took ${percent(share)} of the time itself (${time.toFixed(1)} ms).`;
  return [{ kind: 'slow-node', node: node.id, share, message }];
}

/** The deepest node that is off explains the ones above it. */
function rowMisestimate(node: PlanNode, plan: Plan): readonly PlanFinding[] {
  const factor = node.actual?.estimateFactor;
  if (factor === undefined || !isMisestimated(node, plan)) return [];
  if (node.children.some((child) => isMisestimated(child, plan))) return [];
  const rows = node.actual?.rowsPerLoop ?? 0;
  const times = factor >= 1 ? `${Math.round(factor)} times more` : `${Math.round(1 / factor)} times fewer`;
  const message = `${node.title} gave ${times} rows than estimated (${count(rows)} instead of ${count(node.planRows)}). Run ANALYZE; for conditions on several columns, CREATE STATISTICS.`;
  return [{ kind: 'row-misestimate', node: node.id, factor, message }];
}

/** By a factor and a number of rows that lead to other plans. */
export function isMisestimated(node: PlanNode, plan: Plan): boolean {
  const factor = node.actual?.estimateFactor ?? 1;
  const most = Math.max((node.actual?.rowsPerLoop ?? 0) * (node.actual?.loops ?? 0), node.planRows);
  return Math.max(factor, 1 / factor) >= misestimate && most >= manyRowsOf(plan);
}

function seqScanFilter(node: PlanNode, plan: Plan): readonly PlanFinding[] {
  if (node.type !== 'Seq Scan' || !node.actual) return [];
  const { rows, rowsRemoved, exclusiveShare = 1 } = node.actual;
  if (rowsRemoved < manyRowsOf(plan) || rowsRemoved / (rowsRemoved + rows) < removedShare) return [];
  if (exclusiveShare < scanShare && (plan.totalTimeMs ?? steadyMs) >= steadyMs) return [];
  const filter = typeof node.details.Filter === 'string' ? ` on ${node.details.Filter}` : '';
  const message = `${node.title} read ${count(rows + rowsRemoved)} rows to keep ${count(rows)}. An index${filter} would read only those.`;
  return [{ kind: 'seq-scan-filter', node: node.id, rowsRemoved, message }];
}

function spills(node: PlanNode): readonly PlanFinding[] {
  const { details } = node;
  const found: PlanFinding[] = [];
  const kilobytes = details['Sort Space Used'];
  if (details['Sort Space Type'] === 'Disk' && typeof kilobytes === 'number' && kilobytes >= spillKilobytes) {
    const message = `${node.title} did not fit into work_mem and used ${count(kilobytes)} kB of disk. Raise work_mem for this query, or give it an index in this order.`;
    found.push({ kind: 'sort-disk', node: node.id, kilobytes, message });
  }
  const batches = details['Hash Batches'] ?? details['HashAgg Batches'];
  if (typeof batches === 'number' && batches > 1) {
    const message = `${node.title} did not fit into memory and was done in ${count(batches)} batches on disk. Raise work_mem or hash_mem_multiplier for this query.`;
    found.push({ kind: 'hash-batches', node: node.id, batches, message });
  }
  return found;
}

function neverExecuted(node: PlanNode): readonly PlanFinding[] {
  if (node.actual?.loops !== 0) return [];
  return [{ kind: 'never-executed', node: node.id, message: `${node.title} was never executed.` }];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
