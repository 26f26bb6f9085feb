import type { SchemaScript } from '../../../../server/src/model/schemaScript.ts';
import { quoteIdentifier } from '../../explain/quoteIdentifier.ts';
import { sqlTokens } from '../sqlTokens.ts';
import { copyFromDevice, failedRow } from './copyRows.ts';

/** A statement that the engine refused, by its place among the scripts. Plain data: it is kept with the built schema. */
export interface RefusedStatement {
  readonly script: number;
  readonly statement: number;
  /** The row of COPY that was refused, from 0. */
  readonly row?: number;
  readonly message: string;
  readonly sqlState?: string;
}

/** Runs one statement, with the rows that COPY reads; rejects with an error that carries the server's `code` and `where`. */
type Run = (sql: string, rows?: string) => Promise<unknown>;

/**
 * Runs the scripts in order, each statement for itself, as far as the engine goes: what fails is reported and undone, and the
 * rest goes on. Inside an explicit transaction a savepoint takes the place of the statement's own transaction.
 */
export async function buildSchema(
  run: Run,
  scripts: readonly SchemaScript[],
  onScript: (done: number) => void = () => undefined,
): Promise<readonly RefusedStatement[]> {
  const refused: RefusedStatement[] = [];
  for (const [index, script] of scripts.entries()) {
    onScript(index);
    let inTransaction = false;
    for (const [statement, { sql, rows }] of script.statements.entries()) {
      const boundary = transactionBoundary(firstWords(sql));
      const copy = copyFromDevice(sql);
      const runStatement = () => (copy === undefined ? run(sql) : run(copy, rows?.text ?? ''));
      try {
        if (inTransaction && boundary === undefined) await runInSavepoint(run, runStatement);
        else await runWithRoles(run, runStatement);
        if (boundary) inTransaction = boundary === 'begin';
      } catch (error) {
        refused.push({ script: index, statement, ...refusal(error) });
        if (boundary === 'end') inTransaction = false;
      }
    }
    if (inTransaction) await run('ROLLBACK');
    // The next file starts as a new session would.
    await run('RESET SESSION AUTHORIZATION');
    await run('RESET ALL');
  }
  return refused;
}

async function runInSavepoint(run: Run, statement: () => Promise<unknown>): Promise<void> {
  await run('SAVEPOINT dbarch_statement');
  try {
    await runWithRoles(run, statement, 'ROLLBACK TO SAVEPOINT dbarch_statement');
  } catch (error) {
    await run('ROLLBACK TO SAVEPOINT dbarch_statement');
    throw error;
  }
  // A statement can have released it: savepoints of the script itself, rolled back to from before ours.
  await run('RELEASE SAVEPOINT dbarch_statement').catch(() => undefined);
}

const rolesAtMost = 20;

/** Grants and owners name roles that only the real servers have: the scratch copy makes them up. */
async function runWithRoles(run: Run, statement: () => Promise<unknown>, undo?: string): Promise<void> {
  for (let created = 0; ; created += 1) {
    try {
      await statement();
      return;
    } catch (error) {
      const { message, sqlState } = reason(error);
      const role = /^role "(.+)" does not exist$/s.exec(message)?.[1];
      if (sqlState !== '42704' || role === undefined || created === rolesAtMost) throw error;
      if (undo) await run(undo);
      await run(`CREATE ROLE ${quoteIdentifier(role)}`);
    }
  }
}

function transactionBoundary(words: string): 'begin' | 'end' | undefined {
  if (/^(BEGIN|START TRANSACTION)\b/.test(words)) return 'begin';
  if (/^(COMMIT|END|ABORT|ROLLBACK)\b/.test(words) && !/^ROLLBACK\b.*\bTO\b/.test(words)) return 'end';
  return undefined;
}

function firstWords(sql: string): string {
  return sqlTokens(sql.slice(0, 2000))
    .filter((token) => token.kind === 'word')
    .map((token) => token.text.toUpperCase())
    .join(' ');
}

/** A refused row of COPY is told in the context of the server's error. */
function refusal(error: unknown): Pick<RefusedStatement, 'message' | 'sqlState' | 'row'> {
  const { message, sqlState, context } = reason(error);
  const row = failedRow(context);
  return row === undefined ? { message, sqlState } : { message: `${message} (${context})`, sqlState, row };
}

interface Reason {
  readonly message: string;
  readonly sqlState?: string;
  readonly context?: string;
}

function reason(error: unknown): Reason {
  if (!(error instanceof Error)) return { message: String(error) };
  const text = (key: string): string | undefined => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === 'string' ? value : undefined;
  };
  return { message: error.message, sqlState: text('code'), context: text('where') };
}
