import { element } from './element.ts';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly title: string;
  /** Made when the tab is first shown. */
  readonly content: () => HTMLElement;
}

/** Tabs with their panels, by the keyboard pattern of ARIA: arrow keys, Home and End move between them. */
export function tabs<Id extends string>(all: readonly Tab<Id>[], first: Id, shown: (id: Id) => void): HTMLElement {
  const list = element('div', { role: 'tablist', class: 'tabs' });
  const panel = element('div', { role: 'tabpanel', id: 'panel', class: 'panel' });
  const made = new Map<Id, HTMLElement>();

  const show = (tab: Tab<Id>, focus: boolean) => {
    for (const button of list.querySelectorAll('button')) {
      const selected = button.id === `tab-${tab.id}`;
      button.setAttribute('aria-selected', String(selected));
      button.tabIndex = selected ? 0 : -1;
      if (selected && focus) button.focus();
    }
    const content = made.get(tab.id) ?? tab.content();
    made.set(tab.id, content);
    panel.setAttribute('aria-labelledby', `tab-${tab.id}`);
    panel.replaceChildren(content);
    shown(tab.id);
  };

  all.forEach((tab, index) => {
    const button = element(
      'button',
      { role: 'tab', id: `tab-${tab.id}`, 'aria-controls': 'panel', type: 'button' },
      tab.title,
    );
    button.addEventListener('click', () => show(tab, false));
    button.addEventListener('keydown', (event) => {
      const target = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: all.length - 1 }[event.key];
      const other = target === undefined ? undefined : all[(target + all.length) % all.length];
      if (!other) return;
      event.preventDefault();
      show(other, true);
    });
    list.append(button);
  });
  const start = all.find(({ id }) => id === first) ?? all[0];
  if (start) show(start, false);
  return element('div', {}, list, panel);
}
