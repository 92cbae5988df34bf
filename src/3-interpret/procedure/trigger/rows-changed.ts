import { BOOL, INT8 } from '../../../model/base-types.js';
import type { Catalog, Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import type { Delete, Insert, Query, TableSource, Target, Update } from '../../../model/query.js';
import { isVolatile, mapExpression, someNode } from '../../../model/walk.js';
import { placeOf, queryOf } from '../inserted-row.js';

export type Change = Insert | Update | Delete;

/**
 * What RETURNING of a statement will give, asked of the rows as they are before it: the same rows, with what SET gives to them. Undefined where that is not known:
 * of rows that are new, of triggers that give values, of columns of another table that are none of the row's.
 */
export function rowsBefore(change: Change, catalog: Catalog): Query | undefined {
  const table = catalog.objects.get(change.target.relation);
  if (change.kind === 'insert' || change.with.length > 0 || table?.kind !== 'table' || !keepsValues(table, change.kind)) return undefined;
  const { target, where } = change;
  const others = change.kind === 'update' ? change.from : change.using;
  const targets = change.returning.map(({ name, expr }) => ({ name, expr: before(expr, change, table) }));
  if (targets.some(({ expr }) => expr === undefined) || (where && isVolatile(where))) return undefined;
  const one: Target = { name: 'one', expr: { kind: 'literal', value: '1', type: INT8 } };
  const chosen: Expr | undefined = others.length === 0 ? where : { kind: 'subquery', form: 'exists', type: BOOL, query: queryOf([one], { from: others, ...(where && { where }) }) };
  return inPlace(queryOf(targets as readonly Target[], { from: [target], ...(chosen && { where: chosen }) }), target);
}

/** Rows come back in the order in which they stand in the table, which those that are made of them show where they are numbered. */
function inPlace(query: Query, target: TableSource): Query {
  return { ...query, orderBy: [{ expr: placeOf(target), descending: false, nulls: 'first' }] };
}

/** Its triggers neither give its rows values nor leave some out. */
function keepsValues({ triggers }: Table, event: 'update' | 'delete'): boolean {
  return triggers.every(({ enabled, events, program }) => !enabled || !events.includes(event) || (program?.kind === 'lowered' && program.bodies.every((body) => body.event !== event || (body.assignments.length === 0 && !body.actions.some(({ kind }) => kind === 'skip')))));
}

function before(written: Expr, change: Update | Delete, { columns }: Table): Expr | undefined {
  const { source } = change.target;
  const given = new Map(change.kind === 'update' ? change.set.map(({ column, value }) => [column, value] as const) : []);
  let known = !isVolatile(written) && !someNode(written, ({ kind }) => kind === 'subquery');
  const unknown = (node: Expr): Expr => {
    known = false;
    return node;
  };
  const expr = mapExpression(written, (node) => {
    if (node.kind !== 'column') return node;
    if (change.kind === 'update' && node.source === change.old) return { ...node, source };
    const own = node.source === source ? node : sameAs(node, change);
    if (!own) return unknown(node);
    const value = node.source === source ? given.get(own.column ?? -1) : undefined;
    if (value?.kind === 'default' || (value && (isVolatile(value) || !isOfRow(value, source)))) return unknown(node);
    const isGenerated = columns.some(({ id, generated }) => id === own.column && generated !== undefined);
    return isGenerated && given.size > 0 ? unknown(node) : (value ?? own);
  });
  return known ? expr : undefined;
}

function isOfRow(value: Expr, source: number): boolean {
  return !someNode(value, (node) => node.kind === 'subquery' || (node.kind === 'column' && 'source' in node && (node.source as number) >= 0 && node.source !== source));
}

type Column = Extract<Expr, { kind: 'column' }>;

/** `.. FROM ids WHERE t.id = ids.id`: the other table's column is the row's own. */
function sameAs(node: Column, { target, where }: Update | Delete): Column | undefined {
  for (const part of conjunctsOf(where)) {
    if (part.kind !== 'operator' || part.name !== '=' || part.left?.kind !== 'column' || part.right.kind !== 'column') continue;
    const sides: readonly Column[] = [part.left, part.right];
    const own = sides.find(({ source }) => source === target.source);
    const other = sides.find(({ source, column, name }) => source === node.source && column === node.column && name === node.name);
    if (own && other && JSON.stringify(own.type) === JSON.stringify(other.type)) return own;
  }
  return undefined;
}
