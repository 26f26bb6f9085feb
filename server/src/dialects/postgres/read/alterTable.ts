import type { AlterTableCmd, AlterTableStmt, Node } from '@pgsql/types';
import type { AlterColumn, Operation, SetTableOption } from '../../../model/operation.ts';
import type { Span } from '../../../model/span.ts';
import { readConstraint } from './constraint.ts';
import { readColumn } from './createTable.ts';
import { readExpression } from './expression.ts';
import { bodyOf, nameOf, nameOfRange, optionsOf, stringsOf } from './nodes.ts';
import { readPartitionBound } from './partitionBound.ts';
import type { Source } from './source.ts';
import { readType, typeSpan } from './types.ts';

type Target = Pick<Extract<Operation, { kind: 'add-column' }>, 'table' | 'tableSpan' | 'tableIfExists' | 'only'>;

/** ALTER TABLE (and FOREIGN TABLE), INDEX, VIEW, SEQUENCE, MATERIALIZED VIEW and TYPE with a list of actions. */
export function readAlterTable(node: AlterTableStmt, source: Source): Operation[] {
  const relation = source.indexOf(node.relation?.location);
  let nameEnd = source.nameEnd(relation);
  const tableSpan = source.span(relation, nameEnd);
  if (source.is(nameEnd + 1, '*')) nameEnd++;
  if (source.is(nameEnd + 1, ')')) nameEnd++;
  const target: Target = {
    table: nameOfRange(node.relation),
    tableSpan,
    ...(node.missing_ok ? { tableIfExists: true } : {}),
    ...(node.relation?.inh !== true ? { only: true } : {}),
  };
  const actions = source.elements(nameEnd + 1, source.count);
  const operations: Operation[] = [];
  for (const [position, command] of (node.cmds ?? []).entries()) {
    const body = bodyOf(command, 'AlterTableCmd');
    if (!body) continue;
    const place = actions[position] ?? { first: nameEnd + 1, last: source.count - 1 };
    operations.push(readAction(body, node, target, place, source));
  }
  return operations;
}

interface Place {
  readonly first: number;
  readonly last: number;
}

function readAction(
  command: AlterTableCmd,
  node: AlterTableStmt,
  target: Target,
  place: Place,
  source: Source,
): Operation {
  const base = { span: source.span(place.first, place.last), focus: source.span(place.first, place.last) };
  switch (node.objtype) {
    case 'OBJECT_INDEX':
      return { ...base, kind: 'alter-index', index: target.table, ...indexAction(command) };
    case 'OBJECT_VIEW':
      return { ...base, kind: 'alter-view', view: target.table, materialized: false, action: 'other' };
    case 'OBJECT_SEQUENCE':
      return { ...base, kind: 'sequence', action: 'alter', sequence: target.table };
    case 'OBJECT_TYPE': {
      const cascade = command.behavior === 'DROP_CASCADE' ? { cascade: true } : {};
      return {
        ...base,
        kind: 'alter-type',
        type: target.table,
        action: 'attribute',
        value: command.name ?? bodyOf(command.def, 'ColumnDef')?.colname,
        ...cascade,
      };
    }
    case 'OBJECT_MATVIEW':
      return { ...base, kind: 'alter-view', view: target.table, materialized: true, action: 'other' };
    default:
      return readTableAction(command, target, place, base, source);
  }
}

function indexAction(command: AlterTableCmd) {
  switch (command.subtype) {
    case 'AT_AttachPartition':
      return { action: 'attach-partition', partition: nameOfRange(bodyOf(command.def, 'PartitionCmd')?.name) } as const;
    case 'AT_SetStatistics':
      return { action: 'set-statistics' } as const;
    case 'AT_SetTableSpace':
      return { action: 'set-tablespace' } as const;
    default:
      return { action: 'set-options' } as const;
  }
}

function readTableAction(
  command: AlterTableCmd,
  target: Target,
  place: Place,
  base: { span: Span; focus: Span },
  source: Source,
): Operation {
  const name = command.name ?? '';
  const cascade = command.behavior === 'DROP_CASCADE';
  const ifExists = command.missing_ok ?? false;
  switch (command.subtype) {
    case 'AT_AddColumn': {
      const definition = bodyOf(command.def, 'ColumnDef') ?? {};
      const column = readColumn(definition, place.last, source);
      return { ...base, focus: column.span, ...target, kind: 'add-column', column, ifNotExists: ifExists };
    }
    case 'AT_DropColumn':
      return { ...base, ...target, kind: 'drop-column', column: name, ifExists, cascade };
    case 'AT_AlterColumnType': {
      const definition = bodyOf(command.def, 'ColumnDef');
      const focus = typeSpan(definition?.typeName, source) ?? base.focus;
      return {
        ...base,
        ...target,
        kind: 'alter-column-type',
        focus,
        column: name,
        type: readType(definition?.typeName),
        ...(definition?.raw_default ? { using: readExpression(definition.raw_default, source) } : {}),
        ...(definition?.collClause ? { collation: nameOf(stringsOf(definition.collClause.collname)) } : {}),
      };
    }
    case 'AT_AddConstraint': {
      const constraint = readConstraint(
        bodyOf(command.def, 'Constraint') ?? {},
        constraintSpan(command, place, source),
        source,
      );
      if (!constraint) break;
      return { ...base, ...target, kind: 'add-constraint', focus: constraint.span, constraint };
    }
    case 'AT_DropConstraint':
      return { ...base, ...target, kind: 'drop-constraint', name, ifExists, cascade };
    case 'AT_ValidateConstraint':
      return { ...base, ...target, kind: 'validate-constraint', name };
    case 'AT_AlterConstraint': {
      const change = bodyOf(command.def, 'ATAlterConstraint');
      const enforced = change?.alterEnforceability ? { enforced: change.is_enforced ?? false } : {};
      return { ...base, ...target, kind: 'alter-constraint', name: change?.conname ?? name, ...enforced };
    }
    case 'AT_AttachPartition': {
      const partition = bodyOf(command.def, 'PartitionCmd');
      const bound = readPartitionBound(partition?.bound, source);
      if (!bound) break;
      return { ...base, ...target, kind: 'attach-partition', partition: nameOfRange(partition?.name), bound };
    }
    case 'AT_DetachPartition':
    case 'AT_DetachPartitionFinalize': {
      const partition = bodyOf(command.def, 'PartitionCmd');
      const finalize = command.subtype === 'AT_DetachPartitionFinalize';
      const concurrently = partition?.concurrent ?? false;
      return {
        ...base,
        ...target,
        kind: 'detach-partition',
        partition: nameOfRange(partition?.name),
        concurrently,
        finalize,
      };
    }
    default:
  }
  const action = columnAction(command);
  if (action) {
    const value = action === 'set-default' && command.def ? { default: readExpression(command.def, source) } : {};
    return { ...base, ...target, kind: 'alter-column', column: name, action, ...value };
  }
  const trigger = triggerAction(command, target);
  if (trigger) return { ...base, ...trigger };
  return { ...base, ...target, kind: 'set-table-option', ...tableOption(command) };
}

function constraintSpan(command: AlterTableCmd, place: Place, source: Source): Span {
  const at = source.indexOf(bodyOf(command.def, 'Constraint')?.location);
  return source.span(Math.max(at, place.first), place.last);
}

function columnAction(command: AlterTableCmd): AlterColumn['action'] | undefined {
  switch (command.subtype) {
    case 'AT_ColumnDefault':
      return command.def ? 'set-default' : 'drop-default';
    case 'AT_SetNotNull':
      return 'set-not-null';
    case 'AT_DropNotNull':
      return 'drop-not-null';
    case 'AT_AddIdentity':
      return 'add-identity';
    case 'AT_SetIdentity':
      return 'set-identity';
    case 'AT_DropIdentity':
      return 'drop-identity';
    case 'AT_SetExpression':
      return 'set-expression';
    case 'AT_DropExpression':
      return 'drop-expression';
    case 'AT_SetStatistics':
      return 'set-statistics';
    case 'AT_SetStorage':
      return 'set-storage';
    case 'AT_SetCompression':
      return 'set-compression';
    case 'AT_SetOptions':
    case 'AT_ResetOptions':
    case 'AT_AlterColumnGenericOptions':
      return 'set-options';
    default:
      return undefined;
  }
}

/** ENABLE and DISABLE of triggers and rules. */
function triggerAction(command: AlterTableCmd, target: Target) {
  const found = /^AT_(Enable|Disable)(?:Always|Replica)?(Trig|Rule)(All|User)?$/.exec(command.subtype ?? '');
  if (!found) return undefined;
  const action = found[1] === 'Enable' ? 'enable' : 'disable';
  const kind = found[2] === 'Trig' ? 'trigger' : 'rule';
  return { kind, action, table: target.table, ...(command.name ? { name: command.name } : {}) } as const;
}

function tableOption(command: AlterTableCmd): Pick<SetTableOption, 'option' | 'names' | 'parent'> {
  const names = command.name ? [command.name] : [];
  switch (command.subtype) {
    case 'AT_SetLogged':
      return { option: 'logged', names };
    case 'AT_SetUnLogged':
      return { option: 'unlogged', names };
    case 'AT_SetTableSpace':
      return { option: 'tablespace', names };
    case 'AT_SetAccessMethod':
      return { option: 'access-method', names };
    case 'AT_SetRelOptions':
    case 'AT_ResetRelOptions':
    case 'AT_ReplaceRelOptions':
      return { option: 'storage-parameters', names: parameterNames(command.def) };
    case 'AT_ClusterOn':
    case 'AT_DropCluster':
      return { option: 'cluster-on', names };
    case 'AT_ReplicaIdentity': {
      const identity = bodyOf(command.def, 'ReplicaIdentityStmt');
      return { option: 'replica-identity', names: identity?.name ? [identity.name] : [] };
    }
    case 'AT_EnableRowSecurity':
    case 'AT_DisableRowSecurity':
    case 'AT_ForceRowSecurity':
    case 'AT_NoForceRowSecurity':
      return { option: 'row-level-security', names };
    case 'AT_ChangeOwner':
      return { option: 'owner', names };
    case 'AT_AddInherit':
    case 'AT_DropInherit': {
      const parent = nameOfRange(bodyOf(command.def, 'RangeVar'));
      const words = command.subtype === 'AT_DropInherit' ? ['no inherit'] : [];
      return { option: 'inherit', names: [...words, parent.name], parent };
    }
    case 'AT_DropOids':
      return { option: 'without-oids', names };
    default:
      return { option: 'other', names };
  }
}

function parameterNames(definition: Node | undefined): string[] {
  return [...optionsOf(bodyOf(definition, 'List')?.items).keys()];
}
