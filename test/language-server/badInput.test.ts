import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
