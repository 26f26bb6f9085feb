import { describe, expect, it } from 'vitest';
import { readCarets, writeCarets } from './carets.ts';
import { parsePage } from './page.ts';

describe('pages', () => {
  it('reads roles, tools, attributes and setups', () => {
    const page = parsePage(
      '# x\n\n```sql setup\nA;\n```\n\n```sql bad version=13 also=a,b\nB;\n```\n\n```sql fixed file=3.sql\nC;\n```\n\n' +
        '```python django good\nD\n```\n\n```sql\nE;\n```\n',
    );
    expect(page.examples.map((example) => [example.role, example.fence.text, example.fence.tool])).toEqual([
      ['bad', 'B;\n', undefined],
      ['good', 'D\n', 'django'],
    ]);
    expect(page.examples[0]?.setup.map((fence) => fence.text)).toEqual(['A;\n']);
    expect(page.examples[1]?.setup).toEqual([]);
    expect(page.examples[0]?.fence.attributes.get('also')).toBe('a,b');
    expect(page.examples[0]?.fixed[0]?.attributes.get('file')).toBe('3.sql');
    expect(page.idle.map((fence) => fence.line)).toEqual([19]);
  });
});

describe('carets', () => {
  it('mark the line above', () =>
    expect(readCarets('ALTER TABLE t\n--    ^^^^^\n  ADD c int;\n')).toEqual({
      text: 'ALTER TABLE t\n  ADD c int;\n',
      marks: [{ start: 6, end: 11 }],
    }));
  it('can start where the comment sign would be', () =>
    expect(readCarets('DROP TABLE t;\n^^^^\n').marks).toEqual([{ start: 0, end: 4 }]));
  it('are written as they are read', () => {
    const text = 'SELECT 1;\nDROP TABLE t;\n';
    const spans = [
      { start: 10, end: 14 },
      { start: 15, end: 22 },
    ];
    expect(readCarets(writeCarets(text, spans, '--'))).toEqual({ text, marks: spans });
  });
});
