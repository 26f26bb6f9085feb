import type { CatalogView } from '../../model/catalog.ts';
import type { QualifiedName } from '../../model/names.ts';
import type { OperationKind, OperationOf } from '../../model/operation.ts';
import { fileSpan, type Script, type Statement } from '../../model/script.ts';
import type { Span } from '../../model/span.ts';

export interface PlacedOperation<Kind extends OperationKind> {
  readonly statement: Statement;
  readonly operation: OperationOf<Kind>;
}

/** The operations of these kinds that the file carries out on the way up, in order: not those of functions it only declares. */
export function fileOperations<Kind extends OperationKind>(script: Script, ...kinds: Kind[]): PlacedOperation<Kind>[] {
  const found: PlacedOperation<Kind>[] = [];
  for (const statement of script.statements) {
    if (statement.direction !== 'up' || isOnlyDeclared(statement)) continue;
    for (const operation of statement.reading.operations) {
      if (isOneOf(operation, kinds)) found.push({ statement, operation });
    }
  }
  return found;
}

/** True for a statement in the body of a function: declared here, run at some other time. A DO block runs at once. */
export function isOnlyDeclared(statement: Statement): boolean {
  return statement.inBodyOf?.reading.operations.some((operation) => operation.kind === 'create-function') ?? false;
}

/** The place in the file to underline for an operation. */
export function operationPlace(statement: Statement, operation: { readonly span: Span; readonly focus?: Span }): Span {
  return fileSpan(statement, operation.focus ?? operation.span) ?? statement.span;
}

/** The offsets in the file of a part of the statement; the whole statement where the part is not written in the file. */
export function placeOf(statement: Statement, span: Span | undefined): Span {
  return (span && fileSpan(statement, span)) ?? statement.span;
}

/** Whether the relation was there before this file, so that others may have rows in it and code that uses it. */
export function existedBefore(catalog: CatalogView, name: QualifiedName, file: string): boolean {
  const relation = catalog.relation(name);
  if (!relation) return !catalog.isComplete;
  return relation.createdInFile !== file && !(relation.kind === 'table' && relation.temporary);
}

function isOneOf<Kind extends OperationKind>(
  operation: { readonly kind: OperationKind },
  kinds: readonly Kind[],
): operation is OperationOf<Kind> {
  return kinds.some((kind) => kind === operation.kind);
}
