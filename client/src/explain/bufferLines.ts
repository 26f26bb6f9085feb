import { fixed } from './fixed.ts';

type Json = Readonly<Record<string, unknown>>;

/** `Buffers:`, `I/O Timings:` and `WAL:` lines from the keys of a node, a worker or the planning. */
export function bufferLines(details: Json): readonly string[] {
  const areas: readonly [label: string, key: string, kinds: readonly string[]][] = [
    ['shared', 'Shared', ['Hit', 'Read', 'Dirtied', 'Written']],
    ['local', 'Local', ['Hit', 'Read', 'Dirtied', 'Written']],
    ['temp', 'Temp', ['Read', 'Written']],
  ];
  const buffers = areas.flatMap(([label, key, kinds]) =>
    group(
      label,
      kinds.map((kind) => [kind.toLowerCase(), details[`${key} ${kind} Blocks`], 0] as const),
    ),
  );
  // The label before PostgreSQL 17 is the server's own: shared and local in one.
  const timed: readonly [label: string, key: string][] = [
    ['Temp I/O Read Time' in details ? 'shared/local' : '', 'I/O'],
    ['shared', 'Shared I/O'],
    ['local', 'Local I/O'],
    ['temp', 'Temp I/O'],
  ];
  const timings = timed.flatMap(([label, key]) =>
    group(
      label,
      ['Read', 'Write'].map((kind) => [kind.toLowerCase(), details[`${key} ${kind} Time`], 3] as const),
    ),
  );
  const wal = group('', [
    ['records', details['WAL Records'], 0],
    ['fpi', details['WAL FPI'], 0],
    ['bytes', details['WAL Bytes'], 0],
    ['buffers full', details['WAL Buffers Full'], 0],
  ]);
  return [line('Buffers', buffers), line('I/O Timings', timings), line('WAL', wal)].flat();
}

function group(label: string, parts: readonly (readonly [name: string, value: unknown, decimals: number])[]): string[] {
  const said = parts.flatMap(([name, value, decimals]) =>
    typeof value === 'number' && value > 0 ? [`${name}=${fixed(value, decimals)}`] : [],
  );
  return said.length === 0 ? [] : [[label, ...said].filter(Boolean).join(' ')];
}

function line(label: string, groups: readonly string[]): string[] {
  return groups.length === 0 ? [] : [`${label}: ${groups.join(', ')}`];
}
