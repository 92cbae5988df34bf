import type { Catalog, ColumnId, ObjectId } from '../model/catalog.js';
import type { ColumnRewrite } from '../model/change.js';
import type { DataType } from '../model/data-type.js';
import { OWN_TABLE, type Expr } from '../model/expression.js';
import { mapExpression, walkExpression } from '../model/walk.js';

/** For each table, the columns whose stored values change, as expressions over its columns before the run. */
export type RowValues = ReadonlyMap<ObjectId, ReadonlyMap<ColumnId, Expr>>;

export const NO_VALUES: RowValues = new Map();

/**
 * Adds one statement's rewrites to those of the statements before it in the run.
 * Returns undefined when they cannot be told in terms of the run's first catalog without evaluating something twice
 * (`ADD COLUMN a uuid DEFAULT gen_random_uuid()`, then `ALTER b TYPE .. USING a::text`): the run must end first.
 */
export function composeValues(values: RowValues, rewrites: readonly ColumnRewrite[], start: Catalog): RowValues | undefined {
  if (rewrites.length === 0) return values;
  const next = new Map(values);
  for (const { table, column, value } of rewrites) {
    const old = start.objects.get(table);
    if (old?.kind !== 'table') continue;
    const earlier = values.get(table) ?? new Map<ColumnId, Expr>();
    if (readsVolatile(value, earlier)) return undefined;
    const known = new Set(old.columns.map(({ id }) => id));
    const composed = mapExpression(value, (node) => {
      if (node.kind !== 'column' || node.source !== OWN_TABLE || node.column === undefined) return node;
      return earlier.get(node.column) ?? (known.has(node.column) ? node : nullOf(node.type));
    });
    next.set(table, new Map([...(next.get(table) ?? []), [column, composed]]));
  }
  return next;
}

function readsVolatile(value: Expr, earlier: ReadonlyMap<ColumnId, Expr>): boolean {
  let found = false;
  walkExpression(value, (node) => {
    const source = node.kind === 'column' && node.column !== undefined ? earlier.get(node.column) : undefined;
    if (source) walkExpression(source, (inner) => { found ||= inner.kind === 'call' && inner.volatile === true; });
  });
  return found;
}

function nullOf(type: DataType): Expr {
  return { kind: 'literal', value: null, type };
}
