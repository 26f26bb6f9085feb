import type { Column, Index, Relation, Table } from '../model/catalog.ts';
import { displayName, type TypeName } from '../model/names.ts';

/** A table or view as the history leaves it, as Markdown. */
export function describeRelation(relation: Relation): string {
  const title = `**${displayName(relation.name)}** (${relation.kind.replace('-', ' ')})`;
  if (relation.kind !== 'table') return [title, ...list('Indexes', relation.indexes.map(indexText))].join('\n\n');
  const columns = relation.columns.map(columnText);
  if (relation.isPartial) columns.push('… (other columns are not known)');
  return [
    title,
    ['```sql', ...columns, '```'].join('\n'),
    ...list('Indexes', relation.indexes.map(indexText)),
    ...list('Constraints', constraintTexts(relation)),
  ].join('\n\n');
}

/** A type as SQL writes it. */
export function typeText(type: TypeName | undefined): string {
  if (!type) return '';
  const modifiers = type.modifiers.length > 0 ? `(${type.modifiers.join(', ')})` : '';
  return `${type.schema ? `${type.schema}.` : ''}${type.name}${modifiers}${'[]'.repeat(type.arrayDimensions)}`;
}

function columnText(column: Column): string {
  const parts = [
    column.name,
    typeText(column.type),
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
