import type { Change } from '../../../model/change.js';
import { objectOf } from '../../../model/catalog-lookup.js';
import type { Expr } from '../../../model/expression.js';
import type { ExceptionHandler, ProcedureBlock } from '../../../model/procedure.js';
import type { Insert } from '../../../model/query.js';
import { isNotTrue } from '../condition.js';
import { isOnlyForDuplicates } from '../handler.js';
import { onlyRow } from '../inserted-row.js';
import { foundNow } from '../trigger/trigger-state.js';
import { keepValue } from './keep-values.js';
import { guardOf, type Runner } from './runner.js';

/** What runs instead, and when. */
export interface Instead {
  readonly handler: ExceptionHandler;
  readonly when: Expr;
}

/**
 * `BEGIN INSERT .. VALUES (..); EXCEPTION WHEN unique_violation THEN .. END`: the row comes with ON CONFLICT DO NOTHING, and the handler runs where it has
 * not come. That is so only of a single row with which the block ends. Undefined for all others.
 *
 * @param done how many changes there were before the block
 */
export function unlessConflict(block: ProcedureBlock, done: number, runner: Runner): Instead | undefined {
  const [handler, ...others] = block.handlers;
  const last = block.statements.at(-1);
  if (!runner.keeping || guardOf(runner) || !handler || others.length > 0 || !isOnlyForDuplicates(handler)) return undefined;
  if (last?.kind !== 'sql' || last.into || !('InsertStmt' in last.statement.node)) return undefined;
  const changing = runner.changes.flatMap((change, at) => (at >= done && changesRows(change, runner) ? [{ change, at }] : []));
  const [only] = changing;
  const insert = only && changing.length === 1 ? plainInsert(only.change, runner) : undefined;
  if (!only || !insert) return undefined;
  runner.changes[only.at] = { ...only.change, effect: { kind: 'data', statements: [{ ...insert, onConflict: { action: 'nothing', set: [] } }] } };
  const found = runner.reads.found ? runner.variables.get('found')?.expr : only.at === runner.changes.length - 1 ? keepValue(foundNow(), last.span, runner) : undefined;
  return found && { handler, when: isNotTrue(found) };
}

/** Tables that only set values aside do not count. */
function changesRows({ effect }: Change, { kept }: Runner): boolean {
  return effect.kind !== 'data' ? effect.kind !== 'schema' && effect.kind !== 'none' : effect.statements.some((statement) => !('target' in statement) || !kept.some(({ id }) => id === statement.target.relation));
}

/** One row, which no trigger can keep away. */
function plainInsert({ effect }: Change, { catalog }: Runner): Insert | undefined {
  const [statement, ...others] = effect.kind === 'data' ? effect.statements : [];
  if (statement?.kind !== 'insert' || others.length > 0 || statement.onConflict || !onlyRow(statement)) return undefined;
  const table = objectOf(catalog, statement.target.relation, 'table');
  return table.triggers.some(({ timing, events }) => timing === 'before' && events.includes('insert')) ? undefined : statement;
}
