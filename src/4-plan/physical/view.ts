import type { View } from '../../model/catalog.js';
import type { PrintContext } from '../print/context.js';
import { quoteIdentifier, relationName } from '../print/identifier.js';
import { printQuery } from '../print/query.js';

/** `CREATE VIEW name (columns) AS query`. Materialised views are plain ones here: always current, never refreshed. */
export function createView(view: View, context: PrintContext): string {
  const columns = view.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  return `CREATE VIEW ${quoteIdentifier(relationName(view.schema, view.name))} (${columns}) AS ${printQuery(view.query, context)}`;
}
