import type { Node } from '@pgsql/types';
import type { Catalog, ColumnId } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import { OWN_TABLE, type Expr } from '../../model/expression.js';
import { ANALYZER } from './analyzer.js';
import { tryCoerce } from './coerce.js';
import { analyzeExpression } from './expression.js';
import { refuse } from './refuse.js';
import { rootScope, type Place, type Scope } from './scope.js';
import { typeName } from './type-text.js';

/** What an expression stored with a table can refer to. */
export interface ColumnExpressionContext {
  readonly catalog: Catalog;
  readonly file: string;
  /** The table's own columns; references to them get the source `OWN_TABLE`. */
  readonly columns: readonly { readonly id: ColumnId; readonly name: string; readonly type: DataType }[];
  /** The table, so that `name.column` and `schema.name.column` can be written. */
  readonly table?: { readonly schema: string; readonly name: string };
  /** The type of VALUE in a domain's CHECK. */
  readonly domain?: DataType;
  /** Where it stands: Postgres forbids subqueries in CHECKs, columns in DEFAULTs, and so on. Default: `check`. */
  readonly place?: Extract<Place, 'default' | 'check' | 'generated' | 'index' | 'index predicate' | 'using' | 'domain check'>;
  /** The column that an `expected` type belongs to, for Postgres' message. */
  readonly column?: string;
}

/**
 * A raw expression of DEFAULT, CHECK, GENERATED, an index key or predicate, or USING as a resolved one.
 * @param expected the column's type: the result is converted to it by Postgres' assignment rules. Without it an untyped literal keeps the type `unknown`
 * @throws Refusal in Postgres' words: unknown column, function or operator, a type that cannot be assigned, invalid input for a type
 */
export function analyzeColumnExpression(node: Node, context: ColumnExpressionContext, expected?: DataType): Expr {
  const scope = columnScope(context);
  const expr = analyzeExpression(node, scope);
  if (!expected) return expr;
  const result = tryCoerce(expr, expected, 'assignment', scope);
  if (result) return result;
  const types = `${typeName(expected, scope.catalog)} but`;
  const subject = context.column === undefined ? 'expression' : `column "${context.column}"`;
  const what = context.place === 'default' || context.place === undefined ? 'default expression' : 'expression';
  return refuse(scope, 'type-mismatch', `${subject} is of type ${types} ${what} is of type ${typeName(expr.type, scope.catalog)}`, {
    at: expr.at,
    help: 'You will need to rewrite or cast the expression.',
  });
}

function columnScope(context: ColumnExpressionContext): Scope {
  const root = rootScope(context, ANALYZER);
  const columnsVisible = true;
  return {
    ...root,
    place: context.place ?? 'check',
    ...(context.domain && { domain: context.domain }),
    items: [{ source: OWN_TABLE, columns: context.columns, tableVisible: context.table !== undefined, columnsVisible, ...(context.table && { schema: context.table.schema, name: context.table.name }) }],
  };
}
