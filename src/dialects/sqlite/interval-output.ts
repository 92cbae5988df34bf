import type { Operand, Render } from '../dialect.js';
import { primary, type Sql } from '../sql.js';
import { overParts } from './interval-parts.js';

/** What follows a part that is less than zero has a plus. */
const named = (amount: string, unit: string, afterNegative: string): string => `iif(${amount} <> 0, ' ' || iif(${amount} > 0 AND ${afterNegative}, '+', '') || (${amount}) || ' ${unit}' || iif(${amount} <> 1, 's', ''), '')`;

const NEGATIVE = '(_days < 0 OR (_days = 0 AND _months < 0))';

/** The seconds of a minute, with the digits behind the point that are needed. */
const SECONDS = "printf('%02d', CAST(abs(_seconds) AS INTEGER) % 60) || rtrim(rtrim(substr(printf('%.6f', abs(_seconds) - CAST(abs(_seconds) AS INTEGER)), 2), '0'), '.')";

const CLOCK = `iif(_seconds <> 0 OR (_months = 0 AND _days = 0), ' ' || iif(_seconds < 0, '-', iif(${NEGATIVE}, '+', '')) || printf('%02d:%02d:', CAST(abs(_seconds) AS INTEGER) / 3600, CAST(abs(_seconds) AS INTEGER) / 60 % 60) || ${SECONDS}, '')`;

/** `1 year 2 mons -3 days +04:05:06.7`: with `intervalstyle = postgres`, which is the default (EncodeInterval). */
const TEXT = `ltrim(${named('_months / 12', 'year', '0')} || ${named('_months % 12', 'mon', '0')} || ${named('_days', 'day', '_months < 0')} || ${CLOCK})`;

/** An interval as Postgres puts it out. */
export function intervalOutput(operand: Operand): Sql {
  return operand.constant === null ? primary('NULL') : overParts(operand, TEXT);
}

/** `interval::text` */
export const intervalToText: Render = ([value]) => value && intervalOutput(value);
