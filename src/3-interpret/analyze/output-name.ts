import type { Node, SelectStmt } from '@pgsql/types';
import type { NodeOf } from '../../model/statement.js';

/** A proposed name and how good it is: 2 from a column or function, 1 from a cast's type or CASE. */
type Proposal = readonly [name: string, strength: 0 | 1 | 2];

const NONE: Proposal = ['?column?', 0];

type NamedTag = 'A_ArrayExpr' | 'A_Expr' | 'A_Indirection' | 'CaseExpr' | 'CoalesceExpr' | 'CollateClause' | 'ColumnRef' | 'FuncCall' | 'GroupingFunc'
  | 'JsonArrayAgg' | 'JsonArrayConstructor' | 'JsonArrayQueryConstructor' | 'JsonFuncExpr' | 'JsonObjectAgg' | 'JsonObjectConstructor' | 'JsonParseExpr' | 'JsonScalarExpr'
  | 'JsonSerializeExpr' | 'MergeSupportFunc' | 'MinMaxExpr' | 'RowExpr' | 'SQLValueFunction' | 'SubLink' | 'TypeCast';

const NAMES: { readonly [K in NamedTag]: (node: NodeOf<K>) => Proposal } = {
  A_ArrayExpr: () => ['array', 2],
  A_Expr: (node) => (node.kind === 'AEXPR_NULLIF' ? ['nullif', 2] : NONE),
  A_Indirection: (node) => fromNames(node.indirection, 2) ?? propose(node.arg),
  CaseExpr: (node) => weak(propose(node.defresult), 'case'),
  CoalesceExpr: () => ['coalesce', 2],
  CollateClause: (node) => propose(node.arg),
  ColumnRef: (node) => fromNames(node.fields, 2) ?? NONE,
  FuncCall: (node) => fromNames(node.funcname, 2) ?? NONE,
  GroupingFunc: () => ['grouping', 2],
  JsonArrayAgg: () => ['json_arrayagg', 2],
  JsonArrayConstructor: () => ['json_array', 2],
  JsonArrayQueryConstructor: () => ['json_array', 2],
  JsonFuncExpr: ({ op }) => [op === 'JSON_EXISTS_OP' ? 'json_exists' : op === 'JSON_QUERY_OP' ? 'json_query' : 'json_value', 2],
  JsonObjectAgg: () => ['json_objectagg', 2],
  JsonObjectConstructor: () => ['json_object', 2],
  JsonParseExpr: () => ['json', 2],
  JsonScalarExpr: () => ['json_scalar', 2],
  JsonSerializeExpr: () => ['json_serialize', 2],
  MergeSupportFunc: () => ['merge_action', 2],
  MinMaxExpr: (node) => [node.op === 'IS_LEAST' ? 'least' : 'greatest', 2],
  RowExpr: () => ['row', 2],
  SQLValueFunction: (node) => [(node.op ?? '').replace('SVFOP_', '').replace(/_N$/, '').toLowerCase(), 2],
  SubLink: (node) => fromSublink(node),
  TypeCast: (node) => weak(propose(node.arg), fromNames(node.typeName?.names, 1)?.[0] ?? '?column?'),
};

/** The name that Postgres gives to a column of a select list without AS (FigureColname). */
export function outputName(node: Node): string {
  return propose(node)[0];
}

function propose(node: Node | undefined): Proposal {
  for (const tag in node) {
    const figure = NAMES[tag as NamedTag] as ((payload: unknown) => Proposal) | undefined;
    return figure?.(node[tag as keyof Node]) ?? NONE;
  }
  return NONE;
}

function weak(inner: Proposal, otherwise: string): Proposal {
  return inner[1] > 1 ? inner : [otherwise, 1];
}

function fromNames(nodes: readonly Node[] | undefined, strength: 1 | 2): Proposal | undefined {
  const last = nodes?.findLast((node) => 'String' in node);
  return last && 'String' in last ? [last.String.sval ?? '', strength] : undefined;
}

function fromSublink(node: NodeOf<'SubLink'>): Proposal {
  if (node.subLinkType === 'EXISTS_SUBLINK') return ['exists', 2];
  if (node.subLinkType === 'ARRAY_SUBLINK') return ['array', 2];
  if (node.subLinkType !== 'EXPR_SUBLINK' || !node.subselect || !('SelectStmt' in node.subselect)) return NONE;
  return [firstOutput(node.subselect.SelectStmt), 2];
}

function firstOutput(select: SelectStmt): string {
  if (select.larg) return firstOutput(select.larg);
  const first = select.targetList?.[0];
  if (!first || !('ResTarget' in first)) return 'column1';
  return first.ResTarget.name ?? (first.ResTarget.val ? outputName(first.ResTarget.val) : '?column?');
}
