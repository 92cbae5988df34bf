import type { Call } from '../../model/expression.js';
import type { Printing } from './printing.js';

/**
 * Of fields with one name jsonb_object_agg() keeps the last, and sorts them. There is nothing to do for it where the names are those of one object,
 * as in `SELECT jsonb_object_agg(key, value) FROM jsonb_each(..)`: then it does what json_object_agg() does. So it is taken over a window.
 */
export function withOwnFields(call: Call, p: Printing): Call {
  if (call.name !== 'jsonb_object_agg' || call.function !== undefined) return call;
  return call.over || isNameOfField(call, p) ? { ...call, name: 'json_object_agg' } : call;
}

function isNameOfField({ args: [key], orderBy = [] }: Call, { scope }: Printing): boolean {
  if (key?.kind !== 'column' || orderBy.length > 0 || scope?.sources.size !== 1) return false;
  return scope.sources.get(key.source)?.expressionOf?.(key.name)?.endsWith('.key') === true;
}
