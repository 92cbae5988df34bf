import type { DataType } from './data-type.js';
import type { Call, ColumnRef, Expr, SourceId } from './expression.js';
import { fingerprint } from './fingerprint.js';
import type { FunctionSource, OutputColumn, Query, Select } from './query.js';
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

const INT8: DataType = { kind: 'base', name: 'int8', modifiers: [] };

/** The place of a row among those that the set gives, where it was asked for. */
export function placeInSet(source: SourceId): ColumnRef {
  return { kind: 'column', source, name: 'place', type: INT8 };
}

/** `SELECT id, unnest(tags) FROM t` -> `SELECT id, value FROM t, unnest(tags)`: rows without an element go, as in Postgres. */
export function setInFrom(query: Query, select: Select, call: Call, source: SourceId, ordinality = false): Query {
  const mark = fingerprint(call);
  const replace = <T extends Expr>(expr: T): Expr => mapExpression(expr, (node) => (isSet(node) && fingerprint(node) === mark ? { kind: 'column', source, name: 'value', type: call.type } : node));
  const columns: readonly OutputColumn[] = [{ name: 'value', type: call.type }, ...(ordinality ? [{ name: 'place', type: INT8 }] : [])];
  const item: FunctionSource = { kind: 'function', source, call, alias: 'set_of_rows', columns, ordinality, lateral: true };
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
