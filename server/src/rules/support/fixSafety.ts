import type { FixSafety } from '../../model/finding.ts';
import type { StatementContext } from '../rule.ts';

/**
 * How safe it is to take the statement out of its transaction: a failure would no longer undo what runs with it, so that a
 * person decides; outside of a transaction nothing is lost.
 */
export function leavingSafety(context: StatementContext): FixSafety {
  return context.session.inTransaction ? 'review' : 'safe';
}
