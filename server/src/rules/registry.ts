// Written by `npm run generate` from the rule files: do not edit.
import addCheckWithoutNotValid from './migration/add-check-without-not-valid.ts';
import addColumnGeneratedStored from './migration/add-column-generated-stored.ts';
import addColumnSerial from './migration/add-column-serial.ts';
import addColumnVolatileDefault from './migration/add-column-volatile-default.ts';
import addForeignKeyWithoutNotValid from './migration/add-foreign-key-without-not-valid.ts';
import addPrimaryKey from './migration/add-primary-key.ts';
import addRequiredColumn from './migration/add-required-column.ts';
import addUniqueConstraint from './migration/add-unique-constraint.ts';
import alterColumnTypeRewrite from './migration/alter-column-type-rewrite.ts';
import clusterTable from './migration/cluster-table.ts';
import concurrentIndexIfNotExists from './migration/concurrent-index-if-not-exists.ts';
import concurrentlyInTransaction from './migration/concurrently-in-transaction.ts';
import createIndexWithoutConcurrently from './migration/create-index-without-concurrently.ts';
import dropColumn from './migration/drop-column.ts';
import dropIndexWithoutConcurrently from './migration/drop-index-without-concurrently.ts';
import dropTable from './migration/drop-table.ts';
import lockTimeoutMissing from './migration/lock-timeout-missing.ts';
import refreshMatviewWithoutConcurrently from './migration/refresh-matview-without-concurrently.ts';
import renameColumn from './migration/rename-column.ts';
import renameTable from './migration/rename-table.ts';
import setLocalOutsideTransaction from './migration/set-local-outside-transaction.ts';
import setNotNullScan from './migration/set-not-null-scan.ts';
import truncate from './migration/truncate.ts';
import uncommittedTransaction from './migration/uncommitted-transaction.ts';
import vacuumFull from './migration/vacuum-full.ts';
import validateInSameTransaction from './migration/validate-in-same-transaction.ts';
import deleteWithoutWhere from './query/delete-without-where.ts';
import eqNull from './query/eq-null.ts';
import leadingWildcardLike from './query/leading-wildcard-like.ts';
import notInNullable from './query/not-in-nullable.ts';
import offsetPagination from './query/offset-pagination.ts';
import selectStar from './query/select-star.ts';
import updateWithoutWhere from './query/update-without-where.ts';
import type { Rule } from './rule.ts';
import foreignKeyWithoutIndex from './schema/foreign-key-without-index.ts';
import missingForeignKey from './schema/missing-foreign-key.ts';
import preferIdentity from './schema/prefer-identity.ts';
import preferJsonb from './schema/prefer-jsonb.ts';
import preferTimestamptz from './schema/prefer-timestamptz.ts';
import requirePrimaryKey from './schema/require-primary-key.ts';
import uuidV4PrimaryKey from './schema/uuid-v4-primary-key.ts';
import varchar255 from './schema/varchar-255.ts';
import featureNeedsNewerVersion from './syntax/feature-needs-newer-version.ts';
import syntaxError from './syntax/syntax-error.ts';
import unusedIgnore from './syntax/unused-ignore.ts';

/** Every rule, by category and id. */
export const rules: readonly Rule[] = [
  addCheckWithoutNotValid,
  addColumnGeneratedStored,
  addColumnSerial,
  addColumnVolatileDefault,
  addForeignKeyWithoutNotValid,
  addPrimaryKey,
  addRequiredColumn,
  addUniqueConstraint,
  alterColumnTypeRewrite,
  clusterTable,
  concurrentIndexIfNotExists,
  concurrentlyInTransaction,
  createIndexWithoutConcurrently,
  dropColumn,
  dropIndexWithoutConcurrently,
  dropTable,
  lockTimeoutMissing,
  refreshMatviewWithoutConcurrently,
  renameColumn,
  renameTable,
  setLocalOutsideTransaction,
  setNotNullScan,
  truncate,
  uncommittedTransaction,
  vacuumFull,
  validateInSameTransaction,
  deleteWithoutWhere,
  eqNull,
  leadingWildcardLike,
  notInNullable,
  offsetPagination,
  selectStar,
  updateWithoutWhere,
  foreignKeyWithoutIndex,
  missingForeignKey,
  preferIdentity,
  preferJsonb,
  preferTimestamptz,
  requirePrimaryKey,
  uuidV4PrimaryKey,
  varchar255,
  featureNeedsNewerVersion,
  syntaxError,
  unusedIgnore,
];

const byId: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));

/** The rule of that id. */
export function ruleById(id: string): Rule | undefined {
  return byId.get(id);
}
