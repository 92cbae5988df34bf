import { BOOL, INT4, INT8 } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import type { DerivedTable, FromItem, Query, SetOperation, SortKey } from '../../../model/query.js';
import { FALSE } from '../condition.js';
import { queryOf } from '../inserted-row.js';
import { entriesOf, keptFor, nameOf, ROUND, type Carried, type LoopRows } from './loop-query.js';
import type { Given } from './lowering.js';

/** One RETURN NEXT of a loop: whether a round came to it, and the row that it gave then. */
export interface GivenColumns {
  readonly there: string;
  readonly fields: readonly Carried[];
  readonly carried: readonly Carried[];
}

/** No variable has such a name. */
export function givenColumns(given: readonly Given[]): readonly GivenColumns[] {
  return given.flatMap((each, i): readonly GivenColumns[] => {
    if (!('fields' in each)) return [];
    const there: Carried = { name: `_given${i}`, type: BOOL, first: FALSE, next: each.guard };
    const fields = each.fields.map((next, place): Carried => ({ name: `_given${i}_${place}`, type: next.type, first: { kind: 'literal', value: null, type: next.type }, next }));
    return [{ there: there.name, fields, carried: [there, ...fields] }];
  });
}

/** The rows of all rounds, in their order. */
export function rowsOfNexts(loop: LoopRows, nexts: readonly GivenColumns[]): Query {
  const kept = keptFor(loop, nexts.flatMap(({ carried }) => carried.map(({ name }) => name)));
  const [first, ...others] = nexts.map((each, place) => numbered(loop, each, place));
  const all = others.reduce<Query | undefined>((left, right) => left && around({ kind: 'set-operation', op: 'union', all: true, left, right }, left), first);
  const given: DerivedTable = { kind: 'derived', source: loop.nextSource(), query: all ?? queryOf([]), columns: all?.columns ?? [], lateral: false, alias: 'given' };
  const [round, place, ...fields] = given.columns.map(({ name, type }) => ({ name, expr: { kind: 'column' as const, source: given.source, name, type } }));
  const keys = [round, place].flatMap((key): readonly SortKey[] => (key ? [{ expr: key.expr, descending: false, nulls: 'last' }] : []));
  return { ...queryOf(fields, { from: [given] }), ...entriesOf(loop, kept), orderBy: keys };
}

/** The rows that one RETURN NEXT has given, with their round and its place among the others of the round. */
function numbered(loop: LoopRows, { there, fields }: GivenColumns, place: number): Query {
  const source = loop.nextSource();
  const from: FromItem = { kind: 'common-table', source, common: loop.common, name: nameOf(loop) };
  const column = ({ name, type }: Pick<Carried, 'name' | 'type'>): Expr => ({ kind: 'column', source, name, type });
  const round = { name: ROUND, expr: column({ name: ROUND, type: INT8 }) };
  const own = { name: '_place', expr: { kind: 'literal' as const, value: String(place), type: INT4 } };
  return queryOf([round, own, ...fields.map((field, i) => ({ name: `column${i + 1}`, expr: column(field) }))], { from: [from], where: column({ name: there, type: BOOL }) });
}

function around(body: SetOperation, { columns }: Query): Query {
  return { with: [], recursive: false, orderBy: [], columns, body };
}
