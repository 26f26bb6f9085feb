import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statementAtRequest } from '../../server/src/protocol.ts';
import { startClient, type TestClient } from './support/languageClient.ts';

const index = 'CREATE INDEX orders_total_idx ON orders (total);\n';

let client: TestClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.stop());

/** Text of pseudo-random UTF-16 units, the same each time. */
function noise(length: number): string {
  let state = 42;
  const units = Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) & 0xffff;
  });
  let text = '';
  for (let at = 0; at < units.length; at += 1_000) text += String.fromCharCode(...units.slice(at, at + 1_000));
  return text;
}

const dumpRow = `INSERT INTO orders VALUES (1, 'a name that is as long as names are', now());\n`;

/** Each must leave the CREATE INDEX before it reported, and the server alive. */
const inputs: readonly (readonly [title: string, text: () => string])[] = [
  ['random bytes', () => noise(20_000)],
  ['lone surrogates', () => "SELECT '\ud800 \udc00';\nSELECT \udfff;\n"],
  ['NUL bytes', () => "SELECT '\0';\n\0\0\0;\n"],
  ['an open quote', () => "SELECT 'never closed\n"],
  ['an open dollar quote', () => 'SELECT $body$ never closed\n'],
  ['20,000 nested parentheses', () => `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)};\n`],
  ['20,000 open parentheses', () => `SELECT ${'('.repeat(20_000)}`],
  ['a long chain of operators', () => `SELECT 1${' + 1'.repeat(20_000)};\n`],
  ['a statement of 20 MB', () => `INSERT INTO orders VALUES ('${'x'.repeat(20_000_000)}');\n`],
  ['a dump of 50 MB', () => `COPY orders FROM stdin;\n${'1\tname\t2024-01-01\n'.repeat(2_700_000)}\\.\n`],
  ['a dump of INSERTs', () => dumpRow.repeat(20_000)],
];

describe('whatever is opened, the other statements keep their findings', () => {
  for (const [position, [title, text]] of inputs.entries()) {
    it(title, async () => {
      const path = `migrations/${position}_bad.sql`;
      await client.open(path, index + text());
      const rules = await client.rules(path);
      expect(rules).toContain('create-index-without-concurrently');
      await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: client.uri(path) } });
    });
  }
});

const dumpTables = Array.from({ length: 20 }, (_, n) => `CREATE TABLE t${n} (a int PRIMARY KEY, b text, c numeric);\n`);
const dumpInsert = (n: number): string =>
  `INSERT INTO t${n % 20} (a,b,c) VALUES (${n}, 'some value of the row ${n}', ${n}.5);\n`;

/** The most memory that a process had so far, in bytes; undefined where /proc does not tell. */
function mostMemory(pid: number | undefined): number | undefined {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return undefined;
  }
}

describe('a dump of 600,000 INSERTs', () => {
  const path = 'migrations/dump.sql';
  let own: TestClient;
  beforeAll(async () => {
    own = await startClient();
    const rows = Array.from({ length: 600_000 }, (_, n) => dumpInsert(n));
    await own.open(path, `${dumpTables.join('')}${rows.join('')}${index}`);
  });
  afterAll(() => own.stop());

  /** How many other requests are answered, one after the other, before the diagnostics are there. */
  async function answeredMeanwhile(): Promise<{ readonly rules: readonly string[]; readonly answered: number }> {
    let rules: readonly string[] | undefined;
    const asked = own.rules(path).then((found) => {
      rules = found;
    });
    let answered = 0;
    while (!rules) {
      await own.connection.sendRequest('textDocument/documentSymbol', {
        textDocument: { uri: own.uri('nothing.txt') },
      });
      answered++;
    }
    await asked;
    return { rules, answered };
  }

  it('is opened while others have their turn', async () => {
    const { rules, answered } = await answeredMeanwhile();
    expect(rules).toEqual(['create-index-without-concurrently']);
    expect(answered).toBeGreaterThan(20);
  });

  it('is typed in, at its head, in the middle and at its end', async () => {
    await own.replace(path, 'a int', 'an int');
    await own.replace(path, '(300000, ', '(300000 300000, ');
    expect(await own.rules(path)).toEqual(['create-index-without-concurrently', 'syntax-error']);
    await own.replace(path, '300000 300000', '300000');
    await own.replace(path, index, `DELETE FROM orders;\n${index}`);
    expect(await own.rules(path)).toEqual(['create-index-without-concurrently', 'delete-without-where']);
  });

  it('is read anew while others have their turn, where a quote is opened and closed', async () => {
    const start = { line: 0, character: 0 };
    await own.replace(path, { start, end: start }, "'");
    await own.rules(path);
    await own.replace(path, { start, end: { line: 0, character: 1 } }, '');
    const { rules, answered } = await answeredMeanwhile();
    expect(rules).toEqual(['create-index-without-concurrently', 'delete-without-where']);
    expect(answered).toBeGreaterThan(20);
  });

  it('shows each of its runs as one, and explains one statement of it', async () => {
    const textDocument = { uri: own.uri(path) };
    const symbols = await own.connection.sendRequest<readonly { readonly name: string }[]>(
      'textDocument/documentSymbol',
      { textDocument },
    );
    expect(symbols.length).toBeLessThan(2_000);
    expect(symbols.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^[\d,]+ INSERTs INTO t\d/));
    const at = await own.connection.sendRequest(statementAtRequest, {
      uri: textDocument.uri,
      position: { line: 100_020, character: 20 },
    });
    expect(at).toMatchObject({ sql: dumpInsert(100_000).trim().slice(0, -1), range: { start: { line: 100_020 } } });
  });

  it('needs about a gigabyte at most', () => {
    expect(mostMemory(own.process.pid) ?? 0).toBeLessThan(1_200_000_000);
  });
});

describe('a long file', () => {
  it('does not keep other documents waiting', async () => {
    const long = 'migrations/long.sql';
    const short = 'migrations/short.sql';
    const statements = Array.from({ length: 20_000 }, (_, n) => `SELECT ${n}, 'a text' FROM orders WHERE id = ${n};\n`);
    await client.open(long, statements.join(''));
    const order: string[] = [];
    const slow = client.diagnostics(long).then(() => order.push(long));
    // Not part of any history: its answer needs nothing of the long file.
    const quick = client.connection
      .sendRequest('textDocument/documentSymbol', { textDocument: { uri: client.uri('nothing.txt') } })
      .then(() => order.push(short));
    await Promise.all([slow, quick]);
    expect(order).toEqual([short, long]);
  });

  it('does not keep others waiting while its safe fixes are tried', async () => {
    // Of no history, where nobody would know what runs it.
    const path = 'schema/fixed.sql';
    const creates = Array.from({ length: 8_000 }, (_, n) => `CREATE INDEX i${n}_idx ON t${n} (a);\n`);
    await client.open(path, `${creates.join('')}SELECT 1;\n`);
    await client.diagnostics(path);
    const order: string[] = [];
    const slow = client.actions(path, 'SELECT 1', { only: ['source.fixAll'] }).then(([action]) => {
      order.push(path);
      return client.edited(path, action?.edit);
    });
    // Each is asked for once the one before was answered: there is time for many.
    for (let asked = 0; asked < 3; asked++) {
      await client.connection.sendRequest('textDocument/documentSymbol', {
        textDocument: { uri: client.uri('nothing.txt') },
      });
      order.push('quick');
    }
    expect((await slow).match(/CREATE INDEX CONCURRENTLY/g)).toHaveLength(8_000);
    expect(order).toEqual(['quick', 'quick', 'quick', path]);
  });

  it('is given up when the request is cancelled', async () => {
    const path = 'migrations/cancelled.sql';
    const statements = Array.from({ length: 20_000 }, (_, n) => `SELECT ${n} FROM orders WHERE total = ${n};\n`);
    await client.open(path, statements.join(''));
    const { CancellationTokenSource } = await import('vscode-languageserver/node');
    const source = new CancellationTokenSource();
    const asked = client.connection.sendRequest(
      'textDocument/diagnostic',
      { textDocument: { uri: client.uri(path) } },
      source.token,
    );
    source.cancel();
    await expect(asked).rejects.toMatchObject({ code: -32_800 });
    expect(client.process.exitCode).toBeNull();
  });
});
