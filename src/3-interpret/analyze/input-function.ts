import type { Expr } from '../../model/expression.js';
import { coerceTo } from './coerce.js';
import type { Scope } from './scope.js';
import { typeKey } from './type-key.js';
import { findType } from './type-name.js';

/**
 * `uuid_in(text::cstring)`: what reads a type's text form, called by name, is the cast of a text.
 * Only types whose function takes nothing but the text are called like this (`pg_proc`: uuid_in, jsonb_in, date_in, ..).
 */
export function inputFunction(schema: string | undefined, name: string, args: readonly Expr[], scope: Scope): Expr | undefined {
  const [text] = args;
  if (!text || args.length !== 1 || !name.endsWith('_in') || (schema !== undefined && schema !== 'pg_catalog')) return undefined;
  const from = typeKey(text.type);
  if (from !== 'cstring' && from !== 'unknown') return undefined;
  const type = findType('pg_catalog', name.slice(0, -'_in'.length), scope.catalog);
  return type && coerceTo(text.kind === 'cast' ? text.operand : text, type, scope, 'explicit');
}
