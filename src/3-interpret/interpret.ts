import { Refusal } from '../diagnostics/refusal.js';
import type { Catalog } from '../model/catalog.js';
import type { Change } from '../model/change.js';
import type { Parser } from '../model/parser.js';
import type { Statement } from '../model/statement.js';
import { draftOf } from './draft.js';
import { withFreshTriggers } from './procedure/refresh-triggers.js';
import { STATEMENTS } from './statements.js';

/**
 * What one statement does, in Postgres' own terms: the catalog after it, and what happens to rows.
 * A statement that Postgres would reject, or that cannot be carried over, leaves the catalog as it was and has the effect `refused`
 * with its error in `diagnostics`.
 *
 * @param statement one parsed statement
 * @param catalog the schema as the statements before have left it
 * @param parser reads the bodies of functions and DO blocks; without it they are refused
 */
export function interpret(statement: Statement, catalog: Catalog, parser?: Parser): Change {
  const services = { ...(parser && { parser }), interpret: (inner: Statement, now: Catalog) => interpret(inner, now, parser) };
  const draft = draftOf(statement, catalog, services);
  try {
    const effect = STATEMENTS[statement.tag](draft) ?? { kind: 'schema' as const, rows: draft.rows };
    return { cause: statement, before: catalog, after: withFreshTriggers(catalog, draft.catalog), effect, diagnostics: draft.notes };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { cause: statement, before: catalog, after: catalog, effect: { kind: 'refused' }, diagnostics: [error.diagnostic] };
  }
}
