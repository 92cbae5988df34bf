import type { AlterTableCmd, ColumnDef } from '@pgsql/types';
import type { Column } from '../../model/catalog.js';
import { addValue, bareColumn, sequenceValue } from '../add-columns.js';
import type { Alteration } from '../alter-table.js';
import { gatherColumn, noClauses, type TableClauses } from '../column-clauses.js';
import { columnOf } from '../../model/catalog-lookup.js';
import { typeKey } from '../analyze/type-key.js';
import { addCheck } from '../constraints/check.js';
import { addForeignKey } from '../constraints/foreign-key.js';
import { addKey, distinctKeys } from '../constraints/key.js';
import { addNotNull } from '../constraints/not-null.js';
import { editTable, tableIn } from '../draft.js';
import { refuse } from '../refuse.js';
import { implicitDefault } from '../catalog/implicit-default.js';

/** `ADD COLUMN [IF NOT EXISTS] name type clauses`: the clauses become work for the later passes. */
export function addColumn(alteration: Alteration, command: AlterTableCmd): void {
  const { draft, table } = alteration;
  const def = command.def && 'ColumnDef' in command.def ? command.def.ColumnDef : {};
  const name = def.colname ?? '';
  const before = tableIn(draft, table);
  const known = before.columns.find((column) => column.name === name);
  if (known) {
    if (def.is_local === false) requireSameType(alteration, known, def);
    if (command.missing_ok) return;
    refuse(draft, 'duplicate-column', `column "${name}" of relation "${before.name}" already exists`, { name, at: def.location });
  }
  const clauses = noClauses();
  const plan = { ...gatherColumn(draft, before.name, def, clauses), ...(def.is_local === false && { inherited: true as const }) };
  const column = bareColumn(draft, before, plan);
  editTable(draft, table, (now) => ({ ...now, columns: [...now.columns, column] }));
  addValue(draft, table, column.id, plan);
  rewrite(alteration, column.id);
  scheduleClauses(alteration, clauses);
}

/** A child has the column of its parent already. */
function requireSameType({ draft, table }: Alteration, known: Column, def: ColumnDef): void {
  const { name } = tableIn(draft, table);
  if (typeKey(gatherColumn(draft, name, def, noClauses()).type) !== typeKey(known.type)) refuse(draft, 'type-mismatch', `child table "${name}" has different type for column "${known.name}"`, { name: known.name, at: def.location });
}

/** The value that the new column takes in rows that exist. */
function rewrite({ draft, table }: Alteration, id: number): void {
  const column = columnOf(tableIn(draft, table), id);
  const value = column.generated?.expr ?? sequenceValue(draft, column) ?? implicitDefault(draft.catalog, column);
  if (value) draft.rows.push({ table, column: id, value });
}

function scheduleClauses({ draft, table, schedule }: Alteration, clauses: TableClauses): void {
  for (const clause of clauses.notNulls) schedule('column attributes', () => addNotNull(draft, table, clause));
  for (const clause of distinctKeys(clauses.keys)) schedule('index', () => addKey(draft, table, clause));
  for (const clause of clauses.checks) schedule('other constraint', () => addCheck(draft, table, clause));
  for (const clause of clauses.foreignKeys) schedule('other constraint', () => addForeignKey(draft, table, clause));
}
