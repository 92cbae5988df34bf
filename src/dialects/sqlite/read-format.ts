import type { Operand, Render } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { failure, wholeMoment } from './moments.js';

type Places = Readonly<Record<string, number>>;

const FIELDS = ['YYYY', 'HH24', 'MM', 'DD', 'MI', 'SS'] as const;

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
    const token = FIELDS.find((name) => rest.startsWith(name)) ?? /^[^A-Z0-9"\\]/u.exec(rest)?.[0] ?? /^T(?=HH)/u.exec(rest)?.[0];
    if (token === undefined) return undefined;
    tokens.push(token);
    if (token.length > 1) places[token] = position;
    position += token === 'HH24' ? 2 : token.length;
    rest = rest.slice(token.length);
  }
  return places['YYYY'] !== undefined && places['MM'] !== undefined && places['DD'] !== undefined ? { places, width: position - 1, tokens } : undefined;
}

const part = (place: number | undefined, width: number): string => (place === undefined ? "'00'" : `substr({1}, ${place}, ${width})`);

/** `1.2.2024`: Postgres reads as many digits as there are before the next separator. */
function dayBySeparators({ tokens }: Format): string | undefined {
  const [first = '', one = '', second = '', two = '', third = '', ...others] = tokens;
  if (others.length > 0 || one.length !== 1 || two.length !== 1) return undefined;
  const quoted = [one, two].map((separator) => `'${separator.replaceAll("'", "''")}'`);
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
  const day = ['YYYY', 'MM', 'DD'].map((name) => part(places[name], name.length)).join(" || '-' || ");
  const free = dayBySeparators(format);
  const written = free === undefined ? day : `iif(length({1}) = ${width}, ${day}, ${free})`;
  return fill(time ? `${written} || ' ' || ${clock}` : written, [value.sql]);
}

/** A day that there is not is an error, which SQLite would take for one of the next month. */
export const toDate: Render = ([value, format]) => {
  const text = readFormat(value, format, false);
  return text && value && fill(`iif({2} IS NULL, NULL, iif(date({1}) = {1}, {1}, ${failure('invalid date', 2)}))`, [text, value.sql]);
};

export const toTimestamp: Render = ([value, format], context) => {
  const text = readFormat(value, format, true);
  return text && value && fill(`coalesce({1}, ${failure('invalid timestamp', 2)})`, [wholeMoment(text, [], context.mapping), value.sql]);
};

/** Whether it is a day that there is; NULL where it is written so that the reading itself has to say. */
export const isReadByFormat: Render = ([value, format]) => {
  const text = readFormat(value, format, false);
  return text && value && fill("iif({2} IS NULL, NULL, iif({1} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]', date({1}) IS {1}, iif({2} GLOB '*[0-9]*', NULL, 0)))", [text, value.sql]);
};
