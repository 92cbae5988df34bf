import type { Expr } from '../../model/expression.js';
import type { Query, Select } from '../../model/query.js';
import { quoteIdentifier } from './identifier.js';
import type { Printing } from './printing.js';
import { limits, printSelect, scopeOf, type QueryForm } from './select.js';
import { direction, printSortKeys } from './window.js';

/**
 * `SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, c`: the first row of each group, by row_number() in a subquery
 * that also carries the sort keys for the order of the result.
 */
export function printDistinctOn(query: Query, select: Select, on: readonly Expr[], outer: Printing, form: QueryForm): string {
  const own = query.columns.map(({ name }) => name);
  const names = typeof form.names === 'string' ? own.map((_, i) => `column${i + 1}`) : form.names;
  const shown = form.names === 'own' ? own : names;
  const p = outer.within(scopeOf(select, outer));
  const keys = query.orderBy.map((key, i) => `${p.print(key.expr).text} AS key${i + 1}`);
  const partition = on.length > 0 ? `PARTITION BY ${on.map((expr) => p.print(expr).text).join(', ')}` : '';
  const order = query.orderBy.length > 0 ? `ORDER BY ${printSortKeys(query.orderBy, p)}` : '';
  const rank = `row_number() OVER (${[partition, order].filter((part) => part !== '').join(' ')}) AS rank_in_group`;
  const body = printSelect({ ...select, distinct: false }, outer, { ...form, names, closed: false });
  const from = body.indexOf(' FROM ');
  if (from < 0) return body;
  const marker = splitTargets(select, outer, names, body);
  const inner = `${marker.targets}, ${[rank, ...keys].join(', ')}${marker.rest}`;
  const columns = names.map((name, i) => (name === shown[i] ? quoteIdentifier(name) : `${quoteIdentifier(name)} AS ${quoteIdentifier(shown[i] ?? name)}`));
  const sorted = query.orderBy.length > 0 ? ` ORDER BY ${query.orderBy.map((key, i) => `key${i + 1}${direction(key)}`).join(', ')}` : '';
  return [`SELECT ${columns.join(', ')} FROM (${inner}) WHERE rank_in_group = 1${sorted}`, ...limits(query, p)].join(' ');
}

/** The select list and what follows it. The list alone is what a SELECT without FROM and WHERE prints. */
function splitTargets(select: Select, outer: Printing, names: readonly string[], body: string): { readonly targets: string; readonly rest: string } {
  const tail = printSelect({ ...select, distinct: false, targets: [] }, { ...outer, report: () => {} }, { names });
  const rest = tail.slice('SELECT 1'.length);
  return { targets: body.slice(0, body.length - rest.length), rest };
}
