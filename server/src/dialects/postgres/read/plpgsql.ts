import type { Span } from '../../../model/span.ts';
import { tokenKind } from '../lexer.ts';
import type { Source } from './source.ts';
import { stringContent, withoutDoubledQuotes } from './stringContent.ts';

/** A statement found in a body: where it stands in the holder's text, and its text with what is not SQL blanked out. */
export interface Embedded {
  readonly span: Span;
  readonly text: string;
}

/** Words that begin a SQL statement in PL/pgSQL. */
const sqlWords: ReadonlySet<string> = new Set([
  'alter',
  'analyze',
  'call',
  'cluster',
  'comment',
  'commit',
  'copy',
  'create',
  'delete',
  'discard',
  'do',
  'drop',
  'explain',
  'grant',
  'import',
  'insert',
  'listen',
  'lock',
  'merge',
  'notify',
  'prepare',
  'reassign',
  'refresh',
  'reindex',
  'reset',
  'revoke',
  'rollback',
  'savepoint',
  'security',
  'select',
  'set',
  'show',
  'table',
  'truncate',
  'update',
  'vacuum',
  'values',
  'with',
]);

const queryWords: ReadonlySet<string> = new Set([
  'delete',
  'insert',
  'merge',
  'select',
  'table',
  'update',
  'values',
  'with',
]);

/** The statements between semicolons, from the token `first` to before `end`. */
export function statementsBetween(source: Source, first: number, end: number): Embedded[] {
  const found: Embedded[] = [];
  let start = first;
  for (let index = first; index <= end; index = source.after(index)) {
    if (index < end && !source.is(index, ';')) continue;
    const word = source.word(start);
    if (start < index) {
      if (word === 'return') found.push(...queriesIn(source, start, index));
      else found.push(embedded(source, start, index - 1));
    }
    start = index + 1;
  }
  return found;
}

function embedded(source: Source, first: number, last: number, blanks: readonly Span[] = []): Embedded {
  const span = source.span(first, last);
  let text = source.text.slice(span.start, span.end);
  for (const { start, end } of blanks) {
    text = text.slice(0, start - span.start) + ' '.repeat(end - start) + text.slice(end - span.start);
  }
  return { span, text };
}

/** The queries in parentheses anywhere between the token `first` and before `end`: `EXISTS (SELECT …)`. */
function queriesIn(source: Source, first: number, end: number): Embedded[] {
  const found: Embedded[] = [];
  for (let index = first; index < end; index++) {
    if (!source.is(index, '(') || !/^(?:select|with|values)$/.test(source.word(index + 1))) continue;
    const close = source.partner(index);
    if (close < 0) continue;
    found.push(embedded(source, index + 1, close - 1));
    index = close;
  }
  return found;
}

/**
 * Finds the SQL statements in a PL/pgSQL block, by the words that statements begin with. What it does not know it passes
 * over. `EXECUTE` is followed where its text is a literal, or format() of one.
 */
export class PlpgsqlScanner {
  private readonly source: Source;
  private readonly found: Embedded[] = [];

  constructor(source: Source) {
    this.source = source;
  }

  scan(): readonly Embedded[] {
    let index = 0;
    while (index < this.source.count) index = Math.max(this.statement(index), index + 1);
    return this.found;
  }

  /** Reads the statement at the token and tells where the next begins. */
  private statement(index: number): number {
    const { source } = this;
    if (source.is(index, '<<')) return this.labelEnd(index);
    const word = source.word(index);
    if (source.is(index + 1, ':=') || source.is(index + 1, '=')) return this.expression(index);
    switch (word) {
      case 'begin':
      case 'else':
      case 'exception':
      case 'loop':
        return index + 1;
      case 'declare':
        return this.declarations(index + 1);
      case 'if':
      case 'elsif':
      case 'elseif':
      case 'when':
        return this.condition(index + 1, 'then');
      case 'while':
        return this.condition(index + 1, 'loop');
      case 'foreach':
        return this.condition(index + 1, 'loop');
      case 'case':
        return this.condition(index + 1, 'when') - 1;
      case 'for':
        return this.loop(index);
      case 'perform':
        return this.perform(index);
      case 'execute':
        return this.execute(index + 1, this.terminator(index));
      case 'return':
        return this.returned(index);
      case 'open':
        return this.opened(index);
      default:
        return sqlWords.has(word) ? this.sql(index, this.terminator(index)) : this.expression(index);
    }
  }

  private labelEnd(index: number): number {
    for (let at = index; at < this.source.count; at++) if (this.source.is(at, '>>')) return at + 1;
    return index + 1;
  }

  /** Index of the next semicolon outside brackets; the end of the body where there is none. */
  private terminator(index: number): number {
    const { source } = this;
    let at = index;
    while (at < source.count && !source.is(at, ';')) at = source.after(at);
    return Math.min(at, source.count);
  }

  /** Everything else up to the semicolon: assignments, RAISE, END IF …; only the queries in parentheses count. */
  private expression(index: number): number {
    const end = this.terminator(index);
    this.found.push(...queriesIn(this.source, index, end));
    return end + 1;
  }

  /** An expression up to the word that ends it, CASE expressions in between left whole. */
  private condition(index: number, until: string): number {
    const end = this.wordOutsideCase(index, until);
    this.found.push(...queriesIn(this.source, index, end));
    return end + 1;
  }

  private wordOutsideCase(index: number, until: string): number {
    const { source } = this;
    let cases = 0;
    for (let at = index; at < source.count; at = source.after(at)) {
      const word = source.word(at);
      if (cases === 0 && word === until) return at;
      if (word === 'case') cases++;
      else if (word === 'end' && cases > 0) cases--;
      else if (source.is(at, ';')) return at;
    }
    return source.count;
  }

  /** `name type := value;`, and cursors: `name CURSOR FOR query;`. */
  private declarations(index: number): number {
    const { source } = this;
    let at = index;
    while (at < source.count && !source.isWord(at, 'begin')) {
      const end = this.terminator(at);
      const cursor = source.findWord('cursor', at + 1, Math.min(end, at + 5));
      let query = -1;
      if (cursor >= 0) {
        query = source.findWord('for', cursor, end);
        if (query < 0) query = source.findWord('is', cursor, end);
      }
      if (query >= 0) this.sql(query + 1, end);
      else this.found.push(...queriesIn(source, at, end));
      at = end + 1;
    }
    return at;
  }

  /** `FOR … IN query LOOP`, `FOR … IN EXECUTE … LOOP`, `FOR … IN 1..10 LOOP`. */
  private loop(index: number): number {
    const { source } = this;
    const end = this.wordOutsideCase(index, 'loop');
    const from = source.findWord('in', index, end) + 1;
    if (from === 0) return index + 1;
    if (source.isWord(from, 'execute')) this.execute(from + 1, end);
    else if (queryWords.has(source.word(from))) this.sql(from, end);
    else if (source.is(from, '(') && source.partner(from) === end - 1) this.found.push(...queriesIn(source, from, end));
    return end + 1;
  }

  /** PERFORM is SELECT that throws its result away; both words have the same length. */
  private perform(index: number): number {
    const end = this.terminator(index);
    if (end > index + 1) {
      const { span, text } = embedded(this.source, index, end - 1);
      this.found.push({ span, text: `SELECT ${text.slice('PERFORM'.length)}` });
    }
    return end + 1;
  }

  private returned(index: number): number {
    const { source } = this;
    if (!source.isWord(index + 1, 'query')) return this.expression(index);
    const end = this.terminator(index);
    return source.isWord(index + 2, 'execute') ? this.execute(index + 3, end) : this.sql(index + 2, end);
  }

  private opened(index: number): number {
    const { source } = this;
    const end = this.terminator(index);
    const query = source.findWord('for', index, end);
    if (query < 0) return end + 1;
    return source.isWord(query + 1, 'execute') ? this.execute(query + 2, end) : this.sql(query + 1, end);
  }

  /** A SQL statement up to `end`, without the targets of INTO. */
  private sql(index: number, end: number): number {
    if (end > index) this.found.push(embedded(this.source, index, end - 1, this.targets(index, end)));
    return end + 1;
  }

  /** `INTO [STRICT] target, …` of a query, but not that of INSERT INTO and MERGE INTO. */
  private targets(index: number, end: number): Span[] {
    const { source } = this;
    if (!queryWords.has(source.word(index))) return [];
    for (let at = source.findWord('into', index, end); at >= 0; at = source.findWord('into', at + 1, end)) {
      if (source.isWord(at - 1, 'insert') || source.isWord(at - 1, 'merge')) continue;
      let last = source.isWord(at + 1, 'strict') ? at + 2 : at + 1;
      while (last < end) {
        last = source.nameEnd(last);
        while (source.is(last + 1, '[')) last = source.after(last + 1) - 1;
        if (!source.is(last + 1, ',')) break;
        last += 2;
      }
      return [source.span(at, Math.min(last, end - 1))];
    }
    return [];
  }

  /** The text of EXECUTE: a literal, or format() of a literal; nothing else can be read without running it. */
  private execute(index: number, end: number): number {
    const { source } = this;
    let at = index;
    let open = -1;
    if (source.isWord(at, 'format') && source.is(at + 1, '(')) {
      open = at + 1;
      at += 2;
    } else if (source.is(at, '(')) {
      const close = source.partner(at);
      this.execute(at + 1, close < 0 ? end : close);
      return end + 1;
    }
    const kind = source.kinds[at];
    if (kind !== tokenKind.string && kind !== tokenKind.dollarString) return end + 1;
    const isWhole =
      open >= 0
        ? source.is(at + 1, ',') || source.is(at + 1, ')')
        : at + 1 === end || /^(?:into|using)$/.test(source.word(at + 1));
    const behind = open >= 0 ? source.partner(open) + 1 : at + 1;
    const ends = behind >= end || /^(?:into|using)$/.test(source.word(behind));
    const content = isWhole && ends ? stringContent(source, at) : undefined;
    if (content && content.span.end > content.span.start) {
      const text = content.doubled ? withoutDoubledQuotes(source.text, content.span) : source.text;
      this.found.push({ span: content.span, text: text.slice(content.span.start, content.span.end) });
    }
    return end + 1;
  }
}
