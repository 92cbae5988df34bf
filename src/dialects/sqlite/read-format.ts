import type { Operand, Render } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { failure, moment, wholeMoment } from './moments.js';

type Places = Readonly<Record<string, number>>;

/** The fields that are read, and how many characters of a text each one takes. */
const WIDTHS: Readonly<Record<string, number>> = { YYYY: 4, HH24: 2, MON: 3, MM: 2, DD: 2, MI: 2, SS: 2, MS: 3 };

interface Format {
  /** Where the parts of a text with all its digits stand: `DD.MM.YYYY` -> day at 1, month at 4, year at 7. */
  readonly places: Places;
  readonly width: number;
  /** Fields and what stands between them, in their order. */
  readonly tokens: readonly string[];
}

function formatOf(text: string): Format | undefined {
  const places: Record<string, number> = {};
  const tokens: string[] = [];
  let position = 1;
  for (let rest = text.toUpperCase(); rest !== ''; ) {
    const field = Object.keys(WIDTHS).find((name) => rest.startsWith(name) && !rest.startsWith('MONTH'));
    const token = field ?? literalAt(rest);
    // A field that is there twice is another one: SSSS is the seconds of the day.
    if (token === undefined || (field !== undefined && places[field] !== undefined)) return undefined;
    tokens.push(token);
    if (field !== undefined) places[field] = position;
    position += WIDTHS[token] ?? unquoted(token).length;
    rest = rest.slice(token.length);
  }
  return places['YYYY'] !== undefined && (places['MM'] === undefined || places['MON'] === undefined) ? { places, width: position - 1, tokens } : undefined;
}

/** What stands between fields: a separator, the T of ISO 8601, or a text in double quotes. Postgres skips as many characters as it has, whichever they are. */
function literalAt(rest: string): string | undefined {
  return /^(?:[^A-Z0-9"\\]|T(?=HH)|"[^"\\]*")/u.exec(rest)?.[0];
}

const unquoted = (token: string): string => token.replaceAll('"', '');

const part = (place: number | undefined, width: number): string => (place === undefined ? "'00'" : `substr({1}, ${place}, ${width})`);

/** `Mar`, in letters of either case: no other three letters of the list begin at a multiple of three. */
function monthOf(name: string): string {
  const place = `instr('janfebmaraprmayjunjulaugsepoctnovdec', lower(${name}))`;
  return `iif(${place} % 3 = 1 AND length(${name}) = 3, (${place} + 2) / 3, 0)`;
}

/** The parts of a day; where a month or a day is not written it is the first. */
function dayAt(places: Places): string {
  const month = places['MON'] === undefined ? places['MM'] === undefined ? "'01'" : part(places['MM'], 2) : `printf('%02d', ${monthOf(part(places['MON'], 3))})`;
  return [part(places['YYYY'], 4), month, places['DD'] === undefined ? "'01'" : part(places['DD'], 2)].join(" || '-' || ");
}

/** The thousandths may be left out with what stands before them; more digits than three are out of range. */
function thousandthsAt(place: number): string {
  return `CASE WHEN length({1}) < ${place - 1} THEN '' WHEN substr({1}, ${place}) GLOB '[0-9][0-9][0-9][0-9]*' THEN NULL ELSE '.' || ${part(place, 3)} END`;
}

/** `1.2.2024`, `Jul 4, 2024`: Postgres reads as many digits as there are before what stands next. */
function dayBySeparators({ tokens }: Format): string | undefined {
  const fields = tokens.filter((token) => token in WIDTHS);
  const between = tokens.map((token) => (token in WIDTHS ? '\0' : unquoted(token))).join('').split('\0').slice(1, -1);
  const [first = '', second = '', third = '', ...others] = fields;
  const [one = '', two = ''] = between;
  if (others.length > 0 || third === '' || one === '' || two === '' || !(tokens[0] !== undefined && tokens[0] in WIDTHS) || tokens.at(-1) !== third) return undefined;
  const rest = behind('{1}', one);
  const read = new Map([[first, before('{1}', one)], [second, before(rest, two)], [third, behind(rest, two)]]);
  const name = read.get('MON');
  const month = name === undefined ? read.get('MM') : monthOf(name);
  return month === undefined || !read.has('DD') ? undefined : `printf('%04d-%02d-%02d', ${read.get('YYYY')}, ${month}, ${read.get('DD')})`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const before = (text: string, separator: string): string => `substr(${text}, 1, instr(${text}, ${quoted(separator)}) - 1)`;
const behind = (text: string, separator: string): string => `substr(${text}, instr(${text}, ${quoted(separator)}) + ${separator.length})`;

/** A text by its format; what cannot be read so is an error, where Postgres would guess. */
function readFormat(value: Operand | undefined, text: Operand | undefined, time: boolean): Sql | undefined {
  const format = typeof text?.constant === 'string' ? formatOf(text.constant) : undefined;
  if (!value || !format) return undefined;
  const { places, width } = format;
  const clock = ['HH24', 'MI', 'SS'].map((name) => part(places[name], 2)).join(" || ':' || ");
  const thousandths = places['MS'] === undefined ? '' : ` || ${thousandthsAt(places['MS'])}`;
  const day = dayAt(places);
  const free = dayBySeparators(format);
  const written = free === undefined ? day : `iif(length({1}) = ${width}, ${day}, ${free})`;
  return fill(time ? `${written} || ' ' || ${clock}${thousandths}` : written, [value.sql]);
}

/** A day that there is not is an error, which SQLite would take for one of the next month. */
export const toDate: Render = ([value, format]) => {
  const text = readFormat(value, format, false);
  return text && value && fill(`iif({2} IS NULL, NULL, iif(date({1}) = {1}, {1}, ${failure('invalid date', 2)}))`, [text, value.sql]);
};

export const toTimestamp: Render = ([value, format], context) => {
  const text = readFormat(value, format, true);
  const read = typeof format?.constant === 'string' && formatOf(format.constant)?.places['MS'] !== undefined ? moment : wholeMoment;
  return text && value && fill(`coalesce({1}, ${failure('invalid timestamp', 2)})`, [read(text, [], context.mapping), value.sql]);
};

/** Whether it is a day that there is; NULL where it is written so that the reading itself has to say. */
export const isReadByFormat: Render = ([value, format]) => {
  const text = readFormat(value, format, false);
  return text && value && fill("iif({2} IS NULL, NULL, iif({1} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]', date({1}) IS {1}, iif({2} GLOB '*[0-9]*', NULL, 0)))", [text, value.sql]);
};
