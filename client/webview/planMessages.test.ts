import { describe, expect, it } from 'vitest';
import { type PanelMessage, parsePanelMessage } from './planMessages.ts';

function check(message: unknown, expected: PanelMessage | undefined): void {
  it(JSON.stringify(message) ?? 'undefined', () => expect(parsePanelMessage(message)).toEqual(expected));
}

describe('a message of the panel is', () => {
  check({ type: 'ready' }, { type: 'ready' });
  check({ type: 'copy', view: 'text' }, { type: 'copy', view: 'text' });
  check({ type: 'open-document', view: 'json' }, { type: 'open-document', view: 'json' });
  check({ type: 'reveal-statement', uri: 'file:///etc/passwd' }, { type: 'reveal-statement' });
});

describe('nothing else is', () => {
  check(undefined, undefined);
  check(null, undefined);
  check('ready', undefined);
  check([], undefined);
  check({ type: 'show' }, undefined);
  check({ type: 'copy' }, undefined);
  check({ type: 'copy', view: '__proto__' }, undefined);
  check({ type: 'open-document', view: 'tree' }, undefined);
});
