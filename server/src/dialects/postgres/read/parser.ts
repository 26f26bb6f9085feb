import type { Node } from '@pgsql/types';
import { hasSqlDetails, loadModule, parseSync } from 'libpg-query';

/** Loads the WebAssembly of the server's parser; must have ended before the first `read`. */
export function loadParser(): Promise<void> {
  return loadModule();
}

export interface ParsedStatement {
  readonly node: Node;
  /** UTF-8 bytes, as the tree has them; length 0 is up to the end. */
  readonly location: number;
  readonly length: number;
}

export type Parsed =
  | { readonly kind: 'tree'; readonly statements: readonly ParsedStatement[] }
  /** `characters`: 0-based position of the error, counted in code points as the server does. */
  | { readonly kind: 'error'; readonly message: string; readonly characters: number }
  /** The parser gave up for a reason that is not the text's grammar: too deep, out of memory, not loaded. */
  | { readonly kind: 'failure' };

const outOfReach = /^(?:memory exhausted|out of memory|stack depth|yacc stack overflow|failed to parse query)/i;

/** The server's parse tree of `text`, or its error. Never throws. */
export function parse(text: string): Parsed {
  try {
    const statements: ParsedStatement[] = [];
    for (const raw of parseSync(text).stmts ?? []) {
      if (raw.stmt) statements.push({ node: raw.stmt, location: raw.stmt_location ?? 0, length: raw.stmt_len ?? 0 });
    }
    return { kind: 'tree', statements };
  } catch (error) {
    if (!hasSqlDetails(error) || outOfReach.test(error.message)) return { kind: 'failure' };
    return { kind: 'error', message: error.message, characters: error.sqlDetails?.cursorPosition ?? 0 };
  }
}
