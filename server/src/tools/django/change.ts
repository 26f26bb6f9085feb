import type { NewFile, TextEdit } from '../../model/finding.ts';
import type { Script, Statement } from '../../model/script.ts';
import { argument, type HostCall, type HostValue, lastOf, stringOf } from '../host/value.ts';
import { namesOf } from '../mayRunLater.ts';
import { indentationAt, lineEndingOf, wholeLines } from '../textEdits.ts';
import type { FileContext } from '../tool.ts';
import type { CallHandle } from './handle.ts';
import { newMigration } from './newMigration.ts';
import type { ReadModule } from './read.ts';

/** A fix without its title. */
export interface Change {
  readonly edits: readonly TextEdit[];
  readonly creates: readonly NewFile[];
  readonly leavesTransaction: boolean;
}

/** The statement to change and everything around it. */
export interface Place {
  readonly statement: Statement;
  readonly script: Script;
  readonly context: FileContext;
  readonly read: ReadModule;
  readonly handle: CallHandle;
}

/** Whether the migration has no other operation. */
export function isAlone(place: Place): boolean {
  const [first, ...others] = place.read.module.operations;
  return others.length === 0 && first?.span.start === place.handle.span.start;
}

/** The edits, and `atomic = False` in the class where it is not there. */
export function leaveAtomic(place: Place, edits: readonly TextEdit[]): Change | undefined {
  const { atomic, classBody } = place.read.module;
  if (atomic?.value === false) return { edits, creates: [], leavesTransaction: false };
  if (atomic)
    return {
      edits: [{ span: atomic.span, newText: 'atomic = False' }, ...edits],
      creates: [],
      leavesTransaction: true,
    };
  if (!classBody) return undefined;
  const newline = lineEndingOf(place.script.text);
  const indent = indentationAt(place.script.text, classBody.start);
  const at = { start: classBody.start, end: classBody.start };
  const marker = { span: at, newText: `atomic = False${newline}${newline}${indent}` };
  return { edits: [marker, ...edits].sort(byPosition), creates: [], leavesTransaction: true };
}

export function byPosition(left: TextEdit, right: TextEdit): number {
  return left.span.start - right.span.start;
}

/**
 * Takes the operation out and puts `operations` into a later migration without a transaction; undefined where something
 * that follows in the file would then run too early.
 */
export function moveOperation(place: Place, operations: readonly string[], name: string): Change | undefined {
  if (!mayRunLater(place)) return undefined;
  const file = newMigration(place.script, place.read, place.context, { name, operations, atomic: false });
  return file && { edits: [removal(place)], creates: [file], leavesTransaction: true };
}

/** Operations after which a model or field has another name, or is gone. */
const renames = /^(?:RemoveField|RenameField|DeleteModel|RenameModel|AlterModelTable)$/;

/**
 * Whether what follows in the file neither changes what the operation names nor makes anything under its names: the way back
 * would meet models that are no longer there.
 */
function mayRunLater({ read, handle, statement, script }: Place): boolean {
  const names = namesOf(statement);
  const later = read.module.operations.filter((operation) => operation.span.start > handle.span.start);
  return later.flatMap(withInner).every((operation) => {
    if (operation.kind !== 'call') return false;
    if (renames.test(lastOf(operation.callee)) && isAbout(operation, handle, statement)) return false;
    const words = new Set(script.text.slice(operation.span.start, operation.span.end).match(/\w+/g));
    return !names.some((name) => words.has(name));
  });
}

/** The operation and those that it holds. */
function withInner(operation: HostValue): readonly HostValue[] {
  if (operation.kind !== 'call') return [operation];
  const lists = ['database_operations', 'state_operations'].map((name) => argument(operation, name));
  return [operation, ...lists.flatMap((list) => (list?.kind === 'list' ? list.items.flatMap(withInner) : []))];
}

/** Whether the operation changes the model that the statement is about, which SQL names by its table. */
function isAbout(operation: HostCall, { modelName }: CallHandle, { reading }: Statement): boolean {
  const model = stringOf(argument(operation, 'model_name', 0) ?? argument(operation, 'name', 0))?.toLowerCase();
  if (model === undefined) return true;
  if (modelName !== undefined) return modelName.toLowerCase() === model;
  return reading.operations.some((one) => 'table' in one && one.table?.name.toLowerCase().endsWith(model));
}

/** Puts other operations in the place of this one. */
export function replaceOperation(place: Place, operations: readonly string[]): TextEdit {
  const indent = indentationAt(place.script.text, place.handle.span.start);
  const newline = lineEndingOf(place.script.text);
  const separator = `,${newline}${indent}`;
  // why: operations are written at the depth of Django's own files, eight spaces.
  const lines = operations.map((operation) => operation.replaceAll(/\r?\n {8}/g, `${newline}${indent}`));
  return { span: place.handle.span, newText: lines.join(separator) };
}

/** Takes the operation out of the list. */
export function removal(place: Place): TextEdit {
  const { text } = place.script;
  const after = /^[ \t]*,/.exec(text.slice(place.handle.span.end))?.[0].length ?? 0;
  return {
    span: wholeLines(text, { start: place.handle.span.start, end: place.handle.span.end + after }),
    newText: '',
  };
}
