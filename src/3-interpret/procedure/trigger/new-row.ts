import type { Column, ColumnId, Table } from '../../../model/catalog.js';
import { OWN_TABLE, type Expr, type SourceId } from '../../../model/expression.js';
import { NEW_ROW, OLD_ROW, type TriggerEvent } from '../../../model/trigger-program.js';
import { besideOthers } from '../../../model/shift-sources.js';
import { isVolatile, mapExpression } from '../../../model/walk.js';
import { and, choose, TRUE } from '../condition.js';

/**
 * A value of a row as a statement would make it: `fresh` is one that nobody has yet (the next number, a random one), and `unknown` one of which only the
 * statement itself can tell.
 */
export type Foreseen = Expr | 'fresh' | 'unknown';

export type NewRow = ReadonlyMap<ColumnId, Foreseen>;

export function isKnown(value: Foreseen | undefined): value is Expr {
  return value !== undefined && value !== 'fresh' && value !== 'unknown';
}

/** The row of an INSERT, from the values that it gives. */
export function rowOf({ columns }: Table, values: ReadonlyMap<ColumnId, Expr>): NewRow {
  return new Map(columns.map((column) => [column.id, foreseen(values.get(column.id) ?? defaultOf(column))]));
}

function defaultOf({ type, default: otherwise, identity, serial }: Column): Foreseen {
  return identity || serial !== undefined ? 'fresh' : (otherwise ?? { kind: 'literal', type, value: null });
}

export function foreseen(value: Foreseen): Foreseen {
  return isKnown(value) && isVolatile(value) ? 'fresh' : value;
}

/** With what BEFORE triggers make of it; undefined where one may keep the row away, or fail. */
export function throughTriggers(given: NewRow, table: Table, event: TriggerEvent, old?: NewRow, set?: ReadonlySet<ColumnId>): NewRow | undefined {
  let row = given;
  for (const { enabled, timing, level, events, program, when, columns } of table.triggers.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!enabled || timing !== 'before' || !events.includes(event) || (set && columns.length > 0 && !columns.some((id) => set.has(id)))) continue;
    if (program?.kind !== 'lowered') return undefined;
    for (const body of program.bodies) {
      if (body.event !== event) continue;
      if (body.actions.length > 0) return undefined;
      if (level === 'row') row = assigned(row, body.assignments, when, old);
    }
  }
  return row;
}

function assigned(row: NewRow, assignments: readonly { readonly column: ColumnId; readonly value: Expr; readonly guard?: Expr }[], when: Expr | undefined, old: NewRow | undefined): NewRow {
  const rows = new Map([[NEW_ROW, row], ...(old ? [[OLD_ROW, old] as const] : [])]);
  const after = besideOthers(assignments).map(({ column, value, guard }): readonly [ColumnId, Foreseen] => {
    const [made, there, before] = [over(value, rows), over(and(...(when ? [besideOthers(when)] : []), guard ?? TRUE), rows), row.get(column)];
    return [column, made && there && isKnown(before) && !isVolatile(made) && !isVolatile(there) ? choose(there, made, before) : 'unknown'];
  });
  return after.length > 0 ? new Map([...row, ...after]) : row;
}

/** Generated columns, of the row as it is then. */
export function withGenerated(row: NewRow, { columns }: Table): NewRow {
  const made = columns.flatMap(({ id, generated }): readonly (readonly [ColumnId, Foreseen])[] => (generated ? [[id, over(generated.expr, new Map([[OWN_TABLE, row]])) ?? 'unknown']] : []));
  return made.length > 0 ? new Map([...row, ...made]) : row;
}

/** An expression of the values of rows, by the source that stands for each; undefined where one is not known. */
export function over(expr: Expr, rows: ReadonlyMap<number, NewRow>): Expr | undefined {
  let known = true;
  const value = mapExpression(expr, (node) => {
    const row = node.kind === 'column' && node.column !== undefined ? rows.get(node.source) : undefined;
    if (node.kind !== 'column' || node.column === undefined || !row) return node;
    const own = row.get(node.column);
    if (isKnown(own)) return own;
    known = false;
    return node;
  });
  return known ? value : undefined;
}

/** The same of another row of the table. */
export function ofSource(expr: Expr, from: SourceId, to: SourceId): Expr {
  return mapExpression(expr, (node) => (node.kind === 'column' && node.source === from ? { ...node, source: to } : node));
}
