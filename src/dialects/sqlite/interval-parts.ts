import type { Operand } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';
import { partsOf, partsOfText } from './interval.js';

/** A query of one row that gives `_months`, `_days` and `_seconds` of an interval, whose numbers are named several times above it. */
export function partsQuery(operand: Operand): Sql {
  if (operand.sql.partsFrom) return operand.sql.partsFrom;
  const { months, days, seconds } = partsOf(operand);
  const direct = select(months, days, seconds);
  const stored = partsOfText('_interval');
  const read = `${select(stored.months, stored.days, stored.seconds)} FROM (SELECT ${operand.sql.text} AS _interval)`;
  return primary(operand.column || direct.length <= read.length ? direct : read);
}

function select(months: Sql, days: Sql, seconds: Sql): string {
  return `SELECT CAST(${months.text} AS INTEGER) AS _months, CAST(${days.text} AS INTEGER) AS _days, round(${seconds.text}, 6) AS _seconds`;
}

/** A value worked out over `_months`, `_days` and `_seconds`; NULL of NULL. SQLite would write what they are wherever they are named, were they not materialized. */
export function overParts(operand: Operand, value: string): Sql {
  return fill(`(WITH _parts AS MATERIALIZED ({1}) SELECT ${value} FROM _parts WHERE _months IS NOT NULL AND _days IS NOT NULL AND _seconds IS NOT NULL)`, [partsQuery(operand)]);
}
