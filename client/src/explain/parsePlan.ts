import { measureNodes } from './measureNodes.ts';
import { nodeTitle } from './nodeTitle.ts';
import type { Buffers, Plan, PlanNode, PlanTrigger, PlanWorker } from './plan.ts';
import { repairPlanJson } from './repairPlanJson.ts';

export type PlanReading = { readonly plan: Plan } | { readonly plan?: undefined; readonly problem: string };

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads what `EXPLAIN (FORMAT JSON)` printed, on any version since 9.6; also wrapped as clients and logs wrap it (an array,
 * a `QUERY PLAN` column). Never throws: text that is no plan gives a problem, a sentence for the user.
 */
export function parsePlan(text: string): PlanReading {
  let value: unknown;
  try {
    value = JSON.parse(repairPlanJson(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `This is not JSON (${reason}). Run EXPLAIN with FORMAT JSON.` };
  }
  const document = unwrap(value);
  if (!document) return { problem: 'This JSON has no "Plan" object. Run EXPLAIN with FORMAT JSON.' };
  if (isTooDeep(document)) return { problem: `This plan is nested more than ${deepest} levels deep: it is not shown.` };
  return { plan: planOf(document) };
}

function unwrap(value: unknown): Json | undefined {
  let current = value;
  for (let depth = 0; depth < 5; depth += 1) {
    if (Array.isArray(current)) current = current[0];
    else if (!isJson(current)) return undefined;
    else if (isJson(current.Plan)) return current;
    else current = current['QUERY PLAN'] ?? current.plan;
    if (typeof current === 'string') {
      try {
        current = JSON.parse(current);
      } catch {
        return undefined;
      }
    }
  }
  return undefined;
}

/** No server plans what is deeper; the stack of whoever shows it has an end. */
const deepest = 1000;

function isTooDeep({ Plan: plan }: Json): boolean {
  let level = isJson(plan) ? [plan] : [];
  for (let depth = 0; depth < deepest; depth += 1) level = level.flatMap((node) => list(node.Plans));
  return level.length > 0;
}

function planOf(document: Json): Plan {
  const details = isJson(document.Plan) ? document.Plan : {};
  const bare = nodeOf(details, '0', 0);
  const executionTimeMs = number(document['Execution Time']) ?? number(document['Total Runtime']);
  const planning = isJson(document.Planning) ? document.Planning : {};
  const memory = number(planning['Memory Used']);
  const jit = isJson(document.JIT) ? document.JIT : undefined;
  const serialization = isJson(document.Serialization) ? document.Serialization : undefined;
  const analyzed = 'Actual Loops' in details;
  const { root, totalTimeMs } = measureNodes(bare, executionTimeMs);
  return {
    root,
    analyzed,
    // PostgreSQL 18 brought both: the key in every node, and decimals of rows.
    wholeRows: !('Disabled' in details),
    totalTimeMs,
    planningTimeMs: number(document['Planning Time']),
    executionTimeMs,
    planning,
    planningBuffers: buffersOf(planning),
    planningMemoryKb:
      memory === undefined ? undefined : { used: memory, allocated: number(planning['Memory Allocated']) ?? 0 },
    triggers: list(document.Triggers).map(triggerOf),
    jit: jit && {
      functions: number(jit.Functions) ?? 0,
      totalTimeMs: number(isJson(jit.Timing) ? jit.Timing.Total : undefined),
      details: jit,
    },
    serialization: serialization && {
      timeMs: number(serialization.Time),
      outputKb: number(serialization['Output Volume']) ?? 0,
      format: string(serialization.Format) ?? 'text',
    },
    settings: Object.fromEntries(
      Object.entries(isJson(document.Settings) ? document.Settings : {}).map(([name, setting]) => [
        name,
        String(setting),
      ]),
    ),
    queryIdentifier: document['Query Identifier'] === undefined ? undefined : String(document['Query Identifier']),
  };
}

function nodeOf(details: Json, id: string, depth: number): PlanNode {
  const loops = number(details['Actual Loops']);
  const rowsPerLoop = number(details['Actual Rows']) ?? 0;
  const removed = Object.entries(details)
    .filter(([key]) => key.startsWith('Rows Removed by'))
    .reduce((sum, [, rows]) => sum + (number(rows) ?? 0), 0);
  const records = number(details['WAL Records']);
  return {
    id,
    depth,
    type: string(details['Node Type']) ?? 'Unknown',
    title: nodeTitle(details),
    relation: string(details['Relation Name']),
    schema: string(details.Schema),
    alias: string(details.Alias),
    index: string(details['Index Name']),
    relationship: string(details['Parent Relationship']),
    subplanName: string(details['Subplan Name']),
    startupCost: number(details['Startup Cost']) ?? 0,
    totalCost: number(details['Total Cost']) ?? 0,
    planRows: number(details['Plan Rows']) ?? 0,
    planWidth: number(details['Plan Width']) ?? 0,
    actual:
      loops === undefined
        ? undefined
        : {
            loops,
            rowsPerLoop,
            rows: Math.round(rowsPerLoop * loops),
            rowsRemoved: Math.round(removed * loops),
            startupTimeMs: number(details['Actual Startup Time']),
            timePerLoopMs: number(details['Actual Total Time']),
          },
    buffers: buffersOf(details),
    wal:
      records === undefined
        ? undefined
        : { records, fullPageImages: number(details['WAL FPI']) ?? 0, bytes: number(details['WAL Bytes']) ?? 0 },
    workersPlanned: number(details['Workers Planned']),
    workersLaunched: number(details['Workers Launched']),
    workers: list(details.Workers).map(workerOf),
    children: list(details.Plans).map((child, index) => nodeOf(child, `${id}.${index}`, depth + 1)),
    details,
  };
}

function buffersOf(details: Json): Buffers | undefined {
  if (number(details['Shared Hit Blocks']) === undefined) return undefined;
  const blocks = (key: string) => number(details[`${key} Blocks`]) ?? 0;
  const time = (direction: string) => {
    const parts = ['I/O', 'Shared I/O', 'Local I/O', 'Temp I/O'].map((kind) =>
      number(details[`${kind} ${direction} Time`]),
    );
    return parts.every((part) => part === undefined)
      ? undefined
      : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
  };
  return {
    sharedHit: blocks('Shared Hit'),
    sharedRead: blocks('Shared Read'),
    sharedDirtied: blocks('Shared Dirtied'),
    sharedWritten: blocks('Shared Written'),
    localHit: blocks('Local Hit'),
    localRead: blocks('Local Read'),
    localDirtied: blocks('Local Dirtied'),
    localWritten: blocks('Local Written'),
    tempRead: blocks('Temp Read'),
    tempWritten: blocks('Temp Written'),
    readTimeMs: time('Read'),
    writeTimeMs: time('Write'),
  };
}

function triggerOf(details: Json): PlanTrigger {
  return {
    name: string(details['Trigger Name']) ?? '',
    relation: string(details.Relation),
    constraint: string(details['Constraint Name']),
    calls: number(details.Calls) ?? 0,
    timeMs: number(details.Time),
  };
}

function workerOf(details: Json): PlanWorker {
  return { number: number(details['Worker Number']) ?? 0, details };
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
