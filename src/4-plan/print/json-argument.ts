import { JSONB } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import type { Printing } from './printing.js';

/** A value as an argument of a function that builds JSON: booleans, JSON and arrays must not come out as numbers and strings. */
export function toJson(expr: Expr, p: Printing): string {
  const row = p.dialect.functions['to_jsonb']?.[0];
  if (!row) return p.stored(expr).text;
  return p.print({ kind: 'call', name: 'to_json_argument', args: [expr], type: JSONB }).text;
}
