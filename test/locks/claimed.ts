import { postgres } from '../../server/src/dialects/postgres/postgres.ts';
import type { CatalogView } from '../../server/src/model/catalog.ts';
import { isHarmlessTarget } from '../../server/src/model/catalog.ts';
import type { LockFact } from '../../server/src/model/lock.ts';
import { mergedFacts } from '../../server/src/model/lockSummary.ts';
import { createReplay } from '../../server/src/model/replay/createReplay.ts';
import { sqlScript } from '../support/sqlScript.ts';
import type { LockCase, Schema } from './measured.ts';
import { factLine } from './measured.ts';

/** What the product says about a case, on relations that are there before its DDL. */
export interface Claimed {
  /** Sorted lines like those of the measurement. */
  readonly facts: readonly string[];
  /** Features of the DDL or its setup that the version does not have. */
  readonly tooNew: readonly string[];
  readonly schema: Schema;
}

/** Setup and DDL through reader, replay and lock facts; the facts of all operations of the DDL merged by table. */
export function claimed(one: LockCase, version: number): Claimed {
  const zone = one.timeZone ? `set timezone = '${one.timeZone}';` : '';
  const setup = sqlScript(`${one.setup}${zone}`, { file: '1.sql', version });
  const text = `${zone}${one.ddl}`;
  const script = sqlScript(text, { file: '2.sql', version, transaction: 'file' });
  const replay = createReplay({ locks: postgres.locks, isComplete: true });
  replay.setScripts([setup, script]);
  const { catalog } = replay.after(0);
  const facts: LockFact[] = [];
  for (const place of replay.statements(1)) {
    place.observe();
    place.statement.reading.operations.forEach((operation, index) => {
      const before = place.beforeOperation(index);
      facts.push(...postgres.locks(operation, before.catalog, version, before.session));
    });
  }
  const onExisting = facts.filter(({ table }) => {
    const relation = catalog.relation(table);
    return relation && !isHarmlessTarget(relation, '2.sql');
  });
  const features = [setup, script].flatMap((part) => part.statements.flatMap(({ reading }) => reading.features));
  return {
    facts: mergedFacts(onExisting)
      .map((fact) => factLine(fact.table.name, fact.lock, fact.rewrites, fact.scans, fact.buildsIndex))
      .sort(),
    tooNew: features.filter(({ since }) => since > version).map(({ feature }) => feature),
    schema: {
      isTable: (name) => catalog.relation({ name }) !== undefined,
      tableOf: (constraint) => tableOf(replay.final().catalog, constraint),
    },
  };
}

function tableOf(catalog: CatalogView, constraint: string): string | undefined {
  // A partitioned table has no rows that a constraint could be validated on.
  const tables = catalog.relations().filter((relation) => relation.kind === 'table' && !relation.partitionBy);
  return tables.find((table) => table.kind === 'table' && table.constraints.some((one) => one.name === constraint))
    ?.name.name;
}
