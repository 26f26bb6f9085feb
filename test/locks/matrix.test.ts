import { beforeAll, describe, expect, it } from 'vitest';
import { loadPostgresParser } from '../../server/src/dialects/postgres/postgres.ts';
import { claimed } from './claimed.ts';
import { lockCases, measured, versions } from './measured.ts';

beforeAll(() => loadPostgresParser());

/** The server says nothing at DEBUG1 about this scan; test/locks/live.test.ts sees it in the statistics. */
const silentScan = 'the server scans without a notice';

/** Where the facts differ from the measured row, by case; exactly these and on exactly these versions. */
const differing: Readonly<Record<string, { readonly versions: readonly number[]; readonly reason: string }>> = {
  'CREATE TABLE PARTITION OF (default exists)': { versions, reason: silentScan },
  'ALTER DOMAIN ADD CONSTRAINT': { versions, reason: silentScan },
  'ALTER DOMAIN VALIDATE': { versions, reason: silentScan },
  'ALTER DOMAIN SET NOT NULL': { versions, reason: silentScan },
  'DROP STATISTICS': {
    versions: versions.filter((version) => version >= 12),
    reason: 'the catalog does not keep which table extended statistics are of',
  },
  'ADD COLUMN DEFAULT volatile fn user': {
    versions: versions.filter((version) => version >= 12),
    reason: 'the server expands this SQL function and finds a constant; the fact says "may"',
  },
};

/** Errors that are no syntax or function of a newer version: reported, where they are, by rules of their own. */
const otherErrors: Readonly<Record<string, { readonly versions: readonly number[]; readonly reason: string }>> = {
  'ADD COLUMN NOT NULL no default (nonempty)': { versions, reason: 'the table has rows' },
  'ADD FK NOT VALID on partitioned child': {
    versions: versions.filter((version) => version < 18),
    reason: 'not supported on partitioned tables before 18',
  },
  'ADD FK referencing partitioned parent': { versions: [11], reason: 'not supported before 12' },
  'ALTER TYPE ADD VALUE': { versions: [11], reason: 'not in a transaction before 12' },
  'ALTER TYPE ADD VALUE then use in same tx': { versions, reason: 'the value is unusable until the commit' },
  'CREATE TYPE + ADD VALUE + use same tx': {
    versions: [12, 13, 14, 15, 16],
    reason: 'the value is unusable until the commit',
  },
  'ADD PK with NOT VALID not null (18)': { versions: [18], reason: 'its NOT NULL constraint is NOT VALID' },
  'REASSIGN OWNED': { versions, reason: 'the role owns the database system' },
};

describe('lock facts agree with live servers', () => {
  for (const one of lockCases) {
    it(one.name, () => {
      for (const version of versions) {
        const claim = claimed(one, version);
        const truth = measured(one, version, claim.schema);
        const context = `on ${version}`;
        if (truth.error !== undefined) {
          const isOther = otherErrors[one.name]?.versions.includes(version) ?? false;
          expect(claim.tooNew.length > 0, `${context}: ${truth.error}`).toBe(!isOther);
        } else if (differing[one.name]?.versions.includes(version)) {
          expect(claim.facts, context).not.toEqual(truth.facts);
        } else {
          expect(claim.facts, context).toEqual(truth.facts);
          expect(claim.tooNew, context).toEqual([]);
        }
      }
    });
  }

  it('every case and every exception is in the matrix', () => {
    const names = new Set(lockCases.map(({ name }) => name));
    expect(names.size).toBe(233);
    expect([...Object.keys(differing), ...Object.keys(otherErrors)].filter((name) => !names.has(name))).toEqual([]);
  });
});
