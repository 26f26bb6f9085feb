import { quoteIdentifier } from '../../explain/quoteIdentifier.ts';
import type { SchemaScript, ScriptProblem } from '../database.ts';
import { sqlTokens } from '../sqlTokens.ts';

/** Runs one statement; rejects with an error that carries the server's `code`. */
type Run = (sql: string) => Promise<unknown>;

/**
 * Runs the scripts in order, each statement for itself, as far as the engine goes: what fails is reported and undone, and the
 * rest goes on. Inside an explicit transaction a savepoint takes the place of the statement's own transaction.
 */
export async function buildSchema(run: Run, scripts: readonly SchemaScript[]): Promise<readonly ScriptProblem[]> {
  const problems: ScriptProblem[] = [];
  for (const script of scripts) {
    let inTransaction = false;
    for (const [statement, sql] of script.statements.entries()) {
      const words = firstWords(sql);
      const boundary = transactionBoundary(words);
      try {
        if (/^COPY\b.*\bSTDIN\b/.test(words)) throw new Error('Rows that follow COPY … FROM stdin are not loaded');
        if (inTransaction && boundary === undefined) await runInSavepoint(run, sql);
        else await runWithRoles(run, sql);
        if (boundary) inTransaction = boundary === 'begin';
      } catch (error) {
        problems.push({ file: script.file, statement, sql, ...reason(error) });
        if (boundary === 'end') inTransaction = false;
      }
    }
    if (inTransaction) await run('ROLLBACK');
    // The next file starts as a new session would.
    await run('RESET SESSION AUTHORIZATION');
    await run('RESET ALL');
  }
  return problems;
}

async function runInSavepoint(run: Run, sql: string): Promise<void> {
  await run('SAVEPOINT dbarch_statement');
  try {
    await runWithRoles(run, sql, 'ROLLBACK TO SAVEPOINT dbarch_statement');
  } catch (error) {
    await run('ROLLBACK TO SAVEPOINT dbarch_statement');
    throw error;
  }
  // A statement can have released it: savepoints of the script itself, rolled back to from before ours.
  await run('RELEASE SAVEPOINT dbarch_statement').catch(() => undefined);
}

const rolesAtMost = 20;

/** Grants and owners name roles that only the real servers have: the scratch copy makes them up. */
async function runWithRoles(run: Run, sql: string, undo?: string): Promise<void> {
  for (let created = 0; ; created += 1) {
    try {
      await run(sql);
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

function reason(error: unknown): { message: string; sqlState?: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? { message: error.message, sqlState: code } : { message: error.message };
}
