import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { severities } from '../model/finding.ts';
import type { Span } from '../model/span.ts';
import { nearestName } from '../rules/nearestName.ts';
import type { Rule } from '../rules/rule.ts';
import {
  type Configuration,
  defaultConfiguration,
  dialectSettings,
  presets,
  type RuleSetting,
} from './configuration.ts';

/** Name of the configuration file, looked for in the folder of a file and upwards. */
export const configurationFileName = '.dbarch.jsonc';

export interface ConfigurationProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Offsets in the configuration file. */
  readonly span: Span;
}

export interface ParsedConfiguration {
  /** Only what the file sets, and only what is valid: the rest keeps its default. */
  readonly configuration: Partial<Configuration>;
  readonly problems: readonly ConfigurationProblem[];
}

type Settings = { -readonly [Key in keyof Configuration]?: Configuration[Key] };
type Report = (node: Node, message: string, severity?: 'error' | 'warning') => void;

interface Reading {
  readonly folder: string;
  readonly rules: readonly ConfigurableRule[];
  readonly report: Report;
}

/** What the configuration file can say of a rule. */
export type ConfigurableRule = Pick<Rule, 'id' | 'options'>;

const ruleSettings: readonly RuleSetting[] = ['off', ...severities];
const longestGlob = 1_000;
const settingNames = Object.keys({ ...defaultConfiguration, migrationsAfter: '' });

/**
 * Reads a configuration file. `folder` is where it lies (forward slashes, no slash at the end): its globs are relative to it.
 * Never throws; a value that is not valid is a problem, and its default stays in force.
 */
export function parseConfigurationFile(
  text: string,
  folder: string,
  rules: readonly ConfigurableRule[],
): ParsedConfiguration {
  const problems: ConfigurationProblem[] = [];
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  for (const error of errors) {
    const span = { start: error.offset, end: error.offset + Math.max(1, error.length) };
    problems.push({ severity: 'error', message: `${syntaxMessage(error)}; its settings may not all apply.`, span });
  }
  const report: Report = (node, message, severity = 'error') => {
    problems.push({ severity, message, span: { start: node.offset, end: node.offset + node.length } });
  };
  if (!root) return { configuration: {}, problems };
  return { configuration: readSettings(root, { folder, rules, report }, true), problems };
}

function syntaxMessage(error: ParseError): string {
  const words = printParseErrorCode(error.error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return `This is not valid JSON with comments: ${words}`;
}

function readSettings(node: Node, reading: Reading, isRoot: boolean): Settings {
  const settings: Settings = {};
  for (const [key, keyNode, value] of properties(node, reading, 'an object of settings')) {
    switch (key) {
      case '$schema':
        break;
      case 'preset':
        settings.preset = oneOf(value, presets, key, reading);
        break;
      case 'dialect':
        settings.dialect = oneOf(value, dialectSettings, key, reading);
        break;
      case 'targetVersion':
        settings.targetVersion = targetVersion(value, reading);
        break;
      case 'rules':
        settings.rules = readRules(value, reading);
        break;
      case 'migrations':
        settings.migrations = globs(value, key, reading);
        break;
      case 'migrationsAfter':
        settings.migrationsAfter = string(value, key, reading);
        break;
      case 'ignore':
        if (isRoot) settings.ignore = globs(value, key, reading);
        else reading.report(keyNode, '"ignore" is for the whole project: move it out of "overrides".');
        break;
      case 'overrides':
        if (isRoot) settings.overrides = readOverrides(value, reading);
        else reading.report(keyNode, 'Overrides cannot hold overrides: list more files instead.');
        break;
      default: {
        const near = nearestName(key, settingNames);
        reading.report(keyNode, `There is no setting "${key}"${near ? `; "${near}" may be meant` : ''}.`, 'warning');
      }
    }
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function readRules(node: Node, reading: Reading): Configuration['rules'] {
  const rules: Record<string, Configuration['rules'][string]> = {};
  for (const [id, keyNode, value] of properties(node, reading, 'an object of rule ids')) {
    const rule = reading.rules.find((one) => one.id === id);
    if (!rule) {
      const near = nearestName(
        id,
        reading.rules.map((one) => one.id),
      );
      reading.report(keyNode, `There is no rule "${id}"${near ? `; "${near}" may be meant` : ''}.`, 'warning');
      continue;
    }
    const [first, second] = value.type === 'array' ? (value.children ?? []) : [value];
    const setting = first && oneOf(first, ruleSettings, id, reading);
    if (!first) reading.report(value, `"${id}" needs a severity: ${alternatives(ruleSettings)}.`);
    if (setting === undefined) continue;
    rules[id] = second ? [setting, readOptions(second, rule, reading)] : setting;
  }
  return rules;
}

function readOptions(node: Node, rule: ConfigurableRule, reading: Reading): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, nameNode, value] of properties(node, reading, `an object: the options of "${rule.id}"`)) {
    const known = rule.options?.[name];
    if (!known) {
      const near = nearestName(name, Object.keys(rule.options ?? {}));
      const meant = near ? `; "${near}" may be meant` : '';
      reading.report(nameNode, `"${rule.id}" has no option "${name}"${meant}.`, 'warning');
    } else if (value.type === typeof known.default) options[name] = getNodeValue(value);
    else reading.report(value, `"${name}" must be ${typeof known.default === 'number' ? 'a number' : 'text'}.`);
  }
  return options;
}

function readOverrides(node: Node, reading: Reading): Configuration['overrides'] {
  if (node.type !== 'array') {
    reading.report(node, '"overrides" must be a list of { "files": […], "settings": {…} }.');
    return [];
  }
  return (node.children ?? []).flatMap((entry) => {
    let files: readonly string[] | undefined;
    let settings: Settings | undefined;
    for (const [key, keyNode, value] of properties(entry, reading, '{ "files": […], "settings": {…} }')) {
      if (key === 'files') files = globs(value, key, reading);
      else if (key === 'settings') settings = readSettings(value, reading, false);
      else reading.report(keyNode, `An override has "files" and "settings", not "${key}".`, 'warning');
    }
    if (entry.type === 'object' && !files) reading.report(entry, 'An override needs "files": the globs it is for.');
    return files && settings ? [{ files, settings }] : [];
  });
}

function properties(node: Node, reading: Reading, expected: string): [key: string, keyNode: Node, value: Node][] {
  if (node.type !== 'object') {
    reading.report(node, `This must be ${expected}.`);
    return [];
  }
  return (node.children ?? []).flatMap((property) => {
    const [keyNode, value] = property.children ?? [];
    return keyNode && value ? [[String(keyNode.value), keyNode, value]] : [];
  });
}

function oneOf<T extends string>(node: Node, values: readonly T[], key: string, reading: Reading): T | undefined {
  const found = values.find((value) => value === node.value);
  if (found === undefined) reading.report(node, `"${key}" must be ${alternatives(values)}.`);
  return found;
}

function targetVersion(node: Node, reading: Reading): number | undefined {
  const value: unknown = node.type === 'string' ? Number(node.value) : node.value;
  if (typeof value === 'number' && value >= 3 && value < 100) return Math.floor(value);
  reading.report(node, '"targetVersion" must be the major version of the server, such as 16.');
  return undefined;
}

function string(node: Node, key: string, reading: Reading): string | undefined {
  if (node.type === 'string') return node.value;
  reading.report(node, `"${key}" must be text in double quotes.`);
  return undefined;
}

function globs(node: Node, key: string, reading: Reading): readonly string[] | undefined {
  const entries = node.type === 'array' ? (node.children ?? []) : [node];
  const texts = entries.flatMap((entry) => {
    if (entry.type === 'string' && entry.value.length > 0 && entry.value.length <= longestGlob) return [entry.value];
    reading.report(entry, `"${key}" must be a list of globs, such as "db/legacy/**".`);
    return [];
  });
  return node.type === 'array' || texts.length > 0
    ? texts.map((glob) => absoluteGlob(glob, reading.folder))
    : undefined;
}

/** Without a slash (but for one at the end) a glob matches a name at any depth under the folder, as in .gitignore. */
function absoluteGlob(glob: string, folder: string): string {
  const base = folder.replace(/[\\[\](){}*?!+@|]/g, '\\$&');
  const relative = glob.replace(/^(\.?\/)+/, '');
  return /\/./.test(glob) ? `${base}/${relative}` : `${base}/**/${relative}`;
}

function alternatives(values: readonly string[]): string {
  return `${values
    .slice(0, -1)
    .map((value) => `"${value}"`)
    .join(', ')} or "${values.at(-1)}"`;
}
