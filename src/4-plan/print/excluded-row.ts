import type { CatalogObject, ColumnId, Table } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import type { Insert, OnConflict } from '../../model/query.js';
import { heldNames } from '../../model/trigger-program.js';
import { besideOthers } from '../../model/shift-sources.js';
import { mapExpression } from '../../model/walk.js';
import { valuesAfter } from '../physical/trigger-firing.js';
import { composeExpression } from '../physical/trigger-rows.js';
import type { Printing } from './printing.js';

/**
 * ON CONFLICT where BEFORE INSERT triggers give NEW values: `excluded` is the row as they leave it, which here they do only once a row is there.
 * So `excluded.email` becomes `lower(excluded.email)`.
 * @see https://www.postgresql.org/docs/18/sql-insert.html#SQL-ON-CONFLICT
 */
export function withTriggeredRow({ target }: Insert, conflict: OnConflict, p: Printing): OnConflict {
  const table = p.catalog.objects.pick(target.relation, tableWithSetters, undefined);
  if (!table) return conflict;
  const given = settersOf(table);
  const keys = (conflict.target?.keys ?? []).flatMap((key) => (key.kind === 'column' && key.column !== undefined ? (given.get(key.column) ?? []) : []));
  const [first] = keys;
  if (first) p.report({ code: 'trigger-sets-row-later', message: `ON CONFLICT compares ${first.column} as the statement gives it, which in Postgres trigger ${first.trigger} has changed before` });
  const { excluded } = conflict;
  if (excluded === undefined || conflict.action === 'nothing') return conflict;
  const row = (id: number, name: string, type: Expr['type']): Expr => ({ kind: 'column', source: excluded, column: id, name, type });
  const excludedRow = new Map(table.columns.map(({ id, name, type }) => [id, row(id, name, type)]));
  const values = valuesAfter(table, 'insert', p);
  const triggered = (node: Expr): Expr => {
    const setter = node.kind === 'column' && node.source === excluded && node.column !== undefined ? given.get(node.column) : undefined;
    const value = setter && values.get(setter.id);
    if (!value) return node;
    if (heldNames([value]).length === 0) return composeExpression(besideOthers(value), excludedRow);
    p.report({ code: 'unsupported-expression', message: `excluded.${setter.column} is what trigger ${setter.trigger} has put aside, which here it does only once the row is there`, help: 'Write the value itself, or insert and update in two statements.' });
    return node;
  };
  const set = conflict.set.map((assignment) => ({ ...assignment, value: mapExpression(assignment.value, triggered) }));
  return { ...conflict, set, ...(conflict.where && { where: mapExpression(conflict.where, triggered) }) };
}

/** The table, where a BEFORE INSERT trigger gives a column a value. */
function tableWithSetters(object: CatalogObject | undefined): Table | undefined {
  return object?.kind === 'table' && settersOf(object).size > 0 ? object : undefined;
}

interface Setter {
  readonly id: ColumnId;
  readonly column: string;
  readonly trigger: string;
}

function settersOf({ columns, triggers }: Table): ReadonlyMap<ColumnId, Setter> {
  const found = new Map<ColumnId, Setter>();
  for (const { name, enabled, timing, program } of triggers) {
    if (!enabled || timing !== 'before' || program?.kind !== 'lowered') continue;
    for (const body of program.bodies) for (const { column } of body.event === 'insert' ? body.assignments : []) found.set(column, { id: column, column: columns.find(({ id }) => id === column)?.name ?? '', trigger: name });
  }
  return found;
}
