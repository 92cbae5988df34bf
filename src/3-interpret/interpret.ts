import { Refusal } from '../diagnostics/refusal.js';
import type { Catalog } from '../model/catalog.js';
import type { Change, Effect } from '../model/change.js';
import type { Parser } from '../model/parser.js';
import type { Statement } from '../model/statement.js';
import { draftOf, type Draft } from './draft.js';
import { withFreshTriggers } from './procedure/refresh-triggers.js';
import { STATEMENTS } from './statements.js';
import { afterWriting } from './written-rows.js';

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
    const fresh = withFreshTriggers(catalog, draft.catalog, parser);
    const after = effect.kind === 'data' ? afterWriting(fresh, effect.statements) : fresh;
    return { cause: statement, before: catalog, after, effect: withRows(effect, draft, after), diagnostics: draft.notes, ...transactions(draft) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { cause: statement, before: catalog, after: catalog, effect: { kind: 'refused' }, diagnostics: [error.diagnostic], ...transactions(draft) };
  }
}

function transactions({ endsTransactions }: Draft): Pick<Change, 'endsTransactions'> {
  return endsTransactions ? { endsTransactions } : {};
}

/** A change of the schema with statements about rows before and after it. */
function withRows(effect: Effect, { statement, before, rowsBefore, rowsAfter }: Draft, after: Catalog): Effect {
  if (effect.kind !== 'schema' || rowsBefore.length + rowsAfter.length === 0) return effect;
  const change = (from: Catalog, to: Catalog, part: Effect): Change => ({ cause: statement, before: from, after: to, effect: part, diagnostics: [] });
  const lead = rowsBefore.length > 0 ? [change(before, before, { kind: 'data', statements: rowsBefore })] : [];
  const follow = rowsAfter.length > 0 ? [change(after, after, { kind: 'data', statements: rowsAfter })] : [];
  return { kind: 'sequence', changes: [...lead, change(before, after, effect), ...follow] };
}
