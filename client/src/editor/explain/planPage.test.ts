import { describe, expect, it } from 'vitest';
import { planPage } from './planPage.ts';

const page = planPage({
  cspSource: 'https://local',
  scriptUri: 'https://local/plan.js',
  styleUri: 'https://local/plan.css',
  nonce: 'n0nce',
});
const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';

describe('the page of the plan panel', () => {
  it('lets nothing load that it does not name', () => expect(policy.split('; ')).toContain("default-src 'none'"));
  it('runs scripts by nonce alone', () => expect(policy.split('; ')).toContain("script-src 'nonce-n0nce'"));
  it('allows nothing unsafe and no foreign origin', () => expect(policy).not.toMatch(/unsafe|\*|data:|http:/));
  it('has no script without the nonce', () => {
    const scripts = page.match(/<script[^>]*>/g) ?? [];
    expect(scripts).toEqual(['<script nonce="n0nce" src="https://local/plan.js">']);
  });
  it('has no inline style and no event handler', () => expect(page).not.toMatch(/<style|style=|\son\w+=/));
});
