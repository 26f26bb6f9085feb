import { rules } from '../../../../server/src/rules/registry.ts';
import { ruleUrl } from '../../../../server/src/rules/ruleUrl.ts';
import type { CommonOptions } from '../commandLine.ts';
import { type ExitStatus, exitStatus, UsageError } from '../exitStatus.ts';
import type { Terminal } from '../terminal.ts';

/** `dbarch rules`: every rule with its severity and preset. */
export async function listRules(options: CommonOptions, terminal: Terminal): Promise<ExitStatus> {
  if (options.format !== 'text' && options.format !== 'json') throw new UsageError('rules are listed as text or json.');
  const sorted = [...rules].sort((a, b) => a.category.localeCompare(b.category) || a.id.localeCompare(b.id));
  if (options.format === 'json') {
    const list = sorted.map(({ id, category, title, severity, preset, dialects }) => ({
      id,
      category,
      title,
      severity,
      preset,
      dialects,
      url: ruleUrl(id),
    }));
    terminal.stdout.write(`${JSON.stringify({ version: 1, rules: list }, undefined, 2)}\n`);
    return exitStatus.clean;
  }
  const width = Math.max(...sorted.map(({ id }) => id.length));
  for (const rule of sorted) {
    terminal.stdout.write(
      `${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${rule.preset.padEnd(11)}  ${rule.title}\n`,
    );
  }
  return exitStatus.clean;
}
