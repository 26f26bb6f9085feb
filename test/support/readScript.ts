import { postgres } from '../../server/src/dialects/postgres/postgres.ts';
import { applyEdits } from '../../server/src/model/applyEdits.ts';
import type { Fix } from '../../server/src/model/finding.ts';
import type { Operation } from '../../server/src/model/operation.ts';
import type { Rewrite } from '../../server/src/model/rewrite.ts';
import type { Script, Statement } from '../../server/src/model/script.ts';
import { findTool, toolById } from '../../server/src/tools/registry.ts';
import type { FileContext } from '../../server/src/tools/tool.ts';

/** The context of a file of which only the path is known, on PostgreSQL 14. */
export function contextOf(file: string, more: Partial<FileContext> = {}): FileContext {
  return { file, dialect: 'auto', targetVersion: 14, project: {}, siblings: [], ...more };
}

/** Reads a file with the tool that owns it. */
export function readScript(file: string, text: string, more: Partial<FileContext> = {}): Script {
  const tool = findTool(file, text);
  if (!tool) throw new Error(`No tool owns ${file}.`);
  return tool.read(text, contextOf(file, more), () => postgres);
}

/** `up create-index` … for every operation, in order. */
export function operationsIn(script: Script): string[] {
  return script.statements.flatMap((statement) =>
    statement.reading.operations.map((operation) => `${statement.direction} ${describe(operation)}`),
  );
}

function describe(operation: Operation): string {
  const name = 'table' in operation && operation.table ? ` ${operation.table.name}` : '';
  return `${operation.kind}${name}`;
}

/** The fix of a rewrite of the first statement that `choose` takes. */
export function fixOf(
  script: Script,
  rewrite: Rewrite,
  choose: (statement: Statement) => boolean,
  more: Partial<FileContext> = {},
): Fix | undefined {
  const statement = script.statements.find(choose);
  if (!statement) throw new Error('There is no such statement.');
  return toolById(script.tool)?.write(rewrite, statement, script, contextOf(script.file, more));
}

/** The files after the fix, the present one first, each under its name. */
export function filesAfter(script: Script, fix: Fix | undefined): Record<string, string> {
  if (!fix) return {};
  return {
    [script.file]: applyEdits(script.text, fix.edits),
    ...Object.fromEntries(fix.creates.map((file) => [file.file, file.text])),
  };
}
