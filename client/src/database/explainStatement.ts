import { randomUUID } from 'node:crypto';
import { parsePlan } from '../explain/parsePlan.ts';
import { renderPlanText } from '../explain/renderText.ts';
import { repairPlanJson } from '../explain/repairPlanJson.ts';
import {
  type Cancellation,
  type ConnectionTarget,
  DatabaseError,
  type ExplainOptions,
  type ExplainResult,
} from './database.ts';
import { whyNotExplainable } from './notExplainable.ts';
import { outsideFunction, whyNotExecuted } from './outsideEffects.ts';
import { type NumberedStatement, numberPlaceholders } from './placeholders.ts';
import type { Session, SessionSource } from './session.ts';
import { statementKind, stricterKind } from './statementKind.ts';
import { inTransaction, isStandbyRefusal } from './transaction.ts';

/**
 * Explains one statement with the least power that can answer: without ANALYZE nothing is executed; with ANALYZE a query
 * runs in a read-only transaction, where the server judges; a data change runs only when it is allowed, and is undone.
 * User text is sent only behind `EXPLAIN (…) ` or `PREPARE … AS `, and only through the extended protocol.
 */
export async function explainStatement(
  source: SessionSource,
  sql: string,
  options: ExplainOptions,
  cancellation?: Cancellation,
): Promise<ExplainResult> {
  const kind = stricterKind(statementKind(sql), options.kind);
  if (kind === 'other') throw new DatabaseError(whyNotExplainable(sql), 'not-explainable');
  const statement = numberPlaceholders(sql);
  const generic = statement.count > 0 && (options.parameters ?? []).length === 0;
  if (generic && options.analyze) throw new DatabaseError(unboundParameters(statement.count), 'not-explainable');
  const outside = options.analyze ? outsideFunction(sql) : undefined;
  if (outside) throw new DatabaseError(whyNotExecuted(outside), 'refused');
  if (options.analyze && kind === 'data-change') assertMayWrite(source.target, options);
  const writable = options.analyze && options.allowDataChange && !whyNoWrites(source.target);

  const explain = generic ? explainGenerically : explainOnce;
  const begun = performance.now();
  const { json, text } = await source.use(async (session) => {
    const transact = (mayWrite: boolean) =>
      inTransaction(session, source.target, { writable: mayWrite, executes: options.analyze }, () =>
        explain(source, session, statement, options),
      );
    try {
      return await transact(writable).catch((error: unknown) => {
        // That changes are allowed is no reason to refuse a query.
        if (kind === 'query' && isStandbyRefusal(error)) return transact(false);
        throw error;
      });
    } catch (error) {
      throw inOriginalText(error, statement);
    }
  }, cancellation);
  return {
    sql,
    analyzed: options.analyze,
    rolledBack: writable,
    json,
    text,
    durationMs: performance.now() - begun,
    serverVersion: source.serverVersion,
    genericPlan: generic,
  };
}

interface Plans {
  readonly json: string;
  readonly text: string;
}

async function explainOnce(
  source: SessionSource,
  session: Session,
  statement: NumberedStatement,
  options: ExplainOptions,
): Promise<Plans> {
  const run = async (format: Format) => {
    const prefix = explainPrefix(options, source.serverVersionNumber, format);
    const parameters = statement.count > 0 ? options.parameters : [];
    return planLines(session, prefix + statement.sql, parameters ?? [], prefix.length);
  };
  const json = await run('JSON');
  if (!options.analyze) return { json, text: await run('TEXT') };
  const { plan } = parsePlan(json);
  return { json, text: plan ? renderPlanText(plan) : json };
}

/** Plans for unknown values. A prepared statement does it on every version, and keeps the extended protocol. */
async function explainGenerically(
  source: SessionSource,
  session: Session,
  statement: NumberedStatement,
  options: ExplainOptions,
): Promise<Plans> {
  // Of its own: behind a pooler another client may have left one.
  const name = `dbarch_${randomUUID().replaceAll('-', '')}`;
  const prefix = `PREPARE ${name} AS `;
  if (source.serverVersionNumber >= 120000) {
    await session.run("SELECT pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true)");
  }
  await session.run(prefix + statement.sql, [], { userTextAt: prefix.length });
  // A prepared statement outlives the transaction, also a failed one.
  await session.run('SAVEPOINT dbarch_prepared');
  try {
    return await explainPrepared(source, session, name, options);
  } finally {
    await session.run('ROLLBACK TO SAVEPOINT dbarch_prepared');
    await session.run(`DEALLOCATE ${name}`);
  }
}

async function explainPrepared(
  source: SessionSource,
  session: Session,
  name: string,
  options: ExplainOptions,
): Promise<Plans> {
  const [parameters] = await session.run<{ count: number }>(
    'SELECT pg_catalog.cardinality(parameter_types) AS count FROM pg_catalog.pg_prepared_statements WHERE name = $1',
    [name],
  );
  const values = Array.from({ length: parameters?.count ?? 0 }, () => 'NULL').join(', ');
  const execute = values === '' ? `EXECUTE ${name}` : `EXECUTE ${name}(${values})`;
  // The one setting that differs for sure is ours.
  const quiet = { ...options, settings: false };
  const run = (format: Format) =>
    planLines(session, explainPrefix(quiet, source.serverVersionNumber, format) + execute, []);
  return { json: await run('JSON'), text: await run('TEXT') };
}

type Format = 'JSON' | 'TEXT';

function explainPrefix(options: ExplainOptions, serverVersionNumber: number, format: Format): string {
  const since = (version: number) => serverVersionNumber >= version;
  const { analyze, verbose } = options;
  const buffers = since(130000) || analyze ? `, BUFFERS ${options.buffers}` : '';
  const settings = since(120000) ? `, SETTINGS ${options.settings}` : '';
  const wal = since(130000) && analyze ? `, WAL ${options.wal}` : '';
  return `EXPLAIN (ANALYZE ${analyze}, VERBOSE ${verbose}${buffers}${settings}${wal}, FORMAT ${format}) `;
}

async function planLines(
  session: Session,
  sql: string,
  parameters: readonly unknown[],
  userTextAt?: number,
): Promise<string> {
  const rows = await session.run<{ 'QUERY PLAN': string }>(sql, parameters, { raw: true, userTextAt });
  return repairPlanJson(rows.map((row) => row['QUERY PLAN']).join('\n'));
}

function unboundParameters(count: number): string {
  const parameters = count === 1 ? 'a parameter' : `${count} parameters`;
  return `The statement has ${parameters} without a value, so it cannot be run. Explain it without ANALYZE, or put values in place of the parameters.`;
}

function assertMayWrite(target: ConnectionTarget, options: ExplainOptions): void {
  const reason = whyNoWrites(target);
  if (reason)
    throw new DatabaseError(`EXPLAIN ANALYZE runs the statement, and this one changes data. ${reason}`, 'refused');
  if (!options.allowDataChange) {
    throw new DatabaseError(
      'EXPLAIN ANALYZE runs the statement, and this one changes data. It can be run in a transaction that is rolled back: locks are held until then, and sequences keep their new values.',
      'read-only',
    );
  }
}

/** Why this connection never runs a data change, not even one that is undone. */
function whyNoWrites(target: ConnectionTarget): string | undefined {
  if (target.role === 'production') {
    return `"${target.name}" is a production connection: data changes are never run on it, not even to roll them back. Explain it without ANALYZE.`;
  }
  if (target.readOnly) {
    return `"${target.name}" is read-only: allow changes on this connection first, or explain it without ANALYZE.`;
  }
  return undefined;
}

/** Moves the position of an error from the text with `$1` to the text that the user wrote. */
function inOriginalText(error: unknown, statement: NumberedStatement): unknown {
  if (!(error instanceof DatabaseError) || error.position === undefined) return error;
  return new DatabaseError(error.message, error.code, error.sqlState, statement.original(error.position), {
    cause: error.cause,
  });
}
