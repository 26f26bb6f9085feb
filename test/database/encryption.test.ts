import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../client/src/database/connectDatabase.ts';
import type { ConnectionTarget } from '../../client/src/database/database.ts';
import { parseConnectionString } from '../../client/src/database/targets/connectionString.ts';

import { selfSignedCertificate } from '../support/certificate.ts';
import { type RealPostgres, startRealPostgres } from '../support/realPostgres.ts';
import { targetOf } from './targets.ts';

const certificate = selfSignedCertificate('localhost');
/** Of the superuser: its name is the user's. */
const own = selfSignedCertificate('postgres');
const rules = `
  local     all       all         scram-sha-256
  hostnossl encrypted all all     reject
  hostssl   plain     all all     reject
  hostssl   certified all all     cert
  host      trusting  all all     trust
  host      all       old_user all md5
  host      all       all all     scram-sha-256
`;

describe('connections to a server that can encrypt', () => {
  let server: RealPostgres;
  let authority: string;
  let stranger: string;
  let certificateFile: string;
  let keyFolder: string;
  let keyFile: string;

  beforeAll(async () => {
    server = await startRealPostgres({
      settings: {
        ssl: 'on',
        ssl_cert_file: 'test.crt',
        ssl_key_file: 'test.key',
        ssl_ca_file: 'own.crt',
        unix_socket_directories: '.',
      },
      files: {
        'test.crt': certificate.certificate,
        'test.key': certificate.key,
        'own.crt': own.certificate,
        'pg_hba.conf': rules,
      },
    });
    certificateFile = join(server.dataFolder, 'own.crt');
    // Whoever runs the tests reads it, and nobody else.
    keyFolder = mkdtempSync(join(tmpdir(), 'key-'));
    keyFile = join(keyFolder, 'own.key');
    writeFileSync(keyFile, own.key, { mode: 0o600 });
    authority = join(server.dataFolder, 'test.crt');
    stranger = join(server.dataFolder, 'stranger.crt');
    writeFileSync(stranger, selfSignedCertificate('localhost').certificate);
    await server.createDatabase('encrypted');
    for (const name of ['plain', 'certified', 'trusting', 'reading']) await server.run(`CREATE DATABASE ${name}`);
    await server.run('ALTER DATABASE reading SET default_transaction_read_only = on');
    await server.run("SET password_encryption = md5; CREATE ROLE old_user LOGIN PASSWORD 'p@ss:w/rd%?'");
  });
  afterAll(async () => {
    rmSync(keyFolder, { recursive: true, force: true });
    await server?.stop();
  });

  /** What the server says of our own connection. */
  const encryption = async (changes: Partial<ConnectionTarget>, password = server.password): Promise<unknown> => {
    const target = targetOf(server, { host: 'localhost', ...changes });
    const database = await connectDatabase(target, { secret: async () => password });
    const [row] = await database.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    await database.close();
    return row?.ssl;
  };

  it.each<[name: string, encrypted: boolean, changes: () => Partial<ConnectionTarget>]>([
    ['by default', true, () => ({})],
    ['with disable', false, () => ({ sslMode: 'disable' })],
    ['with allow', false, () => ({ sslMode: 'allow' })],
    ['with prefer', true, () => ({ sslMode: 'prefer' })],
    ['with require', true, () => ({ sslMode: 'require' })],
    ['with allow where the server insists', true, () => ({ sslMode: 'allow', database: 'encrypted' })],
    ['with prefer where the server refuses', false, () => ({ sslMode: 'prefer', database: 'plain' })],
    ['with require and the authority', true, () => ({ sslMode: 'require', sslRootCertificate: authority })],
    ['with verify-ca', true, () => ({ sslMode: 'verify-ca', sslRootCertificate: authority })],
    [
      'with verify-ca under another name',
      true,
      () => ({ sslMode: 'verify-ca', sslRootCertificate: authority, host: '127.0.0.1' }),
    ],
    ['with verify-full', true, () => ({ sslMode: 'verify-full', sslRootCertificate: authority })],
    ['on a socket, where libpq never encrypts', false, () => ({ host: server.dataFolder, sslMode: 'require' })],
    [
      'with a certificate of our own',
      true,
      () => ({ database: 'certified', sslCertificate: certificateFile, sslKey: keyFile }),
    ],
    ['bound to the channel', true, () => ({ channelBinding: 'require' })],
    ['bound to nothing', true, () => ({ channelBinding: 'disable' })],
    ['to a server that reads', true, () => ({ database: 'reading', targetSessionAttributes: 'read-only' })],
    ['to a server that writes', true, () => ({ targetSessionAttributes: 'read-write' })],
    ['to the primary', true, () => ({ targetSessionAttributes: 'primary' })],
    ['to the primary, where no standby is to be had', true, () => ({ targetSessionAttributes: 'prefer-standby' })],
    [
      'on the second server, when nobody listens at the first',
      true,
      () => ({ host: `localhost:1,127.0.0.1:${server.port}` }),
    ],
  ])('%s: encrypted %s', async (_name, encrypted, changes) => {
    expect(await encryption(changes())).toBe(encrypted);
  });

  it.each<[name: string, changes: () => Partial<ConnectionTarget>, message: RegExp]>([
    [
      'verify-full under a name that is not in the certificate',
      () => ({ sslMode: 'verify-full', sslRootCertificate: authority, host: '127.0.0.1' }),
      /its certificate is for another host/,
    ],
    [
      'verify-full with another authority',
      () => ({ sslMode: 'verify-full', sslRootCertificate: stranger }),
      /no authority that is trusted here/,
    ],
    [
      'verify-ca with another authority',
      () => ({ sslMode: 'verify-ca', sslRootCertificate: stranger }),
      /no authority that is trusted here/,
    ],
    [
      'require with another authority',
      () => ({ sslMode: 'require', sslRootCertificate: stranger }),
      /no authority that is trusted here/,
    ],
    [
      'the authorities of the runtime',
      () => ({ sslMode: 'verify-full', sslRootCertificate: 'system' }),
      /no authority that is trusted here/,
    ],
    [
      'a root certificate that is not there',
      () => ({ sslMode: 'verify-full', sslRootCertificate: '/nowhere/root.crt' }),
      /root certificate cannot be read/,
    ],
    [
      'a host name that nobody knows',
      () => ({ host: 'host.invalid' }),
      /host\.invalid:\d+: the name of the host is not known/,
    ],
    [
      'two servers that do not run',
      () => ({ host: 'localhost:1,127.0.0.1:2' }),
      /localhost:1: nobody.*127\.0\.0\.1:2: nobody/,
    ],
    [
      'a server that asks for a certificate, with a key that others can read',
      () => {
        const open = `${keyFile}.open`;
        writeFileSync(open, own.key, { mode: 0o644 });
        return { database: 'certified', sslCertificate: certificateFile, sslKey: open };
      },
      /others can read it\. Run chmod 600/,
    ],
    [
      'a certificate whose key is not there',
      () => ({ sslCertificate: certificateFile, sslKey: '/nowhere/own.key' }),
      /key cannot be read/,
    ],
    [
      'channel binding without encryption',
      () => ({ sslMode: 'disable', channelBinding: 'require' }),
      /Channel binding is required, and the server does not offer it/,
    ],
    [
      'channel binding for a password of the old kind',
      () => ({ user: 'old_user', channelBinding: 'require' }),
      /Channel binding is required, and the server does not offer it/,
    ],
    [
      'channel binding where no password is asked for',
      () => ({ database: 'trusting', channelBinding: 'require' }),
      /Channel binding is required, and the server asked for no password/,
    ],
    ['channel binding of another kind', () => ({ channelBinding: 'maybe' }), /"maybe" is not a channel binding/],
    [
      'a server that only reads, for writing',
      () => ({ database: 'reading', targetSessionAttributes: 'read-write' }),
      /will not do for read-write: it only reads/,
    ],
    ['a primary for a standby', () => ({ targetSessionAttributes: 'standby' }), /it is not a standby/],
    ['a server that can write for one that cannot', () => ({ targetSessionAttributes: 'read-only' }), /it can write/],
    ['another kind of server', () => ({ targetSessionAttributes: 'slave' }), /"slave" is not a kind of server/],
    ['a folder without a socket', () => ({ host: '/nowhere' }), /no socket of a server/],
  ])('refuse %s', async (_name, changes, message) => {
    const opening = encryption(changes());
    await expect(opening).rejects.toMatchObject({ code: 'connection-failed' });
    await expect(opening).rejects.toThrow(message);
  });

  it.each([
    ['disable', 'encrypted'],
    ['require', 'plain'],
  ])('are refused with %s where the server wants the contrary', async (sslMode, database) => {
    await expect(encryption({ sslMode, database })).rejects.toMatchObject({ code: 'authentication-failed' });
  });

  it('log in with a password of the old kind, and with any sign in it', async () => {
    expect(await encryption({ user: 'old_user' }, 'p@ss:w/rd%?')).toBe(true);
    await expect(encryption({ user: 'old_user' }, 'wrong')).rejects.toMatchObject({ code: 'authentication-failed' });
  });

  it('are refused without a certificate where the server asks for one', async () => {
    await expect(encryption({ database: 'certified', sslMode: 'require' })).rejects.toMatchObject({
      code: 'authentication-failed',
    });
  });

  it('look for names in the schema that a URL of Prisma names', async () => {
    const { parts } = parseConnectionString('postgresql://h/d?schema=My%20Shop&options=-c%20geqo%3Doff');
    const target = targetOf(server, { options: parts?.options, searchPath: parts?.searchPath });
    const database = await connectDatabase(target, { secret: async () => server.password });
    expect(await database.query('SHOW search_path')).toEqual([{ search_path: '"My Shop"' }]);
    expect(await database.query('SHOW geqo')).toEqual([{ geqo: 'off' }]);
    await database.close();
  });

  it('set what their options say', async () => {
    const target = targetOf(server, { options: '-c search_path=shop,public -c geqo=off' });
    const database = await connectDatabase(target, { secret: async () => server.password });
    expect(await database.query('SHOW search_path')).toEqual([{ search_path: 'shop,public' }]);
    await database.close();
  });
});
