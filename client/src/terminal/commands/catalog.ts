import { catalogJson } from '../../../../server/src/model/replay/catalogJson.ts';
import type { CommonOptions } from '../commandLine.ts';
import { type ExitStatus, exitStatus } from '../exitStatus.ts';
import { displayPath, openProject } from '../project.ts';
import type { Terminal } from '../terminal.ts';

/** `dbarch catalog`: the schema that each history leads to, as JSON. */
export async function catalog(options: CommonOptions, terminal: Terminal): Promise<ExitStatus> {
  const project = await openProject({ options });
  const histories = project.workspace.histories().map(({ folder, tool, files }) => {
    const last = files.at(-1);
    return {
      folder: displayPath(folder),
      tool,
      files: files.map(displayPath),
      ...(last === undefined ? {} : catalogJson(project.workspace.catalogFor(last))),
    };
  });
  terminal.stdout.write(`${JSON.stringify({ version: 1, histories }, undefined, 2)}\n`);
  for (const problem of project.problems) terminal.stderr.write(`dbarch: ${problem.file}: ${problem.message}\n`);
  return project.problems.length > 0 ? exitStatus.usage : exitStatus.clean;
}
