import { primary, type Sql } from '../../dialects/sql.js';
import type { DataType } from '../../model/data-type.js';
import type { CurrentValue } from '../../model/expression.js';
import type { Printing } from './printing.js';

function withoutPrecision(type: DataType): DataType {
  return type.kind === 'base' ? { ...type, modifiers: [] } : type;
}

/** CURRENT_TIMESTAMP and its kin, by the rows of the functions that mean the same. */
export function printCurrent(expr: CurrentValue, p: Printing): Sql {
  const { precision, ...whole } = expr;
  if (precision !== undefined) return p.print({ kind: 'cast', operand: { ...whole, type: withoutPrecision(expr.type) }, type: expr.type, explicit: true });
  const name = expr.which.toLowerCase();
  const row = p.dialect.functions[name]?.[0];
  if (row) return p.print({ kind: 'call', name, args: [], type: expr.type, ...(expr.at !== undefined && { at: expr.at }) });
  p.report({
    code: 'unsupported-function',
    message: `${expr.which.toUpperCase()} has no meaning on ${p.dialect.name}`,
    ...(expr.at !== undefined && { at: expr.at }),
    help: 'Write the value as a constant.',
  });
  return primary('NULL');
}
