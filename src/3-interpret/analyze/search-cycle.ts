import type { CommonTableExpr, CTECycleClause, CTESearchClause } from '@pgsql/types';
import { BOOL, INT8, RECORD, TEXT } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { Call, ColumnRef, Expr } from '../../model/expression.js';
import type { FromItem, Query, Select, Target } from '../../model/query.js';
import { coerceTo } from './coerce.js';
import { nameParts } from './column-reference.js';
import { coerceToCommon, commonType } from './common-type.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { arrayOf, SEARCH_PLACE, typeKey } from './type-key.js';

/** A column that SEARCH or CYCLE adds: its first value, the next one from the row before, and which of those rows go on. */
interface Added {
  readonly name: string;
  readonly type: DataType;
  first(row: readonly Target[]): Expr;
  next(row: readonly Target[], before: (name: string, type: DataType) => Expr): Expr;
  goesOn?(before: (name: string, type: DataType) => Expr): Expr;
}

const call = (name: string, type: DataType, args: readonly Expr[]): Call => ({ kind: 'call', name, args, type });

/**
 * `SEARCH DEPTH FIRST BY a SET place` and `CYCLE a SET seen USING path` as columns of the recursive query (rewriteSearchAndCycle). Both keep rows, which no
 * column of a table can; so what is kept here need only sort and be found as they are.
 */
export function withSearchAndCycle(query: Query, node: CommonTableExpr, entry: { readonly source: number; readonly names: readonly string[] }, scope: Scope): Query {
  const { search_clause: search, cycle_clause: cycle } = node;
  const place = { at: search?.location ?? cycle?.location };
  const { body } = query;
  if (body.kind !== 'set-operation' || body.op !== 'union') return refuse(scope, 'invalid-expression', 'WITH query is not recursive', place);
  const arms = [body.left, body.right].map((arm) => plainSelect(arm)) as [Select | undefined, Select | undefined];
  const [start, step] = arms;
  const self = step && sourceOf(step.from, entry.source);
  if (!start || !step || self === undefined) return refuse(scope, 'unsupported-expression', 'SEARCH and CYCLE are supported of two plain SELECTs, the second of which reads the WITH entry in its FROM', { ...place, help: 'Keep the path in a column of the recursive query.' });
  const known = query.columns.map(({ name }, i) => entry.names[i] ?? name);
  const added = [...(search ? [searchColumn(search, known, scope)] : []), ...(cycle ? cycleColumns(cycle, known, scope) : [])];
  for (const { name } of added) if (known.includes(name)) refuse(scope, 'duplicate-column', `column name "${name}" already used in WITH query column list`, place);
  const before = (name: string, type: DataType): ColumnRef => ({ kind: 'column', source: self, name, type });
  const goOn = added.flatMap((column) => column.goesOn?.(before) ?? []);
  const where: Expr | undefined = goOn.length === 0 ? step.where : { kind: 'logical', op: 'and', args: [...(step.where ? [step.where] : []), ...goOn], type: BOOL };
  const first: Select = { ...start, targets: [...start.targets, ...added.map((column) => ({ name: column.name, expr: column.first(start.targets) }))] };
  const next: Select = { ...step, targets: [...step.targets, ...added.map((column) => ({ name: column.name, expr: column.next(step.targets, before) }))], ...(where && { where }) };
  const columns = [...query.columns, ...added.map(({ name, type }) => ({ name, type }))];
  return { ...query, columns, body: { ...body, left: { ...body.left, body: first, columns }, right: { ...body.right, body: next, columns } } };
}

function plainSelect({ body, orderBy, limit, offset, with: entries }: Query): Select | undefined {
  return body.kind === 'select' && body.distinct === false && body.groupBy.length === 0 && !body.groupingSets && !body.having && orderBy.length === 0 && !limit && !offset && entries.length === 0 ? body : undefined;
}

/** Where the step reads the rows before it. */
function sourceOf(from: readonly FromItem[], common: number): number | undefined {
  for (const item of from) {
    if (item.kind === 'common-table' && item.common === common) return item.source;
    const found = item.kind === 'join' ? sourceOf([item.left, item.right], common) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The row of the named columns, as a text that sorts as it does. */
function keyOf(names: readonly string[], known: readonly string[], what: 'search' | 'cycle', scope: Scope, at: number | undefined): (row: readonly Target[]) => Call {
  const places = names.map((name) => {
    const place = known.indexOf(name);
    return place < 0 ? refuse(scope, 'unknown-column', `${what} column "${name}" not in WITH query column list`, { at }) : place;
  });
  return (row) => call('row key', TEXT, places.flatMap((place) => row[place]?.expr ?? []));
}

function searchColumn({ search_col_list, search_breadth_first: breadth, search_seq_column: name = '', location }: CTESearchClause, known: readonly string[], scope: Scope): Added {
  const key = keyOf(nameParts(search_col_list), known, 'search', scope, location);
  const type = SEARCH_PLACE;
  if (!breadth) return { name, type, first: (row) => ({ ...key(row), type }), next: (row, before) => call('search deeper', type, [before(name, type), key(row)]) };
  const zero: Expr = { kind: 'literal', value: '0', type: INT8 };
  return { name, type, first: (row) => call('search level', type, [zero, key(row)]), next: (row, before) => call('search further', type, [before(name, type), key(row)]) };
}

function cycleColumns({ cycle_col_list, cycle_mark_column: mark = '', cycle_mark_value, cycle_mark_default, cycle_path_column: path = '', location }: CTECycleClause, known: readonly string[], scope: Scope): readonly Added[] {
  if (!cycle_mark_value || !cycle_mark_default) throw new Error('the grammar gives CYCLE its marks');
  if (mark === path) refuse(scope, 'duplicate-column', 'cycle mark column name and cycle path column name are the same', { at: location });
  const key = keyOf(nameParts(cycle_col_list), known, 'cycle', scope, location);
  const written = [cycle_mark_value, cycle_mark_default].map((value) => scope.analyze.expression(value, scope));
  const common = commonType(written, 'CYCLE', scope);
  const type = typeKey(common) === 'unknown' ? TEXT : common;
  const [seen, unseen] = written.map((value) => (typeKey(common) === 'unknown' ? coerceTo(value, TEXT, scope) : coerceToCommon(value, type, 'CYCLE', scope))) as [Expr, Expr];
  const rows = arrayOf(RECORD);
  return [
    {
      name: mark, type,
      first: () => unseen,
      next: (row, before) => ({ kind: 'case', type, branches: [{ when: call('path has', BOOL, [before(path, rows), key(row)]), then: seen }], otherwise: unseen }),
      goesOn: (before) => ({ kind: 'operator', name: '<>', type: BOOL, left: before(mark, type), right: seen }),
    },
    { name: path, type: rows, first: (row) => call('path start', rows, [key(row)]), next: (row, before) => call('path further', rows, [before(path, rows), key(row)]) },
  ];
}
