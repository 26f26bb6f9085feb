import { describe, expect, it } from 'vitest';
import { migrationGlobs, toolById, tools } from './registry.ts';

describe('the tools', () => {
  it('have ids of their own and are found by them', () => {
    expect(new Set(tools.map((tool) => tool.id)).size).toBe(tools.length);
    for (const tool of tools) expect(toolById(tool.id)).toBe(tool);
  });
  it('say where their files lie', () => {
    for (const tool of tools) for (const glob of tool.globs) expect(migrationGlobs).toContain(glob);
  });
});
