import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UsageError } from './exitStatus.ts';
import { absolutePath } from './project.ts';

const run = promisify(execFile);

/** Absolute paths of files that git calls added or changed since `reference`, untracked ones included. */
export async function changedFiles(reference: string): Promise<ReadonlySet<string>> {
  if (reference.startsWith('-')) throw new UsageError(`--changed ${reference}: not a revision.`);
  try {
    const { stdout: top } = await run('git', ['rev-parse', '--show-toplevel']);
    const root = top.trim();
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
    const [changed, untracked] = await Promise.all([
      run('git', ['diff', '--name-only', '-z', '--diff-filter=d', '--merge-base', reference, '--'], options),
      run('git', ['ls-files', '--others', '--exclude-standard', '-z'], options),
    ]);
    const names = `${changed.stdout}${untracked.stdout}`.split('\0').filter(Boolean);
    return new Set(names.map((name) => absolutePath(`${root}/${name}`)));
  } catch (error) {
    const reason =
      error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : String(error);
    throw new UsageError(`--changed ${reference}: ${reason || 'git is not installed.'}`);
  }
}
