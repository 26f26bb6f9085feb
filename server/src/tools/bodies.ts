import { type BodyStatement, fileSpan, type Statement } from '../model/script.ts';
import { outerSpan, piecesWithin } from './pieces.ts';

const bodyStatements = new WeakMap<Statement, readonly Statement[]>();

/** The statements with those inside their bodies (DO, CREATE FUNCTION), each after its holder. */
export function withBodies(holders: readonly Statement[]): readonly Statement[] {
  if (!holders.some((holder) => holder.reading.body.length > 0)) return holders;
  const all: Statement[] = [];
  for (const holder of holders) {
    all.push(holder);
    if (holder.reading.body.length > 0) all.push(...bodiesOf(holder));
  }
  return all;
}

function bodiesOf(holder: Statement): readonly Statement[] {
  const known = bodyStatements.get(holder);
  if (known) return known;
  const made = holder.reading.body.flatMap((body) => {
    const statement = bodyStatement(holder, body);
    return statement ? [statement, ...bodiesOf(statement)] : [];
  });
  bodyStatements.set(holder, made);
  return made;
}

function bodyStatement(holder: Statement, body: BodyStatement): Statement | undefined {
  const span = holder.pieces ? outerSpan(holder.pieces, body.span) : fileSpan(holder, body.span);
  if (!span) return undefined;
  return {
    span,
    text: body.text,
    reading: body.reading,
    direction: holder.direction,
    transaction: holder.transaction,
    pieces: holder.pieces && piecesWithin(holder.pieces, body.span),
    form: 'sql',
    inBodyOf: holder,
  };
}
