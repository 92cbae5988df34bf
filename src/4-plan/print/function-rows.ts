import type { Expr } from '../../model/expression.js';
import type { DerivedTable, FunctionSource } from '../../model/query.js';
import { walkExpression } from '../../model/walk.js';
import { withArguments } from './inline.js';
import type { Printing } from './printing.js';

/** `FROM f(1) AS t`, where f is a query: the query over the arguments. Undefined for other functions. */
export function rowsOfFunction(item: FunctionSource, p: Printing): DerivedTable | undefined {
  const { call, source, columns, alias } = item;
  const object = call.kind === 'call' && call.function !== undefined ? p.catalog.objects.get(call.function) : undefined;
  if (call.kind !== 'call' || object?.kind !== 'function' || !object.rows || item.ordinality) return undefined;
  const query = withArguments(object.rows, object, call, p);
  const lateral = item.lateral && call.args.some(readsNeighbours);
  return { kind: 'derived', source, query, columns, lateral, alias: alias ?? object.name };
}

/** Columns of other FROM items, not those of a trigger's row. */
function readsNeighbours(expr: Expr): boolean {
  let found = false;
  walkExpression(expr, (node) => void (found ||= node.kind === 'column' && node.source > 0));
  return found;
}
