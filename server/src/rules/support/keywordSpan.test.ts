import { describe, expect, it } from 'vitest';
import { keywordSpan } from './keywordSpan.ts';

describe('keywordSpan', () => {
  const check = (text: string, words: readonly string[], expected: string | undefined, from?: number) =>
    it(`${words.join(' ')} in ${text}`, () => {
      const span = keywordSpan(text, words, from);
      expect(span && text.slice(0, span.start)).toBe(expected);
    });
  check('create unique index i on t (a)', ['INDEX'], 'create unique ');
  check('CREATE /* INDEX */ INDEX i', ['INDEX'], 'CREATE /* INDEX */ ');
  check('CREATE INDEX IF -- x\n NOT EXISTS i', ['IF', 'NOT', 'EXISTS'], 'CREATE INDEX ');
  check('ADD CHECK (a IS NOT NULL) NOT VALID', ['NOT', 'VALID'], 'ADD CHECK (a IS NOT NULL) ');
  check(`SELECT 'INDEX', "INDEX"`, ['INDEX'], undefined);
  check('INDEX INDEX', ['INDEX'], 'INDEX ', 5);
});
