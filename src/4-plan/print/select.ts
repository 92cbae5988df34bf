import type { Expr } from '../../model/expression.js';
import type { CommonTable, Query, QueryBody, Select } from '../../model/query.js';
import { childrenOf } from '../../model/walk.js';
import { withoutDistinctOn } from './distinct-on.js';
import { checkFoundRows } from './found-rows.js';
import { printFrom, sourcesOf } from './from.js';
import { groupedBelow } from './grouped-below.js';
import { sortsAsStored } from '../../dialects/sqlite/ordering.js';
import { isStoredRow } from './composite.js';
import { asOneGroup, withoutGroupingSets } from './grouping-sets.js';
import { quoteIdentifier } from './identifier.js';
import { isMadeOnce } from './made-once.js';
import { withMadeAggregates } from './made-aggregates.js';
import { withoutOrderedSets } from './ordered-set.js';
import type { Printing, Scope } from './printing.js';
import type { QueryForm } from './query-form.js';
import { withoutSetInSelect } from './set-in-select.js';
import { withWholeTexts } from './whole-text.js';
import { withoutTies } from './with-ties.js';
import { sortedAbove } from './sorted-above.js';
import { inStoredOrder } from './stored-order.js';
import { hasClauses, printSetOperation } from './set-operation.js';
import { printValues } from './values.js';
import { direction, printKey, printSortKeys, printWindow } from './window.js';

/** A query with its WITH, ORDER BY and LIMIT. */
export function printQueryIn(query: Query, outer: Printing, form: QueryForm): string {
  const { text: prefix, p } = printWith(query.with, query.recursive, outer);
  if (query.body.kind === 'select' && typeof query.body.distinct === 'object') return prefix + p.query(withoutDistinctOn(query, query.body, query.body.distinct.on), form);
  const ranked = query.withTies ? withoutTies(query) : undefined;
  if (ranked) return prefix + p.query(ranked, form);
  const ordered = form.unordered ? undefined : inStoredOrder(query, p);
  if (ordered) return prefix + p.query({ ...ordered, with: [], recursive: false }, form);
  const made = query.body.kind === 'select' ? withMadeAggregates(query, query.body, p) : undefined;
  if (made) return prefix + p.query(made, form);
  const set = query.body.kind === 'select' && query.body.groupingSets ? withoutSetInSelect(query, query.body, p) : undefined;
  if (set) return prefix + p.query({ ...set, with: [], recursive: false }, form);
  if (query.body.kind === 'select' && query.body.groupingSets) return prefix + p.query(withoutGroupingSets(query, query.body, query.body.groupingSets, p), form);
  const one = query.body.kind === 'select' && query.body.having ? asOneGroup(query.body) : undefined;
  if (one) return prefix + p.query({ ...query, with: [], recursive: false, body: one }, form);
  const placed = query.body.kind === 'select' ? withoutOrderedSets(query, query.body) : undefined;
  if (placed) return prefix + p.query(placed, form);
  const above = sortedAbove(query, p);
  if (above) return prefix + p.query(above, form);
  const joined = query.body.kind === 'select' ? withoutSetInSelect(query, query.body, p) : undefined;
  if (joined) return prefix + p.query({ ...joined, with: [], recursive: false }, form);
  if (query.withTies) p.report({ code: 'unsupported-statement', message: 'FETCH FIRST .. WITH TIES has no rendering here: it is sorted by what is no column of the query', help: 'Use rank() in a subquery.' });
  const names = form.names === 'own' ? query.columns.map(({ name }) => name) : form.names;
  const inner = query.body.kind === 'select' ? p.within(scopeOf(query.body, p)) : p;
  const grouped = query.body.kind === 'select' ? groupedBelow(query, query.body, inner) : undefined;
  if (grouped) return prefix + p.query(grouped, form);
  return [
    prefix + printBody(query.body, p, { ...form, names, alone: hasClauses(query) }),
    query.orderBy.length > 0 && `ORDER BY ${orderBy(query, inner)}`,
    ...limits(query, inner),
  ]
    .filter((part) => typeof part === 'string')
    .join(' ');
}

/** LIMIT and OFFSET; SQLite has no OFFSET alone. */
function limits(query: Query, p: Printing): readonly string[] {
  const limit = query.limit ? p.print(query.limit).text : undefined;
  const offset = query.offset ? p.print(query.offset).text : undefined;
  if (limit === undefined && offset === undefined) return [];
  if ([query.limit, query.offset].some((expr) => expr && namesColumn(expr))) p.report({ code: 'unsupported-expression', message: `LIMIT and OFFSET name no column on ${p.dialect.name}`, help: 'Number the rows with row_number() in a subquery, and compare the number with the column.' });
  return [`LIMIT ${limit === undefined || limit === 'NULL' ? '-1' : limit}`, ...(offset === undefined ? [] : [`OFFSET ${offset}`])];
}

/** Of a query; NEW and OLD can be asked. */
function namesColumn(expr: Expr): boolean {
  return (expr.kind === 'column' && expr.source >= 0) || childrenOf(expr).some(namesColumn);
}

/** Below a set operation only the result's columns can be named; elsewhere the expression itself is clearer, unless it is long. */
function orderBy(query: Query, inner: Printing): string {
  const p = inner.scope && query.body.kind === 'select' ? inner.within({ ...inner.scope, qualify: aliases(query.body) }) : inner;
  const byPosition = query.body.kind !== 'select';
  return query.orderBy.map((key) => (key.output !== undefined && (byPosition || key.expr.kind !== 'column') && sortsAsStored(p.family(key.expr.type), p.options.mapping) ? `${key.output}${direction(key)}` : printSortKeys([key], p))).join(', ');
}

/** Names of the select list, which ORDER BY prefers to columns, that are not the columns themselves. */
function aliases(select: Select): ReadonlySet<string> {
  return new Set(select.targets.filter(({ expr, name }) => expr.kind !== 'column' || expr.name !== name).map(({ name }) => name));
}

/** The names that a select list and its clauses see. */
function scopeOf(select: Select, p: Printing): Scope {
  return { ...(p.scope && { parent: p.scope }), sources: sourcesOf(select.from, p) };
}

/** `WITH a AS (..), b AS (..) ` */
export function printWith(tables: readonly CommonTable[], recursive: boolean, outer: Printing): { readonly text: string; readonly p: Printing } {
  let p = outer;
  const parts: string[] = [];
  for (const table of tables) {
    const columns = table.columns.map(({ name }) => name);
    const inner = p.withCommon(table.source, table.name, columns);
    if (recursive) checkFoundRows(table, p);
    parts.push(`${quoteIdentifier(table.name)} AS ${materialized(table, p)}(${common(table, columns, recursive ? inner : p)})`);
    p = inner;
  }
  return { text: parts.length > 0 ? `WITH ${recursive ? 'RECURSIVE ' : ''}${parts.join(', ')} ` : '', p };
}

function materialized({ materialized, statement }: CommonTable, p: Printing): string {
  if ('body' in statement && isMadeOnce(statement, p, p.scope)) return 'MATERIALIZED ';
  return materialized === undefined ? '' : materialized ? 'MATERIALIZED ' : 'NOT MATERIALIZED ';
}

function common(table: CommonTable, columns: readonly string[], p: Printing): string {
  if (!('kind' in table.statement)) return p.query(table.statement, { names: columns });
  if (table.statement.kind === 'select-statement') return p.query(table.statement.query, { names: columns });
  p.report({
    code: 'unsupported-statement',
    message: `WITH ${table.name}: a statement that changes rows cannot stand inside another one in SQLite`,
    help: 'Write it as a statement of its own.',
  });
  return 'SELECT NULL';
}

function printBody(body: QueryBody, p: Printing, form: QueryForm): string {
  switch (body.kind) {
    case 'select':
      return printSelect(body, p, form);
    case 'values':
      return printValues(body, p, form);
    case 'set-operation':
      return printSetOperation(body, p, form);
  }
}

function printSelect(select: Select, outer: Printing, form: QueryForm): string {
  const p = outer.within(scopeOf(select, outer));
  const where = select.where ? p.print(select.where).text : form.closed ? 'true' : undefined;
  return [
    `SELECT ${select.distinct ? 'DISTINCT ' : ''}${printTargets(select, select.where ? p.where(select.where, true) : p, form)}`,
    select.from.length > 0 && `FROM ${printFrom(select.from, p)}`,
    where !== undefined && `WHERE ${where}`,
    select.groupBy.length > 0 && `GROUP BY ${select.groupBy.map((key) => printKey(key, (expr) => p.print(expr).text)).join(', ')}`,
    select.having && `HAVING ${p.print(select.having).text}`,
    select.windows.length > 0 && `WINDOW ${select.windows.map(({ name, spec }) => `${quoteIdentifier(name)} AS ${printWindow(spec, p)}`).join(', ')}`,
  ]
    .filter((part) => typeof part === 'string')
    .join(' ');
}

function printTargets(select: Select, p: Printing, form: QueryForm): string {
  if (select.targets.length === 0) return '1';
  const { names } = form;
  return select.targets
    .map(({ expr }, i) => {
      refuseRow(expr, p);
      const text = form.value ? form.value(expr, p) : p.stored(withWholeTexts(expr, p)).text;
      const name = typeof names === 'string' ? undefined : names[i];
      const natural = expr.kind === 'column' && (text === quoteIdentifier(name ?? '') || text.endsWith(`.${quoteIdentifier(name ?? '')}`));
      return name === undefined || natural ? text : `${text} AS ${quoteIdentifier(name)}`;
    })
    .join(', ');
}

/** Among what a query gives, or a statement hands on. */
export function refuseRow({ at, type }: Expr, p: Printing): void {
  if (p.family(type) === 'row' && !isStoredRow(type, p)) p.report({ code: 'unsupported-expression', message: 'a whole row is no value in SQLite', help: 'Name the columns, or write to_jsonb(row).', ...(at !== undefined && { at }) });
}
