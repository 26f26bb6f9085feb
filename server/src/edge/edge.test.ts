import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConfigurationFiles } from './configurationFiles.ts';
import { decodeText, encodeText } from './decodeText.ts';
import { findFiles } from './findFiles.ts';
import { createProjectFacts } from './projectFacts.ts';
import { readTextFile } from './readTextFile.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dbarch-edge-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string | Uint8Array = ''): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

async function found(...paths: string[]): Promise<string[]> {
  const { files } = await findFiles(paths.length > 0 ? paths.map((path) => join(folder, path)) : [folder]);
  return files.map((file) => file.slice(folder.length + 1));
}

/** Root may read everything; the user `nobody` may not. */
async function withoutPrivileges<Result>(work: () => Promise<Result>): Promise<Result> {
  const { geteuid, seteuid } = process;
  if (!geteuid || !seteuid || geteuid() !== 0) return work();
  seteuid(65534);
  try {
    return await work();
  } finally {
    seteuid(0);
  }
}

describe('finding files', () => {
  it('takes SQL and leaves the rest', async () => {
    for (const path of ['a.sql', 'b/c.sql', 'node_modules/x.sql', 'notes.txt']) write(path);
    expect(await found()).toEqual(['a.sql', 'b/c.sql']);
  });

  it('takes a file that is named, whatever it is called', async () => {
    write('dump.txt');
    expect(await found('dump.txt')).toEqual(['dump.txt']);
  });

  it('honours .gitignore in the folder and above it', async () => {
    mkdirSync(join(folder, '.git'));
    write('.gitignore', 'generated/\n');
    write('db/.gitignore', '*.tmp.sql\n!keep.tmp.sql\n');
    for (const path of ['db/a.sql', 'db/b.tmp.sql', 'db/keep.tmp.sql', 'db/generated/c.sql']) write(path);
    expect(await found()).toEqual(['db/a.sql', 'db/keep.tmp.sql']);
    expect(await found('db')).toEqual(['db/a.sql', 'db/keep.tmp.sql']);
  });

  it('ends in spite of a symbolic link that leads back', async () => {
    write('a/b.sql');
    symlinkSync(folder, join(folder, 'a', 'loop'));
    symlinkSync(join(folder, 'a', 'self'), join(folder, 'a', 'self'));
    expect(await found()).toEqual(['a/b.sql']);
  });

  it('takes a file once that links lead to as well, under its own name', async () => {
    write('z/b.sql');
    symlinkSync(join(folder, 'z', 'b.sql'), join(folder, 'a.sql'));
    symlinkSync(join(folder, 'z'), join(folder, 'a'));
    expect(await found()).toEqual(['z/b.sql']);
    write('elsewhere/c.sql');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'z', 'linked'));
    expect(await found('z')).toEqual(['z/b.sql', 'z/linked/c.sql']);
  });

  it('names what does not exist', async () => {
    const { problems } = await findFiles([join(folder, 'nothing')]);
    expect(problems.map((problem) => problem.message)).toEqual(['does not exist.']);
  });

  it('names a folder without permission and goes on', async () => {
    write('open.sql');
    write('closed/a.sql');
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'closed'), 0);
    const { files, problems } = await withoutPrivileges(() => findFiles([folder]));
    chmodSync(join(folder, 'closed'), 0o755);
    expect(files).toHaveLength(1);
    expect(problems.map((problem) => problem.message)).toEqual(['cannot be read: permission denied.']);
  });
});

describe('decoding', () => {
  const sql = "SELECT 'é😀';\r\n";
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
    it(`${encoding} and back`, () => {
      const bytes = encodeText(`\uFEFF${sql}`, encoding);
      expect(decodeText(bytes)).toEqual({ text: `\uFEFF${sql}`, encoding });
    });
  }

  it('calls bytes binary', () => {
    expect(decodeText(Uint8Array.from({ length: 300 }, (_, at) => at % 256))).toHaveProperty('problem');
  });

  it('keeps a text with a broken byte and a NUL', () => {
    const bytes = new Uint8Array([...Buffer.from('SELECT 1; -- '.repeat(20)), 0xff, 0]);
    expect(decodeText(bytes)).toMatchObject({ encoding: 'utf-8', isLossy: true });
  });

  it('says why a file cannot be read', async () => {
    expect(await readTextFile(join(folder, 'none.sql'))).toEqual({ problem: 'does not exist.' });
    expect(await readTextFile(folder)).toEqual({ problem: 'is a folder.' });
  });
});

describe('configuration files', () => {
  it('is found upwards, and keeps its problems', () => {
    write('.dbarch.jsonc', '{ "targetVersion": 13, "preset": "loud" }');
    const files = createConfigurationFiles(() => ({ below: { targetVersion: 17, dialect: 'postgresql' } }));
    const configuration = files.configurationFor(join(folder, 'a', 'b', 'c.sql'));
    expect(configuration).toMatchObject({ targetVersion: 13, dialect: 'postgresql', preset: 'recommended' });
    expect(files.found).toHaveLength(1);
    expect(files.found[0]?.problems).toHaveLength(1);
  });

  it('gives way to the command line', () => {
    write('.dbarch.jsonc', '{ "targetVersion": 13 }');
    const files = createConfigurationFiles(() => ({ above: { targetVersion: 18 } }));
    expect(files.configurationFor(join(folder, 'c.sql')).targetVersion).toBe(18);
  });
});

describe('project facts', () => {
  it('reads how TypeORM runs migrations', () => {
    write('package.json', '{ "dependencies": { "typeorm": "^0.3.20" } }');
    write('src/data-source.ts', "export default new DataSource({ migrationsTransactionMode: 'each' });");
    expect(createProjectFacts().factsFor(join(folder, 'src', 'migrations', '1-x.ts'))).toEqual({
      'package.typeorm': '^0.3.20',
      'typeorm.migrationsTransactionMode': 'each',
    });
  });

  it('reads who the users of a Django project are', () => {
    write('manage.py');
    write('shop/settings/base.py', "DEBUG = False\nAUTH_USER_MODEL = 'accounts.User'\n");
    expect(createProjectFacts().factsFor(join(folder, 'orders', 'migrations', '0001_initial.py'))).toEqual({
      'django.AUTH_USER_MODEL': 'accounts.User',
    });
  });

  it('reads what a single migration says of itself', () => {
    const file = write('V1__x.sql');
    write('V1__x.sql.conf', 'executeInTransaction=false\n');
    expect(createProjectFacts().factsFor(file)).toEqual({ 'flyway.executeInTransaction:V1__x.sql': 'false' });
  });
});
