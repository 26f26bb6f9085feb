import { describe, expect, it } from 'vitest';
import { applyEdits } from './applyEdits.ts';

function edit(start: number, end: number, newText: string) {
  return { span: { start, end }, newText };
}

describe('applyEdits', () => {
  it('applies edits in any order', () => expect(applyEdits('abcdef', [edit(4, 5, 'X'), edit(0, 2, '')])).toBe('cdXf'));
  it('keeps the order of insertions at one place', () =>
    expect(applyEdits('ab', [edit(1, 1, '1'), edit(1, 1, '2')])).toBe('a12b'));
  it('changes nothing without edits', () => expect(applyEdits('ab', [])).toBe('ab'));
});
