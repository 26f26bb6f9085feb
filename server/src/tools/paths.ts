/** The last part of a path or URI: `0001_x.sql`. */
export function fileName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** The path without its last part and the slash before it; empty where there is none. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** The same text with every run of digits padded, so that comparing strings compares numbers: `2_a` before `10_a`. */
export function naturalKey(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(20, '0'));
}

/** Whether one of the folders above the file is called like a folder of migrations. */
export function liesInMigrationsFolder(file: string): boolean {
  return /(^|\/)(migrations?|migrate|_migrations|versions|changelogs?|changesets?|schema[-_]?changes|db\/updates?)\//i.test(
    file,
  );
}
