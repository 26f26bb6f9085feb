import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import type { LintReport, ReportedFinding, ReporterOptions } from '../report.ts';
import { reporters } from './reporters.ts';

const sources: Readonly<Record<string, string>> = {
  'db/1.sql': '-- é😀\n\tCREATE INDEX i ON orders (a);\n',
  'db/2, final.sql': "SELECT 'ünï', 'x' FROM t;\n",
};

const options: ReporterOptions = {
  color: false,
  lines: (file) => (sources[file] ?? '').split('\n'),
  ruleTitle: (rule) => `Title of ${rule}`,
  toolVersion: '1.2.3',
};

const finding: ReportedFinding = {
  file: 'db/1.sql',
  rule: 'create-index-without-concurrently',
  severity: 'warning',
  message: 'Building i blocks "writes" to orders, 100%.\nUse CONCURRENTLY.',
  url: 'https://example.com/rules/create-index-without-concurrently.md',
  range: { start: { line: 1, character: 1 }, end: { line: 1, character: 13 } },
  evidence: [{ table: 'orders', lock: 'ShareLock', blocks: ['writes'], rewrites: false, scans: true }],
  fixes: [
    {
      title: 'Build it concurrently',
      safety: 'safe',
      edits: [
        {
          file: 'db/1.sql',
          range: { start: { line: 1, character: 13 }, end: { line: 1, character: 13 } },
          newText: ' CONCURRENTLY',
        },
      ],
      creates: [{ file: 'db/1a.sql', text: 'VALIDATE;' }],
    },
  ],
};

const second: ReportedFinding = {
  ...finding,
  file: 'db/2, final.sql',
  rule: 'eq-null',
  severity: 'error',
  message: 'Never <true>.',
  range: { start: { line: 0, character: 14 }, end: { line: 0, character: 17 } },
  fixes: [],
};

const report: LintReport = {
  version: 1,
  files: 2,
  statements: 2,
  findings: [finding, second],
  problems: [{ file: 'db/3.sql', message: 'is not a text file.' }],
};

const empty: LintReport = { version: 1, files: 3, statements: 1, findings: [], problems: [] };

describe('text', () => {
  it('shows each finding at its source', () => {
    expect(reporters.text(report, options)).toBe(
      [
        'warning[create-index-without-concurrently]: Building i blocks "writes" to orders, 100%.\nUse CONCURRENTLY.',
        ' --> db/1.sql:2:2',
        '  |',
        '2 | \tCREATE INDEX i ON orders (a);',
        '  | \t^^^^^^^^^^^^',
        '  = fix: Build it concurrently',
        '  = see: https://example.com/rules/create-index-without-concurrently.md',
        '',
        'error[eq-null]: Never <true>.',
        ' --> db/2, final.sql:1:15',
        '  |',
        "1 | SELECT 'ünï', 'x' FROM t;",
        '  |               ^^^',
        '  = see: https://example.com/rules/create-index-without-concurrently.md',
        '',
        '2 findings (1 error, 1 warning) in 2 files, 2 statements. 1 fixable with "dbarch fix".',
        '',
      ].join('\n'),
    );
  });

  it('puts carets under wide characters and cuts long lines', () => {
    const wide = {
      ...second,
      file: 'wide',
      range: { start: { line: 0, character: 3 }, end: { line: 0, character: 5 } },
    };
    const text = reporters.text(
      { ...empty, findings: [wide] },
      { ...options, lines: () => [`'漢字😀'${' '.repeat(40)}${'x'.repeat(5000)}`] },
    );
    const [, , , source = '', carets = ''] = text.split('\n');
    expect(source.length).toBeLessThan(200);
    expect(carets).toBe('  |      ^^');
  });

  it('says when there is nothing', () => {
    expect(reporters.text(empty, options)).toBe('No findings in 3 files, 1 statement.\n');
    expect(reporters.text({ ...empty, files: 0 }, options)).toBe('No SQL or migration files to look at.\n');
  });

  it('colours only when told to', () => {
    expect(reporters.text(report, options)).not.toContain('\u001b');
    expect(reporters.text(report, { ...options, color: true })).toContain('\u001b[33m');
  });
});

describe('json', () => {
  it('is the report', () => expect(JSON.parse(reporters.json(report, options))).toEqual(report));
});

describe('sarif', () => {
  const require = createRequire(import.meta.url);
  const tool = require.resolve(`@microsoft/sarif-multitool-${process.platform}/package.json`);
  const schema = JSON.parse(
    readFileSync(tool.replace('package.json', 'sarif-2.1.0.json'), 'utf8').replace(/^\uFEFF/, ''),
  );
  const validate = new Ajv({ strict: false, validateFormats: false }).compile({ ...schema, $schema: undefined });

  for (const [name, value] of Object.entries({ findings: report, nothing: empty })) {
    it(`validates against the official schema: ${name}`, () => {
      validate(JSON.parse(reporters.sarif(value, options)));
      expect(validate.errors).toBeNull();
    });
  }

  it('rejects what is not SARIF, so the schema is at work', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [{ level: 'loud' }] }] })).toBe(false);
  });

  it('points to place, rule and fix, counting from 1', () => {
    const [run] = JSON.parse(reporters.sarif(report, options)).runs;
    const [result] = run.results;
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(result.locations[0].physicalLocation.region).toEqual({
      startLine: 2,
      startColumn: 2,
      endLine: 2,
      endColumn: 14,
    });
    expect(result.fixes[0].artifactChanges).toHaveLength(2);
    expect(run.results[1].locations[0].physicalLocation.artifactLocation.uri).toBe('db/2%2C%20final.sql');
  });
});

describe('github', () => {
  it('escapes data and properties', () => {
    expect(reporters.github(report, options).split('\n')).toEqual([
      '::warning file=db/1.sql,line=2,col=2,endLine=2,endColumn=14,title=Database Architect (create-index-without-concurrently)::Building i blocks "writes" to orders, 100%25.%0AUse CONCURRENTLY.',
      '::error file=db/2%2C final.sql,line=1,col=15,endLine=1,endColumn=18,title=Database Architect (eq-null)::Never <true>.',
      '::error file=db/3.sql::is not a text file.',
      '',
    ]);
  });
});

describe('gitlab', () => {
  it('gives each issue a fingerprint of its own that survives moved lines', () => {
    const twice = { ...empty, findings: [finding, finding, second] };
    const issues = JSON.parse(reporters.gitlab(twice, options)) as { fingerprint: string; severity: string }[];
    expect(new Set(issues.map((issue) => issue.fingerprint)).size).toBe(3);
    expect(issues.map((issue) => issue.severity)).toEqual(['major', 'major', 'critical']);
    const moved = {
      ...finding,
      range: { start: { line: 4, character: 1 }, end: { line: 4, character: 13 } },
    };
    const lines = (): readonly string[] => ['', '', '', ...(sources['db/1.sql'] ?? '').split('\n')];
    const [after] = JSON.parse(reporters.gitlab({ ...empty, findings: [moved] }, { ...options, lines }));
    expect(after.fingerprint).toBe(issues[0]?.fingerprint);
  });
});

describe('junit', () => {
  it('counts and escapes', () => {
    const xml = reporters.junit(report, options);
    expect(xml).toContain('<testsuites name="dbarch" tests="3" failures="2" errors="1">');
    expect(xml).toContain('message="Never &lt;true&gt;."');
    expect(xml).toContain('<testsuite name="db/1.sql" tests="1" failures="1" errors="0" skipped="0">');
  });

  it('replaces what XML cannot carry', () => {
    const odd = { ...finding, message: 'a\u0000b\ud800c.' };
    expect(reporters.junit({ ...empty, findings: [odd] }, options)).toContain('a\ufffdb\ufffdc.');
  });

  it('has a case when there is nothing', () => expect(reporters.junit(empty, options)).toContain('name="no findings"'));
});
