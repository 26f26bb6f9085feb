import type { Plan } from '../src/explain/plan.ts';
import { type PlanFinding, planFindings } from '../src/explain/planFindings.ts';
import { element } from './element.ts';

/** What a plan shows at once, each with a way to its node; undefined where nothing stands out. */
export function findingsList(plan: Plan, reveal: (node: string) => void): HTMLElement | undefined {
  const shown = planFindings(plan).filter(isWorthSaying);
  if (shown.length === 0) return undefined;
  const items = shown.map(({ node, message }) => {
    const button = element('button', { type: 'button', title: 'Show the node' }, message);
    button.addEventListener('click', () => reveal(node));
    return element('li', {}, button);
  });
  return element('ul', { class: 'findings', 'aria-label': 'What stands out' }, ...items);
}

/** The row of a node says itself that it was never executed. */
function isWorthSaying({ kind }: PlanFinding): boolean {
  return kind !== 'never-executed';
}
