interface Unit {
  readonly part: 'months' | 'days' | 'seconds';
  readonly factor: number;
}

const UNITS: Readonly<Record<string, Unit>> = {
  microsecond: { part: 'seconds', factor: 1e-6 },
  us: { part: 'seconds', factor: 1e-6 },
  millisecond: { part: 'seconds', factor: 1e-3 },
  ms: { part: 'seconds', factor: 1e-3 },
  second: { part: 'seconds', factor: 1 },
  sec: { part: 'seconds', factor: 1 },
  s: { part: 'seconds', factor: 1 },
  minute: { part: 'seconds', factor: 60 },
  min: { part: 'seconds', factor: 60 },
  m: { part: 'seconds', factor: 60 },
  hour: { part: 'seconds', factor: 3600 },
  hr: { part: 'seconds', factor: 3600 },
  h: { part: 'seconds', factor: 3600 },
  day: { part: 'days', factor: 1 },
  d: { part: 'days', factor: 1 },
  week: { part: 'days', factor: 7 },
  w: { part: 'days', factor: 7 },
  month: { part: 'months', factor: 1 },
  mon: { part: 'months', factor: 1 },
  year: { part: 'months', factor: 12 },
  yr: { part: 'months', factor: 12 },
  y: { part: 'months', factor: 12 },
  decade: { part: 'months', factor: 120 },
  century: { part: 'months', factor: 1200 },
};

/** Postgres' three parts of an interval (https://www.postgresql.org/docs/18/datatype-datetime.html#DATATYPE-INTERVAL-INPUT). */
export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly seconds: number;
}

/** How a text is read that does not say all: `INTERVAL '5' DAY`. */
export interface IntervalReading {
  /** What a number without a unit at the end counts. */
  readonly unit: string;
  /** `2:03` are minutes and seconds. */
  readonly minutesFirst: boolean;
}

const PLAIN: IntervalReading = { unit: 'second', minutesFirst: false };

/** `1 day 02:30:00`, `1 month - 1 day`, `-3 months`, `P1DT2H`, `2 hours ago`; undefined for other forms and for fractions of months and days. */
export function readInterval(text: string, reading: IntervalReading = PLAIN): Interval | undefined {
  const trimmed = text.trim();
  return /^p/iu.test(trimmed) ? readIso(trimmed) : readVerbose(trimmed.toLowerCase(), reading);
}

function readIso(text: string): Interval | undefined {
  const match = /^p(?:([+-]?\d+)y)?(?:([+-]?\d+)m)?(?:([+-]?\d+)w)?(?:([+-]?\d+)d)?(?:t(?:([+-]?\d+)h)?(?:([+-]?\d+)m)?(?:([+-]?\d+(?:\.\d+)?)s)?)?$/iu.exec(text);
  if (!match) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return {
    months: (years ?? 0) * 12 + (months ?? 0),
    days: (weeks ?? 0) * 7 + (days ?? 0),
    seconds: (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0),
  };
}

function readVerbose(text: string, { unit: last, minutesFirst }: IntervalReading): Interval | undefined {
  const total = { months: 0, days: 0, seconds: 0 };
  const given = new Set<string>();
  // Postgres takes each field once (DecodeInterval).
  const isRepeated = (...fields: readonly string[]): boolean => fields.some((field) => given.has(field) || !given.add(field));
  const ago = /\bago$/u.test(text);
  const body = text.replace(/^@\s*|\s*\bago$/gu, '');
  // A clock `4:05:06`, years and months `1-2`, or a number and its unit.
  const piece = /\s*(?:([+-]?)\s*(\d+):(\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?|([+-]?)(\d+)-(\d+)(?=\s|$)|([+-]?)\s*(\d*\.?\d+)\s*([a-z]+)?)/uy;
  while (piece.lastIndex < body.length) {
    const match = piece.exec(body);
    if (!match) return undefined;
    const [, sign, hours, minutes = '', seconds, before, years, months, minus, amount, written] = match;
    if (hours !== undefined) {
      if (isRepeated('seconds 3600', 'seconds 60', ...ALL_SECONDS)) return undefined;
      const inMinutes = seconds === undefined && (minutesFirst || minutes.includes('.'));
      total.seconds += (sign === '-' ? -1 : 1) * (inMinutes ? Number(hours) * 60 + Number(minutes) : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0));
      continue;
    }
    if (years !== undefined) {
      if (isRepeated('months 12', 'months 1')) return undefined;
      total.months += (before === '-' ? -1 : 1) * (Number(years) * 12 + Number(months));
      continue;
    }
    const unit = written ?? unitless(body.slice(piece.lastIndex), last);
    if (unit === undefined) return undefined;
    const row = UNITS[unit] ?? UNITS[unit.replace(/s$/u, '')] ?? (unit === 'centuries' ? UNITS['century'] : undefined);
    if (!row || isRepeated(...fieldsOf(row, Number(amount)))) return undefined;
    total[row.part] += (minus === '-' ? -1 : 1) * Number(amount) * row.factor;
  }
  if (text === '' || !Number.isInteger(total.months) || !Number.isInteger(total.days)) return undefined;
  return ago ? { months: -total.months, days: -total.days, seconds: -total.seconds } : total;
}

const ALL_SECONDS = ['seconds 1', 'seconds 0.001', 'seconds 0.000001'];

/** The fields that a unit takes: a second with a fraction those of its parts, too. */
function fieldsOf(row: Unit, amount: number): readonly string[] {
  return row.part === 'seconds' && row.factor === 1 && !Number.isInteger(amount) ? ALL_SECONDS : [`${row.part} ${row.factor}`];
}

/** A number without a unit is of days before a clock and of the last field at the end. */
function unitless(rest: string, last: string): string | undefined {
  if (rest.trim() === '') return last;
  return /^\s*[+-]?\d+:/u.test(rest) ? 'day' : undefined;
}
