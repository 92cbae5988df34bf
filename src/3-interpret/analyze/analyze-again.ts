import type { Node } from '@pgsql/types';
import { BOOL } from '../../model/base-types.js';
import type { Catalog } from '../../model/catalog.js';
import { objectOf } from '../../model/catalog-lookup.js';
import type { Call, Cast, Expr, Subscript } from '../../model/expression.js';
import { ANALYZER } from './analyzer.js';
import { coerceTo, tryCoerce } from './coerce.js';
import { analyzeExpression } from './expression.js';
import { refuse } from './refuse.js';
import { rootScope, type Scope } from './scope.js';
import { sameType } from './type-key.js';
import { typeName } from './type-text.js';

/** What to analyse again. */
export interface Again {
  readonly catalog: Catalog;
  readonly file: string;
  /** Whether an expression reads what has changed; others stay as they are. */
  readonly reads: (expr: Expr) => boolean;
}

interface Work extends Again {
  readonly scope: Scope;
}

/**
 * A stored expression whose columns have other types now, as Postgres makes it again from its text: constants keep their types, casts that were
 * implicit are written out, operators and functions are looked for anew (ATPostAlterTypeParse).
 *
 * @param condition it must be a boolean, as a CHECK or the predicate of an index must
 * @throws Refusal in Postgres' words, such as `operator does not exist: text > integer`
 */
export function analyzeAgain(expr: Expr, again: Again, condition?: 'CHECK' | 'WHERE'): Expr {
  const work: Work = { ...again, scope: rootScope(again, ANALYZER) };
  const result = anew(expr, work);
  if (!condition) return result;
  const bool = tryCoerce(result, BOOL, 'assignment', work.scope);
  return bool ?? refuse(work.scope, 'type-mismatch', `argument of ${condition} must be type boolean, not type ${typeName(result.type, again.catalog)}`);
}

function anew(expr: Expr, work: Work): Expr {
  if (expr.kind === 'column' || !work.reads(expr)) return expr;
  if (expr.kind === 'cast') return castAnew(expr, work);
  const given: Expr[] = [];
  // Rows are compared field by field where they are written as rows.
  const hold = (part: Expr): Node => (part.kind === 'row' ? { RowExpr: { args: part.fields.map(hold) } } : { ParamRef: { number: given.push(anew(part, work)) } });
  const node = nodeOf(expr, hold, work);
  return node ? analyzeExpression(node, { ...work.scope, parameters: given }) : expr;
}

/** A cast stays, whoever wrote it, as long as it is not needless. */
function castAnew(cast: Cast, work: Work): Expr {
  const operand = anew(cast.operand, work);
  if (!cast.explicit && sameType(operand.type, cast.type)) return operand;
  const result = coerceTo(operand, cast.type, work.scope, 'explicit');
  return result.kind === 'cast' && !cast.explicit ? { ...result, explicit: false } : result;
}

type Hold = (part: Expr) => Node;

/** One level of the expression as the grammar gives it; its operands are parameters. */
function nodeOf(expr: Expr, hold: Hold, work: Work): Node | undefined {
  switch (expr.kind) {
    case 'operator':
      return operation('AEXPR_OP', expr.name, expr.left && hold(expr.left), hold(expr.right));
    case 'distinct':
      return operation(expr.negated ? 'AEXPR_NOT_DISTINCT' : 'AEXPR_DISTINCT', '=', hold(expr.left), hold(expr.right));
    case 'in':
      return operation('AEXPR_IN', expr.negated ? '<>' : '=', hold(expr.operand), list(expr.list.map(hold)));
    case 'quantified':
      return operation(expr.quantifier === 'any' ? 'AEXPR_OP_ANY' : 'AEXPR_OP_ALL', expr.name, hold(expr.operand), hold(expr.array));
    case 'between': {
      const kind = `AEXPR_${expr.negated ? 'NOT_' : ''}BETWEEN${expr.symmetric ? '_SYM' : ''}` as const;
      return operation(kind, 'BETWEEN', hold(expr.operand), list([hold(expr.low), hold(expr.high)]));
    }
    case 'logical':
      return { BoolExpr: { boolop: expr.op === 'and' ? 'AND_EXPR' : expr.op === 'or' ? 'OR_EXPR' : 'NOT_EXPR', args: expr.args.map(hold) } };
    case 'test':
      if (expr.test === 'null') return { NullTest: { arg: hold(expr.operand), nulltesttype: expr.negated ? 'IS_NOT_NULL' : 'IS_NULL' } };
      return { BooleanTest: { arg: hold(expr.operand), booltesttype: `IS_${expr.negated ? 'NOT_' : ''}${BOOLEANS[expr.test]}` } };
    case 'case': {
      const args = expr.branches.map(({ when, then }): Node => ({ CaseWhen: { expr: hold(when), result: hold(then) } }));
      return { CaseExpr: { ...(expr.operand && { arg: hold(expr.operand) }), args, ...(expr.otherwise && { defresult: hold(expr.otherwise) }) } };
    }
    case 'conditional':
      if (expr.op === 'nullif') return operation('AEXPR_NULLIF', '=', ...pairOf(expr.args, hold));
      if (expr.op === 'coalesce') return { CoalesceExpr: { args: expr.args.map(hold) } };
      return { MinMaxExpr: { op: expr.op === 'least' ? 'IS_LEAST' : 'IS_GREATEST', args: expr.args.map(hold) } };
    case 'array':
      return { A_ArrayExpr: { elements: expr.elements.map(hold) } };
    case 'row':
      return { RowExpr: { args: expr.fields.map(hold) } };
    case 'collate':
      return { CollateClause: { arg: hold(expr.operand), collname: [name(expr.collation)] } };
    case 'subscript':
      return subscript(expr, hold);
    case 'call':
      return call(expr, hold, work);
    case 'literal':
    case 'column':
    case 'cast':
    case 'domain-value':
    case 'current':
    case 'default':
    case 'subquery':
      return undefined;
  }
}

const BOOLEANS = { true: 'TRUE', false: 'FALSE', unknown: 'UNKNOWN' } as const;

type Kind = NonNullable<Extract<Node, { A_Expr: unknown }>['A_Expr']['kind']>;

function operation(kind: Kind, operator: string, left: Node | undefined, right: Node | undefined): Node {
  return { A_Expr: { kind, name: [name(operator)], ...(left && { lexpr: left }), ...(right && { rexpr: right }) } };
}

function pairOf([first, second]: readonly Expr[], hold: Hold): readonly [Node | undefined, Node | undefined] {
  return [first && hold(first), second && hold(second)];
}

function name(text: string): Node {
  return { String: { sval: text } };
}

function list(items: readonly Node[]): Node {
  return { List: { items: [...items] } };
}

function subscript({ operand, index, upper }: Subscript, hold: Hold): Node {
  const indices = upper ? { is_slice: true, lidx: hold(index), uidx: hold(upper) } : { uidx: hold(index) };
  return { A_Indirection: { arg: hold(operand), indirection: [{ A_Indices: indices }] } };
}

function call({ name: called, function: id, args, variadic }: Call, hold: Hold, { catalog }: Work): Node {
  const own = id === undefined ? undefined : objectOf(catalog, id, 'function');
  const funcname = own ? [name(own.schema), name(own.name)] : [name(called)];
  return { FuncCall: { funcname, args: args.map(hold), ...(variadic && { func_variadic: true }) } };
}

