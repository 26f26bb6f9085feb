export type Dialect = 'postgresql' | 'mysql' | 'mariadb' | 'sqlite';

/** Major version of the server that the migrations are meant for (PostgreSQL: 11–18). */
export type TargetVersion = number;

/** Assumed where nothing says which PostgreSQL the project runs: the oldest release still supported upstream. */
export const defaultPostgresVersion: TargetVersion = 14;
