import type { Operation } from '../../model/operation.ts';
import type { Reading } from '../../model/script.ts';
import { fileName, folderOf, naturalKey } from '../paths.ts';
import type { SqlFlavour } from './flavour.ts';
import { lines, nextVersion } from './newMigration.ts';

const scriptName = /^(?:[VUB]\d[\d._]*|R)__.*\.sql$/;
const callbackName =
  /^(?:before|after)(?:Each)?(?:Migrate|Clean|Info|Validate|Baseline|Repair|Undo|Versioned|Repeatables)\w*\.sql$/;

const noTransaction = 'executeInTransaction=false\n';
const lockRemark = 'set flyway.postgresql.transactional.lock=false';

/**
 * Flyway: versioned `V1_2__x.sql`, undo `U…`, repeatable `R__x.sql`, baseline `B…`. A file of nothing but
 * statements that cannot run in a transaction runs without one; `x.sql.conf` beside it decides otherwise.
 */
export const flyway: SqlFlavour = {
  id: 'flyway',
  title: 'Flyway',
  globs: ['**/[VUB]*__*.sql', '**/R__*.sql'],
  detect: (file) => {
    const name = fileName(file);
    if (scriptName.test(name)) return 0.9;
    return callbackName.test(name) ? 0.8 : 0;
  },
  transaction: ({ file, readings, project, siblings }) => {
    const configured = project[`flyway.executeInTransaction:${fileName(file)}`];
    if (configured) return configured === 'false' ? 'statement' : 'file';
    if (siblings.includes(`${fileName(file)}.conf`)) return 'statement';
    if (project['flyway.group'] === 'true') return 'run';
    const all = readings();
    return all.length > 0 && all.every(isNonTransactional) ? 'statement' : 'file';
  },
  historyKey: (file) => folderOf(file),
  orderKey,
  outside: {
    statements: 'any',
    leave: (script, _direction, siblings) => {
      const name = `${fileName(script.file)}.conf`;
      if (siblings.includes(name)) return undefined;
      return { edits: [], creates: [{ file: `${script.file}.conf`, text: noTransaction }], remark: lockRemark };
    },
  },
  newMigration: (request) => {
    const file = nextVersion(request);
    if (file === undefined) return undefined;
    const script = { file, text: lines(request.sql) };
    return request.noTransaction ? [script, { file: `${file}.conf`, text: noTransaction }] : [script];
  },
};

/** Versioned migrations by version, a baseline before the migration of its version, repeatable ones last by name. */
function orderKey(file: string): string {
  const name = fileName(file);
  const versioned = /^([VUB])([\d._]+)__/.exec(name);
  if (!versioned) return `${name.startsWith('R__') ? 2 : 0} ${naturalKey(name)}`;
  const version = (versioned[2] ?? '').split(/[._]/).filter(Boolean).map(naturalKey).join('.');
  return `1 ${version} ${versioned[1] === 'B' ? 0 : 1}`;
}

function isNonTransactional(reading: Reading): boolean {
  return reading.operations.length > 0 && reading.operations.every(refusesTransaction);
}

function refusesTransaction(operation: Operation): boolean {
  switch (operation.kind) {
    case 'create-index':
    case 'drop-index':
    case 'reindex':
      return operation.concurrently;
    case 'vacuum':
      return true;
    case 'other':
      return operation.forbidsTransaction === true;
    default:
      return false;
  }
}
