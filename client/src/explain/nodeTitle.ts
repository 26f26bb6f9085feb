import { quoteIdentifier } from './quoteIdentifier.ts';

type Json = Readonly<Record<string, unknown>>;

/** The first words of a node as the server's text has them: `Parallel Index Scan using orders_pkey on public.orders o`. */
export function nodeTitle(node: Json): string {
  const prefixes = [
    node['Parallel Aware'] === true ? 'Parallel ' : '',
    node['Async Capable'] === true ? 'Async ' : '',
  ].join('');
  return prefixes + operatorName(node) + indexPart(node) + targetPart(node);
}

const modes: Readonly<Record<string, string>> = { Partial: 'Partial ', Finalize: 'Finalize ' };
const aggregates: Readonly<Record<string, string>> = {
  Sorted: 'GroupAggregate',
  Hashed: 'HashAggregate',
  Mixed: 'MixedAggregate',
};

function operatorName(node: Json): string {
  const type = text(node['Node Type']) ?? 'Unknown';
  switch (type) {
    case 'Nested Loop':
    case 'Hash Join':
    case 'Merge Join': {
      const join = text(node['Join Type']) ?? 'Inner';
      if (join === 'Inner') return type;
      return `${type.replace(/ Join$/, '')} ${join} Join`;
    }
    case 'Aggregate':
      return (modes[text(node['Partial Mode']) ?? ''] ?? '') + (aggregates[text(node.Strategy) ?? ''] ?? 'Aggregate');
    case 'SetOp':
      return `${node.Strategy === 'Hashed' ? 'HashSetOp' : 'SetOp'} ${text(node.Command) ?? ''}`.trim();
    case 'ModifyTable':
      return text(node.Operation) ?? type;
    case 'Foreign Scan':
      return node.Operation === undefined || node.Operation === 'Select' ? type : `Foreign ${String(node.Operation)}`;
    case 'Custom Scan':
      return `Custom Scan (${text(node['Custom Plan Provider']) ?? ''})`;
    default:
      return type;
  }
}

function indexPart(node: Json): string {
  const index = text(node['Index Name']);
  if (!index) return '';
  if (node['Node Type'] === 'Bitmap Index Scan') return ` on ${quoteIdentifier(index)}`;
  return `${node['Scan Direction'] === 'Backward' ? ' Backward' : ''} using ${quoteIdentifier(index)}`;
}

const targetKeys = ['Relation Name', 'Function Name', 'CTE Name', 'Table Function Name', 'Tuplestore Name'];

/** ` on public.orders o`, with a blank before it; empty where the node names nothing. */
export function targetPart(node: Json): string {
  if (node['Node Type'] === 'Bitmap Index Scan') return '';
  const name = targetKeys.map((key) => text(node[key])).find((value) => value !== undefined);
  const alias = text(node.Alias);
  if (name === undefined && alias === undefined) return '';
  const schema = text(node.Schema);
  const object = name === undefined ? '' : ` ${schema ? `${quoteIdentifier(schema)}.` : ''}${quoteIdentifier(name)}`;
  return ` on${object}${alias !== undefined && alias !== name ? ` ${quoteIdentifier(alias)}` : ''}`;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
