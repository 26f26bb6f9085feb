import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const shop = join(root, 'examples', 'shop');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dbarch-cli-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Root may read everything; `nobody` may not. */
const unprivileged = process.getuid?.() === 0 ? 65534 : undefined;

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  /** Of standard output. */
  readonly bytes: Buffer;
  readonly stderr: string;
}

function dbarch(
  args: readonly string[],
  options: { cwd?: string; stdin?: string | Uint8Array; uid?: number } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const { FORCE_COLOR: _force, ...environment } = process.env;
    const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), ...args], {
      cwd: options.cwd ?? folder,
      env: environment,
      uid: options.uid,
    });
    const chunks: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      const bytes = Buffer.concat(chunks);
      resolve({ status, stdout: bytes.toString('utf8'), bytes, stderr });
    });
    child.stdin.end(options.stdin ?? '');
  });
}

function write(path: string, content: string | Uint8Array): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

async function rulesFound(args: readonly string[], cwd?: string): Promise<string[]> {
  const { stdout } = await dbarch(['lint', '--format', 'json', ...args], { cwd });
  return JSON.parse(stdout).findings.map(
    (finding: { file: string; rule: string }) => `${finding.file} ${finding.rule}`,
  );
}

const index = 'CREATE INDEX orders_status_idx ON orders (status);\n';
const timeout = "SET lock_timeout = '5s';\n";

describe('lint', () => {
  it('finds the mistakes of the example, as JSON of the contract', async () => {
    const { status, stdout } = await dbarch(['lint', '.', '--format', 'json'], { cwd: shop });
    expect(status).toBe(1);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ version: 1, files: 27, problems: [] });
    const found = report.findings.find(
      (finding: { file: string }) => finding.file === 'migrations/0005_index_orders_status.sql',
    );
    expect(found).toMatchObject({
      rule: 'create-index-without-concurrently',
      severity: 'warning',
      range: { start: { line: 1, character: 0 } },
      evidence: [{ table: 'orders', lock: 'ShareLock', rewrites: false }],
    });
    expect(found.evidence[0].blocks).toContain('writes');
    expect(found.url).toMatch(/create-index-without-concurrently/);
    expect(found.fixes[0].edits[0]).toMatchObject({ file: 'migrations/0005_index_orders_status.sql' });
  });

  it('prints source and carets, without colour where it is no terminal', async () => {
    write('migrations/1.sql', index);
    const { stdout } = await dbarch(['lint']);
    expect(stdout).toMatch(/warning\[create-index-without-concurrently\]: /);
    expect(stdout).toContain(' --> migrations/1.sql:1:1');
    expect(stdout).toMatch(/1 \| CREATE INDEX orders_status_idx ON orders \(status\);\n {2}\| \^+/);
    expect(stdout).not.toContain('\u001b');
  });

  it('judges a single file by the history around it', async () => {
    write('migrations/1_create.sql', 'CREATE TABLE orders (id bigint PRIMARY KEY, status varchar(10));\n');
    write('migrations/2_widen.sql', `${timeout}ALTER TABLE orders ALTER COLUMN status TYPE varchar(20);\n`);
    write('migrations/3_narrow.sql', `${timeout}ALTER TABLE orders ALTER COLUMN status TYPE varchar(5);\n`);
    expect(await rulesFound(['migrations/2_widen.sql'])).toEqual([]);
    expect(await rulesFound(['migrations/3_narrow.sql'])).toEqual([
      'migrations/3_narrow.sql alter-column-type-rewrite',
    ]);
  });

  it('takes a file from standard input under a name', async () => {
    const { status, stdout } = await dbarch(
      ['lint', '--stdin', '--stdin-filename', 'migrations/9.sql', '--format', 'json'],
      {
        stdin: index,
      },
    );
    expect(status).toBe(1);
    expect(JSON.parse(stdout).findings[0]).toMatchObject({
      file: 'migrations/9.sql',
      rule: 'create-index-without-concurrently',
    });
  });

  for (const [threshold, status] of [
    ['error', 0],
    ['warning', 1],
    ['never', 0],
  ] as const) {
    it(`--fail-on ${threshold} ends with ${status}`, async () => {
      write('migrations/1.sql', index);
      expect((await dbarch(['lint', '--fail-on', threshold])).status).toBe(status);
    });
  }

  it('obeys --rule, the configuration file and ignore comments', async () => {
    write('migrations/1.sql', index);
    expect(
      await rulesFound(['--rule', 'create-index-without-concurrently=off', '--rule', 'lock-timeout-missing=off']),
    ).toEqual([]);
    write('.dbarch.jsonc', '{ "rules": { "create-index-without-concurrently": "off" } }');
    expect(await rulesFound([])).not.toContain('migrations/1.sql create-index-without-concurrently');
    rmSync(join(folder, '.dbarch.jsonc'));
    write('migrations/1.sql', `-- dbarch-ignore create-index-without-concurrently: empty table\n${index}`);
    expect(await rulesFound([])).not.toContain('migrations/1.sql create-index-without-concurrently');
  });

  it('looks only at what git calls changed', async () => {
    const { execFileSync } = await import('node:child_process');
    const git = (...args: string[]): void => {
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
        cwd: folder,
        stdio: 'pipe',
      });
    };
    write('migrations/1.sql', index);
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    write('migrations/2.sql', 'CREATE INDEX other_idx ON other (a);\n');
    const files = new Set((await rulesFound(['--changed'])).map((line) => line.split(' ')[0]));
    expect([...files]).toEqual(['migrations/2.sql']);
    expect((await dbarch(['lint', '--changed=nowhere'])).status).toBe(2);
    // A word after it is a path where there is one, and a reference otherwise.
    expect(await rulesFound(['--changed', 'HEAD'])).toHaveLength(1);
    expect(await rulesFound(['--changed', 'migrations'])).toHaveLength(1);
    expect((await dbarch(['lint', '--changed', 'nowhere'])).stderr).toMatch(/^dbarch: --changed nowhere: /);
  });

  it('gives the same answer from the cache, and a new one when a file changed', async () => {
    write('migrations/1.sql', index);
    const first = await dbarch(['lint', '--cache']);
    expect(existsSync(join(folder, '.cache', 'dbarch'))).toBe(true);
    expect(await dbarch(['lint', '--cache'])).toEqual(first);
    write('migrations/1.sql', 'SELECT 1;\n');
    expect((await dbarch(['lint', '--cache'])).status).toBe(0);
  });

  it('judges again only the history in which something changed', async () => {
    for (const history of ['a', 'b']) write(`${history}/migrations/1.sql`, index.replace('orders_status', history));
    await dbarch(['lint', '--cache']);
    const file = join(folder, '.cache', 'dbarch', 'lint.json');
    const kept = (): [string, unknown][] => Object.entries(JSON.parse(readFileSync(file, 'utf8')));
    const before = kept();
    expect(before).toHaveLength(2);
    // What is kept is believed: a mark in it shows where it was used.
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('Building index', 'From the cache: index'));
    write('b/migrations/2.sql', index.replace('orders_status', 'c'));
    const { stdout } = await dbarch(['lint', '--cache', '--format', 'github']);
    expect(stdout.match(/From the cache: index a_idx|Building index [bc]_idx/g)).toHaveLength(3);
    expect(kept()).toHaveLength(3);
    expect(await rulesFound(['--cache'])).toEqual(await rulesFound([]));
  });

  it('goes on without a cache that is broken or cannot be written', async () => {
    write('migrations/1.sql', index);
    write('.cache/dbarch/lint.json', '{ broken');
    expect((await dbarch(['lint', '--cache'])).status).toBe(1);
    rmSync(join(folder, '.cache'), { recursive: true });
    write('.cache', 'a file');
    const { status, stderr } = await dbarch(['lint', '--cache']);
    expect(stderr).toMatch(/^dbarch: the cache in \.cache\/dbarch cannot be written: /);
    expect(status).toBe(1);
  });

  it('finds the same wherever it is started', async () => {
    write('db/migrations/1.sql', index);
    write('db/migrations/old/0.sql', index);
    write('.gitignore', 'old/\n');
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'elsewhere'));
    const files = async (cwd: string, path: string): Promise<number> =>
      JSON.parse((await dbarch(['lint', '--format', 'json', path], { cwd: join(folder, cwd) })).stdout).files;
    expect(await files('.', '.')).toBe(1);
    expect(await files('.', 'db')).toBe(1);
    expect(await files('elsewhere', '..')).toBe(1);
    expect(await files('elsewhere', '../db/migrations/')).toBe(1);
    expect(await files('db', folder)).toBe(1);
  });

  it('says that there was nothing to look at', async () => {
    write('notes.txt', 'none');
    write('old/1.sql', index);
    write('.dbarch.jsonc', '{ "ignore": ["old/"] }');
    for (const paths of [[], ['notes.txt'], ['old/1.sql']]) {
      expect(await dbarch(['lint', ...paths])).toMatchObject({
        status: 0,
        stdout: 'No SQL or migration files to look at.\n',
      });
    }
  });

  it('decodes standard input as it decodes files', async () => {
    const wide = Buffer.from(`\uFEFF${index}`, 'utf16le');
    expect((await dbarch(['lint', '--stdin'], { stdin: wide })).status).toBe(1);
    expect((await dbarch(['fix', '--stdin'], { stdin: wide })).bytes.toString('utf16le')).toBe(
      `\uFEFF${index.replace('INDEX', 'INDEX CONCURRENTLY')}`,
    );
    const binary = await dbarch(['lint', '--stdin'], { stdin: new Uint8Array(400).fill(1) });
    expect(binary).toMatchObject({ status: 2, stderr: 'dbarch: stdin.sql: is not a text file.\n' });
  });

  it('does not remember what could not be read', async () => {
    write('migrations/1.sql', 'SELECT 1;\n');
    const binary = write('migrations/2.sql', new Uint8Array(400).fill(1));
    expect((await dbarch(['lint', '--cache'])).status).toBe(2);
    rmSync(binary);
    const { status, stdout } = await dbarch(['lint', '--cache', '--format', 'json']);
    expect(JSON.parse(stdout).problems).toEqual([]);
    expect(status).toBe(0);
  });

  for (const format of ['sarif', 'github', 'gitlab', 'junit']) {
    it(`writes ${format}`, async () => {
      const { status, stdout } = await dbarch(['lint', '--format', format], { cwd: shop });
      expect(status).toBe(1);
      expect(stdout).toContain('create-index-without-concurrently');
    });
  }
});

describe('lint, bad input', () => {
  const cases: Readonly<Record<string, readonly [setUp: () => void, args: readonly string[], message: RegExp]>> = {
    'a path that is not there': [() => undefined, ['nothing'], /^dbarch: nothing: does not exist\.$/m],
    'bytes that are no text': [
      () =>
        write(
          'migrations/1.sql',
          Uint8Array.from({ length: 4000 }, (_, at) => (at * 7) % 256),
        ),
      [],
      /^dbarch: migrations\/1\.sql: is not a text file\.$/m,
    ],
    'a broken configuration': [
      () => write('.dbarch.jsonc', '{ "preset": '),
      ['x.sql'],
      /^dbarch: \.dbarch\.jsonc: line 1: /m,
    ],
    'an unreadable configuration': [
      () => chmodSync(write('.dbarch.jsonc', '{}'), 0),
      ['x.sql'],
      /^dbarch: \.dbarch\.jsonc: line 1: It cannot be read: permission denied\.$/m,
    ],
    'a file without permission': [
      () => chmodSync(write('closed.sql', index), 0),
      [],
      /^dbarch: closed\.sql: cannot be read: permission denied\.$/m,
    ],
    'an unknown option': [
      () => undefined,
      ['--colour'],
      /^dbarch: there is no option --colour; --color may be meant\.$/m,
    ],
    'an option without its value': [
      () => undefined,
      ['--jobs', '-3'],
      /^dbarch: --jobs needs a value; .*--jobs=VALUE\.\n$/,
    ],
    'a value that an option does not take': [() => undefined, ['--cache=no'], /^dbarch: --cache takes no value\.\n$/],
    'a rule that there is not': [
      () => undefined,
      ['--rule', 'select-stars=off'],
      /^dbarch: --rule select-stars=off: there is no rule "select-stars"; "select-star" may be meant\.$/m,
    ],
    'a version that is none': [
      () => undefined,
      ['--target-version', '160'],
      /^dbarch: --target-version 160: give the major/m,
    ],
    'a dialect that is not analysed': [
      () => undefined,
      ['--dialect', 'mysql'],
      /^dbarch: --dialect mysql: only postgresql/m,
    ],
    'standard input and files': [
      () => undefined,
      ['--stdin', 'x.sql'],
      /^dbarch: --stdin reads one file; x\.sql is another/m,
    ],
    'standard input and --changed': [() => undefined, ['--stdin', '--changed'], /^dbarch: --changed is about files/m],
    'an unknown severity': [() => undefined, ['--fail-on', 'fatal'], /^dbarch: --fail-on fatal: choose one of/m],
    'a configuration that is not there': [
      () => undefined,
      ['--config', 'none.jsonc'],
      /^dbarch: --config none\.jsonc: /m,
    ],
  };
  for (const [name, [setUp, args, message]] of Object.entries(cases)) {
    it(`${name}: status 2 and one clear line`, async () => {
      setUp();
      write('x.sql', 'SELECT 1;\n');
      chmodSync(folder, 0o755);
      const { status, stdout, stderr } = await dbarch(['lint', ...args], { uid: unprivileged });
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
      // Once: on stderr, not in the report as well.
      expect(stdout).not.toMatch(message);
      expect(status).toBe(2);
    });
  }

  it('a folder without permission is named, and the others are read', async () => {
    write('migrations/1.sql', index);
    write('closed/2.sql', index);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'closed'), 0);
    const { status, stdout, stderr } = await dbarch(['lint', '--format', 'json'], {
      uid: unprivileged,
    });
    chmodSync(join(folder, 'closed'), 0o755);
    expect(status).toBe(2);
    expect(stderr).toContain('closed: cannot be read: permission denied.');
    expect(JSON.parse(stdout).findings).not.toHaveLength(0);
  });

  it('a symbolic link that leads back ends', async () => {
    write('migrations/1.sql', index);
    symlinkSync(folder, join(folder, 'migrations', 'loop'));
    const { stdout } = await dbarch(['lint', '--format', 'json']);
    expect(JSON.parse(stdout).files).toBe(1);
  });

  it('UTF-16, byte order mark, NUL, lone surrogates and half a statement are read', async () => {
    write('migrations/1.sql', Buffer.from(`\uFEFF${index}`, 'utf16le'));
    write('migrations/2.sql', `\uFEFF-- \u0000\n${index.replace('orders_status', 'b')}`);
    write('migrations/3.sql', `SELECT '\ud800';\nCREATE TABLE (\n;\n${index.replace('orders_status', 'c')}`);
    const found = await rulesFound([]);
    for (const file of ['1', '2', '3']) {
      expect(found).toContain(`migrations/${file}.sql create-index-without-concurrently`);
    }
  });

  it('20,000 nested parentheses and a statement of 20 MB cost only themselves', async () => {
    write('migrations/1.sql', `SELECT ${'('.repeat(20000)}1${')'.repeat(20000)};\n${index}`);
    write(
      'migrations/2.sql',
      `INSERT INTO t VALUES ('${'x'.repeat(20_000_000)}');\n${index.replace('orders_status', 'b')}`,
    );
    const found = await rulesFound([]);
    expect(found).toContain('migrations/1.sql create-index-without-concurrently');
    expect(found).toContain('migrations/2.sql create-index-without-concurrently');
  });
});

describe('fix', () => {
  it('shows a diff and changes nothing with --dry-run', async () => {
    const file = write('schema/index.sql', index);
    const { status, stdout } = await dbarch(['fix', '--dry-run']);
    expect(status).toBe(0);
    expect(stdout).toContain('-CREATE INDEX orders_status_idx ON orders (status);');
    expect(stdout).toContain('+CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status);');
    expect(readFileSync(file, 'utf8')).toBe(index);
  });

  it('writes the safe fixes, keeps the encoding, and then has nothing to do', async () => {
    const file = write('schema/index.sql', Buffer.from(`\uFEFF${index.replace('\n', '\r\n')}`, 'utf16le'));
    expect((await dbarch(['fix'])).stderr).toMatch(/^Applied \d+ fix/);
    const fixed = readFileSync(file).toString('utf16le');
    expect(fixed).toContain('\uFEFF');
    expect(fixed).toContain('CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status);\r\n');
    expect((await dbarch(['fix'])).stderr).toBe('Nothing to fix.\n');
  });

  it('knows from Cargo.toml that sqlx runs a migration in a transaction', async () => {
    write('Cargo.toml', '[dependencies]\nsqlx = "0.8"\n');
    write('migrations/1_orders.sql', 'CREATE TABLE orders (id bigint PRIMARY KEY, status text);\n');
    const migration = write('migrations/2_index.sql', index);
    await dbarch(['fix', '--review', '.']);
    expect(readFileSync(migration, 'utf8')).toBe(`-- no-transaction\n${index.replace('INDEX', 'INDEX CONCURRENTLY')}`);
  });

  it('leaves a file alone that it cannot write back as it was', async () => {
    const latin = Buffer.from(`-- caf\u00e9\n${index}`, 'latin1');
    const file = write('schema/index.sql', latin);
    const { status, stderr } = await dbarch(['fix']);
    expect(stderr).toContain(
      'dbarch: schema/index.sql: has something to fix, and bytes that are not UTF-8: left as it is.',
    );
    expect(status).toBe(2);
    expect(readFileSync(file)).toEqual(latin);
    expect((await dbarch(['fix', '--stdin'], { stdin: latin })).bytes).toHaveLength(0);
  });

  it('names a file that cannot be written, and fixes the others', async () => {
    chmodSync(folder, 0o755);
    chmodSync(write('schema/index.sql', index), 0o444);
    const open = write('schema/more.sql', index.replace('orders_status', 'b'));
    chmodSync(open, 0o666);
    const { status, stderr } = await dbarch(['fix'], { uid: unprivileged });
    expect(stderr).toContain('dbarch: schema/index.sql: cannot be written: permission denied.');
    expect(readFileSync(open, 'utf8')).toContain('CONCURRENTLY');
    expect(status).toBe(2);
  });

  it('prints the fixed text of standard input', async () => {
    const { stdout } = await dbarch(['fix', '--stdin', '--stdin-filename', 'schema/index.sql'], { stdin: index });
    expect(stdout).toContain('CREATE INDEX CONCURRENTLY');
  });

  it('asks for a review where nobody knows whether a transaction is open, unless other files show that none is', async () => {
    const file = write('migrations/2.sql', index);
    expect((await dbarch(['fix'])).stderr).toBe('Nothing to fix.\n');
    expect((await dbarch(['lint'])).stdout).toContain('check that what runs this file opens no transaction) (review)');
    write('migrations/1.sql', 'CREATE TABLE other (id bigint PRIMARY KEY);\nVACUUM other;\n');
    expect((await dbarch(['fix'])).stderr).toMatch(/^Applied \d+ fix/);
    expect(readFileSync(file, 'utf8')).toContain('CREATE INDEX CONCURRENTLY');
  });

  it('moves what must leave the transaction to a new file, with --review', async () => {
    write('migrations/00001_a.sql', `-- +goose Up\nALTER TABLE orders ADD COLUMN note text;\n${index}`);
    const { stdout } = await dbarch(['fix', '--review', '--dry-run']);
    expect(stdout).toContain('--- /dev/null');
    expect(stdout).toContain('+-- +goose NO TRANSACTION');
  });
});

describe('explain', () => {
  it('plans and runs a query on the schema that the migrations build, and refuses what is no query', async () => {
    write('migrations/1.sql', 'CREATE TABLE t (id int PRIMARY KEY);\n');
    write('seed.sql', 'INSERT INTO t SELECT generate_series(1, 50);\n');
    const query = write('query.sql', 'SELECT * FROM t WHERE id > 10;\nDROP TABLE t;\n');
    const { status, stdout } = await dbarch(
      ['explain', query, '--analyze', '--migrations', 'migrations', '--seed', 'seed.sql', '--format', 'json'],
      {},
    );
    const { statements, server } = JSON.parse(stdout);
    expect(server).toMatch(/^PostgreSQL 18/);
    expect(statements[0]).toMatchObject({ ok: true, analyzed: true });
    expect(statements[0].plan[0].Plan['Actual Rows']).toBe(40);
    expect(statements[1].ok).toBe(false);
    expect(status).toBe(1);
  });

  it('says where in the file an error is, and undoes a data change', async () => {
    write('migrations/1.sql', 'CREATE TABLE t (id int PRIMARY KEY);\n');
    write('seed.sql', '-- rows\nCOPY t FROM stdin;\n1\n2\n\\.\nCOPY t FROM stdin;\n3\nx\n\\.\n');
    const query = write('query.sql', 'DELETE FROM t;\n\nSELECT id,\n  missing FROM t;\nSELECT count(*) FROM t;\n');
    const embedded = ['--migrations', 'migrations', '--seed', 'seed.sql', '--analyze'];
    const { status, stdout, stderr } = await dbarch(['explain', query, ...embedded]);
    expect(stderr).toMatch(/seed\.sql:8: left out: invalid input syntax for type integer: "x" \(COPY t, line 2,/);
    expect(stdout).toMatch(/Delete on t .*\n(.*\n)*Rolled back\./);
    expect(stdout).toContain('query.sql:4:3: column "missing" does not exist');
    expect(stdout).toMatch(/Seq Scan on t .*rows=2\.00 loops=1/);
    expect(status).toBe(1);
    const { statements } = JSON.parse((await dbarch(['explain', query, ...embedded, '--format', 'json'])).stdout);
    expect(statements[1]).toMatchObject({ ok: false, errorPosition: { line: 3, character: 2 } });
  });

  it('says which server cannot be reached, without the password', async () => {
    write('query.sql', 'SELECT 1;\n');
    const { status, stderr } = await dbarch(['explain', 'query.sql', '--db', 'postgres://me:secret@127.0.0.1:1/db']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^dbarch: .*127\.0\.0\.1/);
    expect(stderr).not.toContain('secret');
  });
});

describe('the other commands', () => {
  it('catalog prints the schema after all migrations', async () => {
    const { status, stdout } = await dbarch(['catalog', 'migrations'], { cwd: shop });
    expect(status).toBe(0);
    const [history] = JSON.parse(stdout).histories;
    expect(history).toMatchObject({ folder: 'migrations', tool: 'sql' });
    const customers = history.tables.find((table: { name: string }) => table.name === 'customers');
    expect(customers.columns.map((column: { name: string }) => column.name)).toEqual([
      'id',
      'email',
      'display_name',
      'created_at',
      'loyalty_number',
      'tier',
    ]);
  });

  it('rules lists every rule, as text and as JSON', async () => {
    const { stdout } = await dbarch(['rules', '--format', 'json']);
    const { rules } = JSON.parse(stdout);
    expect(rules.length).toBeGreaterThan(40);
    expect((await dbarch(['rules'])).stdout.trim().split('\n')).toHaveLength(rules.length);
  });

  for (const [args, status, output] of [
    [['--help'], 0, /Usage: dbarch/],
    [['lint', '--help'], 0, /Usage: dbarch/],
    [['--version'], 0, /^\d+\.\d+\.\d+\n$/],
    [[], 2, /Usage: dbarch/],
    [['improve'], 2, /there is no command "improve"/],
    [['trace', 'x.sql'], 2, /there is no command "trace"/],
    [['rules', 'x.sql'], 2, /rules takes no paths: x\.sql/],
    [['lsp', '--help'], 0, /Usage: dbarch/],
    [['lsp', '--pipes'], 2, /there is no option --pipes/],
    [['rules', '--analyze'], 2, /--analyze is not an option of this command/],
  ] as const) {
    it(`dbarch ${args.join(' ')} ends with ${status}`, async () => {
      const outcome = await dbarch(args);
      expect(outcome.status).toBe(status);
      expect(outcome.stdout + outcome.stderr).toMatch(output);
    });
  }

  it('lsp speaks the protocol on standard input and output', async () => {
    const server = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'lsp', '--stdio'], { cwd: folder });
    const params = { processId: null, rootUri: null, capabilities: {} };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      server.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (text.includes('serverInfo') || text.includes('"capabilities"')) resolve(text);
      });
      server.on('close', () => resolve(text));
    });
    server.kill();
    expect(answer).toContain('"capabilities"');
  });
});
