import { objectName } from '../../model/defaultName.ts';
import type { QualifiedName } from '../../model/names.ts';

const retired =
  /(^|_)(deprecated|obsolete|retired|unused|old|todrop|to_drop|to_delete|backup|bak|archived|trash)(_?\d+)*(_|$)/i;

/** True for a name that says the thing is on its way out: `orders_deprecated`, `old_orders`, `orders_backup_2024`. */
export function isRetiredName(name: string): boolean {
  return retired.test(name);
}

/** The name under which a table waits to be dropped: `orders_deprecated`. */
export function retiredName(table: QualifiedName): QualifiedName {
  return { ...table, name: objectName(table.name, '', 'deprecated') };
}

/** The name under which a column waits to be dropped: `legacy_deprecated`. */
export function retiredColumnName(column: string): string {
  return objectName(column, '', 'deprecated');
}
