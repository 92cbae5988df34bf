import type { Node } from '@pgsql/types';
import { baseType } from '../model/base-types.js';
import type { Table } from '../model/catalog.js';
import type { DataType } from '../model/data-type.js';
import type { Expr } from '../model/expression.js';
import { tryCoerce } from './analyze/coerce.js';
import { analyzeColumnExpression, type ColumnExpressionContext } from './analyze/column-expression.js';
import { changingPart } from './analyze/immutable.js';
import { typeText } from './analyze/type-text.js';
import { columnsRead } from './catalog/expression-tree.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';
import { requireBuiltIn } from './virtual-column.js';

/** What the expressions of a table read. */
export type Own = Pick<Table, 'schema' | 'name'> & { readonly columns: ColumnExpressionContext['columns'] };

type Where = NonNullable<ColumnExpressionContext['place']>;

function contextOf(draft: Draft, own: Own, place: Where): ColumnExpressionContext {
  return { catalog: draft.catalog, file: draft.statement.file, columns: own.columns, table: own, place };
}

/** An expression over the table's own columns: index key, USING. With `expected`, converted to that type by assignment. */
export function storedExpression(draft: Draft, node: Node, own: Own, place: Where): Expr {
  const expr = analyzeColumnExpression(node, contextOf(draft, own, place));
  if (place === 'index') requireImmutable(draft, expr, 'functions in index expression must be marked IMMUTABLE');
  return expr;
}

/** Refuses what gives another value another time: index keys and stored columns are computed once. */
function requireImmutable(draft: Draft, expr: Expr, message: string): void {
  const part = changingPart(expr, draft.catalog);
  if (part) refuse(draft, 'invalid-expression', message, { at: part.at, help: HELP });
}

const HELP = 'Name the time zone (AT TIME ZONE \'UTC\') or the configuration that it depends on, store the value in a column of its own, or compute it in a query.';

/** A condition over the table's own columns. */
export function storedCondition(draft: Draft, node: Node, own: Own, place: 'check' | 'index predicate'): Expr {
  const expr = condition(draft, analyzeColumnExpression(node, contextOf(draft, own, place)), place === 'check' ? 'CHECK' : 'WHERE');
  if (place === 'index predicate') requireImmutable(draft, expr, 'functions in index predicate must be marked IMMUTABLE');
  return expr;
}

/** The condition of a domain's CHECK, over VALUE. */
export function domainCondition(draft: Draft, node: Node | undefined, base: DataType): Expr {
  if (!node) return refuse(draft, 'invalid-table-definition', 'the CHECK has no condition');
  const context = { catalog: draft.catalog, file: draft.statement.file, columns: [], domain: base, place: 'domain check' as const };
  return condition(draft, analyzeColumnExpression(node, context), 'CHECK');
}

function condition(draft: Draft, expr: Expr, what: string): Expr {
  const site = { catalog: draft.catalog, file: draft.statement.file };
  const result = tryCoerce(expr, baseType('bool'), 'assignment', site);
  if (result) return result;
  return refuse(draft, 'type-mismatch', `argument of ${what} must be type boolean, not type ${typeText(expr.type, draft.catalog)}`, {
    at: expr.at,
  });
}

/** `DEFAULT <node>` as a value of the column's type. */
export function defaultExpression(draft: Draft, node: Node, column: string, type: DataType): Expr {
  return analyzeColumnExpression(node, { ...contextOf(draft, { schema: '', name: '', columns: [] }, 'default'), column }, type);
}

interface Generated {
  readonly name: string;
  readonly type: DataType;
  readonly stored: boolean;
}

/** The value of a generated column: over the other columns, and not over generated ones. */
export function generationExpression(draft: Draft, node: Node, { name: column, type, stored }: Generated, table: Table): Expr {
  const expr = analyzeColumnExpression(node, { ...contextOf(draft, table, 'generated'), column }, type);
  if (!stored) requireBuiltIn(draft, column, type, expr);
  requireImmutable(draft, unassigned(expr), 'generation expression is not immutable');
  const read = new Set(columnsRead(expr));
  const generated = table.columns.find((candidate) => read.has(candidate.id) && (candidate.generated || candidate.name === column));
  if (!generated) return expr;
  return refuse(draft, 'invalid-table-definition', `cannot use generated column "${generated.name}" in column generation expression`, {
    name: generated.name,
    at: expr.at,
  });
}

/** Postgres looks before it converts the value to the column's type. */
function unassigned(expr: Expr): Expr {
  return expr.kind === 'cast' && !expr.explicit ? unassigned(expr.operand) : expr;
}
