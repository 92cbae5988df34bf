import { intervalText } from '../interval-text.js';
import { fill, primary, type Sql } from '../sql.js';

export type IntervalUnit = 'months' | 'days' | 'seconds';

/** Seconds without closing zeros. */
const SECONDS = "rtrim(rtrim(printf('%.6f', _seconds % 60 + _seconds - CAST(_seconds AS INTEGER)), '0'), '.') || 'S'";

const unit = (amount: string, letter: string): string => `iif(${amount} <> 0, (${amount}) || '${letter}', '')`;

const DATE = unit('_months / 12', 'Y') + ' || ' + unit('_months % 12', 'M') + ' || ' + unit('_days', 'D');
const TIME = `iif(_seconds <> 0, 'T' || ${unit('CAST(_seconds AS INTEGER) / 3600', 'H')} || ${unit('CAST(_seconds AS INTEGER) / 60 % 60', 'M')} || iif(_seconds % 60 <> 0 OR _seconds <> CAST(_seconds AS INTEGER), ${SECONDS}, ''), '')`;

/**
 * What a count of one unit is made of: a fraction of a month is counted in days of which it has 30, one of a day in seconds
 * (https://www.postgresql.org/docs/18/datatype-datetime.html#DATATYPE-INTERVAL-INPUT). `_amount` is the count.
 */
const PARTS: Readonly<Record<IntervalUnit, string>> = {
  months: 'SELECT CAST(_amount AS INTEGER) AS _months, CAST(round((_amount - CAST(_amount AS INTEGER)) * 30, 9) AS INTEGER) AS _days, round((round((_amount - CAST(_amount AS INTEGER)) * 30, 9) - CAST(round((_amount - CAST(_amount AS INTEGER)) * 30, 9) AS INTEGER)) * 86400, 6) AS _seconds',
  days: 'SELECT 0 AS _months, CAST(_amount AS INTEGER) AS _days, round((_amount - CAST(_amount AS INTEGER)) * 86400, 6) AS _seconds',
  seconds: 'SELECT 0 AS _months, 0 AS _days, round(_amount, 6) AS _seconds',
};

/** As `seconds`, with whole days taken out: what subtracting two timestamps gives. */
const DAYS_AND_TIME = 'SELECT 0 AS _months, CAST(_amount / 86400 AS INTEGER) AS _days, round(_amount - CAST(_amount / 86400 AS INTEGER) * 86400, 6) AS _seconds';

function textOf(amount: Sql, parts: string): Sql {
  return fill(`(SELECT iif(_months = 0 AND _days = 0 AND _seconds = 0, 'PT0S', 'P' || ${DATE} || ${TIME}) FROM (${parts} FROM (SELECT {1} AS _amount)) WHERE _days IS NOT NULL AND _seconds IS NOT NULL)`, [amount]);
}

/** Months, days and seconds as Postgres prints them. */
export function isoParts({ months, days, seconds }: NonNullable<Sql['parts']>): Sql {
  return isoFrom('SELECT {1} AS _months, {2} AS _days, round({3}, 6) AS _seconds', [months, days, seconds]);
}

/** Of a query that gives `_months`, `_days` and `_seconds`. */
export function isoFrom(query: string, args: readonly Sql[]): Sql {
  return fill(`(SELECT iif(_months = 0 AND _days = 0 AND _seconds = 0, 'PT0S', 'P' || ${DATE} || ${TIME}) FROM (${query}) WHERE _months IS NOT NULL AND _days IS NOT NULL AND _seconds IS NOT NULL)`, args);
}

/** So many months, days or seconds as Postgres prints them with `intervalstyle = iso_8601`. */
export function isoInterval(amount: Sql, counted: IntervalUnit): Sql {
  const constant = /^-?\d+$/u.test(amount.text) ? intervalText(`${amount.text} ${counted}`) : undefined;
  return constant === undefined ? textOf(amount, PARTS[counted]) : primary(`'${constant}'`);
}

/** A difference in seconds as Postgres gives that of two timestamps, in days and a time. */
export function isoDifference(seconds: Sql): Sql {
  return textOf(seconds, DAYS_AND_TIME);
}
