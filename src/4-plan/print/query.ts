import type { Query } from '../../model/query.js';
import type { PrintContext } from './context.js';
import { printing } from './printing.js';
import { notingPartTexts } from './whole-text.js';

/** The target's SELECT for a query, with the names that its columns have in Postgres: the body of a view. */
export function printQuery(query: Query, context: PrintContext): string {
  return printing(context).query(query, { names: 'own', value: (expr, p) => p.stored(notingPartTexts(expr, p)).text });
}
