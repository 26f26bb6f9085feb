interface Entry<V> {
  readonly key: string;
  readonly value: V;
  /** When the key was added: the entries are given in this order. */
  readonly order: number;
}

type Bucket<V> = readonly Entry<V>[];
type Row<V> = readonly (Bucket<V> | undefined)[];

const width = 32;

/**
 * An immutable map whose changed copies share what did not change: a history of thousands of migrations has a state after
 * each of them.
 */
export class SharedMap<V> {
  private readonly rows: readonly (Row<V> | undefined)[];
  private readonly added: number;

  private constructor(rows: readonly (Row<V> | undefined)[], added: number) {
    this.rows = rows;
    this.added = added;
  }

  static empty<V>(): SharedMap<V> {
    return new SharedMap<V>([], 0);
  }

  get(key: string): V | undefined {
    return this.bucket(hashOf(key))?.find((entry) => entry.key === key)?.value;
  }

  has(key: string): boolean {
    return this.bucket(hashOf(key))?.some((entry) => entry.key === key) ?? false;
  }

  /** With the value in place of the key's, or added. */
  with(key: string, value: V): SharedMap<V> {
    const hash = hashOf(key);
    const bucket = this.bucket(hash) ?? [];
    const known = bucket.find((entry) => entry.key === key);
    const entry: Entry<V> = { key, value, order: known?.order ?? this.added };
    const changed = known ? bucket.map((one) => (one === known ? entry : one)) : [...bucket, entry];
    return new SharedMap(this.replaced(hash, changed), this.added + (known ? 0 : 1));
  }

  without(key: string): SharedMap<V> {
    const hash = hashOf(key);
    const bucket = this.bucket(hash);
    if (!bucket) return this;
    return new SharedMap(
      this.replaced(
        hash,
        bucket.filter((entry) => entry.key !== key),
      ),
      this.added,
    );
  }

  /** In the order in which the keys were added. */
  entries(): readonly (readonly [key: string, value: V])[] {
    const all = this.rows.flatMap((row) => row?.flatMap((bucket) => bucket ?? []) ?? []);
    return all.sort((one, other) => one.order - other.order).map(({ key, value }) => [key, value]);
  }

  private bucket(hash: number): Bucket<V> | undefined {
    return this.rows[Math.floor(hash / width)]?.[hash % width];
  }

  private replaced(hash: number, bucket: Bucket<V>): readonly (Row<V> | undefined)[] {
    const rows = [...this.rows];
    const row = [...(rows[Math.floor(hash / width)] ?? [])];
    row[hash % width] = bucket;
    rows[Math.floor(hash / width)] = row;
    return rows;
  }
}

function hashOf(key: string): number {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  return (hash ^ (hash >>> 15)) & (width * width - 1);
}
