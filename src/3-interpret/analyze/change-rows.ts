import type { DeleteStmt, Node, TruncateStmt, UpdateStmt } from '@pgsql/types';
import type { ObjectId } from '../../model/catalog.js';
import { objectOf, referencesTo } from '../../model/catalog-lookup.js';
import type { Expr } from '../../model/expression.js';
import { bothOf } from '../../model/guarded-statement.js';
import type { DataStatement, Delete, FromItem, Truncate, Update } from '../../model/query.js';
import { analyzeAssignments } from './assignments.js';
import { analyzeCondition } from './boolean.js';
import { dataTarget, type DataTarget } from './data-target.js';
import { analyzeFrom } from './from.js';
import { checkNames } from './from-names.js';
import { withDescendants } from './inherited-rows.js';
import { analyzeInsert } from './insert.js';
import { withOwnName } from './own-name.js';
import { refuse } from './refuse.js';
import { findRelation, namesPartition } from './relation.js';
import { analyzeReturning } from './returning.js';
import { requireNoRule } from './rules.js';
import type { Scope } from './scope.js';
import { analyzeWith } from './with.js';

/** An INSERT, UPDATE or DELETE, at the top or inside WITH. */
export function analyzeChange(node: Node, scope: Scope): DataStatement | undefined {
  const change = changeOf(node, scope);
  if (!change) return undefined;
  requireNoRule(change, scope, 'top');
  return withOwnName(change, scope);
}

function changeOf(node: Node, scope: Scope): DataStatement | undefined {
  if ('InsertStmt' in node) return analyzeInsert(node.InsertStmt, scope);
  if ('UpdateStmt' in node) return analyzeUpdate(node.UpdateStmt, scope);
  return 'DeleteStmt' in node ? analyzeDelete(node.DeleteStmt, scope) : undefined;
}

/** `UPDATE t SET .. FROM .. WHERE .. RETURNING ..` (transformUpdateStmt). */
function analyzeUpdate(node: UpdateStmt, outer: Scope): Update {
  const { scope, ...clause } = analyzeWith(node.withClause, outer);
  const target = dataTarget(node.relation, ['update'], scope);
  const { from, inner } = withTarget(node.fromClause, target, scope);
  return {
    kind: 'update', with: clause.with, recursive: clause.recursive, target: target.target, from,
    set: analyzeAssignments(node.targetList, target, { ...inner, place: 'update' }),
    ...analyzeReturning(node.returningClause, target, 'updated', inner),
    ...whereOf(node.whereClause, target, inner),
    ...(target.tests.length > 0 && { tests: target.tests }),
  };
}

/** `DELETE FROM t USING .. WHERE .. RETURNING ..` (transformDeleteStmt). */
function analyzeDelete(node: DeleteStmt, outer: Scope): Delete {
  const { scope, ...clause } = analyzeWith(node.withClause, outer);
  const target = dataTarget(node.relation, ['delete'], scope);
  const { from, inner } = withTarget(node.usingClause, target, scope);
  return {
    kind: 'delete', with: clause.with, recursive: clause.recursive, target: target.target, using: from,
    ...analyzeReturning(node.returningClause, target, 'deleted', inner),
    ...whereOf(node.whereClause, target, inner),
  };
}

function whereOf(node: Node | undefined, { rows }: DataTarget, scope: Scope): { readonly where?: Expr } {
  const where = bothOf(rows, node && analyzeCondition(node, { ...scope, place: 'where' }, 'WHERE'));
  return where ? { where } : {};
}

/** The other tables, and a scope with the target in front of them. */
function withTarget(nodes: readonly Node[] | undefined, target: DataTarget, scope: Scope): { readonly from: readonly FromItem[]; readonly inner: Scope } {
  const { from, scope: others } = analyzeFrom(nodes, { ...scope, items: [] });
  checkNames([target.item], others.items, scope);
  return { from, inner: { ...others, items: [target.item, ...others.items] } };
}

/** `TRUNCATE a, b RESTART IDENTITY CASCADE`; of a partition it is a DELETE. */
export function analyzeTruncate(node: TruncateStmt, scope: Scope): Truncate | Delete {
  const relations = (node.relations ?? []).flatMap((entry) => ('RangeVar' in entry ? [{ written: entry.RangeVar, relation: findRelation(entry.RangeVar, scope) }] : []));
  for (const { relation, written } of relations) if (relation.kind !== 'table') refuse(scope, 'wrong-object-type', `"${relation.name}" is not a table`, { at: written.location, length: relation.name.length });
  const part = relations.find(({ written }) => namesPartition(written, scope));
  if (part && relations.length > 1) refuse(scope, 'unsupported-statement', 'TRUNCATE of a partition among other tables is not supported', { at: part.written.location, help: 'Write one TRUNCATE for each.' });
  const ids = [...new Set(relations.flatMap(({ relation, written }) => (relation.kind === 'table' && written.inh === true ? withDescendants(relation, scope) : [relation]).map(({ id }) => id)))];
  const cascade = node.behavior === 'DROP_CASCADE';
  for (const id of cascade ? [] : ids) requireNoOthers(id, ids, scope);
  for (const id of cascade ? withReferring(ids, scope) : ids) requireNoTrigger(id, scope);
  if (!part) return { kind: 'truncate', relations: ids, restartIdentity: node.restart_seqs ?? false, cascade };
  const { target, rows } = dataTarget(part.written, ['delete'], scope);
  return { kind: 'delete', with: [], recursive: false, target, using: [], returning: [], ...(rows && { where: rows }) };
}

/** CASCADE truncates those that reference them, too. */
function withReferring(ids: readonly ObjectId[], { catalog }: Scope): readonly ObjectId[] {
  const all = new Set(ids);
  for (const id of all) for (const { table } of referencesTo(catalog, id)) all.add(table.id);
  return [...all];
}

/** `BEFORE TRUNCATE .. EXECUTE FUNCTION keep_history()`: it would have to be carried out first, and mostly forbids it. */
function requireNoTrigger(id: ObjectId, scope: Scope): void {
  const { name, triggers } = objectOf(scope.catalog, id, 'table');
  const fires = triggers.find(({ enabled, events, program }) => enabled && events.includes('truncate') && !(events.length > 1 && program?.kind === 'lowered' && program.bodies.every(({ actions, assignments }) => actions.length + assignments.length === 0)));
  if (fires) refuse(scope, 'trigger-unsupported', `TRUNCATE of "${name}" fires its trigger "${fires.name}", which is not carried out here`, { help: `ALTER TABLE "${name}" DISABLE TRIGGER "${fires.name}" before, or write a DELETE, which does not fire it.` });
}

/** heap_truncate_check_FKs */
function requireNoOthers(id: ObjectId, truncated: readonly ObjectId[], scope: Scope): void {
  const { name } = objectOf(scope.catalog, id, 'table');
  const child = referencesTo(scope.catalog, id).find(({ table }) => !truncated.includes(table.id));
  if (child) refuse(scope, 'dependent-objects', `cannot truncate a table referenced in a foreign key constraint: "${child.table.name}" references "${name}"`, { help: `Truncate table "${child.table.name}" at the same time, or use TRUNCATE .. CASCADE.` });
}
