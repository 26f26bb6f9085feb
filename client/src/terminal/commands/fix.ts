import { writeFile } from 'node:fs/promises';
import { createTwoFilesPatch } from 'diff';
import { encodeText } from '../../../../server/src/edge/decodeText.ts';
import { describeFileError } from '../../../../server/src/edge/readTextFile.ts';
import { changedFiles } from '../changedFiles.ts';
import type { CommonOptions } from '../commandLine.ts';
import { type ExitStatus, exitStatus, UsageError } from '../exitStatus.ts';
import { type FixedProject, fixProject } from '../fixProject.ts';
import { absolutePath, displayPath, openProject, type Project } from '../project.ts';
import type { ReportedProblem } from '../report.ts';
import type { Terminal } from '../terminal.ts';

/** `dbarch fix`: writes the fixed files, or prints what it would change. With `--stdin`, prints the fixed text. */
export async function fix(options: CommonOptions, terminal: Terminal): Promise<ExitStatus> {
  if (options.stdin && options.review) {
    throw new UsageError('--review may create files; with --stdin only safe fixes are applied.');
  }
  const stdin = options.stdin ? await terminal.readStdin() : undefined;
  if (stdin && 'text' in stdin && stdin.isLossy) {
    throw new UsageError('standard input holds bytes that are not UTF-8; what is printed would not be the same.');
  }
  const project = await openProject({
    options,
    stdin,
    only: options.changed === undefined ? undefined : await changedFiles(options.changed),
  });
  const fixed = fixProject(project, options.review);
  const problems = [...project.problems, ...fixed.left.map(leftAsItIs)];
  if (stdin && 'text' in stdin) {
    const text = fixed.texts.get(absolutePath(options.stdinFilename)) ?? stdin.text;
    terminal.stdout.write(encodeText(text, stdin.encoding));
  } else if (options.dryRun) terminal.stdout.write(difference(project, fixed));
  else problems.push(...(await write(project, fixed)));
  for (const problem of problems) terminal.stderr.write(`dbarch: ${problem.file}: ${problem.message}\n`);
  if (!stdin) terminal.stderr.write(summary(fixed, options.dryRun));
  return problems.length > 0 ? exitStatus.usage : exitStatus.clean;
}

function leftAsItIs(file: string): ReportedProblem {
  return { file: displayPath(file), message: 'has something to fix, and bytes that are not UTF-8: left as it is.' };
}

function difference(project: Project, { texts, created }: FixedProject): string {
  const patch = (path: string, before: string, after: string, isNew: boolean): string => {
    // `patch -p1` takes the first part off; a path from the root has an empty one already.
    const name = displayPath(path).replace(/^\/+/, '');
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

async function write(project: Project, { texts, created }: FixedProject): Promise<readonly ReportedProblem[]> {
  const problems: ReportedProblem[] = [];
  const attempt = async (path: string, content: string | Uint8Array, flag: 'w' | 'wx'): Promise<void> => {
    try {
      await writeFile(path, content, { flag });
    } catch (error) {
      problems.push({ file: displayPath(path), message: describeFileError(error, 'written') });
    }
  };
  for (const [path, text] of texts) {
    await attempt(path, encodeText(text, project.sources.get(path)?.encoding ?? 'utf-8'), 'w');
  }
  // `wx`: a file that appeared meanwhile is not overwritten.
  for (const [path, text] of created) await attempt(path, text, 'wx');
  return problems;
}

function summary({ texts, created, applied }: FixedProject, dryRun: boolean): string {
  if (applied === 0) return 'Nothing to fix.\n';
  const fixes = `${applied} ${applied === 1 ? 'fix' : 'fixes'}`;
  const files = `${texts.size} ${texts.size === 1 ? 'file' : 'files'}${created.size > 0 ? `, ${created.size} new` : ''}`;
  return `${dryRun ? 'Would apply' : 'Applied'} ${fixes} in ${files}.\n`;
}
