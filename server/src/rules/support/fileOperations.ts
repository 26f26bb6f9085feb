import type { CatalogView } from '../../model/catalog.ts';
import type { QualifiedName } from '../../model/names.ts';
import type { Operation, OperationKind, OperationOf } from '../../model/operation.ts';
import { fileSpan, kindsOf, type Script, type Statement } from '../../model/script.ts';
import type { Span } from '../../model/span.ts';

interface PlacedOperation<Kind extends OperationKind> {
  readonly statement: Statement;
  readonly operation: OperationOf<Kind>;
}

/** Operations of one script by kind, each list in order; made once for all rules, which run at every change. */
const operationsOf = new WeakMap<Script, ReadonlyMap<OperationKind, readonly Placed[]>>();

interface Placed {
  readonly statement: Statement;
  readonly operation: Operation | undefined;
  /** Place among all operations of the file. */
  readonly order: number;
}

/** What a statement says is not made for a list of kinds. */
class PlacedLazily implements Placed {
  readonly statement: Statement;
  readonly order: number;
  private readonly index: number;

  constructor(statement: Statement, index: number, order: number) {
    this.statement = statement;
    this.index = index;
    this.order = order;
  }

  get operation(): Operation | undefined {
    return this.statement.reading.operations[this.index];
  }
}

/** The operations of these kinds that the file carries out on the way up, in order: not those of functions it only declares. */
export function fileOperations<Kind extends OperationKind>(
  script: Script,
  ...kinds: readonly Kind[]
): readonly PlacedOperation<Kind>[] {
  const known = operationsOf.get(script) ?? byKind(script);
  operationsOf.set(script, known);
  const found = kinds.flatMap((kind) => known.get(kind) ?? []).filter((placed) => isOneOf(placed, kinds));
  return kinds.length === 1 ? found : found.sort((one, other) => one.order - other.order);
}

function isOneOf<Kind extends OperationKind>(
  placed: Placed,
  kinds: readonly Kind[],
): placed is Placed & PlacedOperation<Kind> {
  return kinds.some((kind) => kind === placed.operation?.kind);
}

function byKind(script: Script): ReadonlyMap<OperationKind, readonly Placed[]> {
  const lists = new Map<OperationKind, Placed[]>();
  let order = 0;
  for (const statement of script.statements) {
    if (statement.direction !== 'up' || isOnlyDeclared(statement)) continue;
    for (const [index, kind] of kindsOf(statement.reading).entries()) {
      const placed = new PlacedLazily(statement, index, order++);
      const list = lists.get(kind);
      if (list) list.push(placed);
      else lists.set(kind, [placed]);
    }
  }
  return lists;
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
