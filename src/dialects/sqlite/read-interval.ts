import type { Render } from '../dialect.js';
import { INTERVAL_UNITS } from '../../model/interval-units.js';
import { fill, type Sql } from '../sql.js';
import { isoFrom } from './iso-interval.js';
import { failure } from './moments.js';

/** ISO 8601 as words: `P1Y2MT3M` is `1 years 2 months 3 minutes`. What is no unit where it stands stays a capital, which nothing takes. */
const named = (text: string, units: readonly (readonly [letter: string, name: string])[]): string =>
  units.reduce((inner, [letter, name]) => `replace(${inner}, '${letter}', ' ${name} ')`, text);

const DATE = named("substr(_given, 2, instr(_given || 'T', 'T') - 2)", [['Y', 'years'], ['M', 'months'], ['W', 'weeks'], ['D', 'days']]);
const TIME = named("substr(_given, instr(_given || 'T', 'T') + 1)", [['H', 'hours'], ['M', 'minutes'], ['S', 'seconds']]);

/** Commas and `@` part words as blanks do. */
const WORDS = `iif(_given GLOB 'P*[YMWDHS]', rtrim(${DATE} || ${TIME}), lower(trim(replace(replace(_given, ',', ' '), '@', ' '))))`;

/** A sign begins a word, a point does not follow a letter, and of units only those with one letter may stand before a number: `1h30m`. */
const IS_READ = "_text <> '' AND _text NOT GLOB '*[^0-9a-z.:+ -]*' AND _text NOT GLOB '*[^ ][-+]*' AND _text NOT GLOB '*[a-z].*' AND _text NOT GLOB '*[a-z][a-z][0-9]*' AND _text NOT GLOB '*[a-ce-gi-ln-rt-xz][0-9]*'";

const DIGITS = "'0123456789.:'";

/** What is left behind one field: its sign, its number and the name of its unit. */
const LEFT = `ltrim(ltrim(ltrim(ltrim(_rest, ' +-'), ${DIGITS}), ' '), 'abcdefghijklmnopqrstuvwxyz')`;

const INVALID = failure('invalid interval').replace('{1}', '_given');

const FIELDS = `SELECT _given, NULL, iif(${IS_READ}, _text, ${INVALID}) FROM (SELECT _given, ${WORDS} AS _text FROM (SELECT {1} AS _given)) UNION ALL SELECT _given, substr(_rest, 1, length(_rest) - length(${LEFT})), ${LEFT} FROM _fields WHERE _rest <> ''`;

const BODIES = "SELECT *, ltrim(_field, ' +-') AS _body FROM _fields WHERE _field <> ''";
const NAMES = `SELECT *, replace(substr(_field, 1, length(_field) - length(_body)), ' ', '') AS _sign, ltrim(ltrim(_body, ${DIGITS}), ' ') AS _name FROM _bodies`;
const NUMBERS = "SELECT *, rtrim(substr(_body, 1, length(_body) - length(_name)), ' ') AS _number FROM _names";

/** A number without a unit counts days before a clock, and seconds at the end. */
const UNIT = "iif(_name <> '', _name, iif(_rest = '', 's', iif(substr(_rest, 1, instr(_rest || ' ', ' ')) GLOB '*:*', 'd', '')))";

const MINUTES = "CAST(substr(_number, instr(_number, ':') + 1) AS INTEGER)";
const SECONDS = "iif(_number GLOB '*:*:*', CAST(substr(_number, instr(_number, ':') + 1 + instr(substr(_number, instr(_number, ':') + 1), ':')) AS REAL), 0)";

/** `4:05`, `4:05:06.789`; of a fraction of seven digits it would matter how it is rounded. */
const IS_CLOCK = `(_name = '' OR (_name = 'ago' AND _rest = '')) AND _number GLOB '[0-9]*:[0-9]*' AND _number NOT GLOB '*:*:*:*' AND _number NOT GLOB '*::*' AND _number NOT GLOB '*:' AND _number NOT GLOB '*.*:*' AND (_number NOT GLOB '*.*' OR _number GLOB '*:*:*.[0-9]*') AND _number NOT GLOB '*.???????*' AND _number NOT GLOB '*.*.*' AND ${MINUTES} < 60 AND ${SECONDS} < 60`;
const IS_NUMBER = "_number GLOB '*[0-9]' AND _number NOT GLOB '*.*.*' AND _number NOT GLOB '*:*'";

const UNITS = INTERVAL_UNITS.map(({ part, factor, names }, i) => `(${[i + 1, ...(['months', 'days'] as const).map((own) => (own === part ? factor : 0)), part === 'seconds' ? Math.round(factor * 1e6) : 0].join(', ')}, ' ${names.join(' ')} ')`).join(', ');

/** What is behind the point; in ISO 8601 what is left of the whole number. */
const PART = "iif(_given GLOB 'P*', CAST(_number AS REAL) - CAST(_number AS INTEGER), iif(instr(_number, '.') > 0, CAST(substr(_number, instr(_number, '.')) AS REAL), 0.0))";

/** Kind 0 is a clock, -1 is `ago`. Those of the first five kinds are what a clock has, too. */
const PIECES = `SELECT *, iif(_number GLOB '*:*', iif(${IS_CLOCK}, 0, NULL), iif(_name = 'ago' AND _number = '' AND _sign = '' AND _rest = '', -1, iif(${IS_NUMBER}, _unit, NULL))) AS _kind, iif(_sign = '-', -1, 1) AS _factor, CAST(_number AS INTEGER) AS _whole, ${PART} AS _part FROM _numbers LEFT JOIN _units ON instr(_called, ' ' || ${UNIT} || ' ') > 0`;

/** A fraction of a month is counted in days of which it has 30, one of a day in its time; years have whole months. */
const SHARES = 'SELECT *, iif(_kind > 0, _part * iif(_months = 1, 30, _days), 0.0) AS _more, iif(_months > 1, _part * _months, 0.0) AS _of_months, iif(_kind > 0, _part * _micros, 0.0) AS _of_micros FROM _pieces';
const TIMES = 'SELECT *, _of_micros + (_more - CAST(_more AS INTEGER)) * 86400000000 AS _time FROM _shares';

const MONTHS = 'sum(_factor * iif(_kind > 0, _whole * _months + CAST(iif(_of_months - CAST(_of_months AS INTEGER) = 0.5, 2 * round(_of_months / 2), round(_of_months)) AS INTEGER), 0))';
const DAYS = 'sum(_factor * iif(_kind > 0, _whole * _days + CAST(_more AS INTEGER), 0))';
const CLOCK = `(_whole * 60 + ${MINUTES}) * 60000000 + CAST(round(${SECONDS} * 1000000) AS INTEGER)`;
/** Half a microsecond is none. */
const MICROS = `sum(_factor * iif(_kind > 0, _whole * _micros + CAST(_time AS INTEGER) + (_time - CAST(_time AS INTEGER) > 0.5), iif(_kind = 0, ${CLOCK}, 0)))`;

/** Each field is given once, and seconds with a fraction have those of its parts, too. */
const IS_REFUSED = "max(_kind IS NULL OR length(_sign) > 1) OR max(_kind) < 0 OR count(*) > count(DISTINCT _kind) OR (max(_kind = 0) AND max(_kind BETWEEN 1 AND 5)) OR (max(_kind = 3 AND _part > 0) AND max(_kind IN (1, 2)))";

const SUMS = `SELECT max(_given) AS _given, ${IS_REFUSED} AS _refused, iif(max(_name = 'ago'), -1, 1) AS _sign, ${MONTHS} AS _months, ${DAYS} AS _days, ${MICROS} AS _micros FROM _times`;

/** Each step is worked out before the next: written into one another they would grow with each. */
const STEPS = Object.entries({ _bodies: BODIES, _names: NAMES, _numbers: NUMBERS, _pieces: PIECES, _shares: SHARES, _times: TIMES, _sums: SUMS }).map(([name, query]) => `${name} AS MATERIALIZED (${query})`);

const READ = `WITH RECURSIVE _units(_unit, _months, _days, _micros, _called) AS (VALUES ${UNITS}), _fields(_given, _field, _rest) AS (${FIELDS}), ${STEPS.join(', ')} SELECT iif(_refused OR max(abs(_months), abs(_days)) > 2147483647, ${INVALID}, _sign * _months) AS _months, _sign * _days AS _days, _sign * _micros / 1000000.0 AS _seconds FROM _sums`;

/**
 * `(n || ' ' || unit)::interval`: a text as Postgres reads it, field by field. It is an error where Postgres has one, and for few forms that are seldom written:
 * years and months as `1-2`, a clock of minutes and seconds with a fraction, infinity.
 *
 * @see https://www.postgresql.org/docs/18/datatype-datetime.html#DATATYPE-INTERVAL-INPUT
 */
export const readInterval: Render = ([text]) => {
  if (!text) return undefined;
  const partsFrom: Sql = fill(READ, [text.sql]);
  return { ...isoFrom(READ, [text.sql]), partsFrom };
};
