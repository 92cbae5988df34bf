import type { Node } from '@pgsql/types';
import type { Expr } from '../../model/expression.js';
import { stringOf } from './resolve.js';

/** A name with its strength: 2 is certain, 1 gives way to a better one inside. */
interface Found {
  readonly name: string;
  readonly strength: 1 | 2;
}

const certain = (name: string): Found => ({ name, strength: 2 });

/** Nodes whose column name is fixed. */
const FIXED: Readonly<Record<string, string>> = {
  A_ArrayExpr: 'array',
  RowExpr: 'row',
  CoalesceExpr: 'coalesce',
  GroupingFunc: 'grouping',
  XmlSerialize: 'xmlserialize',
  JsonParseExpr: 'json',
  JsonScalarExpr: 'json_scalar',
  JsonSerializeExpr: 'json_serialize',
  JsonObjectConstructor: 'json_object',
  JsonArrayConstructor: 'json_array',
  JsonArrayQueryConstructor: 'json_array',
  JsonObjectAgg: 'json_objectagg',
  JsonArrayAgg: 'json_arrayagg',
};

const JSON_FUNCTIONS: Readonly<Record<string, string>> = {
  JSON_EXISTS_OP: 'json_exists',
  JSON_QUERY_OP: 'json_query',
  JSON_VALUE_OP: 'json_value',
};

function lastName(nodes: readonly Node[] | undefined): Found | undefined {
  const name = stringOf(nodes?.filter((node) => 'String' in node).at(-1));
  return name === '' ? undefined : certain(name);
}

/** `inner` when it is certain, else the weak name. */
function orWeak(inner: Found | undefined, name: string): Found {
  return inner?.strength === 2 ? inner : { name, strength: 1 };
}

/** FigureColname: how Postgres names a column that is an expression. */
function figure(node: Node | undefined): Found | undefined {
  if (!node) return undefined;
  if ('ColumnRef' in node) return lastName(node.ColumnRef.fields);
  if ('A_Indirection' in node) return lastName(node.A_Indirection.indirection) ?? figure(node.A_Indirection.arg);
  if ('FuncCall' in node) return lastName(node.FuncCall.funcname);
  if ('A_Expr' in node) return node.A_Expr.kind === 'AEXPR_NULLIF' ? certain('nullif') : undefined;
  if ('TypeCast' in node) return orWeak(figure(node.TypeCast.arg), stringOf(node.TypeCast.typeName?.names?.at(-1)));
  if ('CollateClause' in node) return figure(node.CollateClause.arg);
  if ('CaseExpr' in node) return orWeak(figure(node.CaseExpr.defresult), 'case');
  if ('MinMaxExpr' in node) return certain(node.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest');
  if ('SQLValueFunction' in node) return certain(currentName(node.SQLValueFunction.op ?? ''));
  if ('JsonFuncExpr' in node) return certain(JSON_FUNCTIONS[node.JsonFuncExpr.op ?? ''] ?? 'json_value');
  const tag = Object.keys(node)[0] ?? '';
  const fixed = FIXED[tag];
  return fixed === undefined ? undefined : certain(fixed);
}

/** SVFOP_CURRENT_TIMESTAMP_N -> current_timestamp */
function currentName(op: string): string {
  return op.replace(/^SVFOP_/, '').replace(/_N$/, '').toLowerCase();
}

/** The name of an index column that is an expression (FigureIndexColname); `expr` when nothing suggests one. */
export function indexColumnName(node: Node | undefined): string {
  return figure(node)?.name ?? 'expr';
}

/** The same from a resolved expression, for indexes that LIKE copies. */
export function exprColumnName(expr: Expr): string {
  return figureExpr(expr)?.name ?? 'expr';
}

function figureExpr(expr: Expr): Found | undefined {
  switch (expr.kind) {
    case 'column':
    case 'call':
      return certain(expr.name);
    case 'conditional':
      return certain(expr.op);
    case 'case':
      return orWeak(expr.otherwise && figureExpr(expr.otherwise), 'case');
    case 'array':
    case 'row':
      return certain(expr.kind);
    case 'current':
      return certain(expr.which);
    case 'collate':
      return figureExpr(expr.operand);
    case 'cast':
      return expr.explicit ? orWeak(figureExpr(expr.operand), expr.type.kind === 'base' ? expr.type.name : 'expr') : figureExpr(expr.operand);
    default:
      return undefined;
  }
}
