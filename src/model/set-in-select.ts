import { INT8 } from './base-types.js';
import type { Call, ColumnRef, Expr, SourceId } from './expression.js';
import { fingerprint } from './fingerprint.js';
import { inStep, type NumberedRows } from './in-step.js';
import type { FromItem, FunctionSource, OutputColumn, Query, Select } from './query.js';
import { childrenOf, mapExpression } from './walk.js';

function isSet(expr: Expr): expr is Call {
  return expr.kind === 'call' && expr.returnsSet === true;
}

/** The set-returning calls of an expression, outermost ones, but not those of its subqueries. */
export function setsIn(expr: Expr): readonly Call[] {
  return isSet(expr) ? [expr] : childrenOf(expr).flatMap(setsIn);
}

/** The sets of the select list. The same call written twice is one. */
export function setsOfSelect({ targets }: Select): readonly Call[] {
  return [...new Map(targets.flatMap(({ expr }) => setsIn(expr)).map((call) => [fingerprint(call), call])).values()];
}

/** The place of a row among those that the set gives, where it was asked for. */
export function placeInSet(source: SourceId): ColumnRef {
  return { kind: 'column', source, name: 'place', type: INT8 };
}

/** `SELECT id, unnest(tags) FROM t` -> `SELECT id, value FROM t, unnest(tags)`: rows without an element go, as in Postgres. */
export function setInFrom(query: Query, select: Select, call: Call, source: SourceId, ordinality = false): Query {
  return withSet(query, select, setItem(call, source, 'set_of_rows', ordinality), [{ call, column: valueOf(call, source) }]);
}

/** `SELECT unnest(a), unnest(b) FROM t`: several sets run side by side until the longest ends, as those of one `ROWS FROM (..)`. */
export function setsInFrom(query: Query, select: Select, calls: readonly Call[], source: SourceId): Query {
  const rows = calls.map((call, i): NumberedRows => ({ from: setItem(call, source - 1 - i, `set_${i + 1}`, true), place: placeInSet(source - 1 - i) }));
  const [first, ...others] = rows;
  if (!first) return query;
  const { from, place } = others.reduce(inStep, first);
  const targets = calls.map((call, i) => ({ expr: valueOf(call, source - 1 - i), name: `value_${i + 1}` }));
  const columns = targets.map(({ expr, name }) => ({ name, type: expr.type }));
  const body: Select = { kind: 'select', distinct: false, targets, from: [from], groupBy: [], windows: [] };
  const together: Query = { with: [], recursive: false, body, orderBy: [{ expr: place, descending: false, nulls: 'last' }], columns };
  const item: FromItem = { kind: 'derived', source, query: together, alias: 'sets_of_rows', columns, lateral: select.from.length > 0 };
  return withSet(query, select, item, calls.map((call, i) => ({ call, column: { kind: 'column', source, name: `value_${i + 1}`, type: call.type } })));
}

function valueOf({ type }: Call, source: SourceId): ColumnRef {
  return { kind: 'column', source, name: 'value', type };
}

function setItem(call: Call, source: SourceId, alias: string, ordinality: boolean): FunctionSource {
  const columns: readonly OutputColumn[] = [{ name: 'value', type: call.type }, ...(ordinality ? [{ name: 'place', type: INT8 }] : [])];
  return { kind: 'function', source, call, alias, columns, ordinality, lateral: true };
}

/** The query with the item in FROM, and a column of it for each set. */
function withSet(query: Query, select: Select, item: FromItem, sets: readonly { readonly call: Call; readonly column: ColumnRef }[]): Query {
  const marks = new Map(sets.map(({ call, column }) => [fingerprint(call), column]));
  const replace = <T extends Expr>(expr: T): Expr => mapExpression(expr, (node) => (isSet(node) ? (marks.get(fingerprint(node)) ?? node) : node));
  const body: Select = {
    ...select,
    targets: select.targets.map((target) => ({ ...target, expr: replace(target.expr) })),
    from: [...select.from, item],
    groupBy: select.groupBy.map(replace),
    ...(select.groupingSets && { groupingSets: select.groupingSets.map((set) => set.map(replace)) }),
    distinct: typeof select.distinct === 'object' ? { on: select.distinct.on.map(replace) } : select.distinct,
  };
  return { ...query, body, orderBy: query.orderBy.map((key) => ({ ...key, expr: replace(key.expr) })) };
}
