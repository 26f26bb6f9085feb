import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Dialect } from '../../../server/src/model/dialect.ts';
import { type Severity, severities } from '../../../server/src/model/finding.ts';
import { nearestName } from '../../../server/src/rules/nearestName.ts';
import { ruleById, rules } from '../../../server/src/rules/registry.ts';
import type { Preset } from '../../../server/src/rules/rule.ts';
import { UsageError } from './exitStatus.ts';
import { type ReportFormat, reporters } from './reporters/reporters.ts';

/** Options that every command takes; what is undefined is left to the configuration file. */
export interface CommonOptions {
  readonly paths: readonly string[];
  readonly format: ReportFormat;
  readonly dialect?: Dialect | 'auto';
  readonly targetVersion?: number;
  /** `--rule id=severity`. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  readonly preset?: Preset;
  readonly config?: string;
  readonly failOn: Severity | 'never';
  readonly stdin: boolean;
  readonly stdinFilename: string;
  /** `--changed [REF]`: only files changed since; empty: since the last commit. */
  readonly changed?: string;
  readonly jobs?: number;
  readonly cache: boolean;
  readonly color?: boolean;
  /** fix */
  readonly review: boolean;
  readonly dryRun: boolean;
  /** explain */
  readonly database?: string;
  readonly analyze: boolean;
  /** explain --analyze: data changes run too, and are rolled back. */
  readonly allowDataChange: boolean;
  /** explain: the folder whose migrations build the embedded schema. */
  readonly migrations?: string;
  readonly seed?: string;
  /** `--help` was given. */
  readonly help: boolean;
}

const options = {
  format: { type: 'string' },
  dialect: { type: 'string' },
  'target-version': { type: 'string' },
  rule: { type: 'string', multiple: true },
  preset: { type: 'string' },
  config: { type: 'string' },
  'fail-on': { type: 'string' },
  stdin: { type: 'boolean' },
  'stdin-filename': { type: 'string' },
  changed: { type: 'string' },
  jobs: { type: 'string' },
  cache: { type: 'boolean' },
  color: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  review: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  db: { type: 'string' },
  analyze: { type: 'boolean' },
  'allow-data-change': { type: 'boolean' },
  migrations: { type: 'string' },
  seed: { type: 'string' },
  stdio: { type: 'boolean' },
  clientProcessId: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type OptionName = keyof typeof options;

const lintOptions: readonly OptionName[] = [
  'format',
  'dialect',
  'target-version',
  'rule',
  'preset',
  'config',
  'fail-on',
  'stdin',
  'stdin-filename',
  'changed',
  'jobs',
  'cache',
  'color',
  'no-color',
  'help',
];

/** Options by command: one that the command does not take is an error, not ignored. */
export const commandOptions: Readonly<Record<string, readonly OptionName[]>> = {
  lint: lintOptions,
  fix: [...lintOptions.filter((name) => !['format', 'fail-on', 'cache'].includes(name)), 'review', 'dry-run'],
  explain: [
    'db',
    'analyze',
    'allow-data-change',
    'format',
    'migrations',
    'seed',
    'config',
    'stdin-filename',
    'color',
    'no-color',
    'help',
  ],
  catalog: ['dialect', 'target-version', 'config', 'help'],
  rules: ['format', 'color', 'no-color', 'help'],
  // Clients that know nothing but standard input and output say so all the same, and who they are.
  lsp: ['stdio', 'clientProcessId', 'help'],
};

const withoutPaths: readonly string[] = ['rules', 'lsp'];

/** Parses what stands after the command's name. Throws UsageError with the reason. */
export function parseCommandLine(command: string, args: readonly string[]): CommonOptions {
  const allowed = commandOptions[command] ?? [];
  const { values, positionals } = parse(normalizeChanged(args), allowed);
  if (withoutPaths.includes(command) && positionals[0] !== undefined) {
    throw new UsageError(`${command} takes no paths: ${positionals[0]}.`);
  }
  if (values.stdin) {
    if (positionals[0] !== undefined) throw new UsageError(`--stdin reads one file; ${positionals[0]} is another.`);
    if (values.changed !== undefined) throw new UsageError('--changed is about files, and --stdin is none.');
  }
  const format = values.format ?? 'text';
  if (!Object.hasOwn(reporters, format)) {
    throw new UsageError(`--format ${format}: choose one of ${Object.keys(reporters).join(', ')}.`);
  }
  return {
    paths: positionals,
    format: format as ReportFormat,
    dialect: readableDialect(values.dialect),
    targetVersion: majorVersion(values['target-version']),
    rules: parseRules(values.rule ?? []),
    preset: oneOf('--preset', values.preset, ['recommended', 'strict', 'all'] as const),
    config: values.config,
    failOn: oneOf('--fail-on', values['fail-on'], ['error', 'warning', 'info', 'hint', 'never'] as const) ?? 'warning',
    stdin: values.stdin ?? false,
    stdinFilename: values['stdin-filename'] ?? 'stdin.sql',
    changed: values.changed,
    jobs: wholeNumber('--jobs', values.jobs),
    cache: values.cache ?? false,
    color: values['no-color'] ? false : values.color,
    review: values.review ?? false,
    dryRun: values['dry-run'] ?? false,
    database: values.db,
    analyze: values.analyze ?? false,
    allowDataChange: values['allow-data-change'] ?? false,
    migrations: values.migrations,
    seed: values.seed,
    help: values.help ?? false,
  };
}

function parse(args: readonly string[], allowed: readonly OptionName[]) {
  const result = parseWords(args);
  const foreign = Object.keys(result.values).find((name) => !(allowed as readonly string[]).includes(name));
  if (foreign) throw new UsageError(`--${foreign} is not an option of this command.`);
  return result;
}

function parseWords(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(wrongWords(error instanceof Error ? error.message : String(error)));
  }
}

/** What parseArgs says, in one line. */
function wrongWords(message: string): string {
  const unknown = /^Unknown option '([^']*)'/.exec(message)?.[1];
  if (unknown !== undefined) {
    const near = nearestName(unknown.replace(/^-+/, ''), Object.keys(options));
    return `there is no option ${unknown}${near ? `; --${near} may be meant` : '; dbarch --help lists them'}.`;
  }
  const [first = message] = message.split('\n');
  const name = /^Option '(?:-\w, )?--([\w-]+)/.exec(first)?.[1];
  if (name === undefined) return first;
  return first.endsWith('does not take an argument')
    ? `--${name} takes no value.`
    : `--${name} needs a value; one that starts with a dash is written --${name}=VALUE.`;
}

/** `--changed` may stand without a value, which parseArgs has no word for. What names no file after it is its value. */
function normalizeChanged(args: readonly string[]): string[] {
  const words: string[] = [];
  for (const argument of args) {
    const isReference = words.at(-1) === '--changed=HEAD' && !argument.startsWith('-') && !existsSync(argument);
    if (isReference) words[words.length - 1] = `--changed=${argument}`;
    else words.push(argument === '--changed' ? '--changed=HEAD' : argument);
  }
  return words;
}

function parseRules(values: readonly string[]): Record<string, Severity | 'off'> {
  const settings: Record<string, Severity | 'off'> = {};
  for (const value of values) {
    const [id, severity, ...more] = value.split('=');
    if (!id || !severity || more.length > 0) throw new UsageError(`--rule ${value}: write it as rule-id=severity.`);
    if (!ruleById(id)) {
      const near = nearestName(
        id,
        rules.map((rule) => rule.id),
      );
      throw new UsageError(`--rule ${value}: there is no rule "${id}"${near ? `; "${near}" may be meant` : ''}.`);
    }
    settings[id] = oneOf(`--rule ${id}:`, severity, [...severities, 'off'] as const) ?? 'off';
  }
  return settings;
}

/** The dialects whose files are told apart are more than those that are analysed: what was asked for must not pass unread. */
function readableDialect(value: string | undefined): Dialect | 'auto' | undefined {
  const dialect = oneOf('--dialect', value, ['postgresql', 'mysql', 'mariadb', 'sqlite', 'auto'] as const);
  if (dialect !== undefined && dialect !== 'auto' && dialect !== 'postgresql') {
    throw new UsageError(`--dialect ${dialect}: only postgresql is analysed so far.`);
  }
  return dialect;
}

function majorVersion(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const major = Number(/^(\d{1,2})(\.\d+)*$/.exec(value)?.[1]);
  if (major >= 3) return major;
  throw new UsageError(`--target-version ${value}: give the major version of the server, such as 16.`);
}

function oneOf<Value extends string>(
  option: string,
  value: string | undefined,
  choices: readonly Value[],
): Value | undefined {
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (!choice) throw new UsageError(`${option} ${value}: choose one of ${choices.join(', ')}.`);
  return choice;
}

function wholeNumber(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,4}$/.test(value) || Number(value) === 0)
    throw new UsageError(`${option} ${value}: give a whole number above 0.`);
  return Number(value);
}
