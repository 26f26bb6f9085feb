import type { Dialect, TargetVersion } from '../model/dialect.ts';
import type { Severity } from '../model/finding.ts';
import type { Operation, OperationKind } from '../model/operation.ts';
import type { Script } from '../model/script.ts';
import { rules } from '../rules/registry.ts';
import type { OperationContext, Preset, Rule } from '../rules/rule.ts';
import { type Configuration, presets, type RuleSetting } from './configuration.ts';

/** A rule that speaks in a file, with what the configuration says about it. */
export interface ActiveRule {
  readonly rule: Rule;
  /** Configured, or the rule's own. */
  readonly severity: Severity;
  /** The configuration names a severity: it wins over what the rule thinks of a single place. */
  readonly isConfigured: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

export type OperationCheck = (operation: Operation, context: OperationContext) => void;

/** The rules that speak in a file, by what they listen to. */
export interface ActiveRules {
  readonly byId: ReadonlyMap<string, ActiveRule>;
  readonly byOperation: ReadonlyMap<
    OperationKind,
    readonly { readonly active: ActiveRule; readonly check: OperationCheck }[]
  >;
  readonly statement: readonly ActiveRule[];
  readonly query: readonly ActiveRule[];
  readonly table: readonly ActiveRule[];
  readonly end: readonly ActiveRule[];
  readonly dialect: Dialect;
  readonly targetVersion: TargetVersion;
  readonly isMigration: boolean;
  /** The target version is a guess. */
  readonly isVersionAssumed: boolean;
}

const known = new WeakMap<Configuration, Map<string, ActiveRules>>();

/** The same object for the same configuration object and kind of file: callers may compare by `===`. */
export function activeRules(configuration: Configuration, script: Script): ActiveRules {
  const kinds = known.get(configuration) ?? new Map<string, ActiveRules>();
  known.set(configuration, kinds);
  const kind = `${script.dialect} ${script.targetVersion} ${script.isMigration}`;
  const made = kinds.get(kind) ?? select(configuration, script);
  kinds.set(kind, made);
  return made;
}

function select(configuration: Configuration, script: Script): ActiveRules {
  const active = rules.flatMap((rule) => activate(rule, configuration, script) ?? []);
  const byOperation = new Map<OperationKind, { active: ActiveRule; check: OperationCheck }[]>();
  for (const one of active) {
    for (const [kind, check] of Object.entries(one.rule.operations ?? {})) {
      const checks = byOperation.get(kind as OperationKind) ?? [];
      // The keys of `operations` pair each kind with a check of that kind; the map is only read by `operation.kind`.
      checks.push({ active: one, check: check as OperationCheck });
      byOperation.set(kind as OperationKind, checks);
    }
  }
  return {
    byId: new Map(active.map((one) => [one.rule.id, one])),
    byOperation,
    statement: active.filter((one) => one.rule.statement),
    query: active.filter((one) => one.rule.query),
    table: active.filter((one) => one.rule.table),
    end: active.filter((one) => one.rule.end),
    dialect: script.dialect,
    targetVersion: script.targetVersion,
    isMigration: script.isMigration,
    isVersionAssumed: configuration.isTargetVersionAssumed ?? false,
  };
}

function activate(rule: Rule, configuration: Configuration, script: Script): ActiveRule | undefined {
  const { min = 0, max = Number.POSITIVE_INFINITY } = rule.versions ?? {};
  if (!rule.dialects.includes(script.dialect)) return undefined;
  if (script.targetVersion < min || script.targetVersion > max) return undefined;
  if (filesOf(rule) === 'migration' && !script.isMigration) return undefined;
  const [setting, options] = configured(configuration, rule.id);
  if (setting === 'off') return undefined;
  if (setting === undefined && presetRank(rule.preset) > presetRank(configuration.preset)) return undefined;
  return { rule, severity: setting ?? rule.severity, isConfigured: setting !== undefined, options };
}

function configured(
  configuration: Configuration,
  id: string,
): readonly [RuleSetting | undefined, Readonly<Record<string, unknown>>] {
  const entry = configuration.rules[id];
  if (entry === undefined) return [undefined, {}];
  return typeof entry === 'string' ? [entry, {}] : entry;
}

function filesOf(rule: Rule): 'migration' | 'any' {
  return rule.files ?? (rule.category === 'migration' || rule.category === 'schema' ? 'migration' : 'any');
}

function presetRank(preset: Preset): number {
  return presets.indexOf(preset);
}
