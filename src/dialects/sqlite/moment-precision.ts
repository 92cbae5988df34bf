import type { Mapping } from '../../model/dialect.js';
import type { CastRow, Render, RenderContext } from '../dialect.js';
import { fill, type Sql } from '../sql.js';

/** Half of the last digit that is kept, by how many there are; three are what SQLite computes with, so that more cut nothing off. */
const HALVES = ['+0.5 seconds', '+0.05 seconds', '+0.005 seconds'] as const;

/** The rows of casts to moments, which also round to `timestamp(0)`; what comes from a day has no fraction. */
export function withPrecision(row: CastRow): CastRow {
  const [from] = row.from;
  const [to = 'any'] = row.to;
  if (from === 'date' || from === 'other' || !['timestamp', 'timestamptz', 'time'].includes(to)) return row;
  const render: Render = (args, context) => {
    const chosen = typeof row.render === 'object' ? row.render[context.mapping] : row.render;
    const sql = typeof chosen === 'string' ? fill(chosen, args.map((arg) => arg.sql)) : chosen(args, context);
    return sql && roundedMoment(sql, from === 'text', context);
  };
  return { ...row, render };
}

/** @param finite whether the value is computed by SQLite's date functions, so that it cannot be infinite */
function roundedMoment(value: Sql, finite: boolean, { mapping, result: { type, family } }: RenderContext): Sql {
  const digits = type.kind === 'base' ? type.modifiers[0] : undefined;
  const half = digits === undefined ? undefined : HALVES[digits];
  if (digits === undefined || half === undefined || isWhole(value, mapping)) return value;
  if (family === 'time') return fill(`iif({1} >= '23:59:59.${'9'.repeat(digits)}5', '24:00:00', ${clipped('%H:%M', 9, digits, half)})`, [value]);
  if (mapping === 'exact') return exactly(value, digits, half);
  const rounded = digits === 0 ? `datetime({1}, '${half}')` : clipped('%Y-%m-%d %H:%M', 20, digits, half);
  // SQLite knows no infinity: it stays as it is.
  return fill(finite || value.text.startsWith('rtrim(rtrim(strftime(') ? rounded : `coalesce(${rounded}, {1})`, [value]);
}

/** The fraction's first digits, without closing zeros. */
function clipped(format: string, start: number, digits: number, half: string): string {
  return digits === 0 ? `strftime('${format}:%S', {1}, '${half}')` : `rtrim(rtrim(substr(strftime('${format}:%f', {1}, '${half}'), 1, ${start + digits}), '0'), '.')`;
}

const NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

function exactly(value: Sql, digits: number, half: string): Sql {
  const moment = value.text === NOW ? { ...value, text: "'now'" } : value;
  if (digits === 0) return fill(`strftime('%Y-%m-%dT%H:%M:%S.000Z', {1}, '${half}')`, [moment]);
  return fill(`substr(strftime('%Y-%m-%dT%H:%M:%f', {1}, '${half}'), 1, ${20 + digits}) || '${'0'.repeat(3 - digits)}Z'`, [moment]);
}

/** The current time in the classic mapping has no fraction, nor what is computed from it, nor a constant that was written without one. */
function isWhole({ text }: Sql, mapping: Mapping): boolean {
  return text === 'NULL' || (mapping === 'classic' && (text.startsWith('datetime(') || text.startsWith('(datetime(') || /^'[^'.]*'$/u.test(text)));
}
