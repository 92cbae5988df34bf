import type { Catalog } from '../../../model/catalog.js';
import { TEMPORARY_SCHEMA } from '../../../model/catalog-lookup.js';
import type { Change } from '../../../model/change.js';
import type { Expr } from '../../../model/expression.js';
import { guardedStatements } from '../../../model/guarded-statement.js';
import type { Runner } from './runner.js';

/**
 * A change of the schema under a condition over rows, where nothing of it is left at the end: what is temporary may be made whether or not the condition
 * holds, and is filled only where it does; it may stay until the session ends, and the migration with it. Statements that change nothing, and comments,
 * are the same in both cases.
 * @returns false where the change would be seen
 */
export function runUnseen(change: Change, guard: Expr, runner: Runner): boolean {
  const { before, after } = change;
  if (pathOf(before) !== pathOf(after) || before.extensions !== after.extensions || namesOf(before) !== namesOf(after)) return false;
  if (change.cause.tag === 'CommentStmt') return true;
  const touched = [...before.objects.changedIds(after.objects)];
  if (touched.some((id) => (after.objects.get(id) ?? before.objects.get(id))?.schema !== TEMPORARY_SCHEMA)) return false;
  const [old, made] = [touched.filter((id) => before.objects.get(id)), touched.filter((id) => after.objects.get(id))];
  if (old.length > 0 && made.length > 0) return false;
  if (old.some((id) => !runner.unseen.has(id))) return true;
  for (const id of made) runner.unseen.add(id);
  runner.changes.push(guarded(change, guard, runner));
  runner.catalog = after;
  return true;
}

function guarded(change: Change, guard: Expr, runner: Runner): Change {
  const { effect } = change;
  if (effect.kind === 'sequence') return { ...change, effect: { ...effect, changes: effect.changes.map((inner) => guarded(inner, guard, runner)) } };
  if (effect.kind !== 'data') return change;
  for (const statement of effect.statements) runner.freshness.write(statement);
  return { ...change, effect: { ...effect, statements: effect.statements.flatMap((statement) => guardedStatements(statement, guard)) } };
}

function pathOf({ searchPath }: Catalog): string {
  return searchPath.filter((schema) => schema !== TEMPORARY_SCHEMA).join('\0');
}

function namesOf({ schemas }: Catalog): string {
  return [...schemas.keys()].filter((schema) => schema !== TEMPORARY_SCHEMA).join('\0');
}
