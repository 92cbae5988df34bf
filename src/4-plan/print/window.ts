import type { Expr } from '../../model/expression.js';
import { readInterval } from '../../model/interval.js';
import type { FrameBound, SortKey, WindowSpec } from '../../model/query.js';
import { walkExpression } from '../../model/walk.js';
import { quoteIdentifier } from './identifier.js';
import { comparable, orderable } from './comparable.js';
import type { Printing } from './printing.js';

/**
 * Sort keys with Postgres' order of NULLs: there they are the greatest values, in SQLite the smallest, so the place is written
 * unless the two agree or the value can only be sorted one way.
 */
export function printSortKeys(keys: readonly SortKey[], p: Printing): string {
  return keys.map((key) => `${printKey(key.expr, (expr) => orderable(expr, p).text)}${isNeverNull(key, p) ? (key.descending ? ' DESC' : '') : direction(key)}`).join(', ');
}

/** What SQLite works out to a whole number is the place of a column to ORDER BY and GROUP BY; to Postgres it is a constant, which sorts nothing. */
export function printKey(expr: Expr, print: (expr: Expr) => string): string {
  let varies = false;
  walkExpression(expr, ({ kind }) => { varies ||= kind === 'column' || kind === 'call' || kind === 'subquery' || kind === 'current'; });
  const text = varies ? print(expr) : 'NULL';
  return /^\d+$/u.test(text) ? 'NULL' : text;
}

/** A NOT NULL column of the only FROM item. */
function isNeverNull({ expr }: SortKey, p: Printing): boolean {
  if (expr.kind === 'call') return expr.name === 'count' || expr.name === 'row_number';
  return expr.kind === 'column' && p.scope?.sources.size === 1 && (p.scope.sources.get(expr.source)?.isNotNull?.(expr.column) ?? false);
}

/** ` DESC NULLS FIRST` and the like; SQLite's own order is NULLS FIRST ascending and NULLS LAST descending. */
export function direction(key: SortKey): string {
  const native = key.descending ? 'last' : 'first';
  return `${key.descending ? ' DESC' : ''}${key.nulls === native ? '' : ` NULLS ${key.nulls.toUpperCase()}`}`;
}

/** `(PARTITION BY a ORDER BY b ROWS UNBOUNDED PRECEDING)`, or the name of a window. */
export function printWindow(spec: WindowSpec, p: Printing): string {
  if (spec.name !== undefined) return quoteIdentifier(spec.name);
  const parts = [
    spec.partitionBy.length > 0 && `PARTITION BY ${spec.partitionBy.map((expr) => p.print(expr).text).join(', ')}`,
    spec.orderBy.length > 0 && `ORDER BY ${spansTime(spec, p) ? spec.orderBy.map((key) => momentKey(key, p)).join(', ') : printSortKeys(spec.orderBy, p)}`,
    spec.frame && `${spec.frame.mode.toUpperCase()} BETWEEN ${bound(spec.frame.start, p)} AND ${bound(spec.frame.end, p)}`,
    spec.frame?.exclude && `EXCLUDE ${spec.frame.exclude.toUpperCase()}`,
  ];
  return `(${parts.filter((part) => part).join(' ')})`;
}

/** `RANGE BETWEEN interval '7 days' PRECEDING AND CURRENT ROW` */
function spansTime({ frame }: WindowSpec, p: Printing): boolean {
  return frame?.mode === 'range' && [frame.start, frame.end].some((edge) => 'offset' in edge && p.family(edge.offset.type) === 'interval');
}

/** SQLite counts a range in numbers: a moment is sorted by its milliseconds then. */
function momentKey(key: SortKey, p: Printing): string {
  const moment = MOMENTS.has(p.family(key.expr.type));
  return moment ? `CAST(round(unixepoch(${p.print(key.expr).text}, 'subsec') * 1000) AS INTEGER)${isNeverNull(key, p) ? (key.descending ? ' DESC' : '') : direction(key)}` : printSortKeys([key], p);
}

const MOMENTS: ReadonlySet<string> = new Set(['timestamp', 'timestamptz', 'date', 'time']);

function bound(edge: FrameBound, p: Printing): string {
  if (!('offset' in edge)) return edge.kind.toUpperCase();
  return `${p.family(edge.offset.type) === 'interval' ? milliseconds(edge.offset, p) : comparable(edge.offset, p).text} ${edge.kind.toUpperCase()}`;
}

/** Months are not all of one length. */
function milliseconds(offset: Expr, p: Printing): string {
  const { constant } = p.operand(offset);
  const interval = typeof constant === 'string' ? readInterval(constant) : undefined;
  if (interval?.months === 0) return String(Math.round((interval.days * 86_400 + interval.seconds) * 1000));
  p.report({ code: 'unsupported-expression', message: `a RANGE of months, or of an interval that is no constant, cannot be counted on ${p.dialect.name}`, help: "Write days: interval '30 days'; or join the rows by their dates.", ...(offset.at !== undefined && { at: offset.at }) });
  return '0';
}
