/** `dbarch --help`. */
export const help = `Database Architect: finds unsafe migrations and SQL anti-patterns, and rewrites them.

Usage: dbarch <command> [paths…] [options]

Commands
  lint [paths…]       analyse files and folders (default: this folder)
  fix [paths…]        apply safe fixes; --review: also those that want a person to read them; --dry-run: print a diff
  explain <file or -> explain each query on a database (--db URL) or on the embedded engine; --analyze runs it
  catalog [paths…]    print the schema that the migrations lead to, as JSON
  rules               list the rules
  lsp                 start the language server on standard input and output

Options of lint and fix
  --format text|json|sarif|github|gitlab|junit   (lint; default text)
  --dialect postgresql|auto                      (default auto)
  --target-version N      the major version of the server, such as 16
  --rule ID=SEVERITY      error, warning, info, hint or off; may be repeated
  --preset recommended|strict|all
  --config FILE           instead of the .dbarch.jsonc found upwards from each file
  --fail-on SEVERITY      error, warning (default), info, hint or never: when lint exits with 1
  --stdin --stdin-filename NAME   read one file from standard input
  --changed[=REF]         only files changed since REF (default: the last commit)
  --jobs N                threads (default: half the number of cores)
  --cache                 keep results in .cache/dbarch and reuse them while nothing changed
  --color, --no-color     (default: only on a terminal)

Options of explain
  --db URL                postgres://…; the password may stand in PGPASSWORD or .pgpass
  --analyze               run each query, read-only
  --allow-data-change     with --analyze: run data changes too, and roll them back
  --migrations FOLDER     what the embedded schema is built from (default: the history found here)
  --seed FILE             run after the migrations

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or unreadable input, 3 internal error.
`;
