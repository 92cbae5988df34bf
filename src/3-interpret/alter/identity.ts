import type { AlterTableCmd } from '@pgsql/types';
import type { Column, Table } from '../../model/catalog.js';
import type { Alteration } from '../alter-table.js';
import { withColumn } from '../with-column.js';
import { drop } from '../catalog/drop.js';
import { editTable, put, type Draft } from '../draft.js';
import { addOwnedSequence } from '../owned-sequence.js';
import { refuse } from '../refuse.js';
import { readSequenceOptions, sequenceDefinition } from '../sequence-options.js';
import { restart } from '../restart.js';
import { columnOfCommand } from './column.js';

function reject(draft: Draft, table: Table, column: Column, problem: string, help?: string): never {
  return refuse(draft, 'invalid-table-definition', `column "${column.name}" of relation "${table.name}" ${problem}`, { name: column.name, help });
}

/** `ALTER COLUMN c ADD GENERATED {ALWAYS | BY DEFAULT} AS IDENTITY [(options)]` */
export function addIdentity(alteration: Alteration, command: AlterTableCmd): void {
  const { draft } = alteration;
  const { table, column } = columnOfCommand(alteration, command);
  const clause = command.def && 'Constraint' in command.def ? command.def.Constraint : {};
  if (!column.notNull) reject(draft, table, column, 'must be declared NOT NULL before identity can be added');
  if (column.identity) reject(draft, table, column, 'is already an identity column');
  if (column.default) reject(draft, table, column, 'already has a default value', 'Write ALTER COLUMN .. DROP DEFAULT first.');
  const owner = { table: table.id, tableName: table.name, schema: table.schema, column: column.id, columnName: column.name };
  const sequence = addOwnedSequence(draft, owner, integerType(draft, column), clause.options);
  const mode = clause.generated_when === 'a' ? ('always' as const) : ('by default' as const);
  editTable(draft, table.id, (before) => withColumn(before, column.id, { identity: { mode, sequence: sequence.id } }));
}

function integerType(draft: Draft, column: Column): 'int2' | 'int4' | 'int8' {
  const { type } = column;
  if (type.kind === 'base' && (type.name === 'int2' || type.name === 'int4' || type.name === 'int8')) return type.name;
  return refuse(draft, 'invalid-table-definition', 'identity column type must be smallint, integer, or bigint', { name: column.name });
}

/** `ALTER COLUMN c SET GENERATED .. SET START .. RESTART` */
export function setIdentity(alteration: Alteration, command: AlterTableCmd): void {
  const { draft } = alteration;
  const { table, column } = columnOfCommand(alteration, command);
  const { identity } = column;
  if (!identity) return reject(draft, table, column, 'is not an identity column');
  const options = readSequenceOptions(draft, command.def && 'List' in command.def ? command.def.List.items : undefined);
  const sequence = draft.catalog.objects.get(identity.sequence);
  if (sequence?.kind === 'sequence') {
    const { minValue: _min, maxValue: _max, ...rest } = sequence;
    const changed = { ...rest, ...sequenceDefinition(draft, options, sequence) };
    put(draft, changed);
    if (options.restart !== undefined) restart(draft, changed, options.restart ?? changed.start);
  }
  const mode = options.generated ?? identity.mode;
  editTable(draft, table.id, (before) => withColumn(before, column.id, { identity: { ...identity, mode } }));
}

/** `ALTER COLUMN c DROP IDENTITY [IF EXISTS]`: its sequence goes with it. */
export function dropIdentity(alteration: Alteration, command: AlterTableCmd): void {
  const { draft } = alteration;
  const { table, column } = columnOfCommand(alteration, command);
  if (!column.identity) {
    if (command.missing_ok) return;
    return reject(draft, table, column, 'is not an identity column');
  }
  const { identity, ...rest } = column;
  editTable(draft, table.id, (before) => ({ ...before, columns: before.columns.map((old) => (old.id === column.id ? rest : old)) }));
  drop(draft, [{ kind: 'object', id: identity.sequence }], 'DROP_RESTRICT', { name: column.name });
}
