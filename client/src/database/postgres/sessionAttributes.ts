import type { Client } from 'pg';
import { type ConnectionTarget, DatabaseError } from '../database.ts';

const words = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const;

export type SessionAttributes = (typeof words)[number];

/** Which of the target's servers will do. Throws for a word that libpq does not have. */
export function sessionAttributesOf({ targetSessionAttributes: text = 'any' }: ConnectionTarget): SessionAttributes {
  const known = words.find((word) => word === text);
  if (known) return known;
  const message = `"${text}" is not a kind of server: use ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`;
  throw new DatabaseError(message, 'connection-failed');
}

/** Why the server of a connection will not do; undefined where it will. */
export async function whyUnfit(client: Client, wanted: SessionAttributes): Promise<string | undefined> {
  if (wanted === 'any') return undefined;
  const { rows } = await client.query<{ standby: boolean; readonly: boolean }>(
    `SELECT pg_catalog.pg_is_in_recovery() AS standby,
       pg_catalog.current_setting('default_transaction_read_only') = 'on' AS readonly`,
  );
  const [{ standby = false, readonly = false } = {}] = rows;
  const reads = standby || readonly;
  switch (wanted) {
    case 'read-write':
      return reads ? 'it only reads' : undefined;
    case 'read-only':
      return reads ? undefined : 'it can write';
    case 'primary':
      return standby ? 'it is a standby' : undefined;
    case 'standby':
    case 'prefer-standby':
      return standby ? undefined : 'it is not a standby';
  }
}
