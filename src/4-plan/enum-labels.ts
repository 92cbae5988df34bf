import type { Catalog, Column, ColumnId, Table } from '../model/catalog.js';
import { OWN_TABLE, type Expr } from '../model/expression.js';

/**
 * ALTER TYPE .. RENAME VALUE changes no row in Postgres, where rows hold the value's identity. Here they hold its label,
 * so every column of the type gets `CASE c WHEN 'old' THEN 'new' ELSE c END`.
 */
export function enumLabelValues(before: Table, now: Table, old: Catalog, after: Catalog, rows: ReadonlyMap<ColumnId, Expr> | undefined): ReadonlyMap<ColumnId, Expr> {
  const values = new Map<ColumnId, Expr>();
  for (const column of now.columns) {
    const previous = before.columns.find(({ id }) => id === column.id);
    if (!previous || column.type.kind !== 'enum' || previous.type.kind !== 'enum' || previous.type.id !== column.type.id) continue;
    const renamed = renamedLabels(column.type.id, old, after);
    if (renamed.length > 0) values.set(column.id, relabel(previous, rows?.get(column.id), renamed));
  }
  return values;
}

function renamedLabels(type: number, old: Catalog, after: Catalog): readonly (readonly [string, string])[] {
  const [before, now] = [old.objects.get(type), after.objects.get(type)];
  if (before?.kind !== 'enum' || now?.kind !== 'enum' || before === now) return [];
  const labels = new Map(now.values.map(({ id, label }) => [id, label]));
  return before.values.flatMap(({ id, label }) => {
    const next = labels.get(id);
    return next === undefined || next === label ? [] : [[label, next] as const];
  });
}

function relabel(column: Column, value: Expr | undefined, renamed: readonly (readonly [string, string])[]): Expr {
  const { type } = column;
  const operand: Expr = value ?? { kind: 'column', source: OWN_TABLE, column: column.id, name: column.name, type };
  const literal = (label: string): Expr => ({ kind: 'literal', value: label, type });
  return { kind: 'case', operand, branches: renamed.map(([from, to]) => ({ when: literal(from), then: literal(to) })), otherwise: operand, type };
}
