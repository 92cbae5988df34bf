import { BOOL, INT4 } from '../../../model/base-types.js';
import { objectOf } from '../../../model/catalog-lookup.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement, Delete, Insert, Query, Select, Update } from '../../../model/query.js';
import type { Span } from '../../../model/span.js';
import { mapExpression, walkTree } from '../../../model/walk.js';
import { conflictKey, givenKey, insertedRow, placeOf, queryOf } from '../inserted-row.js';
import { rowBefore } from '../updated-row.js';
import { keepRow, type KeptRow } from './keep-values.js';
import { refuseBlock, type Runner } from './runner.js';

/** `INSERT .. RETURNING id INTO v`: the statement without RETURNING, and the row that it would have given, which is looked up before or after. */
export function returnedRow(statement: DataStatement, run: (statement: DataStatement) => void, span: Span, runner: Runner): KeptRow {
  switch (statement.kind) {
    case 'insert':
      return afterInsert(statement, run, span, runner);
    case 'update':
      return updatedRow(statement, run, span, runner);
    case 'delete': {
      const row = keepRow({ ...rowOf(statement, [statement.target, ...statement.using], statement.where, []), ...commonOf(statement) }, span, runner);
      run({ ...statement, returning: [] });
      return row;
    }
    default:
      return refuseBlock(runner, 'RETURNING .. INTO is known only to the database', span);
  }
}

type Changing = Insert | Update | Delete;

function rowOf({ returning }: Changing, from: Select['from'], where: Expr | undefined, orderBy: Query['orderBy']): Query {
  return { ...queryOf(returning, { from, ...(where && { where }) }), orderBy };
}

function commonOf({ with: entries, recursive }: Changing): Pick<Query, 'with' | 'recursive'> {
  return { with: entries, recursive };
}

function afterInsert(insert: Insert, run: (statement: DataStatement) => void, span: Span, runner: Runner): KeptRow {
  const { target, onConflict, old } = insert;
  if (old !== undefined) refuseBlock(runner, 'only the database knows what the row was that ON CONFLICT has found', span);
  const table = objectOf(runner.catalog, target.relation, 'table');
  const place = placeOf(target);
  if (onConflict?.action === 'update') {
    const conflict = conflictKey(insert, table) ?? refuseBlock(runner, 'only the database knows which row ON CONFLICT has found', span);
    run({ ...insert, returning: [] });
    return keepRow(insertedRow(insert, table, conflict), span, runner);
  }
  if (onConflict && givenKey(insert, table)) refuseBlock(runner, 'only the database knows whether ON CONFLICT has found a row', span);
  const before = onConflict ? keepRow(queryOf([{ name: 'place', expr: { kind: 'call', name: 'max', args: [place], aggregate: true, type: place.type } }], { from: [target] }), span, runner).values[0] : undefined;
  run({ ...insert, returning: [] });
  const isNew: Expr | undefined = before && { kind: 'operator', name: '>', left: place, right: { kind: 'conditional', op: 'coalesce', args: [before, { kind: 'literal', type: INT4, value: '0' }], type: place.type }, type: BOOL };
  return keepRow(insertedRow(insert, table, isNew), span, runner);
}

/** The place of the row that is found is set aside, and with it what RETURNING asks for of other tables. */
function updatedRow(update: Update, run: (statement: DataStatement) => void, span: Span, runner: Runner): KeptRow {
  if (update.old !== undefined) {
    const kept = keepRow(rowBefore(update) ?? refuseBlock(runner, 'RETURNING .. INTO of a row as it was and as it is afterwards is known only to the database', span), span, runner);
    run({ ...update, returning: [] });
    return kept;
  }
  const { target, from, where } = update;
  const place = placeOf(target);
  const others = from.length > 0 || update.with.length > 0 ? ofOthers(update, span, runner) : [];
  const targets = [place, ...others].map((expr, i) => ({ name: i === 0 ? 'place' : `other${i}`, expr }));
  const [at = place, ...values] = keepRow({ ...queryOf(targets, { from: [target, ...from], ...(where && { where }) }), ...commonOf(update) }, span, runner).values;
  run({ ...update, returning: [] });
  const setAside = (node: Expr): Expr => values[others.findIndex((other) => isSameColumn(other, node))] ?? node;
  const returning = update.returning.map(({ name, expr }) => ({ name, expr: mapExpression(expr, setAside) }));
  return keepRow(rowOf({ ...update, returning }, [target], { kind: 'operator', name: '=', left: place, right: at, type: BOOL }, []), span, runner);
}

/** The columns of other tables that RETURNING names. */
function ofOthers({ target, returning }: Update, span: Span, runner: Runner): readonly Expr[] {
  const columns: Expr[] = [];
  for (const { expr } of returning) walkTree(expr, { expression: (node) => {
    if (node.kind === 'subquery') refuseBlock(runner, 'UPDATE .. FROM .. RETURNING (SELECT ..) INTO is known only to the database', span);
    if (node.kind === 'column' && node.source !== target.source && !columns.some((other) => isSameColumn(other, node))) columns.push(node);
  } });
  return columns;
}

function isSameColumn(one: Expr, other: Expr): boolean {
  return one.kind === 'column' && other.kind === 'column' && one.source === other.source && one.name === other.name;
}
