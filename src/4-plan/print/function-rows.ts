import type { DerivedTable, FunctionSource, Query } from '../../model/query.js';
import { derivedRows, withArguments } from '../../model/function-body.js';
import type { Printing } from './printing.js';
import { baseOf } from './type.js';

/** `FROM f(1) AS t`, where f is a query: the query over the arguments; where it gives one value, the row of that. Undefined for other functions. */
export function rowsOfFunction(item: FunctionSource, p: Printing): DerivedTable | undefined {
  const { call, columns } = item;
  if (item.ordinality) return undefined;
  const object = call.kind === 'call' && call.function !== undefined ? p.catalog.objects.get(call.function) : undefined;
  const rows = object?.kind === 'function' ? object.rows : undefined;
  const query = rows && object?.kind === 'function' && call.kind === 'call' ? withArguments(rows, object, call, p) : valueAsRow(item, p);
  if (!query) return undefined;
  return derivedRows(item, query, object?.kind === 'function' ? object.name : (columns[0]?.name ?? ''));
}

/** `FROM total(1) AS t`, `FROM coalesce(a, b) AS t` */
function valueAsRow({ call, columns }: FunctionSource, p: Printing): Query | undefined {
  const [only, ...others] = columns;
  const type = baseOf(call.type, p.catalog);
  const isRow = type.kind === 'composite' || (type.kind === 'base' && type.name === 'record');
  if (!only || others.length > 0 || isRow || (call.kind === 'call' && call.returnsSet)) return undefined;
  const targets = [{ expr: call, name: only.name }];
  return { with: [], recursive: false, orderBy: [], columns, body: { kind: 'select', distinct: false, targets, from: [], groupBy: [], windows: [] } };
}
