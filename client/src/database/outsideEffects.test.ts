import { expect, it } from 'vitest';
import { outsideFunction } from './outsideEffects.ts';

it.each<[string, string | undefined]>([
  ['SELECT pg_terminate_backend(1)', 'pg_terminate_backend'],
  ['SELECT pg_catalog . PG_RELOAD_CONF /* */ ()', 'PG_RELOAD_CONF'],
  ['SELECT "pg_switch_wal"()', '"pg_switch_wal"'],
  ["SELECT * FROM dblink_exec('dbname=x', 'DELETE FROM t')", 'dblink_exec'],
  ["SELECT lo_export(1, '/tmp/x')", 'lo_export'],
  ["SELECT pg_create_logical_replication_slot('a', 'b')", 'pg_create_logical_replication_slot'],
  ['SELECT pg_promote FROM t', undefined],
  ["SELECT 'pg_promote()' -- pg_promote()", undefined],
  ['SELECT pg_backend_pid(), pg_stat_get_backend_pid(1), lo_get(1)', undefined],
])('%s → %s', (sql, name) => expect(outsideFunction(sql)).toBe(name));
