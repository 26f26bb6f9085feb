import type { Source } from './source.ts';

/** Whether the command makes or changes an object. */
export function isObjectCommand(command: string): boolean {
  return command === 'create' || command === 'alter';
}

/** Whether the name stands for one of the server's own functions, not for what a statement makes or lists columns of. */
export function isCall(source: Source, command: string, index: number): boolean {
  if (!source.is(index + 1, '(')) return false;
  if (source.is(index - 1, '.')) return source.isWord(index - 2, 'pg_catalog');
  const before = source.word(index - 1);
  if (before === 'on') return command !== 'create';
  if (notCalled.has(before)) return false;
  const after = source.after(index + 1);
  const isTableExpression =
    source.isWord(after, 'as') &&
    (source.is(after + 1, '(') || source.isWord(after + 1, 'materialized') || source.isWord(after + 1, 'not'));
  return !isTableExpression;
}

const notCalled: ReadonlySet<string> = new Set(
  'function procedure routine aggregate table into references exists only index type view with recursive'.split(' '),
);

/** How many brackets are open around the token. */
export function depthOf(source: Source, index: number): number {
  let depth = 0;
  for (let at = 0; at < index; at++) {
    const partner = source.partner(at);
    if (partner > index) depth++;
  }
  return depth;
}
