import { exposedName, exposedNames } from '../../model/exposed-names.js';
import type { DataStatement } from '../../model/query.js';
import type { Scope } from './scope.js';

/**
 * A table that stands in the place of a view bears a name that nothing else in the statement has: other parts may name the table too, and what the view says
 * of its columns may call something as the statement calls the view.
 */
export function withOwnName<T extends DataStatement>(statement: T, { catalog }: Scope): T {
  if (!('target' in statement) || !statement.target.through || !readsTarget(statement)) return statement;
  const { target, ...rest } = statement;
  const taken = exposedNames(rest, catalog);
  if (!taken.has(exposedName(target, catalog) ?? '')) return statement;
  let alias = target.alias ?? catalog.objects.get(statement.target.through[0] as number)?.name ?? '';
  while (taken.has(alias.toLowerCase())) alias += '_';
  return { ...statement, target: { ...target, alias } };
}

function readsTarget(statement: Extract<DataStatement, { target: unknown }>): boolean {
  return statement.kind !== 'insert' || statement.onConflict !== undefined || statement.returning.length > 0;
}
