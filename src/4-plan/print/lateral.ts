import type { DataType } from '../../model/data-type.js';
import type { DerivedTable } from '../../model/query.js';
import { variadic } from '../../dialects/sqlite/variadic.js';
import type { Printing } from './printing.js';

/**
 * `LATERAL (SELECT a, b FROM o WHERE o.c = t.id) AS l`: SQLite's FROM has no subquery that reads the items before it, but json_each()
 * does: `json_each((SELECT json_group_array(json_array(c0, c1)) FROM (..))) AS l`, with the columns `l.value ->> 0`, `l.value ->> 1`.
 */
export function printLateral(item: DerivedTable, alias: string, p: Printing): string {
  if (item.query.body.kind === 'values' && item.query.orderBy.length === 0 && !item.query.limit && !item.query.offset && item.query.with.length === 0) {
    const array = (values: readonly string[]): string => variadic('json_array', values, p.dialect.limits);
    const rows = item.query.body.rows.map((row) => array(row.map((expr, i) => packed(p.stored(expr).text, item.columns[i]?.type ?? expr.type, p))));
    return `json_each(${array(rows)}) AS ${alias}`;
  }
  const names = item.columns.map((_, i) => `c${i}`);
  const values = variadic('json_array', item.columns.map(({ type }, i) => packed(`c${i}`, type, p)), p.dialect.limits);
  return `json_each((SELECT json_group_array(${values}) FROM (${p.query(item.query, { names })}))) AS ${alias}`;
}

/** What each column is, over the alias of json_each(). */
export function lateralColumn(item: DerivedTable, name: string, alias: string, p: Printing): string | undefined {
  const index = item.columns.findIndex((column) => column.name === name);
  const type = item.columns[index]?.type;
  if (!type) return undefined;
  const value = `(${alias}.value ->> ${index})`;
  const family = p.family(type);
  if (family === 'bytea') return `unhex(${value})`;
  return family === 'float' ? `CAST(${value} AS REAL)` : value;
}

/** JSON has no bytes, and may round floating point; documents and arrays travel as their text. */
function packed(value: string, type: DataType, p: Printing): string {
  const family = p.family(type);
  if (family === 'bytea') return `iif((${value}) IS NULL, NULL, hex(${value}))`;
  return family === 'float' ? `iif((${value}) IS NULL, NULL, printf('%!.17g', ${value}))` : `(${value})`.replace(/^\((\w+)\)$/u, '$1');
}
