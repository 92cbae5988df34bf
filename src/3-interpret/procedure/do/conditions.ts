import type { Code } from '../../../diagnostics/codes.js';
import type { Refusal } from '../../../diagnostics/refusal.js';
import { isFor } from '../error-condition.js';

/** Postgres' condition (errcodes.txt) for what interpretation finds wrong, with its SQLSTATE. Codes that are not here are our own limits. */
const CONDITIONS: Partial<Readonly<Record<Code, readonly [name: string, state: string]>>> = {
  'ambiguous-column': ['ambiguous_column', '42702'],
  'ambiguous-function': ['ambiguous_function', '42725'],
  'dependent-objects': ['dependent_objects_still_exist', '2BP01'],
  'do-block-raised': ['raise_exception', 'P0001'],
  'duplicate-column': ['duplicate_column', '42701'],
  'duplicate-constraint': ['duplicate_object', '42710'],
  'duplicate-function': ['duplicate_function', '42723'],
  'duplicate-schema': ['duplicate_schema', '42P06'],
  'duplicate-table': ['duplicate_table', '42P07'],
  'duplicate-trigger': ['duplicate_object', '42710'],
  'duplicate-type': ['duplicate_object', '42710'],
  'invalid-enum-label': ['duplicate_object', '42710'],
  'invalid-expression': ['syntax_error', '42601'],
  'invalid-literal': ['invalid_text_representation', '22P02'],
  'invalid-table-definition': ['invalid_table_definition', '42P16'],
  'syntax-error': ['syntax_error', '42601'],
  'type-mismatch': ['datatype_mismatch', '42804'],
  'unknown-column': ['undefined_column', '42703'],
  'unknown-constraint': ['undefined_object', '42704'],
  'unknown-extension': ['undefined_object', '42704'],
  'unknown-function': ['undefined_function', '42883'],
  'unknown-index': ['undefined_object', '42704'],
  'unknown-operator': ['undefined_function', '42883'],
  'unknown-schema': ['invalid_schema_name', '3F000'],
  'unknown-sequence': ['undefined_table', '42P01'],
  'unknown-table': ['undefined_table', '42P01'],
  'unknown-trigger': ['undefined_object', '42704'],
  'unknown-type': ['undefined_object', '42704'],
  'wrong-object-type': ['wrong_object_type', '42809'],
};

/** Whether `EXCEPTION WHEN conditions` catches the error. */
export function catches(conditions: readonly string[], { condition, diagnostic: { code } }: Refusal): boolean {
  const known = condition ?? CONDITIONS[code as Code];
  if (!known) return false;
  return isFor(conditions, ...known);
}
