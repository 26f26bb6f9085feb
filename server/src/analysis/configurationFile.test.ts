import { describe, expect, it } from 'vitest';
import { layerConfiguration, matchesAny } from './configuration.ts';
import { parseConfigurationFile } from './configurationFile.ts';

const rules = [
  { id: 'drop-table' },
  {
    id: 'select-star',
    options: { max: { default: 1, description: 'Columns.' }, as: { default: 'x', description: 'Y.' } },
  },
];

function check(text: string, expected: unknown, problems: readonly string[] = []): void {
  const parsed = parseConfigurationFile(text, '/p', rules);
  expect(parsed.configuration).toEqual(expected);
  expect(parsed.problems.map(({ message, span }) => `${text.slice(span.start, span.end)}: ${message}`)).toEqual(
    problems.map((problem) => expect.stringContaining(problem)),
  );
}

describe('a configuration file', () => {
  it('may be empty', () => check('{}', {}));
  it('may have comments and trailing commas', () => check('{ // quiet\n "preset": "strict", }', { preset: 'strict' }));
  it('sets rules', () =>
    check('{ "rules": { "drop-table": "off", "select-star": ["error", { "max": 2 }] } }', {
      rules: { 'drop-table': 'off', 'select-star': ['error', { max: 2 }] },
    }));
  it('has globs relative to its folder', () =>
    check('{ "ignore": ["legacy", "db/*.sql"] }', { ignore: ['/p/**/legacy', '/p/db/*.sql'] }));
  it('overrides for some files', () =>
    check('{ "overrides": [{ "files": ["old/**"], "settings": { "targetVersion": 12 } }] }', {
      overrides: [{ files: ['/p/old/**'], settings: { targetVersion: 12 } }],
    }));
  it('checks the options of rules', () =>
    check(
      '{ "rules": { "select-star": ["error", { "maxx": 2, "max": "2", "as": "y" }], "drop-table": ["off", 3] } }',
      {
        rules: { 'select-star': ['error', { as: 'y' }], 'drop-table': ['off', {}] },
      },
      [
        '"maxx": "select-star" has no option "maxx"; "max" may be meant.',
        '"2": "max" must be a number.',
        '3: This must be an object',
      ],
    ));
  it('names what it does not know', () =>
    check('{ "presets": "all", "rules": { "drop-tabel": "off" } }', { rules: {} }, [
      '"presets": There is no setting',
      '"drop-tabel": There is no rule',
    ]));
  it('keeps what is valid', () =>
    check('{ "preset": "loud", "targetVersion": "16", "dialect": 3 }', { targetVersion: 16 }, [
      '"loud"',
      '3: "dialect"',
    ]));
  it('that is cut off keeps what comes before', () =>
    check('{ "preset": "all", "rules": {', { preset: 'all', rules: {} }, ['not valid JSON', 'not valid JSON']));
  it('that is not an object is a problem', () => check('[]', {}, ['must be an object']));
  it('that is empty is a problem at its start', () => check('', {}, ['not valid JSON']));
});

describe('layers', () => {
  it('the first wins, rules one by one', () => {
    const layered = layerConfiguration(
      { rules: { 'drop-table': 'off' } },
      { preset: 'all', rules: { 'drop-table': 'error', 'select-star': 'hint' } },
    );
    expect(layered).toMatchObject({ preset: 'all', rules: { 'drop-table': 'off', 'select-star': 'hint' } });
  });
});

describe('globs', () => {
  const cases: readonly (readonly [glob: string, file: string, expected: boolean])[] = [
    ['legacy', '/p/a/legacy/1.sql', true],
    ['*.sql', '/p/a/1.sql', true],
    ['db/*.sql', '/p/db/1.sql', true],
    ['db/*.sql', '/p/db/a/1.sql', false],
    ['/p/**/old/', '/p/x/old/1.sql', true],
  ];
  for (const [glob, file, expected] of cases) {
    it(`${glob} ${expected ? 'matches' : 'does not match'} ${file}`, () =>
      expect(matchesAny([glob], file)).toBe(expected));
  }
});
