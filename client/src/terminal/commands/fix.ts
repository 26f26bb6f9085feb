import { writeFile } from 'node:fs/promises';
import { createTwoFilesPatch } from 'diff';
import { fixAll } from '../../../../server/src/analysis/fixAll.ts';
import { encodeText } from '../../../../server/src/edge/decodeText.ts';
import { changedFiles } from '../changedFiles.ts';
import type { CommonOptions } from '../commandLine.ts';
import { type ExitStatus, exitStatus, UsageError } from '../exitStatus.ts';
import { displayPath, openProject, type Project } from '../project.ts';
import type { Terminal } from '../terminal.ts';

/** `dbarch fix`: writes the fixed files, or prints what it would change. With `--stdin`, prints the fixed text. */
export async function fix(options: CommonOptions, terminal: Terminal): Promise<ExitStatus> {
  const project = await openProject({
    options,
    stdin: options.stdin ? await terminal.readStdin() : undefined,
    only: options.changed === undefined ? undefined : await changedFiles(options.changed),
  });
  if (options.stdin && options.review)
    throw new UsageError('--review may create files; with --stdin only safe fixes are applied.');
  const changes = applyAll(project, options);
  if (options.stdin) {
    const file = project.files[0];
    const original = [...project.sources.values()][0]?.text ?? '';
    terminal.stdout.write(file === undefined ? original : (changes.texts.get(file) ?? original));
    return exitStatus.clean;
  }
  if (options.dryRun) terminal.stdout.write(difference(project, changes));
  else await write(project, changes);
  for (const problem of project.problems) terminal.stderr.write(`dbarch: ${problem.file}: ${problem.message}\n`);
  terminal.stderr.write(summary(changes, options.dryRun));
  return project.problems.length > 0 ? exitStatus.usage : exitStatus.clean;
}

interface Changes {
  /** New text by absolute path, of files that existed. */
  readonly texts: ReadonlyMap<string, string>;
  readonly created: ReadonlyMap<string, string>;
  readonly applied: number;
}

function applyAll(project: Project, options: CommonOptions): Changes {
  const texts = new Map<string, string>();
  const created = new Map<string, string>();
  let applied = 0;
  for (const file of project.files) {
    const result = fixAll(
      project.workspace,
      file,
      (path) => created.get(path) ?? texts.get(path) ?? project.sources.get(path)?.text,
      { safety: options.review ? 'review' : 'safe', severalFiles: !options.stdin },
    );
    for (const [path, text] of result.texts) (created.has(path) ? created : texts).set(path, text);
    for (const each of result.created) created.set(each.file, each.text);
    applied += result.applied;
  }
  return { texts, created, applied };
}

function difference(project: Project, { texts, created }: Changes): string {
  const patch = (path: string, before: string, after: string, isNew: boolean): string => {
    const name = displayPath(path);
    return createTwoFilesPatch(isNew ? '/dev/null' : `a/${name}`, `b/${name}`, before, after, undefined, undefined, {
      context: 3,
    }).replace(/^=+\n/, '');
  };
  return [
    ...[...texts].map(([path, text]) => patch(path, project.sources.get(path)?.text ?? '', text, false)),
    ...[...created].map(([path, text]) => patch(path, '', text, true)),
  ].join('');
}

async function write(project: Project, { texts, created }: Changes): Promise<void> {
  for (const [path, text] of texts)
    await writeFile(path, encodeText(text, project.sources.get(path)?.encoding ?? 'utf-8'));
  // `wx`: a file that appeared meanwhile is not overwritten.
  for (const [path, text] of created) await writeFile(path, text, { flag: 'wx' });
}

function summary({ texts, created, applied }: Changes, dryRun: boolean): string {
  if (applied === 0) return 'Nothing to fix.\n';
  const files = `${texts.size} ${texts.size === 1 ? 'file' : 'files'}${created.size > 0 ? `, ${created.size} new` : ''}`;
  return dryRun ? `Would apply ${applied} fixes in ${files}.\n` : `Applied ${applied} fixes in ${files}.\n`;
}
