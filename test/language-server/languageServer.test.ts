import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeActionContext, Diagnostic, Hover } from 'vscode-languageserver/node';
import { type StatementAtResult, statementAtRequest } from '../../server/src/protocol.ts';
import { fullCapabilities, startClient, type TestClient } from './support/languageClient.ts';

const migration = `CREATE INDEX orders_total_idx ON orders (total);
ALTER TABLE orders ADD COLUMN score double precision DEFAULT random();
`;

let client: TestClient;

beforeAll(async () => {
  client = await startClient({
    files: { 'migrations/1_first.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL);\n' },
    settings: { codeLens: { enable: true } },
  });
  await client.scanned;
});
afterAll(() => client.stop());

describe('a document that was never saved', () => {
  it('is read as its language says, also when that changes', async () => {
    const uri = 'untitled:Untitled-1';
    const rules = async (languageId: string): Promise<(string | number | undefined)[]> => {
      const textDocument = { uri, languageId, version: 1, text: 'DELETE FROM orders;\n' };
      await client.connection.sendNotification('textDocument/didOpen', { textDocument });
      const asked = { textDocument: { uri } };
      const report = await client.connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', asked);
      await client.connection.sendNotification('textDocument/didClose', asked);
      return report.items.map(({ code }) => code);
    };
    expect(await rules('plaintext')).toEqual([]);
    expect(await rules('sql')).toEqual(['delete-without-where']);
    expect(await rules('plaintext')).toEqual([]);
  });
});

describe('a document that its language makes SQL', () => {
  it('is read whatever its name ends in', async () => {
    await client.open('migrations/3_third.pgsql', 'DROP TABLE orders;\n');
    const [finding] = await client.diagnostics('migrations/3_third.pgsql');
    expect(finding).toMatchObject({ code: 'drop-table', range: { start: { line: 0 } } });
    const [fix] = await client.actions('migrations/3_third.pgsql', 'DROP TABLE', { triggerKind: 1 });
    expect(client.edited('migrations/3_third.pgsql', fix?.edit)).not.toBe(client.text('migrations/3_third.pgsql'));
    const textDocument = { uri: client.uri('migrations/3_third.pgsql') };
    await client.connection.sendNotification('textDocument/didClose', { textDocument });
  });
});

describe('diagnostics', () => {
  it('name rule, page and source, at the smallest wrong part', async () => {
    await client.open('migrations/2_second.sql', migration);
    const [first] = await client.diagnostics('migrations/2_second.sql');
    expect(first).toMatchObject({
      source: 'database-architect',
      code: 'create-index-without-concurrently',
      severity: 2,
      range: { start: { line: 0, character: 0 } },
    });
    expect(first?.codeDescription?.href).toContain('create-index-without-concurrently');
  });

  it('follow typing', async () => {
    const path = 'migrations/3_typing.sql';
    await client.open(path, migration);
    const before = await client.rules(path);
    await client.replace(path, 'CREATE INDEX', 'CREATE INDEX CONCURRENTLY');
    expect(before).toContain('create-index-without-concurrently');
    expect(await client.rules(path)).not.toContain('create-index-without-concurrently');
    await client.replace(path, ' CONCURRENTLY', '');
    expect(await client.rules(path)).toEqual(before);
  });

  it('cost only the broken statement', async () => {
    const path = 'migrations/4_broken.sql';
    await client.open(path, `${migration}SELEC 1;\n${migration.replaceAll('orders', 'others')}`);
    const rules = await client.rules(path);
    expect(rules.filter((rule) => rule === 'syntax-error')).toHaveLength(1);
    expect(rules.filter((rule) => rule === 'create-index-without-concurrently')).toHaveLength(2);
  });

  it('are the same answer where nothing changed', async () => {
    const path = 'migrations/2_second.sql';
    const textDocument = { uri: client.uri(path) };
    const full = await client.connection.sendRequest<{ resultId: string }>('textDocument/diagnostic', { textDocument });
    const again = await client.connection.sendRequest('textDocument/diagnostic', {
      textDocument,
      previousResultId: full.resultId,
    });
    expect(again).toEqual({ kind: 'unchanged', resultId: full.resultId });
  });

  it('are at most a thousand, the most severe, and the last says how many more there are', async () => {
    const path = 'migrations/5_many.sql';
    const indexes = Array.from({ length: 1_200 }, (_, n) => `CREATE INDEX i${n} ON orders (total);`);
    await client.open(path, `${indexes.join('\n')}\nSELEC 1;\n`);
    const diagnostics = await client.diagnostics(path);
    expect(diagnostics).toHaveLength(1_000);
    expect(diagnostics.filter((diagnostic) => diagnostic.code === 'syntax-error')).toHaveLength(1);
    expect(diagnostics.at(-1)?.message).toMatch(/^20\d more findings are not shown/);
  });
});

describe('code actions', () => {
  const path = 'migrations/6_actions.sql';
  const ignored = '-- dbarch-ignore drop-table: it was renamed\nSELECT 1;\n';

  it('fix, and say so where the fix is safe', async () => {
    await client.open(path, ignored);
    const [fix] = await client.actions(path, 'drop-table');
    expect(fix).toMatchObject({ kind: 'quickfix', isPreferred: true });
    expect(client.edited(path, fix?.edit)).toBe('SELECT 1;\n');
  });

  it('come in the order fix, file, statement, documentation', async () => {
    const actions = await client.actions('migrations/2_second.sql', 'CREATE INDEX');
    const titles = actions.map((action) => action.title);
    const tail = titles.slice(-3);
    expect(tail).toEqual([
      "Ignore 'create-index-without-concurrently' for this statement",
      "Ignore 'create-index-without-concurrently' for this file",
      "Show documentation for 'create-index-without-concurrently'",
    ]);
    expect(actions.every((action) => action.kind === 'quickfix')).toBe(true);
  });

  it('write an ignore comment that silences the rule, and add to it', async () => {
    const target = 'migrations/7_ignore.sql';
    await client.open(target, migration);
    const [statement] = (await client.actions(target, 'CREATE INDEX')).filter(({ title }) =>
      title.endsWith('statement'),
    );
    const text = client.edited(target, statement?.edit);
    expect(text).toContain('-- dbarch-ignore create-index-without-concurrently\nCREATE INDEX');
    const other = 'migrations/8_ignored.sql';
    await client.open(other, text);
    expect(await client.rules(other)).toEqual(['add-column-volatile-default']);
    const [file] = (await client.actions(other, 'random()')).filter(({ title }) => title.endsWith('this file'));
    expect(client.edited(other, file?.edit)).toMatch(/^-- dbarch-ignore-file add-column-volatile-default\n/);
  });

  it('are only of the kinds that were asked for', async () => {
    expect(await client.actions(path, 'drop-table', { only: ['refactor.extract'] })).toEqual([]);
    const [all, ...others] = await client.actions(path, 'SELECT', { only: ['source.fixAll'] });
    expect(others).toEqual([]);
    expect(all?.kind).toBe('source.fixAll.databaseArchitect');
    expect(client.edited(path, all?.edit)).toBe('SELECT 1;\n');
  });

  it('say why there is no fix, where somebody asks and the client can show it', async () => {
    const file = 'drizzle/0001_index.sql';
    const asking = await startClient({
      capabilities: { ...fullCapabilities, textDocument: { codeAction: { disabledSupport: true }, diagnostic: {} } },
    });
    for (const one of [asking, client]) await one.open(file, 'CREATE INDEX orders_total_idx ON orders (total);\n');
    const refused = async (one: TestClient, context: Partial<CodeActionContext>) =>
      (await one.actions(file, 'INDEX', context)).filter(({ disabled }) => disabled);
    const [action, ...more] = await refused(asking, { triggerKind: 1 });
    expect(action).toMatchObject({ title: 'Build the index concurrently', kind: 'quickfix' });
    expect(action?.disabled?.reason).toContain('one transaction');
    expect(action?.edit).toBeUndefined();
    expect(more).toEqual([]);
    expect(await refused(asking, { only: ['quickfix'] })).toHaveLength(1);
    expect(await refused(asking, { triggerKind: 2 })).toEqual([]);
    expect(await refused(client, { triggerKind: 1 })).toEqual([]);
    await asking.stop();
  });

  it('open the page of a rule', async () => {
    const actions = await client.actions('migrations/2_second.sql', 'CREATE INDEX');
    const command = actions.at(-1)?.command;
    const shown = client.next('window/showDocument');
    await client.connection.sendRequest('workspace/executeCommand', {
      command: command?.command,
      arguments: command?.arguments,
    });
    expect(await shown).toMatchObject({ external: true, uri: command?.arguments?.[0] });
  });
});

describe('reading', () => {
  const path = 'migrations/2_second.sql';
  const hover = async (line: number, character: number, file = path): Promise<string> => {
    const found = await client.connection.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri: client.uri(file) },
      position: { line, character },
    });
    return found && typeof found.contents === 'object' && 'value' in found.contents ? found.contents.value : '';
  };

  it('hover on a statement names its locks', async () => {
    expect(await hover(1, 2)).toContain('ACCESS EXCLUSIVE');
  });

  it('hover on a query does not promise that it reads little', async () => {
    const queries = 'queries/hovered.sql';
    await client.open(queries, 'UPDATE orders SET total = 1;\nSELECT total FROM orders;\n');
    expect(await hover(0, 2, queries)).toContain('**ROW EXCLUSIVE** lock on `orders`: changes of the same rows wait.');
    expect(await hover(1, 2, queries)).toContain('**ACCESS SHARE** lock on `orders`: nothing waits.');
  });

  it('symbols name a constraint, or say which kind it is', async () => {
    const file = 'migrations/5_constraints.sql';
    await client.open(
      file,
      'ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;\nALTER TABLE orders ADD UNIQUE (total);\nALTER TABLE orders ADD FOREIGN KEY (total) REFERENCES others (id);\n',
    );
    const symbols = await client.connection.sendRequest<{ name: string }[]>('textDocument/documentSymbol', {
      textDocument: { uri: client.uri(file) },
    });
    expect(symbols.map((symbol) => symbol.name)).toEqual([
      'ALTER TABLE orders ADD CONSTRAINT orders_total_check',
      'ALTER TABLE orders ADD UNIQUE',
      'ALTER TABLE orders ADD FOREIGN KEY',
    ]);
  });

  it('hover on a table shows the columns that the history gave it', async () => {
    expect(await hover(1, 14)).toContain('total numeric NOT NULL');
  });

  it('symbols are the statements', async () => {
    const symbols = await client.connection.sendRequest<{ name: string }[]>('textDocument/documentSymbol', {
      textDocument: { uri: client.uri(path) },
    });
    expect(symbols.map((symbol) => symbol.name)).toEqual([
      'CREATE INDEX orders_total_idx ON orders',
      'ALTER TABLE orders ADD COLUMN score',
    ]);
  });

  it('code lenses are on statements that can be explained', async () => {
    const queries = 'queries/report.sql';
    await client.open(
      queries,
      'SELECT total FROM orders;\nCREATE TABLE x (id int);\nUPDATE orders SET total = 1 WHERE id = 1;\n',
    );
    const lenses = await client.connection.sendRequest<{ command: { title: string; arguments: unknown[] } }[]>(
      'textDocument/codeLens',
      { textDocument: { uri: client.uri(queries) } },
    );
    expect(lenses.map((lens) => lens.command.title)).toEqual([
      'Explain',
      'Explain Analyze',
      'Explain',
      'Explain Analyze (rolls back)',
    ]);
    expect(lenses[0]?.command.arguments[0]).toBe(client.uri(queries));
  });

  it('the statement at a position', async () => {
    const found = await client.connection.sendRequest<StatementAtResult>(statementAtRequest, {
      uri: client.uri(path),
      position: { line: 1, character: 5 },
    });
    expect(found).toMatchObject({ kind: 'other', range: { start: { line: 1, character: 0 } } });
    expect(found.sql).toMatch(/^ALTER TABLE orders/);
  });
});
