import { BOOL } from '../../model/base-types.js';
import { objectOf } from '../../model/catalog-lookup.js';
import type { Catalog, Column } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import { OWN_TABLE, type Expr } from '../../model/expression.js';
import type { Query } from '../../model/query.js';
import { mapExpression } from '../../model/walk.js';

/** A condition that each row of a table must not fail, by the name of its constraint. */
export interface RowCheck {
  readonly name: string;
  readonly expr: Expr;
  /** What Postgres says where it is not that a CHECK is violated. */
  readonly message?: string;
}

/** VALUE is the column, or each element of it; they are constraints, so `guards: false` keeps them. */
export function domainChecks(column: Column, catalog: Catalog): readonly RowCheck[] {
  return checksOf({ kind: 'column', source: OWN_TABLE, column: column.id, name: column.name, type: column.type }, catalog, ELEMENTS);
}

/** No analysed statement has this source, and none below it. */
const ELEMENTS = -60;

function checksOf(value: Expr, catalog: Catalog, source: number): readonly RowCheck[] {
  const checks: RowCheck[] = [];
  let { type } = value;
  while (type.kind === 'domain') {
    const domain = objectOf(catalog, type.id, 'domain');
    for (const { name, expr } of domain.checks) checks.push({ name, expr: mapExpression(expr, (node) => (node.kind === 'domain-value' ? value : node)) });
    type = domain.base;
  }
  return type.kind === 'array' && isDomain(type.element) ? [...checks, ...elementChecks(value, type.element, catalog, source)] : checks;
}

function isDomain(type: DataType): boolean {
  return type.kind === 'domain';
}

/** `NOT EXISTS (SELECT FROM unnest(column) AS element WHERE NOT VALUE > 0)`: NULL says nothing against an element. */
function elementChecks(array: Expr, type: DataType, catalog: Catalog, source: number): readonly RowCheck[] {
  const element: Expr = { kind: 'column', source, name: 'element', type };
  const required = notNullDomain(type, catalog);
  const present: readonly RowCheck[] = required === undefined ? [] : [{ name: `${required}_not_null`, message: `domain ${required} does not allow null values`, expr: { kind: 'test', test: 'null', operand: element, negated: true, type: BOOL } }];
  return [...present, ...checksOf(element, catalog, source - 1)].map(({ expr, ...check }) => ({ ...check, expr: not({ kind: 'subquery', form: 'exists', query: failing(array, element, expr), type: BOOL }) }));
}

function failing(array: Expr, element: Expr, condition: Expr): Query {
  const { source, name, type } = element as Extract<Expr, { kind: 'column' }>;
  const call: Expr = { kind: 'call', name: 'unnest', args: [array], returnsSet: true, type };
  const from = [{ kind: 'function' as const, source, call, alias: name, columns: [{ name, type }], ordinality: false, lateral: false }];
  return { with: [], recursive: false, orderBy: [], columns: [], body: { kind: 'select', distinct: false, targets: [], from, where: not(condition), groupBy: [], windows: [] } };
}

function not(operand: Expr): Expr {
  return { kind: 'logical', op: 'not', args: [operand], type: BOOL };
}

/** The domain that takes no NULL: this one, or one below it. */
function notNullDomain(type: DataType, catalog: Catalog): string | undefined {
  if (type.kind !== 'domain') return undefined;
  const { name, notNull, base } = objectOf(catalog, type.id, 'domain');
  return notNull ? name : notNullDomain(base, catalog);
}
