import { BOOL, TID } from '../../model/base-types.js';
import { columnOf } from '../../model/catalog-lookup.js';
import type { ColumnId, Table } from '../../model/catalog.js';
import type { Expr, SourceId } from '../../model/expression.js';
import { heldNames, NEW_ROW } from '../../model/trigger-program.js';
import { isRandom, relationsOf } from '../../model/walk.js';
import type { NewValues } from './trigger-rows.js';

/** No statement has this source. */
const ROW: SourceId = -44;

/**
 * What AFTER triggers find in NEW: where a BEFORE trigger has asked tables for a value, or has drawn it, it is not worked out once more, as the answer may be
 * another one by now, but read from the row, which has it already.
 */
export function asGiven(values: NewValues, given: ReadonlySet<ColumnId>, table: Table): NewValues {
  return new Map([...values].map(([id, value]) => [id, given.has(id) && isOtherLater(value) ? stored(id, table) : value]));
}

function isOtherLater(value: Expr): boolean {
  return isRandom(value) || relationsOf(value).length > 0 || heldNames([value]).length > 0;
}

/** `(SELECT c FROM t WHERE rowid = NEW.rowid)` */
function stored(id: ColumnId, table: Table): Expr {
  const { name, type } = columnOf(table, id);
  const where: Expr = { kind: 'operator', name: '=', left: place(ROW), right: place(NEW_ROW), type: BOOL };
  const targets = [{ name, expr: { kind: 'column' as const, source: ROW, column: id, name, type } }];
  const body = { kind: 'select' as const, distinct: false as const, targets, from: [{ kind: 'table' as const, source: ROW, relation: table.id }], groupBy: [], windows: [], where };
  return { kind: 'subquery', form: 'scalar', query: { with: [], recursive: false, orderBy: [], columns: [{ name, type }], body }, type };
}

function place(source: SourceId): Expr {
  return { kind: 'column', source, name: 'ctid', type: TID };
}
