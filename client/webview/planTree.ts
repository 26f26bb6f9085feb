import type { Plan, PlanNode } from '../src/explain/plan.ts';
import { isMisestimated, isSlow } from '../src/explain/planFindings.ts';
import { element } from './element.ts';
import { milliseconds, misestimate, percent, rows } from './figures.ts';
import { nodeDetails } from './nodeDetails.ts';
import { findingsList } from './planFindingsList.ts';

/** Ids of the nodes that are folded, and of those whose details are shown. */
export interface TreeState {
  readonly folded: Set<string>;
  readonly detailed: Set<string>;
}

/** What stands out, and the plan as a tree grid: arrow keys move and fold, Enter and Space show the details of a node. */
export function planTree(plan: Plan, state: TreeState, changed: () => void): HTMLElement {
  const grid = element('div', { role: 'treegrid', 'aria-label': 'Plan', class: 'tree' });
  grid.append(headerRow(plan));
  appendNode(grid, plan.root, plan, state);
  const items = () => [...grid.querySelectorAll<HTMLElement>('.node:not([hidden])')];
  showFolding(grid, state);
  items()[0]?.setAttribute('tabindex', '0');

  const toggle = (set: Set<string>, id: string, on = !set.has(id)) => {
    if (on) set.add(id);
    else set.delete(id);
    showFolding(grid, state);
    changed();
  };
  const focus = (item: HTMLElement | undefined) => {
    if (!item) return;
    for (const other of items()) other.setAttribute('tabindex', '-1');
    item.setAttribute('tabindex', '0');
    item.focus();
  };

  grid.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const item = event.target.closest<HTMLElement>('.node');
    const id = item?.dataset.id;
    if (!item || id === undefined) return;
    focus(item);
    toggle(event.target.closest('.twistie') && item.hasAttribute('aria-expanded') ? state.folded : state.detailed, id);
  });
  grid.addEventListener('keydown', (event) => {
    const item = event.target instanceof Element ? event.target.closest<HTMLElement>('.node') : undefined;
    const id = item?.dataset.id;
    if (!item || id === undefined) return;
    const all = items();
    const at = all.indexOf(item);
    const expanded = item.getAttribute('aria-expanded');
    switch (event.key) {
      case 'ArrowDown':
        focus(all[at + 1]);
        break;
      case 'ArrowUp':
        focus(all[at - 1]);
        break;
      case 'Home':
        focus(all[0]);
        break;
      case 'End':
        focus(all.at(-1));
        break;
      case 'ArrowRight':
        if (expanded === 'false') toggle(state.folded, id, false);
        else if (expanded === 'true') focus(all[at + 1]);
        break;
      case 'ArrowLeft':
        if (expanded === 'true') toggle(state.folded, id, true);
        else focus(all.find((other) => other.dataset.id === parentId(id)));
        break;
      case 'Enter':
      case ' ':
        toggle(state.detailed, id);
        break;
      default:
        return;
    }
    event.preventDefault();
  });
  const reveal = (id: string) => {
    for (const ancestor of ancestors(id)) state.folded.delete(ancestor);
    state.detailed.add(id);
    showFolding(grid, state);
    changed();
    const item = items().find((other) => other.dataset.id === id);
    item?.scrollIntoView({ block: 'center' });
    focus(item);
  };
  const findings = findingsList(plan, reveal);
  return findings ? element('div', {}, findings, grid) : grid;
}

function columnsOf(plan: Plan): readonly string[] {
  return plan.analyzed ? ['Node', 'Own time', 'Rows', 'Estimated', 'Loops'] : ['Node', 'Cost', 'Rows estimated'];
}

function headerRow(plan: Plan): HTMLElement {
  const cells = columnsOf(plan).map((name, index) =>
    element('span', { role: 'columnheader', class: index === 0 ? 'title' : 'figure' }, name),
  );
  return element('div', { role: 'row', class: `row head ${plan.analyzed ? 'analyzed' : 'planned'}` }, ...cells);
}

function appendNode(grid: HTMLElement, node: PlanNode, plan: Plan, state: TreeState): void {
  const details = nodeDetails(node, columnsOf(plan).length);
  details.id = `details-${node.id}`;
  grid.append(nodeRow(node, plan), details);
  for (const child of node.children) appendNode(grid, child, plan, state);
}

function nodeRow(node: PlanNode, plan: Plan): HTMLElement {
  const row = element('div', {
    role: 'row',
    class: `row node ${plan.analyzed ? 'analyzed' : 'planned'}`,
    tabindex: '-1',
    'aria-level': String(node.depth + 1),
    'aria-expanded': node.children.length > 0 ? 'true' : undefined,
  });
  row.dataset.id = node.id;
  // The style property and not a style attribute: the content security policy refuses those.
  row.style.setProperty('--depth', String(node.depth));
  if (isSlow(node, plan)) row.classList.add('hot');
  if (node.actual?.loops === 0) row.classList.add('never');
  row.append(titleCell(node), ...(plan.analyzed ? actualCells(node, plan) : plannedCells(node, plan)));
  return row;
}

function titleCell(node: PlanNode): HTMLElement {
  const twistie = element('span', { class: 'twistie', 'aria-hidden': 'true' });
  const prefix = node.subplanName ?? (node.relationship === 'InitPlan' ? 'InitPlan' : undefined);
  const label = element('span', { class: 'label' }, node.title);
  const condition = mainCondition(node);
  return element(
    'span',
    { role: 'gridcell', class: 'title', title: [prefix, node.title, condition].filter(Boolean).join(' ') },
    twistie,
    ...(prefix ? [element('span', { class: 'prefix' }, prefix)] : []),
    label,
    ...(condition ? [element('span', { class: 'condition' }, condition)] : []),
  );
}

/** The condition that says most of what the node does, shown behind its name. */
function mainCondition(node: PlanNode): string | undefined {
  for (const key of ['Index Cond', 'Hash Cond', 'Merge Cond', 'Join Filter', 'Recheck Cond', 'Filter', 'TID Cond']) {
    const value = node.details[key];
    if (typeof value === 'string') return value;
  }
  const keys = node.details['Sort Key'] ?? node.details['Group Key'];
  return Array.isArray(keys) ? keys.join(', ') : undefined;
}

function actualCells(node: PlanNode, plan: Plan): readonly HTMLElement[] {
  const actual = node.actual;
  if (!actual || actual.loops === 0) {
    const cells = ['', '', rows(node.planRows), '0'].map((text) => figure(text));
    cells[0]?.append(element('span', { class: 'muted' }, 'never executed'));
    return cells;
  }
  const estimate = figure(rows(node.planRows * actual.loops));
  const miss = misestimate(actual.estimateFactor);
  if (miss) {
    const badge = isMisestimated(node, plan) ? 'badge bad' : 'badge';
    estimate.prepend(element('span', { class: badge }, miss), ' ');
  }
  return [
    timeCell(actual.exclusiveTimeMs, actual.exclusiveShare),
    figure(rows(actual.rows)),
    estimate,
    figure(rows(actual.loops)),
  ];
}

function timeCell(timeMs: number | undefined, share: number | undefined): HTMLElement {
  const cell = element('span', { role: 'gridcell', class: 'figure time' });
  if (timeMs === undefined) return cell;
  cell.append(shareBar(share ?? 0), element('span', { class: 'value' }, milliseconds(timeMs)));
  if (share !== undefined) cell.append(element('span', { class: 'share' }, percent(share)));
  return cell;
}

function plannedCells(node: PlanNode, plan: Plan): readonly HTMLElement[] {
  const below = node.children.reduce((sum, child) => sum + child.totalCost, 0);
  const own = Math.max(0, node.totalCost - below);
  const share = plan.root.totalCost > 0 ? own / plan.root.totalCost : 0;
  const cost = element('span', { role: 'gridcell', class: 'figure time' });
  cost.append(shareBar(share), element('span', { class: 'value' }, node.totalCost.toFixed(2)));
  return [cost, figure(rows(node.planRows))];
}

function shareBar(share: number): HTMLElement {
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  const filled = element('span', { class: 'filled' });
  filled.style.width = `${Math.min(100, share * 100).toFixed(1)}%`;
  bar.append(filled);
  return bar;
}

function figure(text: string): HTMLElement {
  return element('span', { role: 'gridcell', class: 'figure' }, text);
}

function showFolding(grid: HTMLElement, state: TreeState): void {
  for (const row of grid.querySelectorAll<HTMLElement>('.node')) {
    const id = row.dataset.id ?? '';
    row.hidden = ancestors(id).some((ancestor) => state.folded.has(ancestor));
    if (row.hasAttribute('aria-expanded')) row.setAttribute('aria-expanded', String(!state.folded.has(id)));
    const details = row.nextElementSibling;
    const isDetailed = state.detailed.has(id);
    if (details instanceof HTMLElement) details.hidden = row.hidden || !isDetailed;
    row.classList.toggle('detailed', isDetailed);
    // Read with the node once they are shown: all of them at every step would be too much.
    if (isDetailed) row.setAttribute('aria-describedby', `details-${id}`);
    else row.removeAttribute('aria-describedby');
  }
}

/** Ids are paths: `0.1.0` lies in `0.1` and `0`. */
function ancestors(id: string): readonly string[] {
  const parent = parentId(id);
  return parent === undefined ? [] : [parent, ...ancestors(parent)];
}

function parentId(id: string): string | undefined {
  const dot = id.lastIndexOf('.');
  return dot < 0 ? undefined : id.slice(0, dot);
}
