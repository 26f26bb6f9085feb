import type { VariableSetStmt } from '@pgsql/types';
import type { Operation, TransactionControl } from '../../../model/operation.ts';
import { bodyOf, type NodeBody, optionsOf } from './nodes.ts';
import type { Source } from './source.ts';

const actions: Readonly<Record<string, TransactionControl['action']>> = {
  TRANS_STMT_BEGIN: 'begin',
  TRANS_STMT_START: 'begin',
  TRANS_STMT_COMMIT: 'commit',
  TRANS_STMT_ROLLBACK: 'rollback',
  TRANS_STMT_SAVEPOINT: 'savepoint',
  TRANS_STMT_RELEASE: 'release',
  TRANS_STMT_ROLLBACK_TO: 'rollback-to',
  TRANS_STMT_PREPARE: 'prepare',
};

/** BEGIN, COMMIT, ROLLBACK, SAVEPOINT … */
export function readTransaction(node: NodeBody<'TransactionStmt'>, source: Source): Operation {
  const action = actions[node.kind ?? ''] ?? 'other';
  return {
    kind: 'transaction',
    span: source.all,
    action,
    ...(node.savepoint_name && { savepoint: node.savepoint_name }),
  };
}

/** SET, SET LOCAL, RESET; SET TRANSACTION and the like come under the name that the server gives them. */
export function readSetParameter(node: VariableSetStmt, source: Source): Operation {
  const span = source.all;
  const scope = node.is_local ? 'local' : 'session';
  const name = (node.name ?? '').toLowerCase();
  switch (node.kind) {
    case 'VAR_SET_VALUE':
    case 'VAR_SET_CURRENT':
      return { kind: 'set-parameter', span, name, scope, value: valueText(node, source) };
    case 'VAR_SET_DEFAULT':
      return { kind: 'set-parameter', span, name, scope, value: 'default' };
    case 'VAR_RESET':
      return { kind: 'set-parameter', span, name, scope, reset: true };
    case 'VAR_RESET_ALL':
      return { kind: 'set-parameter', span, name: 'all', scope, reset: true };
    default: {
      // SET TRANSACTION, SET SESSION CHARACTERISTICS.
      const options = [...optionsOf(node.args).keys()].join(', ');
      return { kind: 'set-parameter', span, name, scope, value: options };
    }
  }
}

/** The value as written, each run of white space and comments made one blank. */
function valueText(node: VariableSetStmt, source: Source): string {
  if (node.kind === 'VAR_SET_CURRENT') return 'current';
  const listed = source.offset(node.location);
  const argument = bodyOf(node.args?.[0], 'A_Const');
  const start = listed !== undefined && listed > 0 ? listed : source.offset(argument?.location);
  if (start === undefined) return '';
  let text = '';
  for (let index = source.indexAt(start); index < source.count; index++) {
    const isApart = text !== '' && source.start(index) > source.end(index - 1);
    text += (isApart ? ' ' : '') + source.textOf(index);
  }
  return text;
}
