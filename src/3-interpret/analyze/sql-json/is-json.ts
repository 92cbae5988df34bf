import type { JsonIsPredicate } from '@pgsql/types';
import { BOOL, TEXT } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import { coerceTo } from '../coerce.js';
import { refuse } from '../refuse.js';
import type { Scope } from '../scope.js';
import { baseKey, categoryOf, typeKey } from '../type-key.js';
import { typeName } from '../type-text.js';

/** `text IS JSON OBJECT`, as a call of a function that Postgres has no name for. */
export function analyzeIsJson(node: JsonIsPredicate, scope: Scope): Expr {
  if (!node.expr) throw new Error('the grammar gives IS JSON its operand');
  const written = scope.analyze.expression(node.expr, scope);
  const operand = typeKey(written.type) === 'unknown' ? coerceTo(written, TEXT, scope) : written;
  const key = baseKey(typeKey(operand.type), scope.catalog);
  if (categoryOf(key, scope.catalog) !== 'S' && key !== 'json' && key !== 'jsonb') refuse(scope, key === 'bytea' ? 'unsupported-expression' : 'type-mismatch', key === 'bytea' ? 'IS JSON of bytes is not supported' : `cannot use type ${typeName(operand.type, scope.catalog)} in IS JSON predicate`, { at: node.location });
  const kind = (node.item_type ?? 'JS_TYPE_ANY').replace('JS_TYPE_', '').toLowerCase();
  const place = node.location === undefined ? {} : { at: node.location };
  const is = (name: string): Expr => ({ kind: 'call', name, args: [operand, { kind: 'literal', value: kind, type: TEXT }], type: BOOL, strict: true, ...place });
  // jsonb has each key once.
  if (!node.unique_keys || key === 'jsonb') return is('is_json');
  return is('is_json_unique');
}
