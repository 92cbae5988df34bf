import type { Rule, Table, View } from '../../model/catalog.js';
import type { DataStatement } from '../../model/query.js';
import type { TriggerEvent } from '../../model/trigger-program.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';

type Relation = Pick<Table | View, 'rules' | 'name'>;

/** Whether a rule says what is done. */
export function hasRule({ rules = [] }: Relation, events: readonly TriggerEvent[]): boolean {
  return rules.some(({ event, enabled }) => enabled && events.includes(event));
}

/** What Postgres does not do with tables that have rules (rewriteHandler.c, parse_merge.c). */
export function requireNoRule(statement: DataStatement, scope: Scope, within: 'top' | 'with'): void {
  if (!('target' in statement)) return;
  const relation = scope.catalog.objects.get(statement.target.relation);
  if ((relation?.kind !== 'table' && relation?.kind !== 'view') || !relation.rules) return;
  if (statement.kind === 'insert' && statement.onConflict && hasRule(relation, ['insert', 'update'])) refuse(scope, 'invalid-expression', 'INSERT with ON CONFLICT clause cannot be used with table that has INSERT or UPDATE rules');
  if (!hasRule(relation, [statement.kind])) return;
  const rules = relation.rules.filter(({ event: on, enabled }) => on === statement.kind && enabled);
  if (within === 'with') refuse(scope, 'invalid-expression', `${kindOf(rules)} rules are not supported for data-modifying statements in WITH`);
  const event = statement.kind.toUpperCase();
  if (statement.returning.length > 0 && rules.some(({ also }) => !also)) refuse(scope, 'invalid-expression', `cannot perform ${event} RETURNING on relation "${relation.name}"`, { help: `You need an unconditional ON ${event} DO INSTEAD rule with a RETURNING clause.` });
}

/** Postgres takes a single action instead of the statement there, which is refused here. */
function kindOf(rules: readonly Rule[]): string {
  if (rules.every(({ also, actions }) => !also && actions.length === 0)) return 'DO INSTEAD NOTHING';
  if (rules.some(({ also, when }) => !also && when)) return 'conditional DO INSTEAD';
  return rules.some(({ also }) => also) ? 'DO ALSO' : 'DO INSTEAD';
}
