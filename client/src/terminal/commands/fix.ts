import { writeFile } from 'node:fs/promises';
import { createTwoFilesPatch } from 'diff';
import { encodeText } from '../../../../server/src/edge/decodeText.ts';
import { changedFiles } from '../changedFiles.ts';
import type { CommonOptions } from '../commandLine.ts';
import { type ExitStatus, exitStatus, UsageError } from '../exitStatus.ts';
import { type FixedProject, fixProject } from '../fixProject.ts';
import { displayPath, openProject, type Project } from '../project.ts';
import type { Terminal } from '../terminal.ts';

/** `dbarch fix`: writes the fixed files, or prints what it would change. With `--stdin`, prints the fixed text. */
export async function fix(options: CommonOptions, terminal: Terminal): Promise<ExitStatus> {
  if (options.stdin && options.review) {
    throw new UsageError('--review may create files; with --stdin only safe fixes are applied.');
  }
  const project = await openProject({
    options,
    stdin: options.stdin ? await terminal.readStdin() : undefined,
    only: options.changed === undefined ? undefined : await changedFiles(options.changed),
  });
  const fixed = fixProject(project, options.review);
  if (options.stdin) {
    const [[file = '', source] = []] = project.sources;
    terminal.stdout.write(fixed.texts.get(file) ?? source?.text ?? '');
    return exitStatus.clean;
  }
  if (options.dryRun) terminal.stdout.write(difference(project, fixed));
  else await write(project, fixed);
  for (const problem of project.problems) terminal.stderr.write(`dbarch: ${problem.file}: ${problem.message}\n`);
  terminal.stderr.write(summary(fixed, options.dryRun));
  return project.problems.length > 0 ? exitStatus.usage : exitStatus.clean;
}

function difference(project: Project, { texts, created }: FixedProject): string {
  const patch = (path: string, before: string, after: string, isNew: boolean): string => {
    const name = displayPath(path);
    const text = createTwoFilesPatch(
      isNew ? '/dev/null' : `a/${name}`,
      `b/${name}`,
      before,
      after,
      undefined,
      undefined,
      {
        context: 3,
      },
    );
    return text.replace(/^=+\n/, '');
  };
  return [
    ...[...texts].map(([path, text]) => patch(path, project.sources.get(path)?.text ?? '', text, false)),
    ...[...created].map(([path, text]) => patch(path, '', text, true)),
  ].join('');
}

async function write(project: Project, { texts, created }: FixedProject): Promise<void> {
  for (const [path, text] of texts) {
    await writeFile(path, encodeText(text, project.sources.get(path)?.encoding ?? 'utf-8'));
  }
  // `wx`: a file that appeared meanwhile is not overwritten.
  for (const [path, text] of created) await writeFile(path, text, { flag: 'wx' });
}

function summary({ texts, created, applied }: FixedProject, dryRun: boolean): string {
  if (applied === 0) return 'Nothing to fix.\n';
  const fixes = `${applied} ${applied === 1 ? 'fix' : 'fixes'}`;
  const files = `${texts.size} ${texts.size === 1 ? 'file' : 'files'}${created.size > 0 ? `, ${created.size} new` : ''}`;
  return `${dryRun ? 'Would apply' : 'Applied'} ${fixes} in ${files}.\n`;
}
