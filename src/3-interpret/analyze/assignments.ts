import type { MultiAssignRef, Node } from '@pgsql/types';
import type { Expr } from '../../model/expression.js';
import type { Assignment, Query } from '../../model/query.js';
import { withField, withPart } from './assigned-part.js';
import { analyzeAssigned, assign, type TargetColumn } from './assign.js';
import { compositeOf } from './composite-value.js';
import { targetColumn, type DataTarget } from './data-target.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { baseKey, typeKey } from './type-key.js';
import { typeName } from './type-text.js';
import { requireWritable } from './view-target.js';

/** `SET a = 1, (b, c) = (2, 3)` (transformUpdateTargetList). */
export function analyzeAssignments(nodes: readonly Node[] | undefined, target: DataTarget, scope: Scope, verb = 'update'): readonly Assignment[] {
  const { relation, item } = target;
  const set: Assignment[] = [];
  const columns: TargetColumn[] = [];
  for (const node of withWholeDocuments(nodes ?? [], relation, item.name ?? relation.name, scope)) {
    if (!('ResTarget' in node) || !node.ResTarget.val) continue;
    const column = targetColumn(node.ResTarget, target, scope);
    if (columns.includes(column)) refuse(scope, 'duplicate-column', `multiple assignments to same column "${column.name}"`, { at: node.ResTarget.location, length: column.name.length });
    const assigned = assignedValue(node.ResTarget.val, column, scope);
    const value = assigned.kind === 'default' ? (column.updateDefault ?? assigned) : assigned;
    columns.push(column);
    requireWritable(columns, verb, scope);
    if ((column.generated || column.identity?.mode === 'always') && value.kind !== 'default') {
      refuse(scope, 'invalid-expression', `column "${column.below ?? column.name}" can only be updated to DEFAULT`, { at: node.ResTarget.location, length: column.name.length });
    }
    set.push({ column: column.id, value });
  }
  return set;
}

/** `SET data['a'] = .., data['b'] = ..` and `SET address.city = ..` as one assignment of the whole. */
function withWholeDocuments(nodes: readonly Node[], relation: DataTarget['relation'], table: string, scope: Scope): readonly Node[] {
  const wholes = new Map<string, Node>();
  const result: Node[] = [];
  for (const node of nodes) {
    const { name = '', indirection = [], val } = 'ResTarget' in node ? node.ResTarget : {};
    const column = relation.columns.find((candidate) => candidate.name === name);
    const before = wholes.get(name) ?? { ColumnRef: { fields: [table, name].map((sval) => ({ String: { sval } })) } };
    const whole = column && val && indirection.length > 0 ? wholeOf(before, column, indirection, val, scope) : undefined;
    if (!whole || !('ResTarget' in node)) {
      result.push(node);
      continue;
    }
    const { indirection: _indirection, ...target } = node.ResTarget;
    const earlier = wholes.has(name) ? result.findIndex((other) => 'ResTarget' in other && other.ResTarget.name === name) : result.length;
    wholes.set(name, whole);
    result[earlier] = { ResTarget: { ...target, val: whole } };
  }
  return result;
}

function wholeOf(before: Node, { name, type }: Pick<TargetColumn, 'name' | 'type'>, path: readonly Node[], value: Node, scope: Scope): Node | undefined {
  if (baseKey(typeKey(type), scope.catalog) === 'jsonb') return withPart(before, path, value);
  const [first, ...others] = path;
  const fields = compositeOf(type, scope.catalog)?.fields.map((field) => field.name);
  if (!fields || !first || !('String' in first) || others.length > 0) return undefined;
  const field = first.String.sval ?? '';
  if (!fields.includes(field)) refuse(scope, 'unknown-column', `cannot assign to field "${field}" of column "${name}" because there is no such column in data type ${typeName(type, scope.catalog)}`);
  if ('SetToDefault' in value) refuse(scope, 'invalid-expression', 'cannot set a subfield to DEFAULT', { at: value.SetToDefault.location });
  return withField(before, fields, field, value);
}

function assignedValue(node: Node, column: TargetColumn, scope: Scope): Expr {
  return 'MultiAssignRef' in node ? partOfMany(node.MultiAssignRef, column, scope) : analyzeAssigned(node, column, scope);
}

/** `(a, b) = (1, 2)` or `(a, b) = (SELECT x, y ..)`: the part that is this column's. */
function partOfMany({ source, colno = 1, ncolumns = 1 }: MultiAssignRef, column: TargetColumn, scope: Scope): Expr {
  if (source && 'RowExpr' in source) {
    const item = source.RowExpr.args?.[colno - 1];
    if (!item || source.RowExpr.args?.length !== ncolumns) return refuse(scope, 'type-mismatch', 'number of columns does not match number of values', { at: source.RowExpr.location });
    return analyzeAssigned(item, column, scope);
  }
  if (source && 'SubLink' in source && source.SubLink.subselect && 'SelectStmt' in source.SubLink.subselect) {
    const query = scope.analyze.query(source.SubLink.subselect.SelectStmt, scope, 'text');
    const at = source.SubLink.location;
    if (query.columns.length !== ncolumns) refuse(scope, 'type-mismatch', 'number of columns does not match number of values', { at });
    return assign(columnOfQuery(query, colno - 1, at, scope), column, scope);
  }
  return refuse(scope, 'invalid-expression', 'source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression');
}

/** The query with only this output, as a scalar subquery. */
function columnOfQuery(query: Query, position: number, at: number | undefined, scope: Scope): Expr {
  const column = query.columns[position];
  const { body } = query;
  const target = body.kind === 'select' ? body.targets[position] : undefined;
  if (!column || body.kind !== 'select' || body.distinct !== false || !target) {
    return refuse(scope, 'unsupported-expression', 'several columns from DISTINCT or a set operation are not supported', { at, help: 'Write one subquery for each column.' });
  }
  const orderBy = query.orderBy.map(({ output: _output, ...key }) => key);
  const single: Query = { ...query, orderBy, columns: [column], body: { ...body, targets: [target] } };
  return { kind: 'subquery', form: 'scalar', type: column.type, query: single, ...(at !== undefined && { at }) };
}
