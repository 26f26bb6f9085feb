import type { QualifiedName } from '../../../model/names.ts';
import type { DataOperation } from '../../../model/operation.ts';

/** Collects, while a statement's queries are read, which tables they read, write and lock rows of. */
export class TablesRead {
  readonly read: QualifiedName[] = [];
  /** WITH comes before the command that it belongs to. */
  readonly written: { readonly kind: DataOperation['kind']; readonly table: QualifiedName }[] = [];
  locksRows = false;
  /** Names of common table expressions in force: they are no tables. */
  private readonly hidden: string[] = [];

  reads(table: QualifiedName): void {
    if (table.schema !== undefined || !this.hidden.includes(table.name)) this.read.push(table);
  }

  writes(kind: DataOperation['kind'], table: QualifiedName): void {
    this.written.push({ kind, table });
  }

  /** A common table expression of that name is in force until the enclosing `scope` ends. */
  hide(name: string): void {
    this.hidden.push(name);
  }

  /** Runs `read`; names hidden meanwhile are forgotten afterwards. */
  scope<Result>(read: () => Result): Result {
    const depth = this.hidden.length;
    const result = read();
    this.hidden.length = depth;
    return result;
  }
}

/** Each name once, in order. */
export function distinctNames(names: readonly QualifiedName[]): QualifiedName[] {
  if (names.length < 2) return [...names];
  const found = new Map<string, QualifiedName>();
  for (const name of names) found.set(`${name.schema ?? ''}.${name.name}`, name);
  return [...found.values()];
}
