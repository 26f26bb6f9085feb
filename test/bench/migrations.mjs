// Generated migration files: everyday statements in the proportions of real histories, different in every file.

const nouns = ['orders', 'customers', 'invoices', 'shipments', 'products', 'payments', 'sessions', 'accounts'];

/** One statement of about 130 bytes; `n` makes it different from every other. */
function statement(n) {
  const table = `${nouns[n % nouns.length]}_${Math.floor(n / 24)}`;
  const other = `${nouns[(n + 3) % nouns.length]}_${Math.floor(n / 24)}`;
  switch (n % 12) {
    case 0:
      return `CREATE TABLE ${table} (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    owner_${n} bigint NOT NULL,\n    title text NOT NULL,\n    created_at timestamptz NOT NULL DEFAULT now()\n);`;
    case 1:
      return `CREATE INDEX ${table}_created_at_${n}_idx ON ${table} (created_at DESC, owner_${n}) WHERE title IS NOT NULL AND owner_${n} > 0;`;
    case 2:
      return `ALTER TABLE ${table} ADD COLUMN note_${n} text NOT NULL DEFAULT 'nothing to say yet about this one', ADD COLUMN seen_${n} boolean;`;
    case 3:
      return `ALTER TABLE ${table} ADD CONSTRAINT ${table}_${n}_fkey FOREIGN KEY (owner_${n}) REFERENCES ${other} (id) ON DELETE CASCADE;`;
    case 4:
      return `INSERT INTO settings (name, value, description) VALUES ('setting_${n}', '${n * 7}', 'The value that release ${n} starts with');`;
    case 5:
      return `SELECT o.id, o.title, count(*) FROM ${table} AS o JOIN ${other} AS c ON c.id = o.owner_${n} WHERE o.created_at > now() GROUP BY 1, 2;`;
    case 6:
      return `ALTER TABLE ${table} ALTER COLUMN title SET NOT NULL, ALTER COLUMN owner_${n} SET DEFAULT ${n}, ALTER COLUMN title SET STATISTICS 500;`;
    case 7:
      return `UPDATE ${table} SET title = 'renamed in release ${n}', created_at = now() WHERE owner_${n} = ${n} AND title <> 'renamed in release ${n}';`;
    case 8:
      return `COMMENT ON COLUMN ${table}.title IS 'What the customer sees in the list of ${table}; changed by release ${n} of the shop, see there';`;
    case 9:
      return `ALTER TABLE ${table} ADD CONSTRAINT ${table}_${n}_check CHECK (owner_${n} > 0 AND length(title) BETWEEN 1 AND ${(n % 200) + 10});`;
    case 10:
      return `DELETE FROM ${other} WHERE id IN (SELECT owner_${n} FROM ${table} WHERE created_at < now() - interval '${(n % 30) + 1} days' LIMIT 1000);`;
    default:
      return `CREATE OR REPLACE VIEW ${table}_${n}_view AS SELECT id, title, created_at FROM ${table} WHERE owner_${n} IS NOT NULL ORDER BY title;`;
  }
}

/** `count` statements, starting with number `first`. */
export function migration(count, first = 0) {
  const statements = [];
  for (let n = first; n < first + count; n += 1) statements.push(statement(n));
  return `${statements.join('\n\n')}\n`;
}
