import { pgFunctions, pgOperators, type PgFunction } from '../../../src/3-interpret/analyze/pg-tables.js';
import { sqlite } from '../../../src/dialects/sqlite.js';
import type { Random } from '../random.js';

/** What an expression of each type can start from, over the rows of `test/support/queries/rows.ts`; keys are `pg_type.typname`. */
const LEAVES: Readonly<Record<string, readonly string[]>> = {
  int4: ['i', 'j', 'id', '0', '1', '-1', '2', '7', 'NULL::int'],
  int8: ['big', '9007199254740993', '-5::bigint', '0::bigint'],
  float8: ['f', '0.1::float8', '-2.5::float8', '1e10::float8', '0::float8'],
  numeric: ['n', '0.1', '2.675', '-0.5', '100', '1.50', '0.0'],
  bool: ['b', 'true', 'false', 'NULL::boolean'],
  text: ['s', "''", "'abc'", "'Ünï'", "'a%b_c'", "' x '", "'12'", "'it''s'", 'NULL::text', "'b,a,c'"],
  varchar: ['v', "'a/b'::varchar"],
  timestamp: ['ts', "'2024-02-29 12:30:45.25'::timestamp", "'1999-12-31'::timestamp", "'2024-03-31 23:59:59'::timestamp"],
  timestamptz: ['tz', "'2024-01-31 10:00:00+00'::timestamptz", "'1969-07-20 20:17:40.5+00'::timestamptz"],
  date: ['d', "'2024-01-31'::date", "'1900-03-01'::date", "'2023-12-31'::date"],
  time: ["'10:20:30'::time", 'ts::time'],
  interval: ["interval '1 day'", "interval '1 month'", "interval '-2 hours'", "interval '1 year 2 months 3 days 04:05:06'", "interval '90 minutes'"],
  jsonb: ['js', "'{\"a\": {\"b\": [1, null, \"x\"]}}'::jsonb", "'[3, 1, 2]'::jsonb", "'\"t\"'::jsonb", "'null'::jsonb", "'1.5'::jsonb"],
  /** What `->` and `->>` with a number are asked of: of a scalar Postgres gives itself, which nobody means. */
  container: ['js', "'{\"a\": {\"b\": [1, null, \"x\"]}}'::jsonb", "'[3, 1, 2]'::jsonb", "'[\"x\", 2, null, true]'::jsonb"],
  json: ['jt', "'{\"z\": 1, \"a\": [true]}'::json"],
  _text: ['tags', "'{x,y,NULL}'::text[]", "'{}'::text[]", "ARRAY['a', s]"],
  _int4: ['nums', "'{3,1,2}'::int[]", "'{}'::int[]", 'ARRAY[i, 1]'],
  uuid: ['u', "'00000000-0000-0000-0000-000000000001'::uuid"],
  mood: ['m', "'ok'::mood", "'sad'::mood"],
  bytea: ['raw', "'\\x00ff'::bytea"],
};

export const TYPES = Object.keys(LEAVES).filter((type) => type !== 'container');

/** What is random or of the moment, so that two databases never agree; what reads the session or the system; sets and sequences. */
const LEFT_OUT = /^(random|random_normal|array_shuffle|array_sample|.*uuid.*|now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|pg_.*|current_.*|setval|nextval|currval|lastval|setseed|set_config|txid.*|version|session_user|inet_.*|to_regclass|format_type|obj_description|col_description|gen_salt|crypt|has_.*|raise_exception|quote_.*|localtimestamp|localtime|age)$/u;

/** Arguments that mean something only as one of a few constants, by function or operator and place. */
const CONSTANTS: Readonly<Record<string, readonly string[]>> = {
  'date_trunc 0': ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'decade', 'century', 'milliseconds'],
  'date_part 0': ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'epoch', 'dow', 'isodow', 'doy', 'isoyear', 'decade', 'century', 'millennium'],
  'encode 1': ['hex', 'base64', 'escape'],
  'decode 1': ['hex', 'base64', 'escape'],
  'timezone 0': ['UTC', 'utc', 'GMT'],
  'to_char 1': ['YYYY-MM-DD', 'DD.MM.YYYY HH24:MI:SS', 'YYYYMM', 'Mon DD, YYYY', 'FM999', '999.99', '000', 'FM00000', 'IYYY-IW', 'HH12:MI AM', 'Day', 'FMMonth', 'Q', 'DDD', 'FM999,999.00', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"', 'D'],
  'to_date 1': ['YYYY-MM-DD', 'DD.MM.YYYY'],
  'to_timestamp 1': ['YYYY-MM-DD HH24:MI:SS', 'YYYYMMDD'],
  '~ 1': ['^[a-z]+$', 'l+', '^\\s', '[0-9]', 'a|b', '^Hello'],
  '!~ 1': ['^[a-z]+$', '[0-9]'],
  '~* 1': ['^[a-z ]+$', 'WORLD$'],
  'regexp_replace 1': ['[^a-z]+', '\\s+', 'l', '^ +', '[0-9]'],
  'regexp_replace 3': ['g', 'gi'],
  'regexp_match 1': ['[a-z]+', '[0-9]+'],
  '#> 1': ['{a}', '{a,b}', '{a,b,0}', '{b,d,-1}', '{0}', '{b,c}'],
  '#>> 1': ['{a}', '{name}', '{b,d,0}', '{1}', '{flag}', '{none}'],
  '#- 1': ['{a}', '{b,c}', '{b,d,1}', '{0}', '{-1}', '{x,y}'],
  'jsonb_set 1': ['{a}', '{b,c}', '{b,d,1}', '{0}', '{-1}', '{x,y}', '{new}', '{9}', '{b,d,7}', '{a,0}'],
  'jsonb_insert 1': ['{new}', '{b,d,1}', '{0}', '{-1}', '{x,y}'],
  'jsonb_set 3': ['true', 'false'],
  'jsonb_insert 3': ['true', 'false'],
  '-> 1': ['a', 'b', 'name', 'none', 'a b', 'q"q'],
  '->> 1': ['a', 'b', 'name', 'none', 'flag', 'price', "it''s"],
  'array_length 1': ['1'],
  'array_lower 1': ['1'],
  'array_upper 1': ['1'],
  'split_part 2': ['1', '2', '-1', '3'],
  'format 0': ['%s-%s', '%s', '%L', '%2$s %1$s', '100%%'],
  'similar_to_escape 0': ['%o%', '(a|b)%'],
  'to_timestamp 0': ['0', '1700000000.5', '-86400', '1e9'],
  'make_time 2': ['0', '59.5', '7.25'],
  'make_timestamp 5': ['0', '59.5', '7.25'],
  '* 0': ['0.5', '1.5', '-2', '3'],
  '* 1': ['0.5', '1.5', '-2', '3'],
  'overlay 2': ['1', '2', '3'],
  'overlay 3': ['0', '1', '2'],
  'digest 1': ['sha256', 'md5'],
  'convert_to 1': ['UTF8'],
  'convert_from 1': ['UTF8'],
};

/** Polymorphic arguments and results, each as what it is taken for here. */
const POLYMORPHIC: Readonly<Record<string, readonly string[]>> = {
  anyelement: ['int4', 'text'],
  anynonarray: ['int4', 'text'],
  anyarray: ['_int4', '_text'],
  anycompatible: ['int4', 'text'],
  anycompatiblenonarray: ['int4', 'text'],
  anycompatiblearray: ['_int4', '_text'],
  any: ['int4', 'text', 'bool', 'numeric', 'date'],
};

/** A way to make an expression of a type: a text with `$1`, `$2` .. for expressions of other types. */
interface Form {
  /** Of the function or operator, for `CONSTANTS`. */
  readonly name?: string;
  readonly args: readonly string[];
  readonly write: (args: readonly string[]) => string;
}

/** All ways that the tables know, by the type that they give. */
function formsOfTables(): Readonly<Record<string, readonly Form[]>> {
  const forms: Record<string, Form[]> = Object.fromEntries(TYPES.map((type) => [type, []]));
  for (const name of Object.keys(sqlite.functions)) {
    if (LEFT_OUT.test(name)) continue;
    for (const fn of pgFunctions(name)) if (fn.kind === 'f' && !fn.returnsSet) for (const [result, args] of signatures(fn)) forms[result]?.push({ name, args, write: (written) => call(fn, written) });
  }
  for (const name of Object.keys(sqlite.operators)) {
    for (const { args, left, result } of pgOperators(name)) {
      for (const [of, types] of instances([result, ...args])) {
        const operands = name.startsWith('->') && types[1] === 'int4' ? ['container', 'int4'] : types;
        if (types.every((type) => type in LEAVES)) forms[of]?.push({ name, args: operands, write: left === undefined ? ([only = '']) => `(${name} ${only})` : ([a = '', b = '']) => `(${a} ${name} ${b})` });
      }
    }
  }
  return forms;
}

/** Each way to put types in the place of the polymorphic ones, one for all of one expression. */
function instances([result = '', ...args]: readonly string[]): readonly (readonly [string, readonly string[]])[] {
  if (![result, ...args].some((type) => type in POLYMORPHIC)) return [[result, args]];
  return [0, 1].map((choice): readonly [string, readonly string[]] => {
    const put = (type: string): string => POLYMORPHIC[type]?.[choice] ?? type;
    return [put(result), args.map(put)];
  });
}

function signatures(fn: PgFunction): readonly (readonly [string, readonly string[]])[] {
  const least = fn.args.length - fn.defaults;
  return Array.from({ length: fn.defaults + 1 }, (_, more) => fn.args.slice(0, least + more))
    .flatMap((args) => instances([fn.result, ...(fn.variadic ? [...args.slice(0, -1), ...repeated(args.at(-1) ?? '')] : args)]))
    .filter(([, args]) => args.every((type) => type in LEAVES));
}

/** Two of what a variadic argument is an array of. */
function repeated(type: string): readonly string[] {
  const element = type === 'any' ? 'any' : type.replace(/^_/u, '').replace(/array$/u, type.startsWith('anycompatible') ? '' : 'element');
  return [element, element];
}

/** Names that only the grammar makes calls of, and how. */
const GRAMMAR: Readonly<Record<string, (args: readonly string[]) => string>> = {
  extract: ([field = '', value = '']) => `extract(${FIELDS[(field.length * 7 + value.length) % FIELDS.length] ?? ''} FROM ${value})`,
  position: ([text = '', part = '']) => `position(${part} IN ${text})`,
  overlay: ([text, part, from, count]) => `overlay(${text} PLACING ${part} FROM ${from}${count === undefined ? '' : ` FOR ${count}`})`,
};

const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'epoch', 'dow', 'isodow', 'doy', 'week', 'quarter', 'isoyear', 'century', 'decade', 'milliseconds', 'microseconds'];

function call({ name }: PgFunction, args: readonly string[]): string {
  return GRAMMAR[name]?.(args) ?? `${name}(${args.join(', ')})`;
}

/** What the grammar has beside functions and operators, of any type. */
function syntax(type: string, random: Random): Form {
  const other = random.pick(TYPES.filter((each) => each !== 'json'));
  return random.pick<Form>([
    { args: ['bool', type, type], write: ([a, b, c]) => `CASE WHEN ${a} THEN ${b} ELSE ${c} END` },
    { args: [other, other, type], write: ([a, b, c]) => `CASE ${a} WHEN ${b} THEN ${c} END` },
    { args: [type, type], write: ([a, b]) => `coalesce(${a}, ${b})` },
    { args: [type, type], write: ([a, b]) => `nullif(${a}, ${b})` },
    { args: [type, type, type], write: ([a, b, c]) => `greatest(${a}, ${b}, ${c})` },
    { args: [type, type], write: ([a, b]) => `least(${a}, ${b})` },
  ]);
}

function condition(random: Random): Form {
  const type = random.pick(TYPES.filter((each) => each !== 'json'));
  const [array, element] = random.pick([['_text', 'text'], ['_int4', 'int4']] as const);
  return random.pick<Form>([
    { args: ['bool', 'bool'], write: ([a, b]) => `(${a} AND ${b})` },
    { args: ['bool', 'bool'], write: ([a, b]) => `(${a} OR ${b})` },
    { args: ['bool'], write: ([a]) => `(NOT ${a})` },
    { args: ['bool'], write: ([a]) => `(${a} IS ${random.pick(['', 'NOT '])}${random.pick(['TRUE', 'FALSE', 'UNKNOWN'])})` },
    { args: [type], write: ([a]) => `(${a} IS ${random.pick(['', 'NOT '])}NULL)` },
    { args: [type, type], write: ([a, b]) => `(${a} IS ${random.pick(['', 'NOT '])}DISTINCT FROM ${b})` },
    { args: [type, type, type], write: ([a, b, c]) => `(${a} ${random.pick(['', 'NOT '])}BETWEEN ${random.pick(['', 'SYMMETRIC '])}${b} AND ${c})` },
    { args: [type, type, type], write: ([a, b, c]) => `(${a} ${random.pick(['', 'NOT '])}IN (${b}, ${c}))` },
    { args: [type, type], write: ([a, b]) => `(${a} ${random.pick(['=', '<>', '<', '<=', '>', '>='])} ${b})` },
    { args: [type, type, 'int4', 'int4'], write: ([a, b, c, d]) => `((${a}, ${c}) ${random.pick(['=', '<>', '<', '>='])} (${b}, ${d}))` },
    { args: ['text', 'text'], write: ([a, b]) => `(${a} ${random.pick(['LIKE', 'NOT LIKE', 'ILIKE', 'NOT ILIKE'])} ${b})` },
    { args: [element, array], write: ([a, b]) => `(${a} ${random.pick(['=', '<>', '<'])} ${random.pick(['ANY', 'ALL'])} (${b}))` },
  ]);
}

const CASTS: Readonly<Record<string, readonly string[]>> = {
  int4: ['text', 'numeric', 'float8', 'bool', 'int8', 'jsonb'],
  int8: ['int4', 'numeric', 'text'],
  float8: ['int4', 'numeric', 'text', 'jsonb'],
  numeric: ['int4', 'float8', 'int8', 'text', 'jsonb'],
  bool: ['int4', 'text', 'jsonb'],
  text: TYPES,
  varchar: ['text', 'int4'],
  timestamp: ['timestamptz', 'date', 'text'],
  timestamptz: ['timestamp', 'date'],
  date: ['timestamp', 'timestamptz', 'text'],
  time: ['timestamp', 'text', 'interval'],
  interval: ['text', 'time'],
  jsonb: ['json', 'text'],
  json: ['jsonb', 'text'],
  _text: ['_int4', 'text'],
  _int4: ['_text', 'text'],
  uuid: ['text'],
  mood: ['text'],
  bytea: [],
};

const NAMES: Readonly<Record<string, string>> = { _text: 'text[]', _int4: 'int[]' };

/** As SQL writes it. */
export function typeName(key: string): string {
  return NAMES[key] ?? key;
}

function cast(type: string, random: Random): Form | undefined {
  const sources = CASTS[type] ?? [];
  const modified = type === 'numeric' && random.chance(0.4) ? 'numeric(8,2)' : type === 'varchar' && random.chance(0.5) ? 'varchar(3)' : undefined;
  return sources.length === 0 ? undefined : { args: [random.pick(sources)], write: ([a]) => `CAST(${a} AS ${modified ?? typeName(type)})` };
}

function constantFor(name: string | undefined, place: number, type: string, random: Random): string | undefined {
  const known = CONSTANTS[`${name} ${place}`];
  if (!known || (name?.startsWith('-') && type !== 'text') || (name === 'regexp_replace' && place === 3 && type !== 'text')) return undefined;
  const text = random.pick(known);
  if (name === '*' && type !== 'float8') return undefined;
  if (name === 'to_timestamp' && place === 0 && type !== 'float8') return undefined;
  return ['int4', 'bool', 'float8'].includes(type) ? text : `'${text}'`;
}

export type ExpressionMaker = (type: string, depth: number, random: Random) => string;

/** Makes expressions of a type over the columns of the bench, `depth` calls deep at most. */
export function expressionMaker(): ExpressionMaker {
  const forms = formsOfTables();
  const make = (type: string, depth: number, random: Random): string => {
    const leaves = LEAVES[type] ?? [];
    if (depth === 0 || random.chance(0.12)) return random.pick(leaves);
    const known = forms[type] ?? [];
    const form = (random.chance(0.15) ? cast(type, random) : undefined) ?? (type === 'bool' && random.chance(0.5) ? condition(random) : known.length === 0 || random.chance(0.15) ? syntax(type, random) : random.pick(known));
    return form.write(form.args.map((arg, place) => constantFor(form.name, place, arg, random) ?? make(arg, depth - 1, random)));
  };
  return make;
}
