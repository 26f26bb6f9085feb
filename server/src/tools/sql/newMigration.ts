import type { NewFile } from '../../model/finding.ts';
import { fileName, folderOf } from '../paths.ts';
import { snakeName } from '../textEdits.ts';
import type { NewMigration } from './flavour.ts';

/** Lines as the text of a file. */
export function lines(content: readonly string[]): string {
  return `${content.join('\n')}\n`;
}

/** A migration of one file beside the present one, numbered as that is: `0007_add_x.up.sql` → `0008_validate_x.up.sql`. */
export function singleFile(request: NewMigration, content: readonly string[]): readonly NewFile[] | undefined {
  const own = fileName(request.file);
  const number = nextNumber(own, request.siblings, request.offset);
  if (number === undefined) return undefined;
  const extension = /(\.up|\.down)?\.sql$/i.exec(own)?.[0].replace(/\.down/i, '.up') ?? '.sql';
  return [{ file: beside(request.file, `${number}_${shortName(request.name)}${extension}`), text: lines(content) }];
}

/** The folder of a new migration beside that of the present one: `20240101120000_x` → `20240101120001_validate_x`. */
export function nextFolder(request: NewMigration): string | undefined {
  const folder = folderOf(request.file);
  const number = nextNumber(fileName(folder), request.folders, request.offset);
  return number === undefined ? undefined : beside(folder, `${number}_${shortName(request.name)}`);
}

/** Flyway's next version: the number after the present one, or a version below it where that is taken. */
export function nextVersion(request: NewMigration): string | undefined {
  const found = /^V([\d._]*?)(\d+)__/.exec(fileName(request.file));
  if (!found) return undefined;
  const [, prefix = '', digits = ''] = found;
  const next = String(Number(digits) + request.offset).padStart(digits.length, '0');
  const isTaken = request.siblings.some((sibling) => {
    const other = /^V([\d._]*?)(\d+)__/.exec(sibling);
    return other?.[1] === prefix && Number(other[2]) > Number(digits);
  });
  const separator = prefix.includes('_') ? '_' : '.';
  const version = isTaken ? `${prefix}${digits}${separator}${request.offset}` : `${prefix}${next}`;
  return beside(request.file, `V${version}__${shortName(request.name)}.sql`);
}

function beside(path: string, name: string): string {
  const folder = folderOf(path);
  return folder ? `${folder}/${name}` : name;
}

function shortName(words: string): string {
  return snakeName(words).slice(0, 60).replace(/_+$/, '');
}

/** A free number: just after the present one for time stamps, after the last one for counted files. */
function nextNumber(own: string, siblings: readonly string[], offset: number): string | undefined {
  // why: in `2024-01-31-120000_x` the parts are one number; only the last one can count on.
  const prefix = /^(?:\d+-)+(?=\d+_)/.exec(own)?.[0] ?? '';
  const numberOf = (name: string) =>
    name.startsWith(prefix) ? /^\d+/.exec(name.slice(prefix.length))?.[0] : undefined;
  const digits = numberOf(own);
  if (digits === undefined) return undefined;
  const isTimestamp = prefix !== '' || digits.length >= 8;
  const taken = siblings.flatMap((sibling) => numberOf(sibling) ?? []).map(BigInt);
  let number = BigInt(digits);
  if (!isTimestamp) for (const other of taken) if (other > number) number = other;
  const used = new Set(taken.map(String));
  for (let left = offset; left > 0; left--)
    do number += 1n;
    while (used.has(String(number)));
  return prefix + String(number).padStart(digits.length, '0');
}
