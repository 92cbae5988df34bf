import { BOOL, FLOAT8, INT8 } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { Call, ColumnRef, Expr, SourceId } from '../../model/expression.js';
import { fingerprint } from '../../model/fingerprint.js';
import { bothOf } from '../../model/guarded-statement.js';
import { mapOutermost } from '../../model/map-outermost.js';
import type { Query, Select, SortKey, Target } from '../../model/query.js';
import { childrenOf } from '../../model/walk.js';
import { arrayText, elementJson } from './literal-array.js';
import { overRows, type Level } from './over-rows.js';

/** The sources of the rows with what is counted of them; no analysed statement has negative ones. */
const COUNTED: SourceId = -8;
const PLACED: SourceId = -9;

/**
 * `percentile_cont(0.5) WITHIN GROUP (ORDER BY x)`: the rows get their places within their group in a subquery, and an aggregate takes the value of
 * the row in the middle. mode() counts how often each value comes before that. Undefined where a query has none of them.
 */
export function withoutOrderedSets(query: Query, select: Select): Query | undefined {
  const level: Level = { query, select };
  const calls = orderedSetsIn(level);
  if (calls.length === 0 || !calls.every((call) => call.name === 'mode' || fractionsOf(call))) return undefined;
  return placed(calls.some(({ name }) => name === 'mode') ? counted(level) : level);
}

/** Each mode() takes as its argument how often the row's value comes. */
function counted(level: Level): Level {
  const modes = orderedSetsIn(level).filter(({ name }) => name === 'mode');
  const extras = modes.map((call, i): Target => ({ name: `times_${i + 1}`, expr: windowed('count', [valueOf(call)], INT8, [...groupOf(call, level.select), valueOf(call)]) }));
  const marks = modes.map(fingerprint);
  return overRows(replaced(level, (call) => {
    const i = marks.indexOf(fingerprint(call));
    return i < 0 ? undefined : { ...call, args: [reference(COUNTED, extras[i] as Target)] };
  }), COUNTED, 'counted', extras);
}

function placed(level: Level): Query {
  const calls = orderedSetsIn(level);
  const parts = calls.map((call, i) => partsOf(call, i + 1, level.select));
  const marks = calls.map(fingerprint);
  const { query, select } = overRows(replaced(level, (call) => parts[marks.indexOf(fingerprint(call))]?.value), PLACED, 'placed', parts.flatMap(({ extras }) => extras));
  return { ...query, body: select };
}

/** What the subquery works out for a call, and what the call is over that. */
interface Parts {
  readonly extras: readonly Target[];
  readonly value: Expr;
}

function partsOf(call: Call, number: number, select: Select): Parts {
  const group = groupOf(call, select);
  const [occurrences] = call.name === 'mode' ? call.args : [];
  const order: readonly SortKey[] = [...(occurrences ? [{ expr: occurrences, descending: true, nulls: 'last' as const }] : []), ...(call.orderBy ?? []).map((key): SortKey => ({ expr: key.expr, descending: key.descending, nulls: 'last' }))];
  const place: Expr = { ...windowed('row_number', [], INT8, group), over: { partitionBy: group, orderBy: order } };
  const count = windowed('count', [valueOf(call)], INT8, group);
  const at = (name: string, where: Expr): Target => ({ name, expr: valueWhere(bothOf(call.filter, compare(place, where)), valueOf(call)) });
  if (occurrences) return chosen(at(`value_${number}`, whole('1')));
  const { fractions, array } = fractionsOf(call) as Fractions;
  const each = fractions.map((fraction, i) => {
    const name = (what: string): string => [what, number, ...(array ? [i + 1] : [])].join('_');
    if (call.name === 'percentile_disc') return chosen(at(name('value'), { kind: 'conditional', op: 'greatest', type: FLOAT8, args: [float('ceil', times(fraction, float8(count))), real('1')] }));
    const reach = times(fraction, float8(operator('-', count, whole('1'), INT8)));
    return between(at(name('low'), plusOne(float('floor', reach))), at(name('high'), plusOne(float('ceil', reach))), { name: name('part'), expr: valueWhere(call.filter, operator('-', reach, float('floor', reach), FLOAT8)) });
  });
  const [only] = each;
  const extras = each.flatMap((part) => part.extras);
  return array || !only ? { extras, value: { kind: 'array', type: call.type, elements: each.map(({ value }) => value) } } : { extras, value: only.value };
}

/** One row of the group has a value. */
function chosen(extra: Target): Parts {
  return { extras: [extra], value: anyOf(extra) };
}

/** `low + part * (high - low)` */
function between(low: Target, high: Target, part: Target): Parts {
  const value = operator('+', anyOf(low), operator('*', anyOf(part), operator('-', anyOf(high), anyOf(low), FLOAT8), FLOAT8), FLOAT8);
  return { extras: [low, high, part], value };
}

interface Fractions {
  readonly fractions: readonly string[];
  readonly array: boolean;
}

/** The constant fractions of a percentile; undefined where they are none, and of intervals. */
function fractionsOf({ name, args: [given], orderBy: [key, ...others] = [] }: Call): Fractions | undefined {
  if (!given || !key || others.length > 0 || (name !== 'percentile_cont' && name !== 'percentile_disc')) return undefined;
  if (name === 'percentile_cont' && (key.expr.type.kind !== 'base' || key.expr.type.name !== 'float8')) return undefined;
  const array = given.type.kind === 'array';
  const texts = array ? elementsOf(given) : [constantOf(given)];
  const fractions = texts?.flatMap((text) => (text !== undefined && Number(text) >= 0 && Number(text) <= 1 ? [text] : []));
  return fractions && fractions.length > 0 && fractions.length === texts?.length ? { fractions, array } : undefined;
}

function elementsOf(expr: Expr): readonly (string | undefined)[] | undefined {
  if (expr.kind === 'array') return expr.elements.map(constantOf);
  const json = expr.kind === 'literal' && expr.value !== null ? arrayText(expr.value, (text) => elementJson(text, 'float')) : undefined;
  const items: unknown = json === undefined ? undefined : JSON.parse(json);
  return Array.isArray(items) ? items.map((item) => (typeof item === 'number' ? String(item) : undefined)) : undefined;
}

function constantOf(expr: Expr): string | undefined {
  if (expr.kind === 'cast') return constantOf(expr.operand);
  return expr.kind === 'literal' && expr.value !== null && expr.value.trim() !== '' && Number.isFinite(Number(expr.value)) ? expr.value : undefined;
}

/** The calls of the query itself, each once. */
function orderedSetsIn({ query, select }: Level): readonly Call[] {
  const found = new Map<string, Call>();
  const look = (expr: Expr): void => {
    if (expr.kind === 'call' && expr.withinGroup) found.set(fingerprint(expr), expr);
    else childrenOf(expr).forEach(look);
  };
  for (const { expr } of [...select.targets, ...query.orderBy]) look(expr);
  if (select.having) look(select.having);
  return [...found.values()];
}

function replaced({ query, select }: Level, replace: (call: Call) => Expr | undefined): Level {
  const over = (expr: Expr): Expr => mapOutermost(expr, (node) => (node.kind === 'call' && node.withinGroup ? replace(node) : undefined));
  const targets = select.targets.map((target) => ({ ...target, expr: over(target.expr) }));
  return { query: { ...query, orderBy: query.orderBy.map((key) => ({ ...key, expr: over(key.expr) })) }, select: { ...select, targets, ...(select.having && { having: over(select.having) }) } };
}

function valueOf({ orderBy: [key] = [] }: Call): Expr {
  if (!key) throw new Error('the grammar gives WITHIN GROUP a sort key');
  return key.expr;
}

/** The rows that a call is about: those of the group for which FILTER holds. */
function groupOf({ filter }: Call, { groupBy }: Select): readonly Expr[] {
  return [...groupBy, ...(filter ? [{ kind: 'test' as const, test: 'true' as const, negated: false, operand: filter, type: BOOL }] : [])];
}

function windowed(name: string, args: readonly Expr[], type: DataType, partitionBy: readonly Expr[]): Call {
  return { kind: 'call', name, args, type, ...(name === 'count' && { aggregate: true }), over: { partitionBy, orderBy: [] } };
}

function valueWhere(when: Expr | undefined, value: Expr): Expr {
  // oxlint-disable-next-line unicorn/no-thenable -- a branch is no promise
  return when ? { kind: 'case', branches: [{ when, then: value }], type: value.type } : value;
}

function anyOf({ name, expr }: Target): Expr {
  return { kind: 'call', name: 'any_value', args: [reference(PLACED, { name, expr })], aggregate: true, type: expr.type };
}

function reference(source: SourceId, { name, expr }: Target): ColumnRef {
  return { kind: 'column', source, name, type: expr.type };
}

function compare(left: Expr, right: Expr): Expr {
  return operator('=', left, right, BOOL);
}

function times(fraction: string, count: Expr): Expr {
  return operator('*', real(fraction), count, FLOAT8);
}

function plusOne(expr: Expr): Expr {
  return operator('+', expr, real('1'), FLOAT8);
}

function operator(name: string, left: Expr, right: Expr, type: DataType): Expr {
  return { kind: 'operator', name, left, right, type };
}

function float(name: string, arg: Expr): Expr {
  return { kind: 'call', name, args: [arg], type: FLOAT8, strict: true };
}

function float8(operand: Expr): Expr {
  return { kind: 'cast', operand, explicit: false, type: FLOAT8 };
}

function whole(value: string): Expr {
  return { kind: 'literal', value, type: INT8 };
}

function real(value: string): Expr {
  return { kind: 'literal', value, type: FLOAT8 };
}
