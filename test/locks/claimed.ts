import { postgres } from '../../server/src/dialects/postgres/postgres.ts';
import type { CatalogView } from '../../server/src/model/catalog.ts';
import { isHarmlessTarget } from '../../server/src/model/catalog.ts';
import type { LockFact } from '../../server/src/model/lock.ts';
import { atLeast } from '../../server/src/model/lock.ts';
import { catalogKey } from '../../server/src/model/names.ts';
import { createReplay } from '../../server/src/model/replay/createReplay.ts';
import { sqlScript } from '../support/sqlScript.ts';
import type { LockCase, Schema } from './measured.ts';
import { factLine } from './measured.ts';

/** What the product says about a case, on relations that are there before its DDL. */
export interface Claimed {
  /** Sorted lines like those of the measurement. */
  readonly facts: readonly string[];
  readonly uncertain: readonly string[];
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
  const merged = new Map<string, LockFact>();
  const uncertain: string[] = [];
  replay.statements(1).forEach((place) => {
    place.observe();
    place.statement.reading.operations.forEach((operation, index) => {
      const before = place.beforeOperation(index);
      for (const fact of postgres.locks(operation, before.catalog, version, before.session)) {
        const relation = catalog.relation(fact.table);
        if (!relation || isHarmlessTarget(relation, '2.sql')) continue;
        const key = catalogKey(fact.table);
        const known = merged.get(key);
        merged.set(key, known ? strongest(known, fact) : fact);
        if (fact.uncertain) uncertain.push(`${fact.table.name}: ${fact.uncertain}`);
      }
    });
  });
  const features = [setup, script].flatMap((part) => part.statements.flatMap(({ reading }) => reading.features));
  return {
    facts: [...merged.values()]
      .map((fact) => factLine(fact.table.name, fact.lock, fact.rewrites, fact.scans, fact.buildsIndex))
      .sort(),
    uncertain,
    tooNew: features.filter(({ since }) => since > version).map(({ feature }) => feature),
    schema: {
      isTable: (name) => catalog.relation({ name }) !== undefined,
      tableOf: (constraint) => tableOf(replay.final().catalog, constraint),
    },
  };
}

function strongest(left: LockFact, right: LockFact): LockFact {
  return {
    ...(atLeast(left.lock, right.lock) ? left : right),
    rewrites: left.rewrites || right.rewrites,
    scans: left.scans || right.scans,
    buildsIndex: left.buildsIndex || right.buildsIndex,
  };
}

function tableOf(catalog: CatalogView, constraint: string): string | undefined {
  const tables = catalog.relations().filter((relation) => relation.kind === 'table');
  return tables.find((table) => table.constraints.some((one) => one.name === constraint))?.name.name;
}
