import { applyEdits } from '../../model/applyEdits.ts';
import type { Fix, TextEdit } from '../../model/finding.ts';
import type { Rewrite, RewriteStep } from '../../model/rewrite.ts';
import { fileSpan, type Script, type Statement } from '../../model/script.ts';
import type { Span } from '../../model/span.ts';
import { insidePythonLiteral, pythonLiteral } from '../host/quote.ts';
import { mayRunLater } from '../mayRunLater.ts';
import type { FileContext } from '../tool.ts';
import { undoOf, wayBack } from '../wayBack.ts';
import { byPosition, type Change, isAlone, leaveAtomic, moveOperation, type Place, removal } from './change.ts';
import type { CallHandle } from './handle.ts';
import { importEdits } from './imports.ts';
import { newMigration } from './newMigration.ts';
import { moduleOf } from './read.ts';
import {
  checkInState,
  followedBy,
  foreignKeyInState,
  indexInState,
  laterMigrations,
  notNullInState,
  nullField,
  runSql,
  runStep,
  stateAlone,
  stepsInState,
} from './stateOperations.ts';
import { uniqueInState } from './uniqueInState.ts';

/** Writes a rewrite into a Django migration; undefined where it cannot be said. */
export function writeDjango(
  rewrite: Rewrite,
  statement: Statement,
  script: Script,
  context: FileContext,
): Fix | undefined {
  const read = moduleOf(script);
  const handle = statement.handle as CallHandle | undefined;
  if (!read || !handle || statement.inBodyOf) return undefined;
  const place: Place = { statement, script, context, read, handle };
  const change = statement.form === 'api' ? apiChange(rewrite, place) : sqlChange(rewrite, place);
  // why: a new migration runs forward.
  if (!change || (change.creates.length > 0 && statement.direction === 'down')) return undefined;
  const isReview = change.creates.length > 0 || change.leavesTransaction;
  return {
    title: rewrite.title,
    safety: isReview ? 'review' : rewrite.safety,
    edits: change.edits,
    creates: change.creates,
  };
}

function sqlChange(rewrite: Rewrite, place: Place): Change | undefined {
  if ('steps' in rewrite.sql) return sqlSteps(rewrite.sql.steps, place);
  const edits: TextEdit[] = [];
  for (const edit of rewrite.sql.edits) {
    const span = fileSpan(place.statement, edit.span);
    const newText = insidePythonLiteral(edit.newText, place.handle.quote);
    if (!span || newText === undefined) return undefined;
    edits.push({ span, newText });
  }
  const { transaction = 'any', undo } = rewrite.sql;
  if (transaction === 'any') {
    const reverse = reverseEdits([{ sql: [], undo, transaction, name: '' }], place);
    return reverse && { edits: [...edits, ...reverse].sort(byPosition), creates: [], leavesTransaction: false };
  }
  if (place.handle.isInFunction) return undefined;
  if (isAlone(place)) return leaveAtomic(place, edits);
  if (!isWholeOperation(place)) return undefined;
  const sql = [applyEdits(place.statement.text, rewrite.sql.edits)];
  return moveOperation(place, [runSql(sql, undo ?? undoneBy(place))], 'run outside transaction');
}

/** Whether the operation runs this one statement forward and nothing else. */
function isWholeOperation(place: Place): boolean {
  return ownStatements(place).every((other) => other === place.statement || other.direction === 'down');
}

function ownStatements(place: Place): readonly Statement[] {
  return place.script.statements.filter(
    (other) =>
      other.inBodyOf === undefined && (other.handle as CallHandle | undefined)?.span.start === place.handle.span.start,
  );
}

/** The operation's own way back. */
function undoneBy(place: Place): readonly string[] {
  return ownStatements(place).flatMap(({ direction, text }) => (direction === 'down' ? [text] : []));
}

/** The way back of what stays in the operation, where it is another than the author wrote. */
function reverseEdits(here: readonly RewriteStep[], place: Place): readonly TextEdit[] | undefined {
  const own = ownStatements(place);
  const written = wayBack(place.statement, place.script)?.filter((statement) => own.includes(statement)) ?? [];
  const undo = undoOf(here, written);
  const [first, ...others] = written;
  if (!undo || !first) return [];
  const span = fileSpan(first, { start: 0, end: first.text.length });
  const { quote, sql } = first.handle as CallHandle;
  const newText = insidePythonLiteral(undo.join(' ').replace(/;\s*$/, ''), quote);
  // why: of several statements it would have to be told which belongs to which.
  if (!span || !sql || newText === undefined || others.length > 0) return undefined;
  if (undo.length > 0) return [{ span, newText }];
  const isOnly = own.filter(({ direction }) => direction === 'down').length === 1;
  return isOnly ? [{ span: sql, newText: 'migrations.RunSQL.noop' }] : undefined;
}

function sqlSteps(steps: readonly RewriteStep[], place: Place): Change | undefined {
  if (place.handle.isInFunction) return undefined;
  const [first] = steps;
  if (steps.length > 0 && steps.every((step) => step.transaction === 'forbidden') && !isAlone(place)) {
    if (!isWholeOperation(place)) return undefined;
    const undo = undoneBy(place);
    const operations = steps.some((step) => step.undo)
      ? steps.flatMap(runStep)
      : steps.flatMap((step) => step.sql).map((sql, at) => runSql([sql], at === 0 ? undo : []));
    return moveOperation(place, operations, first?.name ?? 'run outside transaction');
  }
  const mayLeave = isAlone(place);
  const here = steps.filter(
    (step, at) => step.transaction === 'any' || (step.transaction === 'forbidden' && at === 0 && mayLeave),
  );
  const later = steps.filter((step) => !here.includes(step));
  const span = fileSpan(place.statement, { start: 0, end: place.statement.text.length });
  if (here.length === 0) return mayRunLater(place.statement, place.script) ? movedOut(later, span, place) : undefined;
  const sql = here.flatMap((step) => step.sql).join(' ');
  const newText = insidePythonLiteral(sql.replace(/;\s*$/, ''), place.handle.quote);
  const creates = laterMigrations(later, place);
  const reverse = reverseEdits(here, place);
  if (!span || newText === undefined || !creates || !reverse) return undefined;
  const edits = [{ span, newText }, ...reverse].sort(byPosition);
  if (!here.some((step) => step.transaction === 'forbidden')) return { edits, creates, leavesTransaction: false };
  const change = leaveAtomic(place, edits);
  return change && { ...change, creates };
}

/** The statement taken out of its string, or with its operation, and what stands for it in later migrations. */
function movedOut(steps: readonly RewriteStep[], span: Span | undefined, place: Place): Change | undefined {
  const creates = laterMigrations(steps, place);
  if (!span || !creates) return undefined;
  if (isWholeOperation(place)) return { edits: [removal(place)], creates, leavesTransaction: false };
  const after = /^\s*;[^\S\n]*/.exec(place.script.text.slice(span.end))?.[0].length ?? 0;
  return { edits: [{ span: { ...span, end: span.end + after }, newText: '' }], creates, leavesTransaction: false };
}

function apiChange(rewrite: Rewrite, place: Place): Change | undefined {
  const { handle } = place;
  switch (rewrite.intent?.kind) {
    case 'create-index-concurrently':
      return handle.operation === 'AddIndex' ? renamed(place, 'AddIndexConcurrently') : indexInState(place);
    case 'drop-index-concurrently':
      return handle.operation === 'RemoveIndex' ? renamed(place, 'RemoveIndexConcurrently') : undefined;
    case 'add-foreign-key-not-valid':
      return foreignKeyInState(place);
    case 'add-check-not-valid':
      return handle.operation === 'AddConstraint' ? checkNotValid(place) : checkInState(place);
    case 'unique-using-index':
      return uniqueInState(place);
    case 'set-not-null-in-steps':
      return 'steps' in rewrite.sql ? notNullInState(place, rewrite.sql.steps) : undefined;
    case 'change-in-steps':
      return 'steps' in rewrite.sql ? stepsInState(place, rewrite.sql.steps) : undefined;
    case 'followed-by':
      return 'steps' in rewrite.sql ? followedBy(place, rewrite.sql.steps) : undefined;
    case 'keep-for-now':
      return stateAlone(place);
    case 'allow-null':
      return nullField(place);
    case 'leave-transaction':
      if (isAlone(place)) return leaveAtomic(place, []);
      return moveOperation(place, [sourceOf(place)], `run ${handle.operation}`);
    default:
      return undefined;
  }
}

function sourceOf(place: Place): string {
  return place.script.text.slice(place.handle.span.start, place.handle.span.end);
}

/** The same operation under another name, in a migration without a transaction. */
function renamed(place: Place, name: string): Change | undefined {
  const { handle, script, read } = place;
  if (!isAlone(place)) {
    const call = `${name}${script.text.slice(handle.calleeSpan.end, handle.span.end)}`;
    return moveOperation(place, [call], `${name === 'AddIndexConcurrently' ? 'add' : 'remove'} index concurrently`);
  }
  const edits = [...importEdits(script, read.module, name), { span: handle.calleeSpan, newText: name }];
  return leaveAtomic(place, edits);
}

function checkNotValid(place: Place): Change | undefined {
  const { handle, script, read, statement } = place;
  const operation = statement.reading.operations.find((one) => one.kind === 'add-constraint');
  const name = operation?.kind === 'add-constraint' ? operation.constraint.name : undefined;
  if (name === undefined || handle.modelName === undefined) return undefined;
  const validate = `ValidateConstraint(\n            model_name=${pythonLiteral(handle.modelName)},\n            name=${pythonLiteral(name)},\n        )`;
  const file = newMigration(script, read, place.context, {
    name: `validate ${name}`,
    operations: [validate],
    atomic: true,
  });
  return (
    file && {
      edits: [
        ...importEdits(script, read.module, 'AddConstraintNotValid'),
        { span: handle.calleeSpan, newText: 'AddConstraintNotValid' },
      ],
      creates: [file],
      leavesTransaction: false,
    }
  );
}
