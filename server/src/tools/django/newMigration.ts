import type { NewFile } from '../../model/finding.ts';
import type { Script } from '../../model/script.ts';
import { fileName, folderOf } from '../paths.ts';
import { lineEndingOf, snakeName } from '../textEdits.ts';
import type { FileContext } from '../tool.ts';
import { postgresOperations } from './imports.ts';
import type { ReadModule } from './read.ts';

export interface MigrationContent {
  /** Words for the file's name. */
  readonly name: string;
  /** Python of each operation, without indentation of its own on the first line. */
  readonly operations: readonly string[];
  readonly atomic: boolean;
  /** The migration it comes after, where that is one made along with it. */
  readonly after?: string;
}

/**
 * A migration after the one of `script`, or after the last one of the app where there are later ones. Undefined where the
 * file has no number to count from.
 */
export function newMigration(
  script: Script,
  read: ReadModule,
  context: FileContext,
  content: MigrationContent,
): NewFile | undefined {
  const own = fileName(script.file).replace(/\.py$/, '');
  const previous = content.after ?? latest(own, context.siblings);
  const digits = /^\d+/.exec(previous)?.[0];
  if (digits === undefined) return undefined;
  const number = String(Number(digits) + 1).padStart(digits.length, '0');
  const name = `${number}_${snakeName(content.name).slice(0, 48).replace(/_+$/, '')}`;
  const newline = lineEndingOf(script.text);
  const folder = folderOf(script.file);
  return {
    file: `${folder ? `${folder}/` : ''}${name}.py`,
    text: render(script, read, previous, content).replaceAll('\r\n', '\n').replaceAll('\n', newline),
  };
}

function latest(own: string, siblings: readonly string[]): string {
  const numbered = siblings.flatMap((sibling) => /^(\d{4,}_\w+)\.py$/.exec(sibling)?.[1] ?? []);
  return numbered.reduce((last, name) => (Number.parseInt(name, 10) > Number.parseInt(last, 10) ? name : last), own);
}

function render(script: Script, read: ReadModule, previous: string, content: MigrationContent): string {
  const body = content.operations.map((operation) => `        ${operation},\n`).join('');
  const atomic = content.atomic ? '' : '    atomic = False\n\n';
  return (
    `${importLines(script, read, body)}\n\n\nclass Migration(migrations.Migration):\n` +
    `${atomic}    dependencies = [\n        ("${read.scope.app}", "${previous}"),\n    ]\n\n` +
    `    operations = [\n${body}    ]\n`
  );
}

/** The imports of the present file that the operations use, and those that they need. */
function importLines(script: Script, read: ReadModule, body: string): string {
  const words = new Set(body.match(/\w+/g));
  const uses = (name: string): boolean => words.has(name);
  const special = postgresOperations.filter(uses);
  const lines = read.module.imports
    .filter(
      (statement) => statement.module !== 'django.contrib.postgres.operations' && statement.module !== 'django.db',
    )
    .filter((statement) =>
      statement.names.some((name) =>
        uses(
          name
            .split(/\s+as\s+/)
            .at(-1)
            ?.split('.')[0] ?? name,
        ),
      ),
    )
    .map((statement) => script.text.slice(statement.span.start, statement.span.end));
  const database = ['migrations', 'models'].filter((name) => name === 'migrations' || uses(name));
  return [
    ...lines,
    ...(special.length > 0 ? [`from django.contrib.postgres.operations import ${special.join(', ')}`] : []),
    `from django.db import ${database.join(', ')}`,
  ].join('\n');
}
