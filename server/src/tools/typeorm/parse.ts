import type { Node } from 'web-tree-sitter';
import type { Direction, HostComment } from '../../model/script.ts';
import type { Span } from '../../model/span.ts';
import type { Steps } from '../../model/steps.ts';
import { spanOf } from '../host/python.ts';
import { scriptCall, scriptValue } from '../host/typescript.ts';
import type { HostCall, HostValue } from '../host/value.ts';
import { walk } from '../host/walk.ts';

/** A TypeORM migration file as plain data. */
export interface MigrationFile {
  readonly calls: readonly RunnerCall[];
  readonly constants: ReadonlyMap<string, HostValue>;
  readonly comments: readonly HostComment[];
  readonly class?: MigrationClass;
  /** Parts of the file that are not valid, as while typing. */
  readonly broken: readonly Span[];
}

/** A call on the query runner: `query`, `createIndex` … */
export interface RunnerCall {
  readonly method: string;
  readonly call: HostCall;
  readonly direction: Direction;
  /** The statement of the host language that holds the call, for writing. */
  readonly host: Span;
}

export interface MigrationClass {
  readonly name: string;
  readonly span: Span;
  /** Just after the `{`. */
  readonly bodyStart: number;
  /** Value of the `transaction` field. */
  readonly transaction?: { readonly value: boolean | undefined; readonly span: Span };
}

interface Collected {
  readonly calls: RunnerCall[];
  readonly constants: Map<string, HostValue>;
  readonly comments: HostComment[];
  readonly broken: Span[];
  class?: MigrationClass;
  readonly text: string;
  /** Where methods begin, as the text alone tells. */
  methods?: readonly RegExpExecArray[];
}

/** Collects what a migration does from its syntax tree. Broken parts are passed over. */
export function* parseMigration(root: Node, text: string): Steps<MigrationFile> {
  const found: Collected = { calls: [], constants: new Map(), comments: [], broken: [], text };
  yield* walk<Place>(root, { direction: undefined, host: undefined }, (node, place) => visit(node, place, found));
  return found;
}

interface Place {
  readonly direction: Direction | undefined;
  readonly host: Span | undefined;
}

/** The place of what is in the node; undefined where nothing in it matters. */
function visit(node: Node, place: Place, found: Collected): Place | undefined {
  let inner = place;
  switch (node.type) {
    case 'comment':
      found.comments.push({ span: spanOf(node), text: commentText(node.text) });
      return undefined;
    case 'ERROR':
      found.broken.push(spanOf(node));
      break;
    case 'class_declaration':
    case 'class':
      found.class ??= classOf(node);
      break;
    case 'method_definition':
    case 'function_declaration':
      inner = { ...place, direction: place.direction ?? directionOf(node.childForFieldName('name')?.text) };
      break;
    case 'variable_declarator':
    case 'public_field_definition':
    case 'field_definition':
      rememberConstant(node, found);
      break;
    case 'expression_statement':
    case 'return_statement':
      inner = { ...place, host: spanOf(node) };
      break;
    case 'call_expression': {
      const method = runnerMethod(node);
      if (method) {
        found.calls.push({
          method,
          call: scriptCall(node),
          direction: place.direction ?? directionBefore(found, node.startIndex),
          host: place.host ?? spanOf(node),
        });
      }
      break;
    }
  }
  return inner;
}

function commentText(source: string): string {
  return source.replace(/^\/\/+|^\/\*+|\*+\/$/g, '').trim();
}

function directionOf(name: string | undefined): Direction | undefined {
  if (name === undefined) return undefined;
  if (/^(down|revert|rollback)/i.test(name)) return 'down';
  return /^up/i.test(name) ? 'up' : undefined;
}

/** The enclosing method is gone from the tree of a half-typed file: the last one that begins before the place. */
function directionBefore(found: Collected, offset: number): Direction {
  found.methods ??= [...found.text.matchAll(/\b(up|down)\s*\(/g)];
  return found.methods.findLast((method) => method.index < offset)?.[1] === 'down' ? 'down' : 'up';
}

/** The method called on a query runner (or on the manager or connection behind it); undefined for other calls. */
function runnerMethod(node: Node): string | undefined {
  const callee = node.childForFieldName('function');
  if (callee?.type !== 'member_expression') return undefined;
  const path = callee.text.replace(/\s|[!?]/g, '');
  const found =
    /^(?:this\.)?_?(?:queryRunner|runner|qr)\.(?:(?:manager|connection|dataSource)\.)?(?:queryRunner\.)?(\w+)$/i.exec(
      path,
    );
  const method = found?.[1];
  if (method === 'query' || method === 'stream') return 'query';
  return /\.(?:manager|connection|dataSource)\./.test(path) ? undefined : method;
}

function rememberConstant(node: Node, found: Collected): void {
  const name = node.childForFieldName('name') ?? node.childForFieldName('property');
  const value = node.childForFieldName('value');
  if (!name || !value || value.type === 'arrow_function') return;
  const known = scriptValue(value);
  if (known.kind !== 'other' && !found.constants.has(name.text)) found.constants.set(name.text, known);
}

function classOf(node: Node): MigrationClass | undefined {
  const body = node.childForFieldName('body');
  if (!body) return undefined;
  const fields = body.namedChildren.filter(
    (child) => child?.type === 'public_field_definition' || child?.type === 'field_definition',
  );
  const field = fields.find((child) => fieldName(child) === 'transaction');
  const value = field?.childForFieldName('value');
  const known = value ? scriptValue(value) : undefined;
  return {
    name: node.childForFieldName('name')?.text ?? '',
    span: spanOf(node),
    bodyStart: body.startIndex + 1,
    transaction: field
      ? { value: known?.kind === 'boolean' ? known.value : undefined, span: spanOf(field) }
      : undefined,
  };
}

function fieldName(node: Node | null): string | undefined {
  return (node?.childForFieldName('name') ?? node?.childForFieldName('property'))?.text;
}
