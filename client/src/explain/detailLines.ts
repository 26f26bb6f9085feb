import { bufferLines } from './bufferLines.ts';
import { fixed } from './fixed.ts';
import { targetPart } from './nodeTitle.ts';

type Json = Readonly<Record<string, unknown>>;

/** Said in the title, in the figures behind it, elsewhere in the text, or only in the JSON. */
const elsewhere = new Set([
  ...['Node Type', 'Parallel Aware', 'Async Capable', 'Join Type', 'Strategy', 'Partial Mode', 'Operation', 'Command'],
  ...[
    'Scan Direction',
    'Index Name',
    'Relation Name',
    'Schema',
    'Alias',
    'Function Name',
    'CTE Name',
    'Table Function Name',
  ],
  ...['Tuplestore Name', 'Custom Plan Provider', 'Parent Relationship', 'Subplan Name', 'Startup Cost', 'Total Cost'],
  ...['Plan Rows', 'Plan Width', 'Actual Startup Time', 'Actual Total Time', 'Actual Rows', 'Actual Loops', 'Plans'],
  ...['Workers', 'Subplans Removed', 'Worker Number', 'JIT'],
]);

const measured = /^(?:Shared|Local|Temp) (?:Hit|Read|Dirtied|Written) Blocks$|I\/O (?:Read|Write) Time$|^WAL /;

/** Lines of a node or of a worker below its title, without indentation, in the order of the server's text. */
export function detailLines(node: { readonly details: Json }, verbose: boolean): readonly string[] {
  const { details } = node;
  const lines = Object.entries(details)
    .filter(([key]) => !elsewhere.has(key) && !measured.test(key))
    .flatMap(([key, value]) => keyLines(key, value, details, verbose));
  return [...lines, ...bufferLines(details)];
}

/** Several keys of the JSON are one line in the text: the first of them writes it, the others nothing. */
function keyLines(key: string, value: unknown, node: Json, verbose: boolean): readonly string[] {
  switch (key) {
    case 'Disabled':
    case 'Single Copy':
      return value === true ? [`${key}: true`] : [];
    case 'Inner Unique':
      return value === true && verbose ? ['Inner Unique: true'] : [];
    case 'Sort Method': {
      const space = `${text(node['Sort Space Type'])}: ${text(node['Sort Space Used'])}kB`;
      return [`Sort Method: ${text(value)}  ${space}`];
    }
    case 'Storage':
      return [`Storage: ${text(value)}  Maximum Storage: ${text(node['Maximum Storage'])}kB`];
    case 'Hash Buckets':
      return [hashLine(node)];
    case 'Planned Partitions':
    case 'HashAgg Batches':
      return key === 'HashAgg Batches' && 'Planned Partitions' in node ? [] : hashAggregateLines(node);
    case 'Cache Hits':
      return [
        `Hits: ${text(value)}  Misses: ${text(node['Cache Misses'])}  Evictions: ${text(node['Cache Evictions'])}  Overflows: ${text(node['Cache Overflows'])}  Memory Usage: ${text(node['Peak Memory Usage'])}kB`,
      ];
    case 'Exact Heap Blocks':
    case 'Lossy Heap Blocks':
      return key === 'Lossy Heap Blocks' && 'Exact Heap Blocks' in node ? [] : heapBlockLines(node);
    case 'Full-sort Groups':
    case 'Pre-sorted Groups':
      return [sortGroupLine(key, object(value))];
    case 'Grouping Sets':
      return Array.isArray(value) ? value.flatMap((set) => groupingSetLines(object(set))) : [];
    case 'Sampling Method': {
      const parameters = Array.isArray(node['Sampling Parameters']) ? node['Sampling Parameters'].join(', ') : '';
      const seed = node['Repeatable Seed'] === undefined ? '' : ` REPEATABLE (${text(node['Repeatable Seed'])})`;
      return [`Sampling: ${text(value)} (${parameters})${seed}`];
    }
    case 'Target Tables':
      return Array.isArray(value) ? value.map((target) => `${text(node.Operation)}${targetPart(object(target))}`) : [];
    case 'Tuples Inserted':
    case 'Tuples Updated':
    case 'Tuples Deleted':
    case 'Tuples Skipped':
      return tupleLines(key, value, node);
    case 'Foreign File Size':
      return [`${key}: ${text(value)} b`];
    case 'Conflicting Tuples':
    case 'Heap Fetches':
      return [`${key}: ${fixed(value, 0)}`];
    default:
      return continued.has(key) ? [] : plainLines(key, value);
  }
}

const continued = new Set([
  ...['Sort Space Used', 'Sort Space Type', 'Maximum Storage', 'Original Hash Buckets', 'Hash Batches'],
  ...['Original Hash Batches', 'Peak Memory Usage', 'Disk Usage', 'Cache Misses', 'Cache Evictions', 'Cache Overflows'],
  ...['Sampling Parameters', 'Repeatable Seed'],
]);

function plainLines(key: string, value: unknown): readonly string[] {
  if (key.startsWith('Rows Removed by')) {
    return typeof value === 'number' && value > 0 ? [`${key}: ${fixed(value, 0)}`] : [];
  }
  if (Array.isArray(value)) return [`${key}: ${value.map(text).join(', ')}`];
  return typeof value === 'object' ? [] : [`${key}: ${text(value)}`];
}

function hashLine(node: Json): string {
  const figure = (name: string) => {
    const now = node[`Hash ${name}`];
    const originally = node[`Original Hash ${name}`];
    return `${name}: ${text(now)}${changed ? ` (originally ${text(originally)})` : ''}`;
  };
  const changed =
    (node['Original Hash Batches'] ?? node['Hash Batches']) !== node['Hash Batches'] ||
    (node['Original Hash Buckets'] ?? node['Hash Buckets']) !== node['Hash Buckets'];
  return `${figure('Buckets')}  ${figure('Batches')}  Memory Usage: ${text(node['Peak Memory Usage'])}kB`;
}

function hashAggregateLines(node: Json): readonly string[] {
  const partitions = number(node['Planned Partitions']);
  const batches = number(node['HashAgg Batches']);
  const parts = [
    ...(partitions > 0 ? [`Planned Partitions: ${partitions}`] : []),
    ...(batches > 0 ? [`Batches: ${batches}`, `Memory Usage: ${text(node['Peak Memory Usage'])}kB`] : []),
    ...(batches > 1 ? [`Disk Usage: ${text(node['Disk Usage'])}kB`] : []),
  ];
  return parts.length === 0 ? [] : [parts.join('  ')];
}

function heapBlockLines(node: Json): readonly string[] {
  const exact = number(node['Exact Heap Blocks']);
  const lossy = number(node['Lossy Heap Blocks']);
  const parts = [exact > 0 ? `exact=${exact}` : '', lossy > 0 ? `lossy=${lossy}` : ''].filter(Boolean);
  return parts.length === 0 ? [] : [`Heap Blocks: ${parts.join(' ')}`];
}

function sortGroupLine(key: string, group: Json): string {
  const methods = Array.isArray(group['Sort Methods Used']) ? group['Sort Methods Used'].map(text) : [];
  const spaces = ['Memory', 'Disk'].flatMap((kind) => {
    const space = group[`Sort Space ${kind}`];
    if (space === undefined) return [];
    const { 'Average Sort Space Used': average, 'Peak Sort Space Used': peak } = object(space);
    return [`Average ${kind}: ${text(average)}kB  Peak ${kind}: ${text(peak)}kB`];
  });
  const method = `Sort Method${methods.length > 1 ? 's' : ''}: ${methods.join(', ')}`;
  return [`${key}: ${text(group['Group Count'])}`, method, ...spaces].join('  ');
}

function groupingSetLines(set: Json): readonly string[] {
  const sort = Array.isArray(set['Sort Key']) ? [`Sort Key: ${set['Sort Key'].map(text).join(', ')}`] : [];
  const label = 'Hash Keys' in set ? 'Hash Key' : 'Group Key';
  const keys: unknown = set['Hash Keys'] ?? set['Group Keys'];
  const lines = (Array.isArray(keys) ? keys : []).map((columns: unknown) => {
    const names = Array.isArray(columns) ? columns.map(text) : [];
    return `${label}: ${names.length === 0 ? '()' : names.join(', ')}`;
  });
  return [...sort, ...lines.map((line) => (sort.length > 0 ? `  ${line}` : line))];
}

function tupleLines(key: string, value: unknown, node: Json): readonly string[] {
  if (!('Tuples Updated' in node)) return [`${key}: ${fixed(value, 0)}`];
  if (key !== 'Tuples Inserted') return [];
  const parts = ['Inserted', 'Updated', 'Deleted', 'Skipped'].flatMap((kind) => {
    const count = number(node[`Tuples ${kind}`]);
    return count > 0 ? [`${kind.toLowerCase()}=${fixed(count, 0)}`] : [];
  });
  return parts.length === 0 ? [] : [`Tuples: ${parts.join(' ')}`];
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : String(value ?? '');
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
