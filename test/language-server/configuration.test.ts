import { afterEach, describe, expect, it } from 'vitest';
import { type HistoryResult, historyRequest, type OriginResult, originRequest } from '../../server/src/protocol.ts';
import { fullCapabilities, startClient, type TestClient } from './support/languageClient.ts';

const index = 'CREATE INDEX orders_total_idx ON orders (total);\n';

let client: TestClient;
afterEach(() => client.stop());

describe('configuration', () => {
  it('comes from the file, and changes with it', async () => {
    client = await startClient({
      files: { '.dbarch.jsonc': '{ "rules": { "create-index-without-concurrently": "error" } }' },
    });
    await client.open('migrations/1.sql', index);
    expect((await client.diagnostics('migrations/1.sql')).map(({ severity }) => severity)).toEqual([1]);
    client.write('.dbarch.jsonc', '{ "rules": { "create-index-without-concurrently": "off" } }');
    const refreshed = client.next('workspace/diagnostic/refresh');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('.dbarch.jsonc'), type: 2 }],
    });
    await refreshed;
    // The scan of the folder asks for a refresh of its own, which may come first: a client asks again after each.
    await expect.poll(() => client.rules('migrations/1.sql'), { timeout: 30_000 }).toEqual([]);
  });

  it('that is broken is a diagnostic in its file, and the defaults are in force', async () => {
    client = await startClient({ files: { '.dbarch.jsonc': '{ "preset": "loud", "rules": { "no-such-rule": "off" ' } });
    await client.open('migrations/1.sql', index);
    expect(await client.rules('migrations/1.sql')).toEqual(['create-index-without-concurrently']);
    const problems = await client.pushed('.dbarch.jsonc', (diagnostics) => diagnostics.length > 0);
    const messages = problems.map((problem) => problem.message).join('\n');
    expect(messages).toContain('"preset" must be');
    expect(messages).toContain('no-such-rule');
    expect(messages).toContain('not valid JSON');
  });

  it('of the editor fills what the file leaves open', async () => {
    client = await startClient({
      settings: { lint: { rules: { 'create-index-without-concurrently': 'hint' } } },
      files: { 'a/.dbarch.jsonc': '{ "rules": { "create-index-without-concurrently": "error" } }' },
    });
    await client.open('a/migrations/1.sql', index);
    await client.open('b/migrations/1.sql', index);
    expect((await client.diagnostics('a/migrations/1.sql'))[0]?.severity).toBe(1);
    expect((await client.diagnostics('b/migrations/1.sql'))[0]?.severity).toBe(4);
  });

  it('of an editor that is slow to tell is in force from then on', async () => {
    let tell = (_settings: unknown): void => undefined;
    const settings = new Promise((resolve) => {
      tell = resolve;
    });
    client = await startClient({ settings });
    await client.open('migrations/1.sql', index);
    expect((await client.diagnostics('migrations/1.sql'))[0]?.severity).toBe(2);
    await client.scanned;
    const refreshed = client.next('workspace/diagnostic/refresh');
    tell({ lint: { rules: { 'create-index-without-concurrently': 'hint' } } });
    await refreshed;
    expect((await client.diagnostics('migrations/1.sql'))[0]?.severity).toBe(4);
  });

  it('can turn the analysis off', async () => {
    client = await startClient({ settings: { lint: { enable: false } } });
    await client.open('migrations/1.sql', index);
    expect(await client.rules('migrations/1.sql')).toEqual([]);
  });
});

describe('a client that cannot pull diagnostics', () => {
  it('is sent them as it types', async () => {
    client = await startClient({ capabilities: { workspace: fullCapabilities.workspace } });
    await client.open('migrations/1.sql', index);
    await client.pushed('migrations/1.sql', (diagnostics) => diagnostics.length === 1);
    await client.replace('migrations/1.sql', 'CREATE INDEX', 'CREATE INDEX CONCURRENTLY');
    expect(await client.pushed('migrations/1.sql', (diagnostics) => diagnostics.length === 0)).toEqual([]);
  });
});

describe('the history on disk', () => {
  const files = {
    'migrations/1_orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
    'migrations/2_total.sql': 'ALTER TABLE orders ADD COLUMN total numeric;\n',
  };

  it('is told in order', async () => {
    client = await startClient({ files });
    const { histories } = await client.connection.sendRequest<HistoryResult>(historyRequest, {
      folderUri: client.uri('.'),
    });
    expect(histories).toHaveLength(1);
    expect(histories[0]?.scripts.flatMap((script) => script.statements.map(({ sql }) => sql))).toEqual([
      'CREATE TABLE orders (id bigint PRIMARY KEY)',
      'ALTER TABLE orders ADD COLUMN total numeric',
    ]);
  });

  it('says where a column comes from', async () => {
    client = await startClient({ files });
    const origin = await client.connection.sendRequest<OriginResult | null>(originRequest, {
      folderUri: client.uri('.'),
      kind: 'column',
      relation: 'orders',
      name: 'total',
    });
    expect(origin?.uri).toBe(client.uri('migrations/2_total.sql'));
  });
});
