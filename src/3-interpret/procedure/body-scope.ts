import type { Node } from '@pgsql/types';
import { BOOL } from '../../model/base-types.js';
import type { Catalog, FunctionObject } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr, SourceId } from '../../model/expression.js';
import type { DataStatement, Query } from '../../model/query.js';
import type { Statement } from '../../model/statement.js';
import { ANALYZER } from '../analyze/analyzer.js';
import { analyzeChange, analyzeTruncate } from '../analyze/change-rows.js';
import { tryCoerce, tryCoerceInBody } from '../analyze/coerce.js';
import { analyzeMerge } from '../analyze/merge.js';
import { refuse } from '../analyze/refuse.js';
import { withMoments } from '../analyze/relative-moment.js';
import { rootScope, type Scope, type ScopeItem } from '../analyze/scope.js';
import { withoutUnknown } from '../analyze/targets.js';
import { typeText } from '../analyze/type-text.js';
import { columnParts } from './raw-names.js';

/** A name in a body: a variable, a parameter, or a row such as NEW with its columns. */
export interface BodyItem {
  readonly name?: string;
  readonly source: SourceId;
  readonly columns: readonly { readonly name: string; readonly type: DataType; readonly id?: number; readonly expr?: Expr }[];
  readonly rowType?: DataType;
  /** It is a record of PL/pgSQL, which is asked for its fields when the body is carried out. */
  readonly record?: true;
  /** Of a variable of a row type: whether it has been given a row. */
  readonly given?: Expr;
}

/** Analyses what a body contains: its names are seen by every expression, behind the columns of the expression's own FROM items. */
export interface BodyScope {
  /** The same where this one says what functions say in their place: with the calls themselves. */
  readonly asWritten?: BodyScope;
  readonly file: string;
  readonly catalog: Catalog;
  expression(node: Node): Expr;
  condition(node: Node, what: string): Expr;
  /** Converted by PL/pgSQL's rules of assignment. */
  assigned(node: Node, type: DataType, what: string): Expr;
  query(node: Node): Query;
  statement(statement: Statement): DataStatement;
}

/** What the expressions of one body share, so that no two FROM items get one number. */
export type BodyCounter = Scope['state'];

export function newCounter(catalog: Catalog, file: string): BodyCounter {
  return { ...rootScope({ catalog, file }, ANALYZER).state, later: true };
}

/**
 * @param items what names mean, besides the columns of FROM items
 * @param commons tables that have only a name, as transition tables do
 * @param variablesFirst whether they come before the columns of FROM items
 */
export function bodyScope(catalog: Catalog, file: string, items: readonly BodyItem[], state: BodyCounter, commons: Scope['commons'] = [], variablesFirst = false): BodyScope {
  const site = { catalog, file };
  const root = { ...rootScope(site, ANALYZER), state, commons };
  const scope: Scope = { ...root, parent: { ...root, items: items.map(scopeItem), ...(variablesFirst && { variablesFirst }) } };
  return {
    file,
    catalog,
    expression: (node) => withMoments(withoutUnknown(ANALYZER.expression(node, scope))),
    condition: (node, what) => {
      const expr = ANALYZER.expression(node, scope);
      const condition = tryCoerce(expr, BOOL, 'assignment', scope);
      return condition ? withMoments(condition) : refuse(scope, 'type-mismatch', `argument of ${what} must be type boolean, not type ${typeText(expr.type, catalog)}`, { at: expr.at });
    },
    assigned: (node, type, what) => {
      const expr = ANALYZER.expression(node, scope);
      const value = tryCoerceInBody(expr, type, scope);
      return value ? withMoments(value) : refuse(scope, 'type-mismatch', `${what} is of type ${typeText(type, catalog)} but expression is of type ${typeText(expr.type, catalog)}`, { at: expr.at });
    },
    query: (node) => ('SelectStmt' in node ? withMoments(ANALYZER.query(node.SelectStmt, scope, 'text')) : refuse(scope, 'unsupported-statement', 'only a SELECT can stand here')),
    statement: ({ node, span }) => {
      if ('SelectStmt' in node) return { kind: 'select-statement', query: withMoments(ANALYZER.query(node.SelectStmt, scope, 'text')) };
      if ('TruncateStmt' in node) return analyzeTruncate(node.TruncateStmt, scope);
      const change = 'MergeStmt' in node ? analyzeMerge(node.MergeStmt, scope) : analyzeChange(node, scope);
      return change ? withMoments(change) : refuse(scope, 'unsupported-statement', `${Object.keys(node)[0] ?? 'this'} is no statement about rows`, { at: span.start });
    },
  };
}

function scopeItem({ name, source, columns, rowType, given, record }: BodyItem): ScopeItem {
  return { source, columns, tableVisible: name !== undefined, columnsVisible: name === undefined, ...(name !== undefined && { name }), ...(rowType && { rowType }), ...(given && { given }), ...(record && { record }) };
}

/** `function.parameter` as the parameter's number; what is assigned to keeps its name. */
export function withOwnParameters<T>(tree: T, object: Pick<FunctionObject, 'name' | 'parameters'>): T {
  return replaced(tree, (node, key) => {
    if (key === 'target') return node;
    const [qualifier, name, ...others] = 'ColumnRef' in node ? (columnParts(node as unknown as Node) ?? []) : [];
    const number = qualifier === object.name && others.length === 0 ? object.parameters.findIndex((parameter) => parameter.name !== undefined && parameter.name === name) + 1 : 0;
    return number > 0 ? withNamedParameters({ ParamRef: { number } }) : undefined;
  });
}

/** `$1` as the column `$1` of the parameters, so that names are all that has to be resolved. */
export function withNamedParameters<T>(tree: T): T {
  return replaced(tree, (node) => {
    if (!('ParamRef' in node)) return undefined;
    const { number = 0, location } = node['ParamRef'] as { readonly number?: number; readonly location?: number };
    return { ColumnRef: { fields: [{ String: { sval: `$${number}` } }], ...(location !== undefined && { location }) } };
  });
}

type Parts = Readonly<Record<string, unknown>>;

/**
 * A parsed tree with nodes replaced, outer ones first; what no replacement touches is shared with the old tree.
 * @param replace gives undefined where the node's parts are to be looked at; `key` is the property that holds it
 */
function replaced<T>(tree: T, replace: (node: Parts, key: string) => object | undefined, key = ''): T {
  if (typeof tree !== 'object' || tree === null) return tree;
  const other = replace(tree as unknown as Parts, key);
  if (other) return other as T;
  let changed: Record<string, unknown> | undefined;
  for (const name in tree) {
    const part = replaced(tree[name] as unknown, replace, name);
    if (part !== tree[name]) (changed ??= (Array.isArray(tree) ? tree.slice() : { ...tree }) as unknown as Record<string, unknown>)[name] = part;
  }
  return (changed as T | undefined) ?? tree;
}
