import { bufferLines } from './bufferLines.ts';
import { detailLines } from './detailLines.ts';
import { fixed } from './fixed.ts';
import type { Plan, PlanNode, PlanTrigger, PlanWorker } from './plan.ts';
import { quoteIdentifier } from './quoteIdentifier.ts';

/**
 * The plan in the layout of `EXPLAIN (FORMAT TEXT)`. A statement that is analyzed runs only once, in JSON; this gives the
 * other form without running it again. Lines are joined with `\n`, without one at the end.
 */
export function renderPlanText(plan: Plan): string {
  const verbose =
    Array.isArray(plan.root.details.Output) || plan.root.children.some((child) => 'Output' in child.details);
  const lines: string[] = [];
  renderNode(plan.root, 0, { wholeRows: plan.wholeRows, verbose }, lines);
  const settings = Object.entries(plan.settings).map(([name, value]) => `${name} = '${value}'`);
  if (settings.length > 0) lines.push(`Settings: ${settings.join(', ')}`);
  if (plan.queryIdentifier !== undefined && verbose) lines.push(`Query Identifier: ${plan.queryIdentifier}`);
  lines.push(...planningLines(plan));
  if (plan.planningTimeMs !== undefined) lines.push(`Planning Time: ${fixed(plan.planningTimeMs, 3)} ms`);
  lines.push(...plan.triggers.map((trigger) => triggerLine(trigger, plan.triggers, verbose)));
  lines.push(...jitLines(plan));
  if (plan.serialization) {
    const { timeMs, outputKb, format } = plan.serialization;
    const time = timeMs === undefined ? '' : `time=${fixed(timeMs, 3)} ms  `;
    lines.push(`Serialization: ${time}output=${outputKb}kB  format=${format.toLowerCase()}`);
  }
  if (plan.executionTimeMs !== undefined) lines.push(`Execution Time: ${fixed(plan.executionTimeMs, 3)} ms`);
  return lines.join('\n');
}

interface Style {
  readonly wholeRows: boolean;
  readonly verbose: boolean;
}

/** `indent` counts steps of two blanks. */
function renderNode(node: PlanNode, indent: number, style: Style, lines: string[]): void {
  let level = indent;
  if (node.subplanName !== undefined) {
    lines.push(`${blanks(level)}${node.subplanName}`);
    level += 1;
  }
  const arrow = level > 0 ? '->  ' : '';
  lines.push(`${blanks(level)}${arrow}${node.title}${costs(node)}${actuals(node.details, style)}`);
  const below = level > 0 ? level + 3 : 1;
  for (const line of detailLines(node, style.verbose)) lines.push(blanks(below) + line);
  for (const worker of node.workers) lines.push(...workerLines(worker, style).map((line) => blanks(below) + line));
  const removed = node.details['Subplans Removed'];
  if (typeof removed === 'number' && removed > 0) lines.push(`${blanks(below)}Subplans Removed: ${removed}`);
  for (const child of node.children) renderNode(child, below, style, lines);
}

function costs(node: PlanNode): string {
  if (node.details['Total Cost'] === undefined) return '';
  const cost = `${fixed(node.startupCost, 2)}..${fixed(node.totalCost, 2)}`;
  return `  (cost=${cost} rows=${fixed(node.planRows, 0)} width=${node.planWidth})`;
}

function actuals(details: Readonly<Record<string, unknown>>, style: Style): string {
  const loops = details['Actual Loops'];
  if (typeof loops !== 'number') return '';
  if (loops === 0) return ' (never executed)';
  return ` (${actualFigures(details, style)})`;
}

function actualFigures(details: Readonly<Record<string, unknown>>, style: Style): string {
  const start = details['Actual Startup Time'];
  const end = details['Actual Total Time'];
  const time = typeof start === 'number' && typeof end === 'number' ? `time=${fixed(start, 3)}..${fixed(end, 3)} ` : '';
  const rows = fixed(details['Actual Rows'], style.wholeRows ? 0 : 2);
  return `actual ${time}rows=${rows} loops=${fixed(details['Actual Loops'], 0)}`;
}

/** The first line carries the worker's number; the others are one step further in. */
function workerLines(worker: PlanWorker, style: Style): readonly string[] {
  const lines: string[] = [];
  if (typeof worker.details['Actual Loops'] === 'number') lines.push(actualFigures(worker.details, style));
  lines.push(...detailLines({ details: worker.details }, style.verbose));
  const jit = worker.details.JIT;
  if (typeof jit === 'object' && jit !== null) lines.push(...jitBlock({ ...jit }));
  return lines.map((line, index) => (index === 0 ? `Worker ${worker.number}:  ${line}` : `  ${line}`));
}

function planningLines(plan: Plan): readonly string[] {
  const lines = bufferLines(plan.planning);
  const memory = plan.planningMemoryKb;
  const all = [...lines, ...(memory ? [`Memory: used=${memory.used}kB  allocated=${memory.allocated}kB`] : [])];
  return all.length === 0 ? [] : ['Planning:', ...all.map((line) => `  ${line}`)];
}

function triggerLine(trigger: PlanTrigger, all: readonly PlanTrigger[], verbose: boolean): string {
  const name = verbose || trigger.constraint === undefined ? ` ${trigger.name}` : '';
  const constraint = trigger.constraint === undefined ? '' : ` for constraint ${trigger.constraint}`;
  const several = new Set(all.map((other) => other.relation)).size > 1;
  const relation = several && trigger.relation !== undefined ? ` on ${quoteIdentifier(trigger.relation)}` : '';
  const time = trigger.timeMs === undefined ? '' : `time=${fixed(trigger.timeMs, 3)} `;
  return `Trigger${name}${constraint}${relation}: ${time}calls=${trigger.calls}`;
}

function jitLines(plan: Plan): readonly string[] {
  return plan.jit ? jitBlock(plan.jit.details) : [];
}

function jitBlock(jit: Readonly<Record<string, unknown>>): readonly string[] {
  const options = Object.entries(object(jit.Options)).map(([name, on]) => `${name} ${String(on)}`);
  const timing = Object.entries(object(jit.Timing)).map(([name, value]) => {
    const parts = object(value);
    if (typeof value === 'number') return `${name} ${fixed(value, 3)} ms`;
    return `${name} ${fixed(parts.Total, 3)} ms (Deform ${fixed(parts.Deform, 3)} ms)`;
  });
  return [
    'JIT:',
    `  Functions: ${String(jit.Functions)}`,
    ...(options.length > 0 ? [`  Options: ${options.join(', ')}`] : []),
    ...(timing.length > 0 ? [`  Timing: ${timing.join(', ')}`] : []),
  ];
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function blanks(steps: number): string {
  return '  '.repeat(steps);
}
