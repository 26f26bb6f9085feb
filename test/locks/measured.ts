import type { LockMode } from '../../server/src/model/lock.ts';
import cases from '../data/lockCases.json' with { type: 'json' };
import matrix from '../data/lockMatrix.json' with { type: 'json' };

/** One DDL form that was run on live servers. */
export interface LockCase {
  readonly name: string;
  readonly setup: string;
  readonly ddl: string;
  readonly timeZone?: string;
}

/** What a server did: table-level facts only; indexes, sequences and what they do are left out. */
export interface Measured {
  readonly error?: string;
  /** Sorted lines: `orders AccessExclusiveLock rewrites scans builds`. */
  readonly facts: readonly string[];
}

const fixtures: Readonly<Record<string, string>> = cases.fixtures;

export const lockCases: readonly LockCase[] = cases.cases.map(({ name, fixtures: used, setup, ddl, ...rest }) => ({
  name,
  setup: [...used.map((fixture) => fixtures[fixture] ?? ''), setup].join(''),
  ddl,
  ...rest,
}));

export const versions = [11, 12, 13, 14, 15, 16, 17, 18] as const;

const shortModes: Readonly<Record<string, LockMode>> = {
  AS: 'AccessShareLock',
  RS: 'RowShareLock',
  RX: 'RowExclusiveLock',
  SUE: 'ShareUpdateExclusiveLock',
  S: 'ShareLock',
  SRE: 'ShareRowExclusiveLock',
  X: 'ExclusiveLock',
  AE: 'AccessExclusiveLock',
};

interface Row {
  readonly pg: readonly number[];
  readonly locks?: string;
  readonly refilenode?: string;
  readonly msgs?: string;
  readonly error?: string;
}

const rows: Readonly<Record<string, readonly Row[]>> = matrix.ops;

/** Tells tables and views from indexes and sequences, and which table a constraint is on. */
export interface Schema {
  isTable(relation: string): boolean;
  tableOf(constraint: string): string | undefined;
}

/** The row of the matrix for a case and a version. */
export function measured({ name, ddl }: LockCase, version: number, schema: Schema): Measured {
  const row = rows[name]?.find((one) => one.pg.includes(version));
  if (!row) throw new Error(`the matrix has no row for ${name} on ${version}`);
  if (row.error) return { error: row.error, facts: [] };
  // TRUNCATE gives a table new files and builds its indexes, all of them empty.
  const isTruncate = /^truncate/i.test(ddl);
  const notices = isTruncate ? [] : (row.msgs ?? '').split('; ');
  const locks = (row.locks ?? '').split(' ').filter(Boolean);
  const files = new Set(isTruncate ? [] : (row.refilenode ?? '').split(',').filter(Boolean));
  const found = locks.flatMap((lock) => {
    const [table = '', mode = ''] = lock.split(':');
    const lockMode = shortModes[mode];
    return schema.isTable(table) && lockMode
      ? [
          factLine(
            table,
            lockMode,
            files.has(table),
            files.has(table) || isRead(table, notices, schema),
            isIndexed(table, notices),
          ),
        ]
      : [];
  });
  return { facts: found.sort() };
}

/** Whether a notice at DEBUG1 tells that every row of the table was read. */
export function isRead(table: string, notices: readonly string[], schema: Schema): boolean {
  return notices.some(
    (notice) =>
      schema.tableOf(/^validating foreign key constraint (.*)$/.exec(notice)?.[1] ?? '') === table ||
      notice === `verifying table ${table}` ||
      notice === `rewriting table ${table}` ||
      isIndexed(table, [notice]),
  );
}

/** Whether a notice at DEBUG1 tells that an index of the table was built. */
export function isIndexed(table: string, notices: readonly string[]): boolean {
  return notices.some((notice) => /^(re)?building index /.test(notice) && notice.endsWith(` on table ${table}`));
}

export function factLine(
  table: string,
  lock: LockMode,
  rewrites: boolean,
  scans: boolean,
  buildsIndex: boolean,
): string {
  const effects = [...(rewrites ? ['rewrites'] : []), ...(scans ? ['scans'] : []), ...(buildsIndex ? ['builds'] : [])];
  return [table, lock, ...effects].join(' ');
}
