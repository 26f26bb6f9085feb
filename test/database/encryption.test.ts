import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../client/src/database/connectDatabase.ts';
import type { ConnectionTarget } from '../../client/src/database/database.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { type RealPostgres, startRealPostgres } from '../support/realPostgres.ts';
import { targetOf } from './targets.ts';

const certificate = selfSignedCertificate('localhost');
const rules = `
  local     all       all         scram-sha-256
  hostnossl encrypted all all     reject
  hostssl   plain     all all     reject
  host      all       old_user all md5
  host      all       all all     scram-sha-256
`;

describe('connections to a server that can encrypt', () => {
  let server: RealPostgres;
  let authority: string;
  let stranger: string;

  beforeAll(async () => {
    server = await startRealPostgres({
      settings: {
        ssl: 'on',
        ssl_cert_file: 'test.crt',
        ssl_key_file: 'test.key',
        unix_socket_directories: '.',
      },
      files: { 'test.crt': certificate.certificate, 'test.key': certificate.key, 'pg_hba.conf': rules },
    });
    authority = join(server.dataFolder, 'test.crt');
    stranger = join(server.dataFolder, 'stranger.crt');
    writeFileSync(stranger, selfSignedCertificate('localhost').certificate);
    await server.createDatabase('encrypted');
    await server.run('CREATE DATABASE plain');
    await server.run("SET password_encryption = md5; CREATE ROLE old_user LOGIN PASSWORD 'p@ss:w/rd%?'");
  });
  afterAll(() => server?.stop());

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

  it('set what their options say', async () => {
    const target = targetOf(server, { options: '-c search_path=shop,public -c geqo=off' });
    const database = await connectDatabase(target, { secret: async () => server.password });
    expect(await database.query('SHOW search_path')).toEqual([{ search_path: 'shop,public' }]);
    await database.close();
  });
});
