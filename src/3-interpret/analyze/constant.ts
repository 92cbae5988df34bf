import type { A_Const, SQLValueFunction } from '@pgsql/types';
import { baseType, BIT, BOOL, INT4, INT8, NUMERIC, UNKNOWN } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { CurrentValue, Literal } from '../../model/expression.js';
import { hexBits, readLiteral } from './literal-input.js';

/** A constant as the grammar gives it (make_const). The parser leaves out zeros, false and empty strings. */
export function analyzeConstant(node: A_Const): Literal {
  const at = node.location === undefined ? {} : { at: node.location };
  if (node.ival) return { kind: 'literal', type: INT4, value: String(node.ival.ival ?? 0), ...at };
  if (node.sval) return { kind: 'literal', type: UNKNOWN, value: node.sval.sval ?? '', ...at };
  if (node.boolval) return { kind: 'literal', type: BOOL, value: String(node.boolval.boolval ?? false), ...at };
  if (node.fval) return { kind: 'literal', ...numberOf(node.fval.fval ?? '0'), ...at };
  if (node.bsval) return { kind: 'literal', type: BIT, value: bitsOf(node.bsval.bsval ?? 'b'), ...at };
  return { kind: 'literal', type: UNKNOWN, value: null, ...at };
}

/** The grammar's "float" is whatever does not fit an int4: the smallest of int4, int8 and numeric that holds it. */
function numberOf(text: string): { readonly type: DataType; readonly value: string } {
  for (const type of [INT4, INT8]) {
    const input = readLiteral(type.name, text);
    if ('value' in input) return { type, value: input.value };
  }
  return { type: NUMERIC, value: text.replaceAll('_', '') };
}

/** `b101` is itself, `x1F` becomes binary digits. */
function bitsOf(text: string): string {
  const digits = text.slice(1);
  return text.startsWith('x') ? hexBits(digits) : digits;
}

const CURRENT_VALUES: Readonly<Record<string, readonly [which: string, type: string]>> = {
  SVFOP_CURRENT_DATE: ['current_date', 'date'],
  SVFOP_CURRENT_TIME: ['current_time', 'timetz'],
  SVFOP_CURRENT_TIME_N: ['current_time', 'timetz'],
  SVFOP_CURRENT_TIMESTAMP: ['current_timestamp', 'timestamptz'],
  SVFOP_CURRENT_TIMESTAMP_N: ['current_timestamp', 'timestamptz'],
  SVFOP_LOCALTIME: ['localtime', 'time'],
  SVFOP_LOCALTIME_N: ['localtime', 'time'],
  SVFOP_LOCALTIMESTAMP: ['localtimestamp', 'timestamp'],
  SVFOP_LOCALTIMESTAMP_N: ['localtimestamp', 'timestamp'],
  SVFOP_CURRENT_ROLE: ['current_role', 'name'],
  SVFOP_CURRENT_USER: ['current_user', 'name'],
  SVFOP_USER: ['user', 'name'],
  SVFOP_SESSION_USER: ['session_user', 'name'],
  SVFOP_CURRENT_CATALOG: ['current_catalog', 'name'],
  SVFOP_CURRENT_SCHEMA: ['current_schema', 'name'],
};

/** `CURRENT_TIMESTAMP(3)`, `CURRENT_USER`, ... */
export function analyzeCurrentValue(node: SQLValueFunction): CurrentValue {
  const [which, name] = CURRENT_VALUES[node.op ?? 'SVFOP_CURRENT_TIMESTAMP'] ?? ['current_timestamp', 'timestamptz'];
  const precise = node.op?.endsWith('_N') ?? false;
  const type: DataType = precise ? { kind: 'base', name, modifiers: [node.typmod ?? 0] } : baseType(name);
  return { kind: 'current', type, which, ...(precise && { precision: node.typmod ?? 0 }), ...(node.location !== undefined && { at: node.location }) };
}
