import type { Buffers, PlanNode } from '../src/explain/plan.ts';
import { element } from './element.ts';
import { blocks, milliseconds, rows } from './figures.ts';

/** Keys of the server that the row itself, or a figure below, already shows. */
const shownElsewhere =
  /^(Plans|Node Type|Parent Relationship|Subplan Name|Relation Name|Schema|Alias|Index Name|Startup Cost|Total Cost|Plan Rows|Plan Width|Actual .*|(Shared|Local|Temp) .*(Blocks|Time)|Workers|Parallel Aware|Async Capable|Disabled|Join Type|Strategy|Partial Mode|Scan Direction)$/;

/** The server gives these in kilobytes without saying so. */
const inKilobytes = /^(Sort Space Used|Peak Memory Usage|Disk Usage|Maximum Storage)$/;

/** What else the server said about a node, as a row of the grid: conditions, sort method, buffers, workers. */
export function nodeDetails(node: PlanNode, columns: number): HTMLElement {
  const list = element('dl');
  for (const [name, value] of facts(node)) list.append(element('dt', {}, name), element('dd', {}, value));
  const cell = element('div', { role: 'gridcell', 'aria-colspan': String(columns) }, list);
  const row = element('div', { role: 'row', 'aria-level': String(node.depth + 1), class: 'details' }, cell);
  row.style.setProperty('--depth', String(node.depth));
  return row;
}

function facts(node: PlanNode): readonly (readonly [string, string])[] {
  const { actual, buffers, wal } = node;
  const found: [string, string][] = [];
  if (actual?.inclusiveTimeMs !== undefined)
    found.push(['Time with its children', milliseconds(actual.inclusiveTimeMs)]);
  for (const [key, value] of Object.entries(node.details)) {
    if (shownElsewhere.test(key)) continue;
    found.push([key, inKilobytes.test(key) ? `${asText(value)} kB` : asText(value)]);
  }
  if (buffers) found.push(...bufferFacts(buffers));
  if (wal) found.push(['WAL', `${rows(wal.records)} records, ${rows(wal.bytes)} bytes`]);
  if (node.workersPlanned !== undefined) {
    found.push(['Workers', `${node.workersLaunched ?? 0} of ${node.workersPlanned} launched`]);
  }
  found.push(['Cost', `${node.startupCost.toFixed(2)} to start, ${node.totalCost.toFixed(2)} in all`]);
  found.push(['Width of a row', `${node.planWidth} bytes`]);
  return found;
}

function bufferFacts(buffers: Buffers): readonly [string, string][] {
  const counts: readonly [string, number][] = [
    ['Read from cache', buffers.sharedHit + buffers.localHit],
    ['Read from disk', buffers.sharedRead + buffers.localRead],
    ['Changed in cache', buffers.sharedDirtied + buffers.localDirtied],
    ['Written to disk', buffers.sharedWritten + buffers.localWritten],
    ['Temporary files read', buffers.tempRead],
    ['Temporary files written', buffers.tempWritten],
  ];
  return counts.filter(([, count]) => count > 0).map(([name, count]) => [name, blocks(count)]);
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(asText).join(', ');
  if (typeof value === 'number') return rows(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
