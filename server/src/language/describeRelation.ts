import type { Column, Index, Relation, Table } from '../model/catalog.ts';
import { displayName, displayType } from '../model/names.ts';
import { displayBound } from '../model/partitionBound.ts';

/** A table or view as the history leaves it, as Markdown. */
export function describeRelation(relation: Relation): string {
  const title = `**${displayName(relation.name)}** (${relation.kind.replace('-', ' ')})`;
  if (relation.kind !== 'table') return [title, ...list('Indexes', relation.indexes.map(indexText))].join('\n\n');
  const columns = relation.columns.map(columnText);
  if (relation.isPartial) columns.push('… (other columns are not known)');
  const { partitionOf, bound } = relation;
  return [
    title,
    ...(partitionOf ? [`Partition of ${displayName(partitionOf)}${bound ? ` ${displayBound(bound)}` : ''}`] : []),
    ['```sql', ...columns, '```'].join('\n'),
    ...list('Indexes', relation.indexes.map(indexText)),
    ...list('Constraints', constraintTexts(relation)),
  ].join('\n\n');
}

function columnText(column: Column): string {
  const parts = [
    column.name,
    column.type && displayType(column.type),
    column.notNull && 'NOT NULL',
    column.identity && `GENERATED ${column.identity === 'always' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`,
    column.generated && `GENERATED (${column.generated})`,
    column.default && 'DEFAULT …',
  ];
  return parts.filter(Boolean).join(' ');
}

function indexText(index: Index): string {
  const columns = index.elements.map((element) => element.column ?? '(expression)').join(', ');
  return `\`${index.name}\`${index.unique ? ' unique' : ''} ${index.method} (${columns})${index.partial ? ' partial' : ''}`;
}

function constraintTexts(table: Table): string[] {
  return table.constraints
    .filter(({ definition }) => definition.kind !== 'unique' && definition.kind !== 'primary-key')
    .map(({ name, definition, valid }) => `\`${name}\` ${definition.kind}${valid ? '' : ' (not valid)'}`);
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:\n${lines.map((line) => `- ${line}`).join('\n')}`];
}
