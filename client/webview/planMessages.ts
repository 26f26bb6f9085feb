import type { Plan } from '../src/explain/plan.ts';

/** The protocol between the plan panel (in the browser) and the extension. The only file that both sides share. */

export type PlanView = 'tree' | 'text' | 'json';

export const planViews: readonly PlanView[] = ['tree', 'text', 'json'];

/** Everything that the panel shows. */
export interface PlanContent {
  readonly sql: string;
  /** Undefined where the server's JSON was not understood: `problem` says why, text and JSON are still shown. */
  readonly plan?: Plan;
  readonly problem?: string;
  readonly text: string;
  readonly json: string;
  readonly connectionName: string;
  readonly serverVersion: string;
  /** It ran and was undone. */
  readonly rolledBack: boolean;
  /** Placeholders were planned for unknown values. */
  readonly genericPlan: boolean;
}

/** Extension → panel. */
export interface ShowPlan {
  readonly type: 'show';
  readonly content: PlanContent;
  /** What to show first. */
  readonly view: PlanView;
}

/** Panel → extension. */
export type PanelMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'copy'; readonly view: 'text' | 'json' }
  | { readonly type: 'open-document'; readonly view: 'text' | 'json' }
  | { readonly type: 'reveal-statement' };

/** Checks what came out of a browser: undefined for anything that is not a message of the protocol. */
export function parsePanelMessage(value: unknown): PanelMessage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const type: unknown = Reflect.get(value, 'type');
  const view: unknown = Reflect.get(value, 'view');
  switch (type) {
    case 'ready':
    case 'reveal-statement':
      return { type };
    case 'copy':
    case 'open-document':
      return view === 'text' || view === 'json' ? { type, view } : undefined;
    default:
      return undefined;
  }
}
