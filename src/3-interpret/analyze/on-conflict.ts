import type { InferClause, OnConflictClause } from '@pgsql/types';
import type { ColumnId, Table } from '../../model/catalog.js';
import type { Constraint } from '../../model/constraint.js';
import type { Expr, SourceId } from '../../model/expression.js';
import type { OnConflict } from '../../model/query.js';
import { columnOf } from '../../model/catalog-lookup.js';
import { analyzeCondition } from './boolean.js';
import { referenceTo } from './column-reference.js';
import type { DataTarget } from './data-target.js';
import { refuse } from './refuse.js';
import { newSource, type Scope, type ScopeItem } from './scope.js';
import { analyzeAssignments } from './assignments.js';
import { columnsOver } from './view-target.js';

/** `ON CONFLICT (a) WHERE .. DO UPDATE SET .. WHERE ..` (transformOnConflictClause). */
export function analyzeOnConflict(node: OnConflictClause, target: DataTarget, outer: Scope): OnConflict {
  const scope: Scope = { ...outer, items: [target.item], place: 'on conflict' };
  const action = node.action === 'ONCONFLICT_UPDATE' ? 'update' : 'nothing';
  const inferred = node.infer && conflictTarget(node.infer, action, target, scope);
  if (!inferred) checkImmediate(target.base, () => true, scope, node.location);
  if (action === 'nothing') return { action, set: [], ...(inferred && { target: inferred }), ...(namesExclusion(node, target.base) && { excludes: true }) };
  if (!inferred) refuse(scope, 'invalid-expression', 'ON CONFLICT DO UPDATE requires inference specification or constraint name', { at: node.location, help: 'For example, ON CONFLICT (column_name).' });
  const { schema: _schema, relation: _relation, ...plain } = excludedItem(target, newSource(scope));
  const inner: Scope = { ...scope, items: [target.item, plain], place: 'update' };
  return {
    action,
    target: inferred,
    set: analyzeAssignments(node.targetList, target, inner, 'insert into'),
    excluded: plain.source,
    ...(node.whereClause && { where: analyzeCondition(node.whereClause, { ...inner, place: 'where' }, 'WHERE') }),
  };
}

/** The row that could not be inserted, as the relation that the statement names has it. */
function excludedItem({ item, relation, base, columns, target }: DataTarget, source: SourceId): ScopeItem {
  return { ...item, source, name: 'excluded', tableVisible: true, columnsVisible: true, ...(base !== relation && { columns: columnsOver(columns, target.source, source) }) };
}

function conflictTarget(node: InferClause, action: OnConflict['action'], target: DataTarget, scope: Scope): NonNullable<OnConflict['target']> {
  const { base, relation } = target;
  if (base.kind !== 'table') return refuse(scope, 'unsupported-expression', 'ON CONFLICT on a view with INSTEAD OF triggers is not supported', { at: node.location, help: 'Insert into the table behind it.' });
  if (node.conname !== undefined && base !== relation) return refuse(scope, 'unknown-constraint', `constraint "${node.conname}" for table "${relation.name}" does not exist`, { at: node.location, length: node.conname.length, help: 'Name the columns of the key: views have no constraints.' });
  if (node.conname !== undefined) return { keys: constraintKeys(node.conname, action, base, target, scope, node.location) };
  const keys = (node.indexElems ?? []).flatMap((entry) => {
    if (!('IndexElem' in entry)) return [];
    const { name, expr } = entry.IndexElem;
    if (expr) return [scope.analyze.expression(expr, scope)];
    return [scope.analyze.expression({ ColumnRef: { fields: [{ String: { sval: name ?? '' } }], ...(node.location !== undefined && { location: node.location }) } }, scope)];
  });
  const where = node.whereClause && analyzeCondition(node.whereClause, { ...scope, place: 'index predicate' }, 'WHERE');
  checkInference(keys, where !== undefined, base, scope, node.location);
  return { keys, ...(where && { where }) };
}

/** ON CONSTRAINT name: its columns. */
function constraintKeys(name: string, action: OnConflict['action'], table: Table, target: DataTarget, scope: Scope, location: number | undefined): readonly Expr[] {
  const constraint = table.constraints.find((candidate) => candidate.name === name);
  if (constraint) checkImmediate(table, ({ id }) => id === constraint.id, scope, location);
  if (!constraint) return refuse(scope, 'unknown-constraint', `constraint "${name}" for table "${table.name}" does not exist`, { at: location, length: name.length });
  if (constraint.kind === 'primary-key' || constraint.kind === 'unique') return constraint.columns.map((id) => columnReference(id, table, target, scope));
  if (constraint.kind === 'exclusion' && action === 'nothing') return constraint.elements.map((element) => element.key.expr);
  const reason = constraint.kind === 'exclusion' ? 'ON CONFLICT DO UPDATE not supported with exclusion constraints' : 'constraint in ON CONFLICT clause has no associated index';
  return refuse(scope, 'wrong-object-type', reason, { at: location, length: name.length });
}

function columnReference(id: ColumnId, table: Table, target: DataTarget, scope: Scope): Expr {
  return referenceTo(target.item, columnOf(table, id), scope);
}

/** Plain columns must be exactly those of a unique key; a partial index counts only with a WHERE. */
function checkInference(keys: readonly Expr[], partial: boolean, table: Table, scope: Scope, location: number | undefined): void {
  const wanted = keys.map((key) => (key.kind === 'column' ? key.column : undefined));
  const matches = (columns: readonly (ColumnId | undefined)[]): boolean => columns.every((id) => wanted.includes(id)) && wanted.every((id) => columns.includes(id));
  const constraints = table.constraints.filter((constraint) => (constraint.kind === 'primary-key' || constraint.kind === 'unique') && matches(constraint.columns));
  const byIndex = table.indexes.some((index) => index.unique && (!index.where || partial) && matches(index.keys.map((key) => (key.expr.kind === 'column' ? key.expr.column : undefined))));
  checkImmediate(table, (constraint) => constraints.includes(constraint), scope, location);
  if (constraints.length > 0 || byIndex) return;
  refuse(scope, 'unknown-constraint', 'there is no unique or exclusion constraint matching the ON CONFLICT specification', { at: location, help: 'Name the columns of a primary key, a UNIQUE constraint or a unique index.' });
}

function namesExclusion({ infer }: OnConflictClause, relation: DataTarget['relation']): boolean {
  return relation.kind === 'table' && infer?.conname !== undefined && relation.constraints.some(({ name, kind }) => name === infer.conname && kind === 'exclusion');
}

/** What is checked at the end cannot be asked now (ExecCheckIndexConstraints). */
function checkImmediate(relation: DataTarget['relation'], concerns: (constraint: Constraint) => boolean, scope: Scope, location: number | undefined): void {
  const late = relation.kind === 'table' && relation.constraints.some((constraint) => 'deferrable' in constraint && constraint.kind !== 'foreign-key' && constraint.deferrable && concerns(constraint));
  if (late) refuse(scope, 'invalid-expression', 'ON CONFLICT does not support deferrable unique constraints/exclusion constraints as arbiters', { at: location, help: 'Name the columns of a key that is not DEFERRABLE.' });
}
