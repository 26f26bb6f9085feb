/** Syntax that came with a major version, as the words (or symbols) that it is told by. */
export interface Syntax {
  readonly feature: string;
  readonly since: number;
  /** Tokens in a row, lower case; `*` stands for any one token or bracketed group. */
  readonly tokens: readonly string[];
  /** Words of which the statement must begin with one. */
  readonly commands?: readonly string[];
  /** The word that must come second, as in `ALTER VIEW`. */
  readonly object?: string;
  /** The symbol that must follow. */
  readonly before?: string;
}

const make = ['create', 'alter'];

/** What the words alone tell, by the release that brought it. Everything that the grammar of 18 reads and 11 does not. */
export const syntaxes: readonly Syntax[] = [
  { feature: 'REINDEX CONCURRENTLY', since: 12, tokens: ['concurrently'], commands: ['reindex'] },
  { feature: 'AS MATERIALIZED', since: 12, tokens: ['as', 'materialized'], before: '(' },
  { feature: 'AS NOT MATERIALIZED', since: 12, tokens: ['as', 'not', 'materialized'] },
  { feature: 'AND CHAIN', since: 12, tokens: ['and', 'chain'], commands: ['commit', 'rollback', 'end', 'abort'] },
  { feature: 'CREATE OR REPLACE AGGREGATE', since: 12, tokens: ['or', 'replace', 'aggregate'], commands: ['create'] },
  { feature: 'INCLUDING GENERATED', since: 12, tokens: ['including', 'generated'], commands: ['create'] },
  { feature: 'vacuum_index_cleanup', since: 12, tokens: ['vacuum_index_cleanup'], commands: make },
  { feature: 'vacuum_truncate', since: 12, tokens: ['vacuum_truncate'], commands: make },

  { feature: 'DROP EXPRESSION', since: 13, tokens: ['drop', 'expression'], commands: ['alter'] },
  { feature: 'WITH TIES', since: 13, tokens: ['with', 'ties'] },
  { feature: 'DROP DATABASE … WITH (FORCE)', since: 13, tokens: ['force'], commands: ['drop'], object: 'database' },
  {
    feature: 'ALTER VIEW … RENAME COLUMN',
    since: 13,
    tokens: ['rename', 'column'],
    commands: ['alter'],
    object: 'view',
  },
  { feature: 'ALTER TYPE … SET', since: 13, tokens: ['set'], commands: ['alter'], object: 'type', before: '(' },
  { feature: 'SET STATISTICS', since: 13, tokens: ['set', 'statistics'], commands: ['alter'], object: 'statistics' },
  { feature: 'NO DEPENDS ON EXTENSION', since: 13, tokens: ['no', 'depends', 'on'], commands: ['alter'] },
  { feature: 'IS NORMALIZED', since: 13, tokens: ['is', 'normalized'] },
  { feature: 'deduplicate_items', since: 13, tokens: ['deduplicate_items'], commands: make },
  {
    feature: 'autovacuum_vacuum_insert_threshold',
    since: 13,
    tokens: ['autovacuum_vacuum_insert_threshold'],
    commands: make,
  },
  {
    feature: 'autovacuum_vacuum_insert_scale_factor',
    since: 13,
    tokens: ['autovacuum_vacuum_insert_scale_factor'],
    commands: make,
  },
  { feature: 'publish_via_partition_root', since: 13, tokens: ['publish_via_partition_root'], commands: make },

  {
    feature: 'DETACH PARTITION CONCURRENTLY',
    since: 14,
    tokens: ['partition', '*', 'concurrently'],
    commands: ['alter'],
  },
  { feature: 'DETACH PARTITION FINALIZE', since: 14, tokens: ['partition', '*', 'finalize'], commands: ['alter'] },
  { feature: 'CREATE OR REPLACE TRIGGER', since: 14, tokens: ['or', 'replace', 'trigger'], commands: ['create'] },
  { feature: 'COMPRESSION', since: 14, tokens: ['set', 'compression'], commands: ['alter'] },
  { feature: 'INCLUDING COMPRESSION', since: 14, tokens: ['including', 'compression'], commands: ['create'] },
  { feature: 'GROUP BY DISTINCT', since: 14, tokens: ['group', 'by', 'distinct'] },
  { feature: 'BEGIN ATOMIC', since: 14, tokens: ['begin', 'atomic'], commands: ['create'] },
  { feature: 'SEARCH DEPTH FIRST', since: 14, tokens: ['search', 'depth', 'first', 'by'] },
  { feature: 'SEARCH BREADTH FIRST', since: 14, tokens: ['search', 'breadth', 'first', 'by'] },
  {
    feature: 'ADD PUBLICATION',
    since: 14,
    tokens: ['add', 'publication'],
    commands: ['alter'],
    object: 'subscription',
  },
  {
    feature: 'DROP PUBLICATION',
    since: 14,
    tokens: ['drop', 'publication'],
    commands: ['alter'],
    object: 'subscription',
  },

  { feature: 'NULLS NOT DISTINCT', since: 15, tokens: ['nulls', 'not', 'distinct'] },
  { feature: 'MERGE', since: 15, tokens: ['merge', 'into'] },
  { feature: 'SET ACCESS METHOD', since: 15, tokens: ['set', 'access', 'method'], commands: ['alter'] },
  { feature: 'security_invoker', since: 15, tokens: ['security_invoker'], commands: make },
  { feature: 'TABLES IN SCHEMA', since: 15, tokens: ['tables', 'in', 'schema'], commands: make },
  { feature: 'ON DELETE SET NULL (…)', since: 15, tokens: ['delete', 'set', 'null'], commands: make, before: '(' },
  {
    feature: 'ON DELETE SET DEFAULT (…)',
    since: 15,
    tokens: ['delete', 'set', 'default'],
    commands: make,
    before: '(',
  },
  { feature: 'UNLOGGED SEQUENCE', since: 15, tokens: ['unlogged', 'sequence'], commands: ['create'] },
  { feature: 'SET LOGGED', since: 15, tokens: ['set', 'logged'], commands: ['alter'], object: 'sequence' },
  { feature: 'SET UNLOGGED', since: 15, tokens: ['set', 'unlogged'], commands: ['alter'], object: 'sequence' },
  { feature: 'GRANT … ON PARAMETER', since: 15, tokens: ['on', 'parameter'], commands: ['grant', 'revoke'] },
  { feature: 'REFRESH COLLATION VERSION', since: 15, tokens: ['refresh', 'collation', 'version'], commands: ['alter'] },
  {
    feature: 'ALTER SUBSCRIPTION … SKIP',
    since: 15,
    tokens: ['skip'],
    commands: ['alter'],
    object: 'subscription',
    before: '(',
  },

  { feature: 'SET STORAGE DEFAULT', since: 16, tokens: ['set', 'storage', 'default'], commands: ['alter'] },
  { feature: 'GRANT … WITH INHERIT', since: 16, tokens: ['with', 'inherit'], commands: ['grant'] },
  { feature: 'GRANT … WITH SET', since: 16, tokens: ['with', 'set'], commands: ['grant'] },
  { feature: 'GRANT … WITH ADMIN TRUE', since: 16, tokens: ['with', 'admin', 'true'], commands: ['grant'] },
  { feature: 'GRANT … WITH ADMIN FALSE', since: 16, tokens: ['with', 'admin', 'false'], commands: ['grant'] },
  { feature: 'REVOKE INHERIT OPTION', since: 16, tokens: ['inherit', 'option', 'for'], commands: ['revoke'] },
  { feature: 'REVOKE SET OPTION', since: 16, tokens: ['set', 'option', 'for'], commands: ['revoke'] },
  { feature: 'IS JSON', since: 16, tokens: ['is', 'json'] },
  { feature: 'IS NOT JSON', since: 16, tokens: ['is', 'not', 'json'] },

  { feature: 'SET EXPRESSION', since: 17, tokens: ['set', 'expression'], commands: ['alter'] },
  { feature: 'MERGE … WHEN NOT MATCHED BY SOURCE', since: 17, tokens: ['matched', 'by', 'source'] },
  { feature: 'SET ACCESS METHOD DEFAULT', since: 17, tokens: ['access', 'method', 'default'], commands: ['alter'] },
  { feature: 'SET STATISTICS DEFAULT', since: 17, tokens: ['set', 'statistics', 'default'], commands: ['alter'] },
  { feature: 'AT LOCAL', since: 17, tokens: ['at', 'local'] },
  { feature: 'ON LOGIN', since: 17, tokens: ['on', 'login'], commands: ['create'], object: 'event' },

  { feature: 'NOT ENFORCED', since: 18, tokens: ['not', 'enforced'], commands: make },
  { feature: 'ENFORCED', since: 18, tokens: ['alter', 'constraint', '*', 'enforced'], commands: ['alter'] },
  {
    feature: 'INHERIT of a constraint',
    since: 18,
    tokens: ['alter', 'constraint', '*', 'inherit'],
    commands: ['alter'],
  },
  {
    feature: 'NO INHERIT of a constraint',
    since: 18,
    tokens: ['alter', 'constraint', '*', 'no', 'inherit'],
    commands: ['alter'],
  },
  { feature: 'WITHOUT OVERLAPS', since: 18, tokens: ['without', 'overlaps'], commands: make },
  { feature: 'RETURNING WITH', since: 18, tokens: ['returning', 'with'], before: '(' },
  { feature: 'ON LARGE OBJECTS', since: 18, tokens: ['large', 'objects'], commands: ['alter'] },
  { feature: 'publish_generated_columns', since: 18, tokens: ['publish_generated_columns'], commands: make },
  {
    feature: 'autovacuum_vacuum_max_threshold',
    since: 18,
    tokens: ['autovacuum_vacuum_max_threshold'],
    commands: make,
  },
  { feature: 'VACUUM ONLY', since: 18, tokens: ['only'], commands: ['vacuum'] },
  { feature: 'ANALYZE ONLY', since: 18, tokens: ['only'], commands: ['analyze'] },
];

/** Options of a command, written in its brackets or, of databases, after the name. */
export const newOptions: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  explain: { settings: 12, wal: 13, generic_plan: 16, memory: 17, serialize: 17 },
  vacuum: {
    skip_locked: 12,
    index_cleanup: 12,
    truncate: 12,
    parallel: 13,
    process_toast: 14,
    process_main: 16,
    skip_database_stats: 16,
    only_database_stats: 16,
    buffer_usage_limit: 16,
  },
  analyze: { skip_locked: 12, buffer_usage_limit: 16 },
  reindex: { tablespace: 14 },
  cluster: { verbose: 14 },
  copy: { default: 16, on_error: 17, log_verbosity: 17, reject_limit: 18 },
  subscription: {
    binary: 14,
    streaming: 14,
    two_phase: 15,
    disable_on_error: 15,
    origin: 16,
    password_required: 16,
    run_as_owner: 16,
    failover: 17,
  },
  collation: { deterministic: 12, rules: 16 },
  database: {
    locale: 13,
    strategy: 15,
    locale_provider: 15,
    icu_locale: 15,
    collation_version: 15,
    oid: 15,
    icu_rules: 16,
    builtin_locale: 17,
  },
};

/** Settings that a server without them refuses to set. */
export const newSettings: Readonly<Record<string, number>> = {
  default_table_access_method: 12,
  plan_cache_mode: 12,
  logical_decoding_work_mem: 13,
  maintenance_io_concurrency: 13,
  hash_mem_multiplier: 13,
  default_toast_compression: 14,
  enable_memoize: 14,
  idle_session_timeout: 14,
  track_wal_io_timing: 14,
  recursive_worktable_factor: 15,
  createrole_self_grant: 16,
  reserved_connections: 16,
  event_triggers: 17,
  transaction_timeout: 17,
  file_copy_method: 18,
};
