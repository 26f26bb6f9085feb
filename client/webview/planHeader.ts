import { element } from './element.ts';
import { milliseconds } from './figures.ts';
import type { PlanContent } from './planMessages.ts';

/** The statement and the figures of the plan as a whole. */
export function planHeader(content: PlanContent, reveal: () => void): HTMLElement {
  const statement = element('button', { type: 'button', class: 'statement', title: 'Show the statement in its file' });
  statement.append(element('code', {}, content.sql.trim()));
  statement.addEventListener('click', reveal);
  return element('header', {}, statement, summary(content));
}

function summary({ plan, connectionName, serverVersion, rolledBack, genericPlan }: PlanContent): HTMLElement {
  const facts = element('p', { class: 'summary' });
  const add = (label: string, value: string) =>
    facts.append(element('span', { class: 'fact' }, element('span', { class: 'muted' }, `${label} `), value));
  if (plan?.executionTimeMs !== undefined) add('Execution', milliseconds(plan.executionTimeMs));
  if (plan?.planningTimeMs !== undefined) add('Planning', milliseconds(plan.planningTimeMs));
  if (plan && !plan.analyzed) add('Cost', plan.root.totalCost.toFixed(2));
  if (plan?.jit?.totalTimeMs !== undefined) add('JIT', milliseconds(plan.jit.totalTimeMs));
  for (const trigger of plan?.triggers ?? []) {
    if (trigger.timeMs !== undefined) add(`Trigger ${trigger.name}`, milliseconds(trigger.timeMs));
  }
  add('On', `${connectionName}, ${serverVersion}`);
  const badges: readonly (readonly [boolean, string])[] = [
    [plan?.analyzed === false, 'Not run'],
    [rolledBack, 'Rolled back'],
    [genericPlan, 'Planned for unknown values'],
  ];
  for (const [on, text] of badges) if (on) facts.append(element('span', { class: 'badge' }, text));
  return facts;
}

/** Planner settings that are not at their default; undefined where there are none. */
export function planFooter({ plan }: PlanContent): HTMLElement | undefined {
  const settings = Object.entries(plan?.settings ?? {}).map(([name, value]) => `${name} = ${value}`);
  return settings.length === 0 ? undefined : element('footer', {}, `Settings: ${settings.join(', ')}`);
}
