import { type Hover, MarkupKind } from 'vscode-languageserver/node';
import { statementHolding } from '../analysis/statementSearch.ts';
import { dialectSupport } from '../dialects/registry.ts';
import type { Relation } from '../model/catalog.ts';
import { displayName } from '../model/names.ts';
import type { Script, Statement } from '../model/script.ts';
import type { ServerContext } from './context.ts';
import { describeLocks } from './describeLocks.ts';
import { describeRelation } from './describeRelation.ts';
import { nameAt } from './nameAt.ts';
import { rangeOf } from './ranges.ts';

/** On the name of a table: its columns and indexes at that point of the history. On a statement: the locks that it takes. */
export function registerHover(context: ServerContext): void {
  context.connection.onHover(({ textDocument: { uri }, position }, token) =>
    context.answer<Hover | null>('Hover', null, async () => {
      await context.ready;
      const file = context.names.fileOf(uri);
      const document = context.documents.get(uri);
      const analysis = document && (await context.analyse(file, token));
      if (!document || !analysis) return null;
      const offset = document.offsetAt(position);
      const { script } = analysis;
      const statement = statementHolding(script.statements, offset);
      if (!statement) return null;
      const name = nameAt(script.text, offset);
      const relation = name && relationAt(context, file, statement, offset, name);
      const locks = locksOf(context, file, script, statement);
      const parts = [relation && describeRelation(relation), describeLocks(locks, statement)].filter(Boolean);
      if (parts.length === 0) return null;
      return {
        contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') },
        range: rangeOf(document, relation && name ? name.span : statement.span),
      };
    }),
  );
}

function relationAt(
  context: ServerContext,
  file: string,
  statement: Statement,
  offset: number,
  name: NonNullable<ReturnType<typeof nameAt>>,
): Relation | undefined {
  const before = context.workspace.catalogAt(file, offset).relation(name);
  if (before) return before;
  const creates = statement.reading.operations.some(
    (operation) => operation.kind === 'create-table' && displayName(operation.table) === displayName(name),
  );
  return creates ? context.workspace.catalogFor(file).relation(name) : undefined;
}

function locksOf(context: ServerContext, file: string, script: Script, statement: Statement) {
  const catalog = context.workspace.catalogAt(file, statement.span.start);
  const { locks } = dialectSupport(script.dialect);
  return statement.reading.operations.flatMap((operation) => locks(operation, catalog, script.targetVersion));
}
