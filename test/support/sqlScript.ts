import { postgres } from '../../server/src/dialects/postgres/postgres.ts';
import type { Direction, Script, Statement, TransactionScope } from '../../server/src/model/script.ts';

interface ScriptOptions {
  readonly file?: string;
  readonly version?: number;
  readonly transaction?: TransactionScope;
  /** Text after this line is of direction `down`. */
  readonly downMarker?: string;
}

/** SQL as a script of a history, read with the real reader; `loadPostgresParser` must have ended. */
export function sqlScript(text: string, options: ScriptOptions = {}): Script {
  const version = options.version ?? 18;
  const downFrom = options.downMarker ? text.indexOf(options.downMarker) : -1;
  const statements = postgres.split(text).segments.flatMap((segment) => {
    if (segment.kind !== 'statement') return [];
    const direction: Direction = downFrom >= 0 && segment.span.start >= downFrom ? 'down' : 'up';
    return statementsOf(text, segment.span.start, segment.span.end, direction, version);
  });
  return {
    file: options.file ?? '1.sql',
    text,
    tool: 'sql',
    dialect: 'postgresql',
    targetVersion: version,
    isMigration: true,
    transaction: options.transaction ?? 'none',
    statements,
    comments: [],
    problems: [],
  };
}

function statementsOf(text: string, start: number, end: number, direction: Direction, version: number): Statement[] {
  const sql = text.slice(start, end);
  const reading = postgres.read(sql, version);
  const holder: Statement = { span: { start, end }, text: sql, reading, direction, form: 'sql' };
  const inside = reading.body.map(
    (body): Statement => ({
      span: { start: start + body.span.start, end: start + body.span.end },
      text: body.text,
      reading: body.reading,
      direction,
      form: 'sql',
      inBodyOf: holder,
    }),
  );
  return [holder, ...inside];
}
