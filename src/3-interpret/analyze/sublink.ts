import type { SubLink } from '@pgsql/types';
import { BOOL, RECORD } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';
import type { Query } from '../../model/query.js';
import { nameParts } from './column-reference.js';
import { asStored } from './composite-value.js';
import { makeOperator } from './operator.js';
import { refuse } from './refuse.js';
import type { Place, Scope } from './scope.js';
import { arrayOf, typeKey } from './type-key.js';

/** Where Postgres forbids subqueries, with its name for the place. */
const FORBIDDEN: Partial<Readonly<Record<Place, string>>> = {
  default: 'DEFAULT expression', check: 'check constraint', 'domain check': 'check constraint', generated: 'column generation expression',
  index: 'index expression', 'index predicate': 'index predicate', using: 'transform expression',
};

/** `(SELECT ..)`, `EXISTS (..)`, `x IN (SELECT ..)`, `x > ALL (SELECT ..)`, `ARRAY(SELECT ..)` (transformSubLink). */
export function analyzeSublink(node: SubLink, scope: Scope): Expr {
  const location = node.location;
  const forbidden = FORBIDDEN[scope.place];
  if (forbidden !== undefined) refuse(scope, 'invalid-expression', `cannot use subquery in ${forbidden}`, { at: location });
  if (!node.subselect || !('SelectStmt' in node.subselect)) throw new Error('the grammar gives a sublink its query');
  const query = scope.analyze.query(node.subselect.SelectStmt, scope, 'text');
  const located = location === undefined ? {} : { at: location };
  if (node.subLinkType === 'EXISTS_SUBLINK') return { kind: 'subquery', form: 'exists', type: BOOL, query, ...located };
  if (node.subLinkType === 'ANY_SUBLINK' || node.subLinkType === 'ALL_SUBLINK' || node.subLinkType === 'ROWCOMPARE_SUBLINK') return quantified(node, query, scope);
  const type = onlyColumn(query, scope, location);
  if (node.subLinkType === 'ARRAY_SUBLINK') return { kind: 'subquery', form: 'array', type: type.kind === 'array' ? type : arrayOf(type), query, ...located };
  return { kind: 'subquery', form: 'scalar', type, query, ...located };
}

function onlyColumn(query: Query, scope: Scope, location: number | undefined): DataType {
  const [column] = query.columns;
  if (!column || query.columns.length > 1) return refuse(scope, 'invalid-expression', 'subquery must return only one column', { at: location });
  return column.type;
}

/** The operand is compared with the query's columns; each comparison finds its operator. */
function quantified(node: SubLink, query: Query, scope: Scope): Expr {
  const { location } = node;
  const form = node.subLinkType === 'ANY_SUBLINK' ? 'any' : node.subLinkType === 'ALL_SUBLINK' ? 'all' : 'row';
  const name = nameParts(node.operName).at(-1) ?? '=';
  if (!node.testexpr) throw new Error('the grammar gives the comparison an operand');
  const written = scope.analyze.expression(node.testexpr, scope);
  const operand = query.columns.length === 1 ? asStored(written) : written;
  const fields = operand.kind === 'row' ? operand.fields : [operand];
  if (fields.length < query.columns.length) refuse(scope, 'invalid-expression', 'subquery has too many columns', { at: location });
  if (fields.length > query.columns.length) refuse(scope, 'invalid-expression', 'subquery has too few columns', { at: location });
  const converted = fields.map((field, i) => {
    const column = query.columns[i];
    if (!column) return field;
    const comparison = makeOperator(name, field, { kind: 'column', source: -1, type: column.type, name: column.name }, scope, location);
    if (typeKey(comparison.type) !== 'bool') refuse(scope, 'type-mismatch', `operator ${name} must return type boolean, not type ${typeKey(comparison.type)}`, { at: location });
    return comparison.left ?? field;
  });
  const [only = operand] = converted;
  const left: Expr = operand.kind === 'row' ? { ...operand, type: RECORD, fields: converted } : only;
  return { kind: 'subquery', form, type: BOOL, query, operand: left, name, ...(location !== undefined && { at: location }) };
}
