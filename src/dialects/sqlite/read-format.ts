import type { Operand, Render } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { failure, moment, wholeMoment } from './moments.js';

type Places = Readonly<Record<string, number>>;

/** The fields that are read, and how many characters of a text each one takes. */
const WIDTHS: Readonly<Record<string, number>> = { YYYY: 4, HH24: 2, MM: 2, DD: 2, MI: 2, SS: 2, MS: 3 };

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
    const field = Object.keys(WIDTHS).find((name) => rest.startsWith(name));
    const token = field ?? literalAt(rest);
    // A field that is there twice is another one: SSSS is the seconds of the day.
    if (token === undefined || (field !== undefined && places[field] !== undefined)) return undefined;
    tokens.push(token);
    if (field !== undefined) places[field] = position;
    position += WIDTHS[token] ?? unquoted(token).length;
    rest = rest.slice(token.length);
  }
  return places['YYYY'] !== undefined && places['MM'] !== undefined && places['DD'] !== undefined ? { places, width: position - 1, tokens } : undefined;
}

/** What stands between fields: a separator, the T of ISO 8601, or a text in double quotes. Postgres skips as many characters as it has, whichever they are. */
function literalAt(rest: string): string | undefined {
  return /^(?:[^A-Z0-9"\\]|T(?=HH)|"[^"\\]*")/u.exec(rest)?.[0];
}

const unquoted = (token: string): string => token.replaceAll('"', '');

const part = (place: number | undefined, width: number): string => (place === undefined ? "'00'" : `substr({1}, ${place}, ${width})`);

/** The thousandths may be left out with what stands before them; more digits than three are out of range. */
function thousandthsAt(place: number): string {
  return `CASE WHEN length({1}) < ${place - 1} THEN '' WHEN substr({1}, ${place}) GLOB '[0-9][0-9][0-9][0-9]*' THEN NULL ELSE '.' || ${part(place, 3)} END`;
}

/** `1.2.2024`: Postgres reads as many digits as there are before the next separator. */
function dayBySeparators({ tokens }: Format): string | undefined {
  const [first = '', one = '', second = '', two = '', third = '', ...others] = tokens;
  const separators = [unquoted(one), unquoted(two)];
  if (others.length > 0 || separators.some(({ length }) => length !== 1)) return undefined;
  const quoted = separators.map((separator) => `'${separator.replaceAll("'", "''")}'`);
  const rest = `substr({1}, instr({1}, ${quoted[0]}) + 1)`;
  const read = new Map([[first, `substr({1}, 1, instr({1}, ${quoted[0]}) - 1)`], [second, `substr(${rest}, 1, instr(${rest}, ${quoted[1]}) - 1)`], [third, `substr(${rest}, instr(${rest}, ${quoted[1]}) + 1)`]]);
  return `printf('%04d-%02d-%02d', ${['YYYY', 'MM', 'DD'].map((field) => read.get(field)).join(', ')})`;
}

/** A text by its format; what cannot be read so is an error, where Postgres would guess. */
function readFormat(value: Operand | undefined, text: Operand | undefined, time: boolean): Sql | undefined {
  const format = typeof text?.constant === 'string' ? formatOf(text.constant) : undefined;
  if (!value || !format) return undefined;
  const { places, width } = format;
  const clock = ['HH24', 'MI', 'SS'].map((name) => part(places[name], 2)).join(" || ':' || ");
  const thousandths = places['MS'] === undefined ? '' : ` || ${thousandthsAt(places['MS'])}`;
  const day = ['YYYY', 'MM', 'DD'].map((name) => part(places[name], name.length)).join(" || '-' || ");
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
