import type { FunctionRow, Operand, Render } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { FIELDS_OF_JSONB } from './json-edit.js';
import { documentPart, jsonArgument } from './json-value.js';
import { MONEY_SUM } from './money.js';
import { asNumber, asTerm, decimal } from './numbers.js';
import { labelAt, sortable } from './ordering.js';
import { MADE_OF_AGGREGATES } from './made-of-aggregates.js';
import { emulated, exact, refused, wrapped } from './row.js';
import { toText } from './to-text.js';

/** A numeric aggregate: over REAL, and the result is a number until it is stored. */
const overNumbers =
  (name: string, over = asNumber): Render =>
  ([value], context) => {
    if (!value) return undefined;
    const sql = fill(`${name}({1})`, [over(value, context.mapping)]);
    return context.result.family === 'numeric' && context.mapping === 'exact' ? { ...sql, real: true } : sql;
  };

const elements: Render = ([value], context) => value && fill('json_group_array({1})', [jsonArgument(value, context)]);

const members: Render = ([key, value], context) => {
  const text = key && toText(key, context);
  return text && value && fill('json_group_object({1}, {2})', [text, documentPart(value, context)]);
};

const list = [wrapped(['any'], elements, "nullif({1}, '[]')")];
const object = [wrapped(['any', 'any'], members, "nullif({1}, '{}')")];
const all = [exact(['bool'], 'min({1})')];
/** Printed as a query (`4-plan/print/ordered-set.ts`) where the fractions are constants. */
const orderedSet = (args: FunctionRow['args']): readonly FunctionRow[] => [
  emulated(args, () => undefined),
  ...refused('percentiles of intervals, and those whose fraction is no constant, are not worked out on SQLite', 'Write the fraction as a constant from 0 to 1; take the percentile of extract(epoch FROM ..).'),
];
/** Written by `4-plan/print/made-aggregates.ts`. */
const made = (family: FunctionRow['args'][number]): FunctionRow => emulated([family], () => undefined);
const noBits = refused('bitwise aggregates of bit strings are not worked out on SQLite', 'Keep the flags as an integer.');
const noDuplicates = refused('that each key comes once is not looked after on SQLite', 'Leave WITH UNIQUE KEYS out.');
const noMultirange = refused('ranges are not united on SQLite, which has no multirange types', 'Read the bounds with lower() and upper(): min(lower(r)), max(upper(r)).');
const noStatistics = refused('this statistical aggregate is not worked out on SQLite', 'Write the formula with sum() and count().');

const noOrder = refused('the least and the greatest array, range, document or interval are not worked out on SQLite', 'Take the extreme of what can be taken out of them.')[0] as FunctionRow;

function labelOf(place: Sql, [value]: readonly Operand[]): Sql {
  return labelAt(place, value?.labels ?? []) ?? place;
}

/** Enum values by their places in the type. */
function extreme(name: 'min' | 'max'): readonly FunctionRow[] {
  const place: Render = ([value], context) => {
    const sql = value && sortable(value, context);
    return sql && fill(`${name}({1})`, [sql]);
  };
  const others = (['array', 'interval', 'jsonb', 'range'] as const).map((family): FunctionRow => ({ ...noOrder, args: [family] }));
  return [exact(['number'], overNumbers(name)), { ...emulated(['enum'], place), outer: labelOf }, ...others, exact(['any'], `${name}({1})`)];
}

/** One value out of all of them in their order; what is stored as JSON stays a text. */
const oneOf = (place: string): FunctionRow[] => [
  ...refused('bytes in their order are not gathered on SQLite', "Take encode(value, 'hex').").map((row): FunctionRow => ({ ...row, args: ['bytea'] })),
  { ...emulated(['any'], ([value]) => value && fill(JSON_FAMILIES.has(value.family) ? "json_group_array({1} || '')" : 'json_group_array({1})', [value.sql])), outer: `json_extract({1}, '$[${place}]')` },
];
const JSON_FAMILIES: ReadonlySet<Operand['family']> = new Set(['json', 'jsonb', 'array', 'range', 'row']);

/** Aggregates and window functions (https://www.postgresql.org/docs/18/functions-aggregate.html, functions-window.html). */
export const AGGREGATE_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  count: [exact([], 'count()'), exact(['any'], 'count({1})')],
  sum: [{ ...exact(['number'], overNumbers('sum', asTerm)), outer: (whole, [value]) => (value?.family === 'numeric' ? decimal(whole, value.places) : whole) }, MONEY_SUM, made('interval')],
  avg: [exact(['number'], overNumbers('avg', asTerm)), made('interval')],
  min: extreme('min'),
  max: extreme('max'),
  bool_and: all,
  every: all,
  bool_or: [exact(['bool'], 'max({1})')],
  'aggregate first': oneOf('0'),
  'aggregate last': oneOf('#-1'),
  'aggregate other': refused('an aggregate that is made of functions has no counterpart, except those that give the first or the last value', 'Write the query with the aggregates that Postgres has.'),
  string_agg: [exact(['string', 'string'], 'string_agg({1}, {2})')],
  array_agg: list,
  json_agg: list,
  jsonb_agg: list,
  json_object_agg: object,
  jsonb_object_agg: [wrapped(['any', 'any'], members, `nullif(${FIELDS_OF_JSONB}, '{}')`)],
  ...Object.fromEntries(['json_agg_strict', 'jsonb_agg_strict'].map((name) => [name, [made('any')]])),
  ...Object.fromEntries(['json_object_agg_strict', 'jsonb_object_agg_strict'].map((name) => [name, [emulated(['any', 'any'], () => undefined)]])),
  ...Object.fromEntries(['json_object_agg_unique', 'jsonb_object_agg_unique', 'json_object_agg_unique_strict', 'jsonb_object_agg_unique_strict'].map((name) => [name, noDuplicates])),
  row_number: [exact([], 'row_number()')],
  rank: [exact([], 'rank()')],
  dense_rank: [exact([], 'dense_rank()')],
  percent_rank: [exact([], 'percent_rank()')],
  cume_dist: [exact([], 'cume_dist()')],
  ntile: [exact(['int'], 'ntile({1})')],
  lag: [exact(['any', '...'], 'lag({*})')],
  lead: [exact(['any', '...'], 'lead({*})')],
  first_value: [exact(['any'], 'first_value({1})')],
  last_value: [exact(['any'], 'last_value({1})')],
  nth_value: [emulated(['any', 'int'], 'nth_value({1}, {2})')],
  range_agg: noMultirange,
  range_intersect_agg: noMultirange,
  any_value: [emulated(['any'], 'min({1})')],
  percentile_cont: orderedSet(['any']),
  percentile_disc: orderedSet(['any']),
  mode: orderedSet([]),
  ...Object.fromEntries(['bit_and', 'bit_or', 'bit_xor'].map((name) => [name, [made('int'), ...noBits]])),
  ...Object.fromEntries(['stddev', 'stddev_pop', 'stddev_samp', 'variance', 'var_pop', 'var_samp'].map((name) => [name, [made('number')]])),
  ...Object.fromEntries(['corr', 'covar_pop', 'covar_samp'].map((name) => [name, noStatistics])),
  ...MADE_OF_AGGREGATES,
};
