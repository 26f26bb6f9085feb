import type { Cancellation, ConnectionTarget, ExplainOptions } from '../../client/src/database/database.ts';
import type { RealPostgres } from '../support/realPostgres.ts';

/** A target for a database of the test server: writable, development, without timeouts that could hit by chance. */
export function targetOf(server: RealPostgres, changes: Partial<ConnectionTarget> = {}): ConnectionTarget {
  return {
    id: 'test',
    name: 'Test',
    engine: 'postgresql',
    role: 'development',
    host: server.host,
    port: server.port,
    user: server.user,
    database: 'postgres',
    readOnly: false,
    statementTimeoutMs: 60_000,
    lockTimeoutMs: 10_000,
    ...changes,
  };
}

export const explainOnly: ExplainOptions = {
  analyze: false,
  buffers: true,
  verbose: false,
  settings: true,
  wal: false,
  allowDataChange: false,
};

export const analyze: ExplainOptions = { ...explainOnly, analyze: true };
export const analyzeChange: ExplainOptions = { ...analyze, allowDataChange: true };

/** A cancellation that the test fires itself. */
export function cancellationSource(): Cancellation & { cancel(): void } {
  const listeners: (() => void)[] = [];
  let cancelled = false;
  return {
    get isCancelled() {
      return cancelled;
    },
    onCancel: (listener) => {
      if (cancelled) listener();
      else listeners.push(listener);
    },
    cancel: () => {
      cancelled = true;
      for (const listener of listeners.splice(0)) listener();
    },
  };
}
