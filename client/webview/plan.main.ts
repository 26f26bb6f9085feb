import { element } from './element.ts';
import { planFooter, planHeader } from './planHeader.ts';
import { type PanelMessage, type PlanContent, type PlanView, planViews, type ShowPlan } from './planMessages.ts';
import { planTree, type TreeState } from './planTree.ts';
import { tabs } from './tabs.ts';

interface EditorApi {
  postMessage(message: PanelMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): EditorApi;

/** What survives hiding the panel. */
interface PanelState {
  readonly shown: ShowPlan;
  readonly view: PlanView;
  readonly folded: readonly string[];
  readonly detailed: readonly string[];
}

const editor = acquireVsCodeApi();
const titles: Readonly<Record<PlanView, string>> = { tree: 'Tree', text: 'Text', json: 'JSON' };

function render(shown: ShowPlan, view: PlanView, tree: TreeState): void {
  let current = view;
  const save = () => {
    const state: PanelState = { shown, view: current, folded: [...tree.folded], detailed: [...tree.detailed] };
    editor.setState(state);
  };
  const panels = planViews.map((id) => ({
    id,
    title: titles[id],
    content: () => viewContent(shown.content, id, tree, save),
  }));
  const bar = tabs(panels, view, (chosen) => {
    current = chosen;
    save();
  });
  const header = planHeader(shown.content, () => editor.postMessage({ type: 'reveal-statement' }));
  const footer = planFooter(shown.content);
  document.body.replaceChildren(header, bar, ...(footer ? [footer] : []));
  save();
}

function viewContent(content: PlanContent, view: PlanView, tree: TreeState, changed: () => void): HTMLElement {
  switch (view) {
    case 'tree':
      return content.plan
        ? planTree(content.plan, tree, changed)
        : element('p', { class: 'problem', role: 'alert' }, content.problem ?? 'This plan cannot be shown as a tree.');
    case 'text':
    case 'json':
      return textView(view, view === 'text' ? content.text : content.json);
  }
}

function textView(view: 'text' | 'json', text: string): HTMLElement {
  const action = (label: string, message: PanelMessage) => {
    const made = element('button', { type: 'button' }, label);
    made.addEventListener('click', () => editor.postMessage(message));
    return made;
  };
  const actions = element(
    'div',
    { class: 'actions' },
    action('Copy', { type: 'copy', view }),
    action('Open as Document', { type: 'open-document', view }),
  );
  return element('div', {}, actions, element('pre', { tabindex: '0', 'aria-label': titles[view] }, text));
}

window.addEventListener('message', (event: MessageEvent<ShowPlan>) => {
  if (event.data.type !== 'show') return;
  render(event.data, event.data.view, { folded: new Set(), detailed: new Set() });
});

const saved = editor.getState() as PanelState | undefined;
if (saved) render(saved.shown, saved.view, { folded: new Set(saved.folded), detailed: new Set(saved.detailed) });
else editor.postMessage({ type: 'ready' });
