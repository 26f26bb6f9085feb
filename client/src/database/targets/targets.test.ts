import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPostgresUri, parseConnectionString } from './connectionString.ts';
import { parseDotenv } from './dotenvFile.ts';
import { environmentTargets } from './environmentTargets.ts';
import { completeConnection, findTargets, passFilePassword } from './findTargets.ts';
import { findPassword, parsePassFile } from './passFile.ts';
import { scrubSecrets } from './scrubSecrets.ts';
import { parseServiceFile } from './serviceFile.ts';

describe('parseConnectionString', () => {
  it.each<[string, object, string | undefined]>([
    ['postgres://u:p@h:5433/d', { user: 'u', host: 'h', port: 5433, database: 'd' }, 'p'],
    ['postgresql://h', { host: 'h' }, undefined],
    [
      'postgresql://h/d?sslcert=/c.crt&sslkey=/c.key&channel_binding=require&target_session_attrs=read-write',
      {
        host: 'h',
        database: 'd',
        sslCertificate: '/c.crt',
        sslKey: '/c.key',
        channelBinding: 'require',
        targetSessionAttributes: 'read-write',
      },
      undefined,
    ],
    ['postgresql://h/d?schema=shop', { host: 'h', database: 'd', searchPath: 'shop' }, undefined],
    [
      'postgresql://h/d?schema=My+Shop&options=-c%20geqo=off',
      { host: 'h', database: 'd', searchPath: '"My Shop"', options: '-c geqo=off' },
      undefined,
    ],
    [
      'jdbc:postgresql://h/d?currentSchema=shop,public',
      { host: 'h', database: 'd', searchPath: 'shop,public' },
      undefined,
    ],
    ['postgresql:///d', { database: 'd' }, undefined],
    [
      'postgres://u@h/d?sslmode=verify-full&application_name=a+b',
      { user: 'u', host: 'h', database: 'd', sslMode: 'verify-full', applicationName: 'a b' },
      undefined,
    ],
    ['postgres://u:p%40%2F%3A@h/d%20e', { user: 'u', host: 'h', database: 'd e' }, 'p@/:'],
    ['postgres://u:p@ss@h/d', { user: 'u', host: 'h', database: 'd' }, 'p@ss'],
    ['postgres://u:p@[::1]:5433/d', { user: 'u', host: '::1', port: 5433, database: 'd' }, 'p'],
    ['postgres://h1:5432,h2:5433/d', { host: 'h1:5432,h2:5433', database: 'd' }, undefined],
    ['postgres://h1,h2,[::1]/d', { host: 'h1,h2,::1', database: 'd' }, undefined],
    ['postgres://h1:5433,[::1]:5433/d', { host: 'h1,::1', port: 5433, database: 'd' }, undefined],
    ['postgres://h1,[::1]:5433/d', { host: 'h1:5432,[::1]:5433', database: 'd' }, undefined],
    ['host=h1,h2 port=5433 dbname=d', { host: 'h1,h2', port: 5433, database: 'd' }, undefined],
    ['postgres://u@%2Fvar%2Frun:5433/d', { user: 'u', host: '/var/run', port: 5433, database: 'd' }, undefined],
    ['postgres://u@h:/d', { user: 'u', host: 'h', database: 'd' }, undefined],
    [
      'postgres://h/d?options=-c%20search_path%3Dshop',
      { host: 'h', database: 'd', options: '-c search_path=shop' },
      undefined,
    ],
    ['postgres:///d?host=/var/run/postgresql', { host: '/var/run/postgresql', database: 'd' }, undefined],
    ['jdbc:postgresql://h:1/d?user=u&password=p', { host: 'h', port: 1, database: 'd', user: 'u' }, 'p'],
    ['postgresql+asyncpg://u:p@h/d', { user: 'u', host: 'h', database: 'd' }, 'p'],
    [
      'postgres://u:p@h/d?ssl=true&schema=public',
      { user: 'u', host: 'h', database: 'd', sslMode: 'require', searchPath: 'public' },
      'p',
    ],
    [
      "host=h port=5433 dbname=d user=u password='a b\\'c'",
      { host: 'h', port: 5433, database: 'd', user: 'u' },
      "a b'c",
    ],
    ['host = h  dbname = d', { host: 'h', database: 'd' }, undefined],
  ])('%s', (text, parts, password) => {
    const parsed = parseConnectionString(text);
    expect(parsed.parts).toEqual(parts);
    expect('password' in parsed ? parsed.password : undefined).toBe(password);
  });
  it.each([
    'mysql://root:hunter2@h/d',
    'postgres://u:hunter2@h:99999/d',
    'postgres://u:hunter2%@h/d',
    'postgres://u:hunter2@h:port/d',
    'postgres://u:hunter2@h:1,h:port/d',
    'host=a,b,c port=1,2 password=hunter2',
    'host=h password=hunter2 nonsense',
    'hunter2',
    '',
  ])('says what is wrong with %s, and keeps the password to itself', (text) => {
    const { problem } = parseConnectionString(text);
    expect(problem).toMatch(/\.$/);
    expect(problem).not.toContain('hunter2');
  });
  it('knows its URIs', () => {
    expect(isPostgresUri('postgis://h/d')).toBe(true);
    expect(isPostgresUri('redis://h')).toBe(false);
  });
});

describe('environmentTargets', () => {
  it('finds URIs under any name, and the families of variables', () => {
    const variables = {
      DATABASE_URL: 'postgres://u:p@h/d',
      REPLICA_URL: 'postgres://u@r/d',
      REDIS_URL: 'redis://h',
      NOTE: 'postgres://u:p@h/d',
      PGHOST: 'p',
      PGPASSWORD: 's',
      POSTGRES_DB: 'c',
      POSTGRES_PORT: '5555',
    };
    expect(environmentTargets(variables, ' in .env')).toEqual([
      { source: 'DATABASE_URL in .env', parts: { user: 'u', host: 'h', database: 'd' }, password: 'p' },
      { source: 'REPLICA_URL in .env', parts: { user: 'u', host: 'r', database: 'd' } },
      { source: 'PG… variables in .env', parts: { host: 'p' }, password: 's' },
      { source: 'POSTGRES_… variables in .env', parts: { database: 'c', port: 5555 } },
    ]);
  });
  it('leaves out what says too little or makes no sense', () => {
    expect(environmentTargets({ PGUSER: 'u', DATABASE_URL: 'postgres://h:0/d', POSTGRES_PASSWORD: 'x' }, '')).toEqual(
      [],
    );
  });
});

it('parseDotenv fills in variables', () => {
  const text = `PASS="p$w"\nU=u\nDATABASE_URL=postgres://\${U}:\${SECRET}@\${HOST:-h}/d # comment\nLOOP=\${LOOP}\nESC=\\$x`;
  expect(parseDotenv(text, { SECRET: 's' })).toMatchObject({
    DATABASE_URL: 'postgres://u:s@h/d',
    PASS: 'p$w',
    LOOP: `\${LOOP}`,
    ESC: '$x',
  });
});

describe('.pgpass', () => {
  const entries = parsePassFile(
    [
      '# comment',
      'h:5432:d:u:one',
      '*:*:*:admin:two',
      'h\\:x:1:d:u:with\\:colon\\\\',
      'localhost:5432:u:u:four',
      'too:few',
      '',
    ].join('\r\n'),
  );
  it.each<[object, string | undefined]>([
    [{ host: 'h', port: 5432, database: 'd', user: 'u' }, 'one'],
    [{ host: 'h', database: 'd', user: 'u' }, 'one'],
    [{ host: 'anything', port: 1, database: 'x', user: 'admin' }, 'two'],
    [{ host: 'h:x', port: 1, database: 'd', user: 'u' }, 'with:colon\\'],
    [{ user: 'u' }, 'four'],
    [{ host: '/var/run/postgresql', user: 'u' }, 'four'],
    [{ host: 'h', port: 5433, database: 'd', user: 'u' }, undefined],
  ])('%o → %s', (server, password) => {
    expect(findPassword(entries, server)).toBe(password);
  });
});

it('pg_service.conf', () => {
  const text =
    '# services\n[shop]\nhost=h\nport=5433\nuser=u\npassword=a=b\n\n[shop]\nhost=second\n[broken]\nport=x\n[other]\ndbname=d\nsslcert=c.crt\ntarget_session_attrs=any\n';
  expect(parseServiceFile(text, 'pg_service.conf')).toEqual([
    {
      service: 'shop',
      source: 'service shop in pg_service.conf',
      parts: { host: 'h', port: 5433, user: 'u' },
      password: 'a=b',
    },
    {
      service: 'other',
      source: 'service other in pg_service.conf',
      parts: { database: 'd', sslCertificate: 'c.crt', targetSessionAttributes: 'any' },
    },
  ]);
});

describe('files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'targets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are found in folders and at home', async () => {
    writeFileSync(join(folder, '.env'), 'DATABASE_URL=postgres://u:p@h/d\n');
    writeFileSync(join(folder, '.pg_service.conf'), '[s]\nhost=x\n');
    const found = await findTargets({
      environment: {},
      folders: [folder, join(folder, 'missing')],
      homeFolder: folder,
    });
    expect(found.map((target) => target.source)).toEqual(['DATABASE_URL in .env', 'service s in .pg_service.conf']);
  });

  it('with passwords count only when nobody else can read them', async () => {
    const file = join(folder, '.pgpass');
    writeFileSync(file, '*:*:*:*:p\n');
    chmodSync(file, 0o600);
    expect(await passFilePassword({ host: 'h' }, {}, folder)).toEqual({ password: 'p' });
    expect(await passFilePassword({ host: 'h' }, { PGPASSFILE: file }, '/nowhere')).toEqual({ password: 'p' });
    chmodSync(file, 0o644);
    expect(await passFilePassword({ host: 'h' }, {}, folder)).toEqual(
      process.platform === 'win32' ? { password: 'p' } : { problem: expect.stringContaining('Run chmod 600') },
    );
    expect(await passFilePassword({ host: 'h' }, { PGPASSFILE: folder }, folder)).toEqual({
      problem: expect.stringContaining('no plain file'),
    });
    expect(await passFilePassword({ host: 'h' }, {}, join(folder, 'missing'))).toEqual({});
  });

  it('with passwords are asked for each of several servers', async () => {
    const file = join(folder, '.pgpass');
    writeFileSync(file, 'second:5433:d:u:p\n');
    chmodSync(file, 0o600);
    const target = { host: 'first:5432,second:5433', database: 'd', user: 'u' };
    expect(await passFilePassword(target, {}, folder)).toEqual({ password: 'p' });
  });

  it('fill in what a connection string leaves open, in the order of libpq', async () => {
    writeFileSync(join(folder, 'services'), '[shop]\nhost=service\nport=5433\nuser=u\npassword=p\n');
    const environment = {
      PGSERVICEFILE: join(folder, 'services'),
      PGHOST: 'environment',
      PGDATABASE: 'd',
      PGUSER: 'x',
    };
    const complete = (text: string, more: Record<string, string> = {}) =>
      completeConnection(parseConnectionString(text), { environment: { ...environment, ...more }, homeFolder: folder });
    expect(await complete('service=shop user=own')).toEqual({
      parts: { host: 'service', port: 5433, database: 'd', user: 'own' },
      password: 'p',
    });
    expect(await complete('user=own', { PGSERVICE: 'shop' })).toMatchObject({ parts: { host: 'service' } });
    expect(
      await complete('dbname=e', {
        PGSSLCERT: 'c.crt',
        PGSSLKEY: 'c.key',
        PGCHANNELBINDING: 'require',
        PGTARGETSESSIONATTRS: 'primary',
      }),
    ).toMatchObject({
      parts: {
        sslCertificate: 'c.crt',
        sslKey: 'c.key',
        channelBinding: 'require',
        targetSessionAttributes: 'primary',
      },
    });
    expect(await complete('dbname=e', { PGPASSWORD: 'q' })).toEqual({
      parts: { host: 'environment', database: 'e', user: 'x' },
      password: 'q',
    });
    expect((await complete('service=missing')).problem).toMatch(/no service "missing" in .*services/);
    expect((await complete('dbname=e', { PGPORT: 'x' })).problem).toMatch(/PG… variables.*port/);
  });
});

describe('scrubSecrets', () => {
  it.each<[string, readonly string[], string]>([
    ['cannot open postgres://u:hunter2@h/d', [], 'cannot open postgres://u:•••@h/d'],
    ['cannot open postgres://u:hun@ter2@h/d now', [], 'cannot open postgres://u:•••@h/d now'],
    ['postgres://h/d?user=u&password=hunter2&x=1', [], 'postgres://h/d?user=u&password=•••&x=1'],
    ["host=h password='hunter2 x' user=u", [], 'host=h password=••• user=u'],
    ['PGPASSWORD=hunter2 psql', [], 'PGPASSWORD=••• psql'],
    ['{"password": "hunter2"}', [], '{"password": •••}'],
    ['login with hunter2 failed', ['hunter2'], 'login with ••• failed'],
    ['login with hunter%402 failed', ['hunter@2'], 'login with ••• failed'],
    ['password authentication failed for user "u"', [], 'password authentication failed for user "u"'],
    ['see https://example.org/a@b', [], 'see https://example.org/a@b'],
  ])('%s', (text, known, expected) => {
    expect(scrubSecrets(text, known)).toBe(expected);
  });
});
