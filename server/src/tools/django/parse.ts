import type { Node } from 'web-tree-sitter';
import type { HostComment } from '../../model/script.ts';
import type { Span } from '../../model/span.ts';
import type { Steps } from '../../model/steps.ts';
import { listedNodes, pythonCall, pythonValue, spanOf } from '../host/python.ts';
import { type HostCall, type HostValue, lastOf } from '../host/value.ts';
import { walk } from '../host/walk.ts';
import { isOperation } from './operations.ts';

/** A Django migration file as plain data. */
export interface MigrationModule {
  /** In order; an entry of the list that is no call is kept as it is. */
  readonly operations: readonly HostValue[];
  /** The `operations` list with its brackets, where it is one. */
  readonly list?: Span;
  readonly atomic?: { readonly value: boolean | undefined; readonly span: Span };
  readonly dependencies: readonly HostValue[];
  /** `replaces = [...]`: a squashed migration. */
  readonly replaces: readonly HostValue[];
  readonly constants: ReadonlyMap<string, HostValue>;
  /** SQL run in the functions of the file, by function. */
  readonly functions: ReadonlyMap<string, readonly ExecuteCall[]>;
  readonly imports: readonly ImportStatement[];
  readonly comments: readonly HostComment[];
  /** The first statement in the class, to put attributes before. */
  readonly classBody?: Span;
  readonly broken: readonly Span[];
}

/** `cursor.execute(sql, params)` or the like. */
export interface ExecuteCall {
  readonly call: HostCall;
  readonly host: Span;
}

export interface ImportStatement {
  readonly span: Span;
  /** `django.contrib.postgres.operations` of `from … import …`; undefined for `import …`. */
  readonly module?: string;
  readonly names: readonly string[];
  /** After the last name, where another one can be put. */
  readonly end: number;
}

interface Collected {
  /** In order, each read when it is asked for: there may be thousands. */
  readonly operations: (() => HostValue)[];
  list?: Span;
  atomic?: MigrationModule['atomic'];
  dependencies: readonly HostValue[];
  replaces: readonly HostValue[];
  readonly constants: Map<string, HostValue>;
  readonly functions: Map<string, ExecuteCall[]>;
  readonly imports: ImportStatement[];
  readonly comments: HostComment[];
  classBody?: Span;
  readonly broken: Span[];
}

/** Collects what a migration says from its syntax tree. Operations outside of a whole list are found too. */
export function* parseModule(root: Node, text: string): Steps<MigrationModule> {
  const found: Collected = {
    operations: [],
    dependencies: [],
    replaces: [],
    constants: new Map(),
    functions: new Map(),
    imports: [],
    comments: [],
    broken: [],
  };
  yield* walk<Place>(root, {}, (node, place) => visit(node, place, found));
  const operations: HostValue[] = [];
  for (const read of found.operations) {
    yield;
    operations.push(read());
  }
  // why: the class around it is gone from the tree of a half-typed file.
  const atomic = found.atomic ?? (found.broken.length > 0 ? atomicIn(text) : undefined);
  return { ...found, operations, atomic };
}

function atomicIn(text: string): MigrationModule['atomic'] {
  const line = /^[ \t]+(atomic\s*=\s*False)\b/m.exec(text);
  if (!line?.[1]) return undefined;
  const start = line.index + line[0].indexOf(line[1]);
  return { value: false, span: { start, end: start + line[1].length } };
}

interface Place {
  /** The function that the node is in. */
  readonly owner?: string;
}

/** The place of what is in the node; undefined where nothing in it matters. */
function visit(node: Node, place: Place, found: Collected): Place | undefined {
  const { owner } = place;
  switch (node.type) {
    case 'comment':
      found.comments.push({ span: spanOf(node), text: node.text.replace(/^#+/, '').trim() });
      return undefined;
    case 'ERROR':
      found.broken.push(spanOf(node));
      break;
    case 'import_statement':
    case 'import_from_statement':
      found.imports.push(importOf(node));
      return undefined;
    case 'class_definition': {
      const body = node.childForFieldName('body');
      const first = body?.namedChildren.find((child) => child?.type !== 'comment');
      if (first && node.childForFieldName('name')?.text === 'Migration') found.classBody = spanOf(first);
      break;
    }
    case 'function_definition':
      return { owner: owner ?? node.childForFieldName('name')?.text ?? '' };
    case 'assignment':
      if (owner === undefined && assign(node, found)) {
        visitComments(node, found);
        return undefined;
      }
      rememberConstant(node, found);
      // why: operations kept in a variable run where the variable is named.
      if (owner === undefined && !node.hasError) {
        visitComments(node, found);
        return undefined;
      }
      break;
    case 'augmented_assignment':
      if (owner === undefined && node.childForFieldName('left')?.text === 'operations') {
        const value = node.childForFieldName('right');
        if (value) addOperations(listItems(pythonValue(value)), found);
        return undefined;
      }
      break;
    case 'call':
      if (owner === undefined) {
        const call = pythonCall(node);
        if (isOperation(call.callee)) {
          addOperations([call], found);
          visitComments(node, found);
          return undefined;
        }
      } else if (isExecute(node)) {
        const host = node.parent?.type === 'expression_statement' ? spanOf(node.parent) : spanOf(node);
        const calls = found.functions.get(owner) ?? [];
        calls.push({ call: pythonCall(node), host });
        found.functions.set(owner, calls);
      }
      break;
  }
  return place;
}

function addOperations(values: readonly HostValue[], found: Collected): void {
  for (const value of values) found.operations.push(() => value);
}

/** Comments inside a part that is read as a value. */
function visitComments(node: Node, found: Collected): void {
  for (const comment of node.descendantsOfType('comment'))
    if (comment) found.comments.push({ span: spanOf(comment), text: comment.text.replace(/^#+/, '').trim() });
}

/** Takes the attributes of the Migration class; false for other names. */
function assign(node: Node, found: Collected): boolean {
  const name = node.childForFieldName('left')?.text;
  const right = node.childForFieldName('right');
  if (!right) return false;
  switch (name) {
    case 'operations': {
      if (right.type === 'list') {
        found.list = spanOf(right);
        for (const item of listedNodes(right)) found.operations.push(() => pythonValue(item));
        return true;
      }
      const value = pythonValue(right);
      addOperations(listItems(value), found);
      if (value.kind === 'list') found.list = value.span;
      return value.kind === 'list' || value.kind === 'operator';
    }
    case 'dependencies':
      found.dependencies = listItems(pythonValue(right));
      return true;
    case 'replaces':
      found.replaces = listItems(pythonValue(right));
      return true;
    case 'atomic': {
      const value = pythonValue(right);
      found.atomic = { value: value.kind === 'boolean' ? value.value : undefined, span: spanOf(node) };
      return true;
    }
    default:
      return false;
  }
}

function listItems(value: HostValue): readonly HostValue[] {
  if (value.kind === 'list') return value.items;
  if (value.kind !== 'operator' || !value.left) return [];
  return [...listItems(value.left), ...listItems(value.right)];
}

function rememberConstant(node: Node, found: Collected): void {
  const name = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (name?.type !== 'identifier' || !right || found.constants.has(name.text)) return;
  const value = pythonValue(right);
  if (value.kind !== 'other') found.constants.set(name.text, value);
}

function isExecute(node: Node): boolean {
  const callee = node.childForFieldName('function');
  if (callee?.type !== 'attribute') return false;
  const method = callee.childForFieldName('attribute')?.text;
  const target = callee.childForFieldName('object')?.text ?? '';
  return (
    method === 'execute' &&
    /^(cursor|c|cur|schema_editor|connection|conn|editor)$|cursor|schema_editor/i.test(lastOf(target))
  );
}

function importOf(node: Node): ImportStatement {
  const module = node.type === 'import_from_statement' ? node.childForFieldName('module_name') : null;
  const names = node.namedChildren.filter(
    (child): child is Node => child !== null && child.type !== 'comment' && child.id !== module?.id,
  );
  return {
    span: spanOf(node),
    module: module?.text,
    names: names.map((name) => name.text),
    end: names.at(-1)?.endIndex ?? node.endIndex,
  };
}
