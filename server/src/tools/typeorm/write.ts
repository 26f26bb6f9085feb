import { applyEdits } from '../../model/applyEdits.ts';
import type { Fix, NewFile, TextEdit } from '../../model/finding.ts';
import type { QualifiedName } from '../../model/names.ts';
import type { Rewrite, RewriteStep } from '../../model/rewrite.ts';
import { fileSpan, type Script, type Statement } from '../../model/script.ts';
import type { Span } from '../../model/span.ts';
import { insideScriptLiteral, scriptLiteral } from '../host/quote.ts';
import type { FileContext } from '../tool.ts';
import { wayBack } from '../wayBack.ts';
import { newMigration } from './newMigration.ts';
import {
  backEdits,
  lineBreak,
  movedAway,
  type Place,
  queryCall,
  replacement,
  undoCalls,
  withoutSemicolon,
} from './place.ts';
import { type CallHandle, migrationFileOf } from './read.ts';
import { quoted } from './schema.ts';

/** The change without its title: what `write` puts together. */
interface Change {
  readonly edits: readonly TextEdit[];
  readonly creates: readonly NewFile[];
  readonly leavesTransaction: boolean;
}

/** Writes a rewrite into a TypeORM migration; undefined where it cannot be said. */
export function writeTypeorm(
  rewrite: Rewrite,
  statement: Statement,
  script: Script,
  context: FileContext,
): Fix | undefined {
  const file = migrationFileOf(script);
  const handle = statement.handle as CallHandle | undefined;
  if (!file || !handle || statement.inBodyOf) return undefined;
  const written = wayBack(statement, script);
  const place: Place = { statement, script, context, file, handle, runner: handle.runner, written };
  const change = statement.form === 'api' ? apiChange(rewrite, place) : sqlChange(rewrite, place);
  // why: a new migration runs forward, and reverting is in a transaction whatever the class says.
  if (!change || ((change.creates.length > 0 || change.leavesTransaction) && statement.direction === 'down')) {
    return undefined;
  }
  const isReview = change.creates.length > 0 || change.leavesTransaction;
  const condition =
    change.leavesTransaction && script.transaction === 'run'
      ? " (needs migrationsTransactionMode 'each' or 'none' in the data source)"
      : '';
  return {
    title: `${rewrite.title}${condition}`,
    safety: isReview ? 'review' : rewrite.safety,
    edits: change.edits,
    creates: change.creates,
  };
}

function sqlChange(rewrite: Rewrite, place: Place): Change | undefined {
  if ('steps' in rewrite.sql) return stepsChange(rewrite.sql.steps, place);
  const edits: TextEdit[] = [];
  for (const edit of rewrite.sql.edits) {
    const span = fileSpan(place.statement, edit.span);
    if (!span) return undefined;
    edits.push({ span, newText: insideScriptLiteral(edit.newText, place.handle.quote) });
  }
  const { transaction = 'any', undo } = rewrite.sql;
  const step: RewriteStep = { sql: [applyEdits(place.statement.text, rewrite.sql.edits)], undo, transaction, name: '' };
  if (transaction !== 'any') return outside(place, edits, step);
  const back = backEdits([step], place);
  return back && { edits: [...edits, ...back], creates: [], leavesTransaction: false };
}

/** Runs the edited statement without a transaction: here when it is alone in its file, else in a migration of its own. */
function outside(place: Place, edits: readonly TextEdit[], step: RewriteStep): Change | undefined {
  if (isAlone(place)) {
    const marker = noTransactionEdit(place);
    return marker && { edits: [...marker, ...edits], creates: [], leavesTransaction: true };
  }
  if (place.statement.pieces?.some((piece) => piece.hole)) return undefined;
  return moved(place, step);
}

function moved(place: Place, step: RewriteStep): Change | undefined {
  const create = newMigration(place.script, place.file, 1, {
    name: `${step.sql[0] ?? ''}`.split(/\s+/).slice(0, 6).join(' '),
    statements: step.sql.map(queryCall),
    undo: undoCalls(step, place),
    noTransaction: true,
  });
  const removal = movedAway(place);
  const back = backEdits([], place);
  return create && removal && back && { edits: [removal, ...back], creates: [create], leavesTransaction: true };
}

function isAlone(place: Place): boolean {
  return place.script.statements.every(
    (other) =>
      other === place.statement ||
      other.inBodyOf !== undefined ||
      other.direction !== place.statement.direction ||
      other.reading.operations.every((operation) => operation.kind === 'set-parameter'),
  );
}

/** `transaction = false` in the class; nothing to do where it is there already. */
function noTransactionEdit(place: Place): readonly TextEdit[] | undefined {
  const owner = place.file.class;
  if (!owner) return undefined;
  if (owner.transaction?.value === false) return [];
  if (owner.transaction) return [{ span: owner.transaction.span, newText: 'transaction = false' }];
  const indent = /^\r?\n([ \t]+)\S/.exec(place.script.text.slice(owner.bodyStart))?.[1] ?? '  ';
  const newline = place.script.text.includes('\r\n') ? '\r\n' : '\n';
  const at = { start: owner.bodyStart, end: owner.bodyStart };
  return [{ span: at, newText: `${newline}${indent}transaction = false;` }];
}

function stepsChange(steps: readonly RewriteStep[], place: Place): Change | undefined {
  const inPlace: string[] = [];
  const here: RewriteStep[] = [];
  const creates: NewFile[] = [];
  let leavesTransaction = false;
  for (const step of steps) {
    const forbidden = step.transaction === 'forbidden';
    if (step.transaction === 'any' && creates.length === 0) {
      inPlace.push(...step.sql);
      here.push(step);
    }
    // why: what ran before it would run again when it is retried.
    else if (forbidden && creates.length === 0 && (inPlace.length === 0 || leavesTransaction) && isAlone(place)) {
      inPlace.push(...step.sql);
      here.push(step);
      leavesTransaction = true;
    } else {
      const create = newMigration(place.script, place.file, creates.length + 1, {
        name: step.name,
        statements: step.sql.map(queryCall),
        undo: undoCalls(step, place),
        noTransaction: forbidden,
      });
      if (!create) return undefined;
      creates.push(create);
      leavesTransaction ||= forbidden;
    }
  }
  const marker = leavesTransaction && inPlace.length > 0 ? noTransactionEdit(place) : [];
  const edit = inPlace.length > 0 ? replacement(place, inPlace) : movedAway(place);
  const back = backEdits(here, place);
  if (!marker || !edit || !back) return undefined;
  return { edits: [...marker, edit, ...back], creates, leavesTransaction };
}

/** The call as it is, and the SQL after it. */
function followedBy(steps: readonly RewriteStep[], place: Place): Change {
  const [first] = place.written ?? [];
  const calls = steps
    .flatMap((one) => one.sql)
    .map((sql) => `await ${place.runner}.query(${scriptLiteral(withoutSemicolon(sql))});`);
  const { end } = place.handle.host;
  const newText = calls.map((call) => lineBreak(place) + call).join('');
  const edits: TextEdit[] = [{ span: { start: end, end }, newText }];
  const undo = steps.flatMap((one) => one.undo ?? []);
  if (first && undo.length > 0) {
    const { start } = (first.handle as CallHandle).host;
    const before = undo.map((sql) => queryCall(sql) + lineBreak(place)).join('');
    edits.push({ span: { start, end: start }, newText: before });
  }
  return { edits, creates: [], leavesTransaction: false };
}

function apiChange(rewrite: Rewrite, place: Place): Change | undefined {
  const sql = place.statement.sql ?? [];
  const [only] = sql;
  switch (rewrite.intent?.kind) {
    case 'create-index-concurrently':
      return concurrentIndex(place);
    case 'drop-index-concurrently':
      if (sql.length !== 1 || !only) return undefined;
      return stepsChange(
        [
          {
            // why: where it moves, what stays behind may take the index along.
            sql: [`${only.replace(/^DROP INDEX /, `DROP INDEX CONCURRENTLY ${isAlone(place) ? '' : 'IF EXISTS '}`)};`],
            transaction: 'forbidden',
            name: 'drop index',
          },
        ],
        place,
      );
    case 'add-foreign-key-not-valid':
    case 'add-check-not-valid':
      return notValid(sql, place);
    case 'unique-using-index':
      return uniqueUsingIndex(sql, place);
    case 'followed-by':
      return 'steps' in rewrite.sql ? followedBy(rewrite.sql.steps, place) : undefined;
    case 'allow-null':
      return nullableColumn(place);
    case 'leave-transaction': {
      const marker = isAlone(place) ? noTransactionEdit(place) : undefined;
      return marker && marker.length > 0 ? { edits: marker, creates: [], leavesTransaction: true } : undefined;
    }
    default:
      return 'steps' in rewrite.sql && rewrite.sql.steps.length > 0 && place.statement.reading.operations.length === 1
        ? stepsChange(rewrite.sql.steps, place)
        : undefined;
  }
}

/** A first entry for an object of options. */
function optionEdit(options: Span, entry: string, text: string): TextEdit {
  const isMultiline = /^\{[ \t]*\r?\n/.exec(text.slice(options.start, options.end));
  const gap = isMultiline ? (/^\{(\s*)/.exec(text.slice(options.start))?.[1] ?? ' ') : ' ';
  return { span: { start: options.start + 1, end: options.start + 1 }, newText: `${gap}${entry},` };
}

/** Adds `isNullable: true` to the options of the only column that the call adds. */
function nullableColumn({ statement, script }: Place): Change | undefined {
  const [added, ...others] = statement.reading.operations.filter(({ kind }) => kind === 'add-column');
  const options = added?.kind === 'add-column' && others.length === 0 && fileSpan(statement, added.column.span);
  if (!options) return undefined;
  const written = script.text.slice(options.start, options.end);
  if (!written.startsWith('{') || /\bisNullable\b/.test(written)) return undefined;
  return { edits: [optionEdit(options, 'isNullable: true', script.text)], creates: [], leavesTransaction: false };
}

/** Adds `isConcurrent: true` to the options of the indexes. */
function concurrentIndex(place: Place): Change | undefined {
  const { handle, script, statement } = place;
  if (handle.indexOptions.length === 0) return undefined;
  const edits = handle.indexOptions.map((options) => optionEdit(options, 'isConcurrent: true', script.text));
  const own: RewriteStep = { sql: [], undo: concurrentDrops(place), transaction: 'forbidden', name: '' };
  if (isAlone(place)) return outside(place, edits, own);
  const call = script.text.slice(handle.host.start, handle.host.end);
  const shifted = edits.map((edit) => ({
    span: { start: edit.span.start - handle.host.start, end: edit.span.end - handle.host.start },
    newText: edit.newText,
  }));
  const create = newMigration(script, place.file, 1, {
    name: `create index on ${firstTable(statement)}`,
    statements: [applyEdits(call, shifted).replace(/;?$/, ';')],
    undo: undoCalls(own, place),
    noTransaction: true,
    imports: ['TableIndex'],
  });
  const removal = movedAway(place);
  const back = backEdits([], place);
  return create && removal && back && { edits: [removal, ...back], creates: [create], leavesTransaction: true };
}

/** What drops the indexes of the call again. */
function concurrentDrops({ statement }: Place): readonly string[] {
  return statement.reading.operations.flatMap((operation) =>
    operation.kind === 'create-index' && operation.name
      ? [`DROP INDEX CONCURRENTLY IF EXISTS ${quoted(indexName(operation.table, operation.name))};`]
      : [],
  );
}

function indexName({ schema }: QualifiedName, name: string): string {
  return schema === undefined ? name : `${schema}.${name}`;
}

function firstTable(statement: Statement): string {
  const operation = statement.reading.operations.find((one) => one.kind === 'create-index');
  return operation?.kind === 'create-index' ? operation.table.name : 'table';
}

const addConstraint = /^(ALTER TABLE \S+) ADD CONSTRAINT ("(?:[^"]|"")+") (.*)$/s;

/** Constraints added NOT VALID now, validated in a later migration. */
function notValid(sql: readonly string[], place: Place): Change | undefined {
  const added = sql.flatMap((one) => {
    const [, alter = '', name = ''] = addConstraint.exec(one) ?? [];
    if (!name) return [];
    const drop = `${alter} DROP CONSTRAINT IF EXISTS ${name};`;
    return [{ label: plain(name), validate: `${alter} VALIDATE CONSTRAINT ${name};`, drop }];
  });
  const [first] = added;
  if (!first || added.length < sql.length) return undefined;
  return stepsChange(
    [
      {
        sql: sql.map((one) => `${one} NOT VALID;`),
        undo: added.map((one) => one.drop),
        transaction: 'any',
        name: `add ${first.label}`,
      },
      { sql: added.map((one) => one.validate), undo: [], transaction: 'separate', name: `validate ${first.label}` },
    ],
    place,
  );
}

const unique = /^UNIQUE (\([^()]*\))$/;

/** The indexes of UNIQUE constraints built concurrently, then made the constraints; what else the call does comes first. */
function uniqueUsingIndex(sql: readonly string[], place: Place): Change | undefined {
  const before: string[] = [];
  const builds: string[] = [];
  const uses: string[] = [];
  const drops: string[] = [];
  const leaves: string[] = [];
  let label = '';
  for (const one of sql) {
    const [, alter = '', name = '', definition = ''] = addConstraint.exec(one) ?? [];
    const columns = unique.exec(definition)?.[1];
    if (columns === undefined) before.push(`${one};`);
    else {
      label ||= plain(name);
      builds.push(`CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${alter.replace('ALTER TABLE ', '')} ${columns};`);
      uses.push(`${alter} ADD CONSTRAINT ${name} UNIQUE USING INDEX ${name};`);
      drops.push(`DROP INDEX CONCURRENTLY IF EXISTS ${name};`);
      leaves.push(
        `${alter} DROP CONSTRAINT IF EXISTS ${name};`,
        `CREATE UNIQUE INDEX ${name} ON ${alter.replace('ALTER TABLE ', '')} ${columns};`,
      );
    }
  }
  if (builds.length === 0) return undefined;
  return stepsChange(
    [
      ...(before.length > 0 ? [{ sql: before, transaction: 'any' as const, name: 'prepare' }] : []),
      { sql: builds, undo: drops, transaction: 'forbidden', name: `create ${label}` },
      { sql: uses, undo: leaves, transaction: 'any', name: `use ${label}` },
    ],
    place,
  );
}

function plain(name: string): string {
  return name.replaceAll('"', '');
}
