import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..', '..');
const longestFile = 400;

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && file !== 'package-lock.json' && !/\.(png|wasm|tgz)$/.test(file));

function read(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    // Deleted, and not committed yet.
    return '';
  }
}

function offenders(files: readonly string[], isWrong: (text: string) => boolean): string[] {
  return files.filter((file) => isWrong(read(file)));
}

describe('house rules', () => {
  const sources = tracked.filter((file) => /^(client|server)\/.*\.ts$/.test(file));

  it(`a source file has at most ${longestFile} lines`, () => {
    const long = (text: string): boolean => text.split('\n').length - 1 > longestFile;
    expect(
      offenders(
        sources.filter((file) => !file.endsWith('.test.ts')),
        long,
      ),
    ).toEqual([]);
  });

  it('names no machine and no registry', () => {
    // Assembled, so that this file does not name them either.
    const path = new RegExp(`(^|[^A-Za-z0-9_.])/(${['work', 'farm', 'root'].join('|')})/`, 'm');
    const host = new RegExp([`registry\\.${'npmjs'}`, `deb\\.${'debian'}`].join('|'));
    expect(offenders(tracked, (text) => path.test(text) || host.test(text))).toEqual([]);
  });

  it('leaves nothing for later and skips no test', () => {
    const promise = new RegExp(
      `\\b(${['TO', 'FIX'].map((word) => `${word}${word === 'TO' ? 'DO' : 'ME'}`).join('|')})\\b`,
    );
    expect(offenders(sources, (text) => promise.test(text))).toEqual([]);
    const skipped = /\b(it|test|describe)\.(skip|only|todo)\b/;
    expect(
      offenders(
        tracked.filter((file) => file.endsWith('.test.ts')),
        (text) => skipped.test(text),
      ),
    ).toEqual([]);
  });

  it('pins every dependency', () => {
    const ranges = Object.entries(manifest.devDependencies).filter(
      ([, range]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(range),
    );
    expect(ranges).toEqual([]);
    expect(manifest).not.toHaveProperty('dependencies');
  });

  it('writes up every dependency that is shipped', () => {
    const architecture = read('docs/architecture.md');
    const shipped = new Set(
      sources
        .filter((file) => !file.endsWith('.test.ts'))
        .flatMap((file) =>
          [...read(file).matchAll(/from '((?:@[\w-]+\/)?[a-z][\w.-]*)/g)].map((match) => match[1] ?? ''),
        )
        .filter((name) => Object.hasOwn(manifest.devDependencies, name)),
    );
    shipped.delete('vscode-languageserver-textdocument');
    expect([...shipped].filter((name) => !architecture.includes(name))).toEqual([]);
  });
});

describe('the package', () => {
  const listed = execFileSync(join(root, 'node_modules', '.bin', 'vsce'), ['ls', '--no-dependencies'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .split('\n')
    .filter(Boolean);

  it('holds what is allowed and nothing else', () => {
    const allowed =
      /^(package\.json|package\.nls\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/.+\.(js|css|wasm|data|tar\.gz)|media\/.+\.(svg|png)|syntaxes\/.+\.json|server\/schema\/.+\.json|examples\/shop\/.+)$/;
    expect(listed.filter((file) => !allowed.test(file) || file.includes('.cache'))).toEqual([]);
  });

  it('holds the manifest, the readme and the licence', () => {
    expect(listed).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']));
  });
});
