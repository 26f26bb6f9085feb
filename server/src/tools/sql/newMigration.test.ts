import { describe, expect, it } from 'vitest';
import { nextFolder, singleFile } from './newMigration.ts';

describe('names of new migrations', () => {
  const request = (file: string, siblings: readonly string[] = [], folders: readonly string[] = [], offset = 1) => ({
    file,
    siblings,
    folders,
    name: 'validate orders_fk',
    sql: ['SELECT 1;'],
    undo: [],
    noTransaction: false,
    offset,
  });
  const folder = (file: string, expected: string, folders: readonly string[] = [], offset?: number) =>
    it(`${file} ${folders.join(' ')}`, () =>
      expect(nextFolder(request(file, ['up.sql'], folders, offset))).toBe(expected));
  const single = (file: string, siblings: readonly string[], expected: string) =>
    it(file, () => expect(singleFile(request(file, siblings), [])?.[0]?.file).toBe(expected));

  folder('migrations/20240131120000_x/migration.sql', 'migrations/20240131120001_validate_orders_fk');
  folder('migrations/2024-01-31-120000_x/up.sql', 'migrations/2024-01-31-120001_validate_orders_fk');
  folder('migrations/2024-01-31-120000-0009_x/up.sql', 'migrations/2024-01-31-120000-0011_validate_orders_fk', [], 2);
  folder('migrations/2024-01-31-000048_x/up.sql', 'migrations/2024-01-31-000050_validate_orders_fk', [
    '2024-01-31-000048_x',
    '2024-01-31-000049_y',
    '2024-02-01-000050_z',
  ]);
  single('db/0007_x.sql', ['0007_x.sql', '0009_y.sql'], 'db/0010_validate_orders_fk.sql');
  single('db/7_x.up.sql', ['7_x.up.sql'], 'db/8_validate_orders_fk.up.sql');
});
