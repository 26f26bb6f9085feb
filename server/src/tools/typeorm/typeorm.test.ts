import { beforeAll, describe, expect, it } from 'vitest';
import { filesAfter, fixOf, operationsIn, readScript } from '../../../../test/support/readScript.ts';
import { loadParsersFromPackages } from '../../../../test/support/toolParsers.ts';
import { postgres } from '../../dialects/postgres/postgres.ts';
import type { Rewrite, RewriteStep } from '../../model/rewrite.ts';
import { fileSpan, type Statement } from '../../model/script.ts';
import { findTool } from '../registry.ts';

beforeAll(loadParsersFromPackages);

/** An interpolation in a template. */
const hole = (name: string) => ['$', '{', name, '}'].join('');

const file = 'src/migrations/1700000000000-Shop.ts';

function migration(up: string, down = '', fields = ''): string {
  return `import { MigrationInterface, QueryRunner } from 'typeorm';

export class Shop1700000000000 implements MigrationInterface {
${fields}  public async up(queryRunner: QueryRunner): Promise<void> {
    ${up}
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    ${down}
  }
}
`;
}

describe('the files of TypeORM', () => {
  const check = (path: string, text: string, expected: string | undefined) =>
    it(path, () => expect(findTool(path, text)?.id).toBe(expected));
  check(file, migration(''), 'typeorm');
  check(
    'migrations/1-x.js',
    'module.exports = class X { async up(queryRunner) { await queryRunner.query("x") } }',
    'typeorm',
  );
  check('migrations/index.ts', 'export const all = []', undefined);
  check('src/service.ts', 'await queryRunner.query("x")', undefined);
  check('migrations/mssql/1-x.ts', migration(''), undefined);
});

describe('the server that a file is for', () => {
  const check = (call: string, expected: string, statements: number) =>
    it(call, () => {
      const script = readScript(file, migration(call));
      expect([script.dialect, script.statements.length]).toEqual([expected, statements]);
    });
  check('await queryRunner.query(`DROP TABLE "tab"`);', 'postgresql', 1);
  check("await queryRunner.query('ALTER TABLE `tab` ADD `a` varchar(9) NULL');", 'mysql', 1);
  check('await queryRunner.query(`CREATE TABLE "tab" ("id" int IDENTITY(1,1))`);', 'postgresql', 0);
});

describe('raw SQL', () => {
  /** Each statement's SQL and the part of the file that its `tab` came from. */
  const check = (call: string, expected: readonly string[], before = '') =>
    it(call, () => {
      const text = before + migration(call);
      const found = readScript(file, text).statements.map((statement) => {
        const at = statement.text.indexOf('tab');
        const span = at < 0 ? undefined : fileSpan(statement, { start: at, end: at + 3 });
        return `${statement.text} @${span ? text.slice(span.start, span.end) : '-'}`;
      });
      expect(found).toEqual(expected);
    });
  check('await queryRunner.query(`DROP TABLE "tab"`);', ['DROP TABLE "tab" @tab']);
  check("await queryRunner.query('DROP ' + 'TABLE tab');", ['DROP TABLE tab @tab']);
  check(String.raw`await queryRunner.query('SELECT \'é😀\' FROM tab');`, ["SELECT 'é😀' FROM tab @tab"]);
  check(`await queryRunner.query(\`DROP TABLE ${hole('name')}tab\`);`, ['DROP TABLE dba1tab @tab']);
  check(`await queryRunner.query(\`SELECT * FROM ${hole('name')} LIMIT ${hole('n')}; DROP TABLE tab\`);`, [
    'SELECT * FROM dba1 LIMIT 1 @-',
    'DROP TABLE tab @tab',
  ]);
  check(
    `await queryRunner.query(\`DROP TABLE ${hole('T')}\`);`,
    [`DROP TABLE tab @${hole('T')}`],
    "const T = 'tab';\n",
  );
  check('await queryRunner.manager.query(`DROP TABLE tab`);', ['DROP TABLE tab @tab']);
  check('await queryRunner.query(sql);', []);

  it('drops what looks like a mistake where there is a hole', () => {
    const [statement] = readScript(file, migration(`await queryRunner.query(\`ALTER ${hole('what')} x\`);`)).statements;
    expect(statement?.reading.syntaxProblems).toEqual([]);
    expect(statement?.reading.confidence).not.toBe('exact');
  });
});

describe('the QueryRunner API', () => {
  const check = (call: string, expected: readonly string[], before = '') =>
    it(call, () => {
      const sql = readScript(file, migration(`${before}await queryRunner.${call};`)).statements.flatMap(
        (statement) => statement.sql ?? [],
      );
      expect(sql).toEqual(expected);
      for (const one of sql) expect(postgres.read(one, 14).syntaxProblems).toEqual([]);
    });
  check(
    "createTable(new Table({ name: 'a.t', columns: [{ name: 'id', type: 'int', isPrimary: true, isGenerated: true }, { name: 'e', type: 'varchar', length: '9', isNullable: true, isUnique: true }], indices: [{ columnNames: ['e'] }], foreignKeys: [{ columnNames: ['e'], referencedTableName: 'u', referencedColumnNames: ['id'], onDelete: 'CASCADE' }] }), true)",
    [
      'CREATE TABLE IF NOT EXISTS "a"."t" ("id" serial NOT NULL, "e" varchar(9), CONSTRAINT "UQ_add58227239acffc56de0e35106" UNIQUE ("e"), CONSTRAINT "PK_eb88175348bc656de27db7918a7" PRIMARY KEY ("id"), CONSTRAINT "FK_add58227239acffc56de0e35106" FOREIGN KEY ("e") REFERENCES "u" ("id") ON DELETE CASCADE)',
      'CREATE INDEX "IDX_add58227239acffc56de0e3510" ON "a"."t" ("e")',
    ],
  );
  check("dropTable('t', true)", ['DROP TABLE IF EXISTS "t"']);
  check("renameTable('t', 'u')", ['ALTER TABLE "t" RENAME TO "u"']);
  check("addColumn('t', new TableColumn({ name: 'c', type: 'numeric', precision: 9, scale: 2, default: 0 }))", [
    'ALTER TABLE "t" ADD "c" numeric(9, 2) NOT NULL DEFAULT 0',
  ]);
  check(
    "addColumns('t', [new TableColumn({ name: 'c', type: 'enum', enum: ['x'] }), new TableColumn({ name: 'd', type: 'uuid', isNullable: true })])",
    [
      `CREATE TYPE "t_c_enum" AS ENUM ('x')`,
      'ALTER TABLE "t" ADD "c" "t_c_enum" NOT NULL',
      'ALTER TABLE "t" ADD "d" uuid',
    ],
  );
  check("changeColumn('t', 'c', new TableColumn({ name: 'c', type: 'text' }))", [
    'ALTER TABLE "t" DROP COLUMN "c"',
    'ALTER TABLE "t" ADD "c" text NOT NULL',
  ]);
  check(
    "changeColumn('t', new TableColumn({ name: 'c', type: 'text' }), new TableColumn({ name: 'd', type: 'text', isNullable: true }))",
    ['ALTER TABLE "t" RENAME COLUMN "c" TO "d"', 'ALTER TABLE "t" ALTER COLUMN "d" DROP NOT NULL'],
  );
  check("renameColumn('t', 'c', 'd')", ['ALTER TABLE "t" RENAME COLUMN "c" TO "d"']);
  check("dropColumns('t', ['c', 'd'])", ['ALTER TABLE "t" DROP COLUMN "c"', 'ALTER TABLE "t" DROP COLUMN "d"']);
  check(
    "createIndex('t', new TableIndex({ name: 'i', columnNames: ['a'], isUnique: true, isConcurrent: true, where: 'a > 0' }))",
    ['CREATE UNIQUE INDEX CONCURRENTLY "i" ON "t" ("a") WHERE a > 0'],
  );
  check("dropIndex('t', 'i')", ['DROP INDEX "i"']);
  check(
    "createForeignKey('t', new TableForeignKey({ name: 'k', columnNames: ['a'], referencedTableName: 'u', referencedColumnNames: ['id'] }))",
    ['ALTER TABLE "t" ADD CONSTRAINT "k" FOREIGN KEY ("a") REFERENCES "u" ("id")'],
  );
  check("createCheckConstraint('t', new TableCheck({ name: 'k', expression: 'a > 0' }))", [
    'ALTER TABLE "t" ADD CONSTRAINT "k" CHECK (a > 0)',
  ]);
  check("createUniqueConstraint('t', new TableUnique({ columnNames: ['b', 'a'] }))", [
    'ALTER TABLE "t" ADD CONSTRAINT "UQ_cf3835db1f9330c2462d786311a" UNIQUE ("b", "a")',
  ]);
  check("createCheckConstraint('t', new TableCheck({ expression: 'a > 0' }))", [
    'ALTER TABLE "t" ADD CONSTRAINT "CHK_9408657586bb182b4ecfe92549" CHECK (a > 0)',
  ]);
  check("createPrimaryKey('t', ['id'])", [
    'ALTER TABLE "t" ADD CONSTRAINT "PK_eb88175348bc656de27db7918a7" PRIMARY KEY ("id")',
  ]);
  check("createIndex('t', new TableIndex({ columnNames: ['a'], where: 'a > 0' }))", [
    'CREATE INDEX "IDX_cc47aa75e9446503c5a5273040" ON "t" ("a") WHERE a > 0',
  ]);
  check("dropForeignKey('t', 'k')", ['ALTER TABLE "t" DROP CONSTRAINT "k"']);
  check('clearTable("t")', ['TRUNCATE TABLE "t"']);
  check(
    'dropColumn(table, "c")',
    ['ALTER TABLE "t" DROP COLUMN "c"'],
    "const table = await queryRunner.getTable('t');\n",
  );
  check('hasTable("t")', []);

  it('underlines the call, its columns at their own places', () => {
    const text = migration("await queryRunner.addColumn('t', new TableColumn({ name: 'c', type: 'int' }));");
    const [statement] = readScript(file, text).statements;
    const [operation] = statement?.reading.operations ?? [];
    if (!statement || operation?.kind !== 'add-column') throw new Error('not read');
    const slice = (span: { start: number; end: number }) => statement.text.slice(span.start, span.end);
    expect(slice(operation.focus ?? operation.span)).toBe('queryRunner.addColumn');
    expect(slice(operation.column.span)).toBe("{ name: 'c', type: 'int' }");
    expect(slice(operation.column.typeSpan ?? operation.span)).toBe("type: 'int'");
  });
});

describe('scope, direction and half-typed files', () => {
  const check = (text: string, expected: string, project: Record<string, string> = {}) =>
    it(expected, () => expect(readScript(file, text, { project }).transaction).toBe(expected));
  check(migration(''), 'run');
  check(migration(''), 'file', { 'typeorm.migrationsTransactionMode': 'each' });
  check(migration('', '', '  transaction = false;\n'), 'statement', { 'typeorm.migrationsTransactionMode': 'each' });

  const text = migration(
    'await queryRunner.query(`DROP TABLE a`);',
    'await queryRunner.query(`CREATE TABLE a (id int)`);',
  );
  it('tells up from down', () =>
    expect(operationsIn(readScript(file, text))).toEqual(['up drop-table', 'down create-table a']));
  it('never throws, not on half a character in a name', () => {
    const lone = migration(
      "await queryRunner.createUniqueConstraint('t', new TableUnique({ columnNames: ['\ud83d'] }));",
    );
    expect(operationsIn(readScript(file, lone))).toEqual(['up add-constraint t']);
  });
  it('never throws, cut anywhere', () => {
    for (let end = 0; end <= text.length; end += 7)
      readScript(file, `// implements MigrationInterface\n${text.slice(0, end)}`);
  });
  it('keeps what stands around a line being typed', () => {
    const typed = text
      .replace('public async down', 'await queryRunner.query(`\n  public async down')
      .replace('query(`\n', 'foo(1, \n');
    expect(operationsIn(readScript(file, typed))).toEqual(['up drop-table', 'down create-table a']);
  });
});

describe('what nobody writes', () => {
  const check = (title: string, text: string) =>
    it(`${title} costs only itself`, () =>
      expect(operationsIn(readScript(file, migration("await queryRunner.query('DROP TABLE a');", '', text)))).toContain(
        'up drop-table',
      ));
  check('a chain of 60 calls', `static chain = z${'.next(1)'.repeat(60)};\n`);
  check('20,000 parentheses', `static deep = ${'('.repeat(20_000)}1${')'.repeat(20_000)};\n`);
  check('20,000 signs', `static deep = ${'- '.repeat(20_000)}1;\n`);
});

describe('fixes', () => {
  const concurrently: Rewrite = {
    title: 'Do it',
    safety: 'safe',
    intent: { kind: 'create-index-concurrently' },
    sql: { edits: [{ span: { start: 12, end: 12 }, newText: ' CONCURRENTLY' }], transaction: 'forbidden' },
  };
  const intent = (kind: NonNullable<Rewrite['intent']>['kind'], steps: readonly RewriteStep[] = []): Rewrite => ({
    title: 'Do it',
    safety: 'safe',
    intent: { kind },
    sql: { steps },
  });
  const first = (statement: Statement) => statement.direction === 'up';
  const fixed = (text: string, change: Rewrite) => {
    const script = readScript(file, text);
    const fix = fixOf(script, change, first);
    return { files: filesAfter(script, fix), fix };
  };
  const leaving = '\n  transaction = false;\n';
  const later = 'src/migrations/1700000000001-';

  it('CONCURRENTLY in the string, transaction = false in the class, and the condition in the title', () => {
    const text = migration('await queryRunner.query(`CREATE INDEX "i" ON "t" ("a")`);');
    const { files, fix } = fixed(text, concurrently);
    expect(files).toEqual({
      [file]: text.replace('INDEX', 'INDEX CONCURRENTLY').replace('{\n', `{${leaving}`),
    });
    expect(fix?.title).toContain("migrationsTransactionMode 'each'");
    expect(fix?.safety).toBe('review');
  });

  it('isConcurrent in the options', () => {
    const text = migration("await queryRunner.createIndex('t', new TableIndex({ columnNames: ['a'] }));");
    const { files } = fixed(text, intent('create-index-concurrently'));
    expect(files[file]).toContain("new TableIndex({ isConcurrent: true, columnNames: ['a'] })");
    expect(operationsIn(readScript(file, files[file] ?? ''))).toEqual(['up create-index t']);
  });

  it('a migration of its own where it is not alone', () => {
    const text = migration(
      'await queryRunner.query(`CREATE INDEX i ON t (a)`);\n    await queryRunner.query(`DROP TABLE u`);',
    );
    const { files } = fixed(text, concurrently);
    const [, created = ''] = Object.keys(files);
    expect(created.startsWith(later)).toBe(true);
    expect(files[file]).not.toContain('CREATE INDEX');
    expect(operationsIn(readScript(created, files[created] ?? ''))).toEqual(['up create-index t']);
    expect(readScript(created, files[created] ?? '').transaction).toBe('statement');
  });

  it('a foreign key NOT VALID, then VALIDATE in a migration of its own', () => {
    const text = migration(
      "await queryRunner.createForeignKey('t', new TableForeignKey({ columnNames: ['a'], referencedTableName: 'u', referencedColumnNames: ['id'] }));",
    );
    const { files } = fixed(text, intent('add-foreign-key-not-valid'));
    expect(files[file]).toContain(
      'await queryRunner.query(`ALTER TABLE "t" ADD CONSTRAINT "FK_970ba064ef54f72b56cbfb29e36" FOREIGN KEY ("a") REFERENCES "u" ("id") NOT VALID`);',
    );
    const [, created = ''] = Object.keys(files);
    expect(operationsIn(readScript(created, files[created] ?? ''))).toEqual(['up validate-constraint t']);
  });

  it('several foreign keys of one call, validated together', () => {
    const key = (name: string) =>
      `new TableForeignKey({ name: '${name}', columnNames: ['${name}'], referencedTableName: 'u', referencedColumnNames: ['id'] })`;
    const text = migration(`await queryRunner.createForeignKeys('t', [${key('a')}, ${key('b')}]);`);
    const { files } = fixed(text, intent('add-foreign-key-not-valid'));
    const [, created = ''] = Object.keys(files);
    expect(files[file]?.match(/NOT VALID/g)).toHaveLength(2);
    expect(operationsIn(readScript(created, files[created] ?? ''))).toEqual([
      'up validate-constraint t',
      'up validate-constraint t',
    ]);
  });

  it('UNIQUE through an index built outside of the transaction', () => {
    const text = migration(
      "await queryRunner.createUniqueConstraint('t', new TableUnique({ name: 'k', columnNames: ['a', 'b'] }));",
    );
    const { files } = fixed(text, intent('unique-using-index'));
    expect(Object.keys(files)).toEqual([file]);
    expect(files[file]).toContain('CREATE UNIQUE INDEX CONCURRENTLY "k" ON "t" ("a", "b")');
    expect(operationsIn(readScript(file, files[file] ?? ''))).toEqual(['up create-index t', 'up add-constraint t']);
    expect(readScript(file, files[file] ?? '').transaction).toBe('statement');
  });

  it('a unique column first without its constraint', () => {
    const text = migration(
      "await queryRunner.addColumn('t', new TableColumn({ name: 'c', type: 'text', isNullable: true, isUnique: true }));",
    );
    const { files } = fixed(text, intent('unique-using-index'));
    const read = Object.entries(files).map(([name, after]) => operationsIn(readScript(name, after)));
    expect(read).toEqual([
      ['up add-column t'],
      ['up create-index t', 'down drop-index'],
      ['up add-constraint t', 'down drop-constraint t', 'down create-index t'],
    ]);
  });

  it('steps in place of raw SQL, with the template escaped', () => {
    const text = migration('await queryRunner.query(`ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)`);');
    const { files } = fixed(
      text,
      intent('add-check-not-valid', [
        { sql: ["ALTER TABLE t ADD CONSTRAINT k CHECK (a <> '`') NOT VALID;"], transaction: 'any', name: 'add k' },
        { sql: ['ALTER TABLE t VALIDATE CONSTRAINT k;'], transaction: 'separate', name: 'validate k' },
      ]),
    );
    expect(files[file]).toContain("CHECK (a <> '\\`') NOT VALID`);");
    expect(Object.keys(files)).toEqual([file, `${later}ValidateK.ts`]);
  });
});

describe('what differs between versions', () => {
  const sqlOf = (call: string, range: string, direction: 'up' | 'down' = 'up') => {
    const text = `import { TableIndex } from 'typeorm';\n\nexport class X1760000000001 {\n  async ${direction}(queryRunner) {\n    await queryRunner.${call};\n  }\n}\n`;
    return readScript('migrations/1760000000001-X.ts', text, { project: { 'package.typeorm': range } }).statements;
  };

  // As both packages name them.
  it.each([
    ['^0.3.31', 'CHK_af6c83cbf91f97a81adb5a6f24', 'IDX_1b904adc872f42a6bae040edaa', 'UQ_d80004175dbaccb25c0a12a60d1'],
    ['^1.1.1', 'CHK_7ef5d2927c674628bf9b611a7a', 'IDX_6fdedec34ef4058f65c502e301', 'UQ_f1b8660af5f47e1eaeb1fa80b78'],
    ['latest', 'CHK_7ef5d2927c674628bf9b611a7a', 'IDX_6fdedec34ef4058f65c502e301', 'UQ_f1b8660af5f47e1eaeb1fa80b78'],
  ])('names of %s', (range, check, index, unique) => {
    const condition = `'"total" > 0'`;
    const named = (call: string) => sqlOf(call, range)[0]?.sql?.[0];
    expect(named(`createCheckConstraint('orders', new TableCheck({ expression: ${condition} }))`)).toContain(check);
    expect(named(`createIndex('orders', new TableIndex({ columnNames: ['total'], where: ${condition} }))`)).toContain(
      index,
    );
    expect(named(`createUniqueConstraint('orders', new TableUnique({ columnNames: ['größe'] }))`)).toContain(unique);
  });

  it.each([
    [`dropColumn('t', 'a', true)`, 'ALTER TABLE "t" DROP COLUMN IF EXISTS "a"'],
    [`dropForeignKey('t', 'k', true)`, 'ALTER TABLE "t" DROP CONSTRAINT IF EXISTS "k"'],
    [`dropIndex('t', 'i', true)`, 'DROP INDEX IF EXISTS "i"'],
    [`dropView('v', true)`, 'DROP VIEW IF EXISTS "v"'],
    [`clearTable('t', { cascade: true })`, 'TRUNCATE TABLE "t" CASCADE'],
    [
      `createIndex('t', new TableIndex({ name: 'i', columnNames: ['a'], type: 'gin' }))`,
      'CREATE INDEX "i" ON "t" USING gin ("a")',
    ],
    [
      `createExclusionConstraint('t', { name: 'x', expression: 'USING gist (a WITH =)', deferrable: 'INITIALLY DEFERRED' })`,
      'ALTER TABLE "t" ADD CONSTRAINT "x" EXCLUDE USING gist (a WITH =) DEFERRABLE INITIALLY DEFERRED',
    ],
  ])('%s', (call, sql) => {
    expect(sqlOf(call, '^1.0.0')[0]?.sql).toEqual([sql]);
  });

  it('takes calls on the data source for those of the manager', () => {
    expect(sqlOf(`dataSource.query('DROP TABLE t')`, '^1.0.0')).toHaveLength(1);
    expect(sqlOf(`dataSource.query('SELECT 1'); await queryRunner.dataSource.dropDatabase()`, '^1.0.0')).toHaveLength(
      1,
    );
  });
});

describe('reverting', () => {
  const text = `export class X1760000000001 {\n  transaction = false;\n\n  async up(queryRunner) {\n    await queryRunner.query('SELECT 1');\n  }\n\n  async down(queryRunner) {\n    await queryRunner.query('DROP INDEX i');\n  }\n}\n`;
  const scopes = (project: Record<string, string>) =>
    readScript('migrations/1760000000001-X.ts', text, { project }).statements.map(({ transaction }) => transaction);

  it('is in a transaction although the class has left it', () => {
    expect(scopes({})).toEqual([undefined, 'file']);
    expect(scopes({ 'typeorm.migrationsTransactionMode': 'none' })).toEqual([undefined, 'statement']);
  });

  it('has no fix that needs to be outside of it', () => {
    const script = readScript('migrations/1760000000001-X.ts', text);
    const change: Rewrite = {
      title: 'Do it',
      safety: 'safe',
      sql: { edits: [{ span: { start: 10, end: 10 }, newText: ' CONCURRENTLY' }], transaction: 'forbidden' },
    };
    expect(fixOf(script, change, ({ direction }) => direction === 'down')).toBeUndefined();
  });
});
