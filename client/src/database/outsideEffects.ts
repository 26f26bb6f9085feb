import { sqlTokens } from './sqlTokens.ts';

/** Functions of the server and of its extensions whose effect no rollback undoes, and which a read-only transaction lets pass. */
const names = new RegExp(
  `^(?:${[
    'dblink\\w*',
    'lo_(?:export|import)',
    'pg_(?:terminate|cancel)_backend',
    'pg_(?:reload_conf|rotate_logfile|promote|switch_(?:wal|xlog)|create_restore_point|logical_emit_message)',
    'pg_(?:backup_start|backup_stop|start_backup|stop_backup|wal_replay_(?:pause|resume))',
    'pg_(?:create|drop|copy)_\\w*replication_slot|pg_replication_(?:slot_advance|origin_\\w+)|pg_logical_slot_get_\\w+',
    'pg_file_(?:write|unlink|rename|sync)',
    'pg_stat_(?:reset\\w*|statements_reset|force_next_flush)',
    'pg_(?:log_backend_memory_contexts|import_system_collations)',
  ].join('|')})$`,
  'i',
);

/** The function that a statement calls by its name and that acts outside of the transaction, if it calls one. */
export function outsideFunction(sql: string): string | undefined {
  const tokens = sqlTokens(sql);
  const call = tokens.find((token, index) => {
    const name = token.kind === 'quoted-name' ? token.text.slice(1, -1) : token.text;
    return ['word', 'quoted-name'].includes(token.kind) && names.test(name) && tokens[index + 1]?.text === '(';
  });
  return call?.text;
}

/** Why such a statement is not executed. */
export function whyNotExecuted(name: string): string {
  return `${name} acts outside of the transaction: nothing could undo it, so it is not run here. Explain the statement without ANALYZE.`;
}
