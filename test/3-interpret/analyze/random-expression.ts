import * as fc from 'fast-check';

const COLUMNS = ['i2', 'i4', 'i8', 'n', 'n2', 'f4', 'f8', 't', 'v', 'c', 'b', 'd', 'ti', 'ts', 'tz', 'iv', 'u', 'j', 'jb', 'by', 'ia', 'ta', 'va', 'm', 'ma', 'co', 'pos', 'em', 'inet', 'r', 'o', 'bi', 'tv', 'mo'];
const LITERALS = ['1', '0', '-5', '1.5', '3000000000', "'x'", "'1'", "'1.5'", "'t'", "'ok'", "'{}'", "'{1,2}'", "'{\"a\":1}'", 'NULL', 'true', 'now()', 'current_date', "interval '1 day'", "'a'::text", "'b'::varchar(5)", "date '2020-01-01'"];
const OPERATORS = ['+', '-', '*', '/', '%', '^', '||', '=', '<>', '<', '>=', '~', '~~', '->', '->>', '#>', '@>', '<@', '&&', '?', '&', '|', '<<', '>>', '#', '@@', '-|-'];
const UNARY = ['-', '+', '~', '@', '|/', 'NOT'];
const FUNCTIONS = [
  'lower', 'upper', 'length', 'abs', 'round', 'ceil', 'trunc', 'sqrt', 'sign', 'to_json', 'to_jsonb', 'jsonb_typeof', 'array_length', 'cardinality', 'unnest', 'array_append', 'array_cat', 'array_position',
  'date_trunc', 'date_part', 'age', 'to_char', 'concat', 'concat_ws', 'format', 'coalesce', 'greatest', 'nullif', 'left', 'substr', 'substring', 'replace', 'position', 'strpos', 'mod', 'power', 'jsonb_set', 'jsonb_build_object',
  'json_build_array', 'enum_range', 'enum_first', 'int4range', 'isempty', 'md5', 'encode', 'quote_literal', 'random', 'timezone', 'extract', 'generate_series', 'text', 'int4', 'date', 'array_agg', 'count', 'sum', 'avg', 'min', 'max', 'string_agg', 'bool_and', 'lpad', 'repeat', 'host', 'to_tsvector', 'set_bit', 'justify_days', 'make_interval', 'num_nulls', 'array_to_string', 'pg_typeof', 'width_bucket', 'percentile_cont', 'row_number', 'lag',
];
const TYPES = ['int', 'bigint', 'smallint', 'numeric', 'numeric(6,2)', 'text', 'varchar', 'varchar(10)', 'char(3)', 'boolean', 'date', 'timestamp', 'timestamptz', 'interval', 'time', 'uuid', 'json', 'jsonb', 'bytea', 'int[]', 'text[]', 'mood', 'mood[]', 'positive', 'email', 'real', 'double precision', 'regclass', 'oid', 'inet', 'int4range', 'bit(4)', 'name', 'money', 'tsvector'];

/** Expressions over `samples`, most of them wrong in some way, as strangers' migrations are. */
export const randomExpression: fc.Arbitrary<string> = fc.letrec<{ expr: string; leaf: string }>((tie) => ({
  leaf: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...COLUMNS) }, { weight: 2, arbitrary: fc.constantFrom(...LITERALS) }),
  expr: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tie('leaf'),
    fc.tuple(tie('expr'), fc.constantFrom(...OPERATORS), tie('expr')).map(([left, op, right]) => `(${left} ${op} ${right})`),
    fc.tuple(fc.constantFrom(...UNARY), tie('leaf')).map(([op, right]) => `(${op} ${right})`),
    fc.tuple(fc.constantFrom(...FUNCTIONS), fc.array(tie('expr'), { maxLength: 3 })).map(([name, args]) => `${name}(${args.join(', ')})`),
    fc.tuple(tie('expr'), fc.constantFrom(...TYPES)).map(([value, type]) => `(${value})::${type}`),
    fc.tuple(tie('expr'), tie('expr'), tie('expr')).map(([when, then, otherwise]) => `CASE WHEN ${when} THEN ${then} ELSE ${otherwise} END`),
    fc.tuple(tie('leaf'), tie('leaf'), tie('expr')).map(([value, when, then]) => `CASE ${value} WHEN ${when} THEN ${then} END`),
    fc.tuple(tie('leaf'), fc.array(tie('leaf'), { minLength: 1, maxLength: 3 })).map(([value, list]) => `(${value} IN (${list.join(', ')}))`),
    fc.tuple(tie('leaf'), tie('leaf'), tie('leaf')).map(([value, low, high]) => `(${value} BETWEEN ${low} AND ${high})`),
    fc.tuple(tie('leaf'), fc.constantFrom('=', '<', '~~'), fc.constantFrom('ANY', 'ALL'), tie('expr')).map(([value, op, which, array]) => `(${value} ${op} ${which} (${array}))`),
    fc.array(tie('leaf'), { minLength: 1, maxLength: 3 }).map((elements) => `ARRAY[${elements.join(', ')}]`),
    fc.tuple(tie('leaf'), tie('leaf')).map(([value, index]) => `(${value})[${index}]`),
    fc.tuple(tie('leaf'), tie('leaf')).map(([left, right]) => `(${left} IS DISTINCT FROM ${right})`),
  ),
})).expr;
