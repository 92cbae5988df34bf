/** How a pattern was written. */
export interface Form {
  /** `MONTH`, `Month` or `month`: names are written as it is. */
  readonly name: string;
  /** Neither FM nor TM: names have their full width. */
  readonly filled: boolean;
  /** FM: numbers without zeros before them. */
  readonly shortened: boolean;
  /** The moment has a time zone, which is UTC. */
  readonly zoned: boolean;
}

/** A number, as SQL over the moment `{1}` or a pattern of strftime(), or a text. */
export type Pattern =
  | { readonly kind: 'number'; readonly strftime: string; readonly fixed?: boolean }
  | { readonly kind: 'number'; readonly digits: string; readonly fixed?: boolean; readonly strftime?: undefined }
  | { readonly kind: 'text'; readonly piece: (form: Form) => { readonly sql: string } | { readonly format: string } };

const number = (strftime: string): Pattern => ({ kind: 'number', strftime });
const digits = (sql: string, fixed = false): Pattern => ({ kind: 'number', digits: sql, fixed });
/** An expression's number, with zeros before it. */
const padded = (sql: string, width: number): Pattern => digits(`substr('${'0'.repeat(width - 1)}' || (${sql}), -${width})`);
const text = (written: (form: Form) => string): Pattern => ({ kind: 'text', piece: (form) => ({ format: cased(written(form), form.name) }) });

const at = (format: string): string => `strftime('${format}', {1})`;
/** What stands behind the point of the seconds. FM does not shorten it. */
const fraction = (places: number): Pattern => digits(`substr(${at('%f')}, 4${places < 3 ? `, ${places}` : ''})${places > 3 ? ` || '${'0'.repeat(places - 3)}'` : ''}`, true);

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'];

/** One name out of many by substr(), each filled up to one width. */
function named(names: readonly string[], index: string, width: number): Pattern {
  return {
    kind: 'text',
    piece: ({ name, filled }) => {
      const all = names.map((each) => cased(each.slice(0, width), name).padEnd(width)).join('');
      const one = `substr('${all}', ${width} * ${index} + 1, ${width})`;
      return { sql: filled || width === 3 ? one : `rtrim(${one})` };
    },
  };
}

/** MONTH, Month, month */
function cased(written: string, name: string): string {
  if (name === name.toLowerCase()) return written.toLowerCase();
  return name === name.toUpperCase() ? written.toUpperCase() : written;
}

const MONTH = `(${at('%m')} - 1)`;
const DAY = at('%w');
const half = (morning: string, evening: string): Pattern => ({ kind: 'text', piece: ({ name }) => ({ sql: `iif(${at('%H')} < '12', '${cased(morning, name)}', '${cased(evening, name)}')` }) });

/** Each in capitals and in small letters. */
const BOTH: Readonly<Record<string, Pattern>> = {
  YYYY: number('%Y'),
  'Y,YYY': digits(`substr(${at('%Y')}, 1, 1) || ',' || substr(${at('%Y')}, 2)`, true),
  YYY: digits(`substr(${at('%Y')}, 2)`),
  YY: digits(`substr(${at('%Y')}, 3)`),
  Y: digits(`substr(${at('%Y')}, 4)`),
  IYYY: number('%G'),
  IYY: digits(`substr(${at('%G')}, 2)`),
  IY: digits(`substr(${at('%G')}, 3)`),
  I: digits(`substr(${at('%G')}, 4)`),
  CC: padded(`(${at('%Y')} + 99) / 100`, 2),
  Q: digits(`CAST((${at('%m')} + 2) / 3 AS TEXT)`),
  MM: number('%m'),
  DDD: number('%j'),
  DD: number('%d'),
  D: digits(`CAST(${DAY} + 1 AS TEXT)`),
  IDDD: padded(`(${at('%V')} - 1) * 7 + ${at('%u')}`, 3),
  ID: number('%u'),
  IW: number('%V'),
  WW: padded(`(${at('%j')} - 1) / 7 + 1`, 2),
  W: digits(`CAST((${at('%d')} - 1) / 7 + 1 AS TEXT)`),
  J: digits('CAST(CAST(julianday(date({1})) + 0.5 AS INTEGER) AS TEXT)'),
  HH24: number('%H'),
  HH12: number('%I'),
  HH: number('%I'),
  MI: number('%M'),
  SS: number('%S'),
  SSSSS: digits(`CAST(${at('%H')} * 3600 + ${at('%M')} * 60 + ${at('%S')} AS TEXT)`),
  SSSS: digits(`CAST(${at('%H')} * 3600 + ${at('%M')} * 60 + ${at('%S')} AS TEXT)`),
  MS: fraction(3),
  US: fraction(6),
  FF1: fraction(1),
  FF2: fraction(2),
  FF3: fraction(3),
  FF4: fraction(4),
  FF5: fraction(5),
  FF6: fraction(6),
  AM: half('AM', 'PM'),
  PM: half('AM', 'PM'),
  'A.M.': half('A.M.', 'P.M.'),
  'P.M.': half('A.M.', 'P.M.'),
  AD: text(() => 'AD'),
  BC: text(() => 'AD'),
  'A.D.': text(() => 'A.D.'),
  'B.C.': text(() => 'A.D.'),
  RM: named(ROMAN, MONTH, 4),
  TZ: text(({ zoned }) => (zoned ? 'UTC' : '')),
  TZH: text(() => '+00'),
  TZM: text(() => '00'),
  OF: text(() => '+00'),
  FX: text(() => ''),
};

/** With a third form. */
const NAMES: Readonly<Record<string, Pattern>> = { Month: named(MONTHS, MONTH, 9), Mon: named(MONTHS, MONTH, 3), Day: named(DAYS, DAY, 9), Dy: named(DAYS, DAY, 3) };

/** By their names, as Postgres compares them (`DCH_keywords` in its formatting.c). */
export const PATTERNS: ReadonlyMap<string, Pattern> = new Map([
  ...Object.entries(NAMES),
  ...Object.entries({ ...BOTH, ...NAMES }).flatMap(([name, pattern]): [string, Pattern][] => [[name.toUpperCase(), pattern], [name.toLowerCase(), pattern]]),
]);
