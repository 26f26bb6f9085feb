import { describe, expect, it } from 'vitest';
import { foreignSql } from './foreignSql.ts';

const cases: Readonly<Record<string, ReturnType<typeof foreignSql>>> = {
  'CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT);': 'sqlite',
  'PRAGMA foreign_keys = OFF;\nDROP TABLE t;': 'sqlite',
  'CREATE TABLE `t` (id int);': 'mysql',
  'CREATE TABLE t (id int AUTO_INCREMENT);': 'mysql',
  'CREATE TABLE t (id int) ENGINE=InnoDB;': 'mysql',
  'SELECT 1\nGO\nSELECT 2\nGO\n': 'other',
  'CREATE TABLE t (name NVARCHAR(20));': 'other',
  'CREATE TABLE t (`a` String) ENGINE = MergeTree ORDER BY a;': 'other',
  'ALTER TABLE t ON CLUSTER default DROP COLUMN a;': 'other',
  'ALTER TABLE t ADD COLUMN a Nullable(String) CODEC(ZSTD(3));': 'other',
  'ALTER TABLE t ADD INDEX IF NOT EXISTS i a TYPE bloom_filter(0.01) GRANULARITY 1;': 'other',
  'CREATE TABLE t (id BIGINT UNSIGNED PRIMARY KEY);': 'mysql',
  'CREATE INDEX i ON orders (status);': undefined,
  '-- the `orders` table, once AUTO_INCREMENT\nSELECT \'PRAGMA x\', "ENGINE=InnoDB";': undefined,
  "DO $$ BEGIN EXECUTE 'x AUTOINCREMENT'; END $$;": undefined,
  'SELECT `a`;': undefined,
};

describe('SQL of another server', () => {
  for (const [text, expected] of Object.entries(cases)) {
    it(JSON.stringify(text), () => expect(foreignSql(text)).toBe(expected));
  }
});
