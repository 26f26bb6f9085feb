import type { TextEdit } from '../../model/finding.ts';
import type { Script } from '../../model/script.ts';
import { lineEndingOf } from '../textEdits.ts';
import type { MigrationModule } from './parse.ts';

const source = 'django.contrib.postgres.operations';

/** Operations that live in `django.contrib.postgres.operations`. */
export const postgresOperations: readonly string[] = [
  'AddConstraintNotValid',
  'AddIndexConcurrently',
  'RemoveIndexConcurrently',
  'ValidateConstraint',
];

/** Makes one of them known in the file: added to the import that is there, or in a line of its own; none where it is known. */
export function importEdits(script: Script, module: MigrationModule, name: string): readonly TextEdit[] {
  const present = module.imports.find((statement) => statement.module === source);
  if (present?.names.includes(name)) return [];
  if (present) return [{ span: { start: present.end, end: present.end }, newText: `, ${name}` }];
  const before = module.imports.find((statement) => (statement.module ?? '') > source) ?? module.imports[0];
  const at = before?.span.start ?? 0;
  return [{ span: { start: at, end: at }, newText: `from ${source} import ${name}${lineEndingOf(script.text)}` }];
}
