import { keptFields } from '../../model/interval-fields.js';
import type { CastRow, Render, RenderContext } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { partsQuery } from './interval-parts.js';
import { isoFrom } from './iso-interval.js';

/** The rows of casts to intervals, which also keep no more than `interval hour to minute` and `interval(0)` do. */
export function withFields(row: CastRow): CastRow {
  const { render } = row;
  if (row.to[0] !== 'interval' || typeof render === 'object') return row;
  const limited: Render = (args, context) => {
    const sql = typeof render === 'string' ? fill(render, args.map((arg) => arg.sql)) : render(args, context);
    return sql && limitedTo(sql, context);
  };
  return { ...row, render: limited };
}

function limitedTo(value: Sql, { result: { type, family } }: RenderContext): Sql {
  const [fields, precision] = type.kind === 'base' ? type.modifiers : [];
  if (fields === undefined || value.text === 'NULL') return value;
  const { wholeYears, days, step } = keptFields(fields);
  const clock = step === 0 ? '0' : step >= 1 ? `CAST(_seconds / ${step} AS INTEGER) * ${step}` : precision === undefined ? '_seconds' : `round(round(_seconds * 1000000) / ${10 ** (6 - precision)}) / ${10 ** precision}.0`;
  return isoFrom(`SELECT ${wholeYears ? '_months / 12 * 12' : '_months'} AS _months, ${days ? '_days' : '0'} AS _days, ${clock} AS _seconds FROM ({1})`, [partsQuery({ sql: value, type, family })]);
}
