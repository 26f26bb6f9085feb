/** Which rows a partition takes. Values as they are written. */
export type PartitionBound =
  | { readonly kind: 'default' }
  | { readonly kind: 'list'; readonly values: readonly string[] }
  | { readonly kind: 'range'; readonly from: readonly string[]; readonly to: readonly string[] }
  | { readonly kind: 'hash'; readonly modulus: number; readonly remainder: number };

/** The bound as SQL writes it: `FOR VALUES FROM (1) TO (9)`, `DEFAULT`. */
export function displayBound(bound: PartitionBound): string {
  switch (bound.kind) {
    case 'default':
      return 'DEFAULT';
    case 'list':
      return `FOR VALUES IN (${bound.values.join(', ')})`;
    case 'range':
      return `FOR VALUES FROM (${bound.from.join(', ')}) TO (${bound.to.join(', ')})`;
    case 'hash':
      return `FOR VALUES WITH (MODULUS ${bound.modulus}, REMAINDER ${bound.remainder})`;
  }
}
