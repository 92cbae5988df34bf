import type { FunctionRow, Render } from '../dialect.js';
import { fill } from '../sql.js';
import { emulated } from './row.js';

/** Without what Postgres' input functions skip around a value. */
const T = 'trim({1}, char(9, 10, 13, 32))';
/** NULL, or `0x1F` and `1_000`, which Postgres has read since 16: whether they are right is not known here. */
const OPEN = `{1} IS NULL OR (${T} GLOB '[0-9]*_*' AND ${T} NOT GLOB '*[^0-9_]*') OR ${T} GLOB '0[xX]*'`;
const DAY = '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]';
const DAY_WORDS = "'now', 'today', 'tomorrow', 'yesterday', 'epoch', 'infinity', '-infinity', '+infinity'";
const BOOLEAN_WORDS = "'t', 'tr', 'tru', 'true', 'f', 'fa', 'fal', 'fals', 'false', 'y', 'ye', 'yes', 'n', 'no', 'on', 'of', 'off', '1', '0'";

const whole = (low: string, high: string): string =>
  `iif((${T} GLOB '[0-9]*' OR ${T} GLOB '[-+][0-9]*') AND substr(${T}, 2) NOT GLOB '*[^0-9]*', CAST(${T} AS NUMERIC) BETWEEN ${low} AND ${high}, iif(${OPEN}, NULL, 0))`;

/** A digit before it makes JSON5 read every number that Postgres reads: `.5`, `5.`, `007`. */
const NUMBER = `iif(ltrim(${T}, '+-.') GLOB '[0-9]*' AND ${T} NOT GLOB '[-+][-+]*' AND ${T} NOT GLOB '*[^0-9.eE+-]*', json_valid('1' || ltrim(${T}, '+-'), 2), iif(${OPEN} OR lower(ltrim(${T}, '+-')) IN ('nan', 'inf', 'infinity'), NULL, 0))`;

/** ISO dates are judged. What has no digit is a date only if it is one of a few words; of other texts Postgres alone knows. */
const MOMENT = `iif(${T} GLOB '${DAY}*', iif(date(substr(${T}, 1, 10)) IS substr(${T}, 1, 10), iif(length(${T}) = 10 OR datetime(${T}) IS NOT NULL, 1, NULL), 0), iif({1} IS NULL OR {1} GLOB '*[0-9]*' OR lower(${T}) IN (${DAY_WORDS}), NULL, 0))`;

/** Hyphens and braces in other places are Postgres' own to judge. */
const BARE = "replace({1}, '-', '')";
const UUID = `iif(length(${BARE}) = 32 AND ${BARE} NOT GLOB '*[^0-9a-fA-F]*', iif(length({1}) = 32 OR {1} GLOB '????????-????-????-????-????????????', 1, NULL), iif({1} IS NULL OR (length({1}) = 38 AND substr({1}, 1, 1) = char(123)), NULL, 0))`;

/** By Postgres' own names of the types; a type that is not here cannot be judged. */
const VALID: Readonly<Record<string, string>> = {
  smallint: whole('-32768', '32767'),
  integer: whole('-2147483648', '2147483647'),
  bigint: whole('-9223372036854775808', '9223372036854775807'),
  numeric: NUMBER,
  real: NUMBER,
  'double precision': NUMBER,
  boolean: `lower(${T}) IN (${BOOLEAN_WORDS})`,
  uuid: UUID,
  date: MOMENT,
  'timestamp without time zone': MOMENT,
  'timestamp with time zone': MOMENT,
  json: 'json_valid({1})',
  jsonb: 'json_valid({1})',
  text: 'iif({1} IS NULL, NULL, 1)',
};

const OTHER_NAMES: Readonly<Record<string, string>> = {
  int2: 'smallint', int4: 'integer', int: 'integer', int8: 'bigint', decimal: 'numeric', float4: 'real', float8: 'double precision', float: 'double precision', bool: 'boolean',
  timestamp: 'timestamp without time zone', timestamptz: 'timestamp with time zone', varchar: 'text', 'character varying': 'text',
};

/** Whether a text can be read as a value of a type. NULL where this is not known here: what reads the text then says itself whether it can. */
const inputIsValid: Render = ([value, type]) => {
  const name = type?.constant?.toLowerCase().trim() ?? '';
  const template = VALID[OTHER_NAMES[name] ?? name];
  return value && template !== undefined ? fill(template, [value.sql]) : undefined;
};

export const INPUT_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  pg_input_is_valid: [emulated(['string', 'string'], inputIsValid)],
};
