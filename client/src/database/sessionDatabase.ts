import { scriptAsCreate } from './createScript/createScript.ts';
import { type Database, DatabaseError, type ScriptProblem } from './database.ts';
import { explainStatement } from './explainStatement.ts';
import { outsideFunction, whyNotExecuted } from './outsideEffects.ts';
import { schemaChildren } from './schemaTree/schemaChildren.ts';
import type { Row, Session, SessionSource } from './session.ts';
import { statementKind } from './statementKind.ts';
import { inTransaction } from './transaction.ts';

/** The part of a `Database` that is the same on every PostgreSQL engine. */
export function sessionDatabase(source: SessionSource, problems: readonly ScriptProblem[]): Database {
  const readCatalog = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
    source.use((session) =>
      // With an empty search path the server writes every name outside pg_catalog with its schema.
      inTransaction(session, source.target, { writable: false, settings: { search_path: '' } }, () => work(session)),
    );
  return {
    target: source.target,
    serverVersion: source.serverVersion,
    serverVersionNumber: source.serverVersionNumber,
    problems,
    query: <R extends Row>(...[sql, parameters, cancellation]: Parameters<Database['query']>) => {
      if (statementKind(sql) !== 'query' && !/^\s*show\s/i.test(sql)) {
        const message = 'Only one SELECT, VALUES, TABLE, WITH or SHOW that changes nothing can be run here.';
        return Promise.reject(new DatabaseError(message, 'refused'));
      }
      const outside = outsideFunction(sql);
      if (outside) return Promise.reject(new DatabaseError(whyNotExecuted(outside), 'refused'));
      return source.use(
        (session) =>
          inTransaction(session, source.target, { writable: false, executes: true }, () =>
            session.run<R>(sql, parameters),
          ),
        cancellation,
      );
    },
    explain: (sql, options, cancellation) => explainStatement(source, sql, options, cancellation),
    children: (node, options) =>
      readCatalog((session) => schemaChildren(session, source.serverVersionNumber, node, options)),
    scriptAsCreate: (node) => readCatalog((session) => scriptAsCreate(session, source.serverVersionNumber, node)),
    close: () => source.close(),
    onClose: (listener) => source.onClose(listener),
  };
}
