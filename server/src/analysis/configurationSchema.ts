import { severities } from '../model/finding.ts';
import type { Rule, RuleOption } from '../rules/rule.ts';
import { dialectSettings, presets } from './configuration.ts';

/** The JSON schema of `.dbarch.jsonc`, from the rules: what editors complete and check by. */
export function configurationSchema(rules: readonly Rule[]): object {
  const settings = {
    preset: {
      enum: presets,
      default: 'recommended',
      description: 'Which rules are on: "recommended" is quiet, "strict" adds policy, "all" is everything.',
    },
    dialect: {
      enum: dialectSettings,
      default: 'auto',
      description: 'The database that the SQL is for. Only PostgreSQL is analysed; files of the others are left alone.',
    },
    targetVersion: {
      type: 'integer',
      minimum: 3,
      maximum: 99,
      description: 'Major version of the oldest server that the migrations must run on.',
    },
    rules: {
      type: 'object',
      description: 'Severity per rule, "off" included; with options as ["warning", { … }].',
      properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule)])),
      additionalProperties: false,
    },
    migrations: globList('Files that are migrations although no migration tool says so.'),
    migrationsAfter: {
      type: 'string',
      description: 'Name of the last migration that is history: it and those before it are replayed, but not reported.',
    },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of Database Architect',
    allowComments: true,
    allowTrailingCommas: true,
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      ...settings,
      ignore: globList('Files that are never looked at.'),
      overrides: {
        type: 'array',
        description: 'Settings for some files; the last match wins.',
        items: {
          type: 'object',
          properties: {
            files: globList('The files that these settings are for.'),
            settings: { type: 'object', properties: settings, additionalProperties: false },
          },
          required: ['files', 'settings'],
          additionalProperties: false,
        },
      },
    },
    additionalProperties: false,
  };
}

function ruleSchema(rule: Rule): object {
  const severity = { enum: ['off', ...severities] };
  const options = {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(rule.options ?? {}).map(([name, option]) => [name, optionSchema(option)]),
    ),
    additionalProperties: false,
  };
  return {
    description: rule.title,
    default: rule.severity,
    oneOf: [severity, { type: 'array', items: [severity, options], minItems: 1, maxItems: 2 }],
  };
}

function optionSchema(option: RuleOption): object {
  return { type: typeof option.default, ...option };
}

function globList(description: string): object {
  return { type: 'array', items: { type: 'string', minLength: 1 }, description };
}
