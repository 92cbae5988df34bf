import type { Catalog, ColumnId, ObjectId } from '../model/catalog.js';
import { columnOf } from '../model/catalog-lookup.js';
import type { Expr } from '../model/expression.js';
import { withColumn } from './add-columns.js';
import { isRegclass, someNode } from '../model/walk.js';
import { isLiteral } from './catalog/expression-tree.js';
import { sequenceOfText } from './catalog/regclass.js';
import { editTable, tableIn, type Draft } from './draft.js';
import { startWithKey } from './restart.js';

/** The sequence of a default that is `nextval('s')`, with or without a cast. */
export function sequenceOfDefault(catalog: Catalog, expr: Expr | undefined): ObjectId | undefined {
  if (!expr) return undefined;
  if (expr.kind === 'cast') return sequenceOfDefault(catalog, expr.operand);
  if (expr.kind !== 'call' || expr.name !== 'nextval' || expr.function !== undefined) return undefined;
  let found: ObjectId | undefined;
  someNode(expr.args, (node) => {
    if (!isLiteral(node) || node.value === null || !isRegclass(node.type)) return false;
    found = sequenceOfText(catalog, node.value)?.id;
    return true;
  });
  return found;
}

/** A column is serial when its default is nextval of a sequence that it owns, however that came about (pg_dump writes it in three statements). */
export function linkSerial(draft: Draft, table: ObjectId, id: ColumnId): void {
  const column = columnOf(tableIn(draft, table), id);
  const sequence = sequenceOfDefault(draft.catalog, column.default);
  const object = sequence === undefined ? undefined : draft.catalog.objects.get(sequence);
  const owned = object?.kind === 'sequence' && object.ownedBy?.column === id;
  if (owned && column.serial !== object.id) {
    editTable(draft, table, (before) => withColumn(before, id, { serial: object.id }));
    startWithKey(draft, table);
  } else if (owned) return;
  else if (column.serial !== undefined) {
    const { serial: _serial, ...rest } = column;
    editTable(draft, table, (before) => ({ ...before, columns: before.columns.map((old) => (old.id === id ? rest : old)) }));
  }
}
