import type { A_Const, A_Expr, CaseExpr, FuncCall, Node, SubLink, TypeCast } from '@pgsql/types';
import { withFields } from '../../../model/interval-fields.js';
import { stringOf } from '../../catalog/resolve.js';
import { givenValue } from '../given-arguments.js';
import { labelsAsked } from './enum-range.js';
import type { Environment } from './environment.js';
import { DEFINITION_FUNCTIONS } from './definition-functions.js';
import { systemRelation } from './dependency-rows.js';
import { functionId } from './function-id.js';
import { FUNCTIONS, relationId, typeId } from './functions.js';
import { madeInterval, momentArithmetic, NOW, nowAs } from './moment.js';
import { arrayOfText, castValue } from './cast-value.js';
import { partitionTables } from './partition-tables.js';
import { relationText } from './quote.js';
import { booleanOf, compareValues, isArray, isMoment, isRelation, numberOf, textOfValue, Unknowable, type Value } from './value.js';

/** The value of a raw expression over constants, variables and rows of the system views. @throws Unknowable for anything else */
export function evaluateExpression(node: Node, environment: Environment): Value {
  const value = (inner: Node | undefined): Value => (inner ? environment.expression(inner, environment) : null);
  if ('A_Const' in node) return constant(node.A_Const);
  if ('ColumnRef' in node) return column(node, environment);
  if ('TypeCast' in node) return cast(node.TypeCast, environment);
  if ('A_Expr' in node) return operator(node.A_Expr, environment);
  if ('FuncCall' in node) return call(node.FuncCall, environment);
  if ('SubLink' in node) return sublink(node.SubLink, environment);
  if ('CaseExpr' in node) return choice(node.CaseExpr, environment);
  if ('BoolExpr' in node) return logical(node.BoolExpr.boolop ?? 'AND_EXPR', node.BoolExpr.args ?? [], environment);
  if ('NullTest' in node) return (value(node.NullTest.arg) === null) === (node.NullTest.nulltesttype === 'IS_NULL');
  if ('BooleanTest' in node) return booleanTest(node.BooleanTest.booltesttype ?? '', booleanOf(value(node.BooleanTest.arg)));
  if ('CoalesceExpr' in node) return (node.CoalesceExpr.args ?? []).map(value).find((each) => each !== null) ?? null;
  if ('A_ArrayExpr' in node) return (node.A_ArrayExpr.elements ?? []).map(value);
  if ('RowExpr' in node) return rowOf(node.RowExpr.args ?? [], environment);
  if ('CollateClause' in node) return value(node.CollateClause.arg);
  if ('SQLValueFunction' in node && ['SVFOP_CURRENT_SCHEMA', 'SVFOP_CURRENT_CATALOG'].includes(node.SQLValueFunction.op ?? '')) return FUNCTIONS[node.SQLValueFunction.op === 'SVFOP_CURRENT_SCHEMA' ? 'current_schema' : 'current_database']?.([], environment) ?? null;
  if ('SQLValueFunction' in node && ['SVFOP_CURRENT_USER', 'SVFOP_USER', 'SVFOP_SESSION_USER', 'SVFOP_CURRENT_ROLE'].includes(node.SQLValueFunction.op ?? '')) return 'postgres';
  if ('SQLValueFunction' in node && environment.clock) return nowAs(node.SQLValueFunction.op ?? '', environment.clock) ?? missing('this expression is not worked out here');
  if ('A_Indirection' in node) return indirection(node.A_Indirection.arg, node.A_Indirection.indirection ?? [], environment);
  throw new Unknowable('this expression is not worked out here', locationOf(node));
}

/** `(a, b)`, which is only ever compared with another one. */
function rowOf(args: readonly Node[], environment: Environment): Value {
  const fields = args.map((arg) => environment.expression(arg, environment));
  if (fields.includes(null)) throw new Unknowable('comparing rows with NULL in them');
  return fields;
}

function locationOf(node: Node): number | undefined {
  for (const tag in node) return (node[tag as keyof Node] as { readonly location?: number }).location;
  return undefined;
}

function constant({ isnull, boolval, ival, fval, sval }: A_Const): Value {
  if (isnull) return null;
  if (boolval) return boolval.boolval ?? false;
  if (ival) return ival.ival ?? 0;
  if (fval) return Number(fval.fval ?? 0);
  return sval?.sval ?? '';
}

function column(node: Extract<Node, { ColumnRef: unknown }>, environment: Environment): Value {
  const parts = (node.ColumnRef.fields ?? []).map((field) => ('String' in field ? (field.String.sval ?? '') : '*'));
  const value = environment.lookup(parts);
  if (value === undefined) throw new Unknowable(`"${parts.join('.')}" is not known while the migration is read`, node.ColumnRef.location);
  return value;
}

function indirection(arg: Node | undefined, path: readonly Node[], environment: Environment): Value {
  const array = arg ? environment.expression(arg, environment) : null;
  const [index, ...others] = path;
  if (others.length > 0 || !index || !('A_Indices' in index) || index.A_Indices.is_slice || !index.A_Indices.uidx || array === null || !isArray(array)) throw new Unknowable('this part of a value is not worked out here');
  return array[Number(environment.expression(index.A_Indices.uidx, environment)) - 1] ?? null;
}

function cast({ arg, typeName }: TypeCast, environment: Environment): Value {
  const value = arg ? environment.expression(arg, environment) : null;
  const type = stringOf(typeName?.names?.at(-1));
  if (value === null) return null;
  if (typeName?.arrayBounds?.length) return castValue(value, { array: type });
  if (type === 'regclass') return regclass(value, environment);
  if (type === 'regtype') return typeId(String(textOfValue(value)), environment) ?? missing(`type "${String(textOfValue(value))}" does not exist`);
  if (type === 'regproc' || type === 'regprocedure') return functionId(value, type, environment) ?? missing(`function "${String(textOfValue(value))}" does not exist`);
  if (type === 'regnamespace') return `namespace ${String(textOfValue(value))}`;
  if (type === 'oid') return isRelation(value) ? value.oid : value;
  const [fields, precision] = (typeName?.typmods ?? []).map((node) => Number(environment.expression(node, environment)));
  if (type === 'interval' && fields !== undefined && typeof value === 'string') return castValue(withFields(value, fields, precision) ?? value, type, typeName?.location);
  return castValue(value, type, typeName?.location);
}

function missing(message: string): never {
  throw new Unknowable(message);
}

function regclass(value: Value, environment: Environment): Value {
  if (isRelation(value)) return value;
  const text = String(textOfValue(value));
  const system = systemRelation(text);
  if (system !== undefined) return { oid: system, name: text };
  const oid = typeof value === 'number' ? value : (relationId(text, environment) ?? missing(`relation "${text}" does not exist`));
  const object = environment.catalog.objects.get(oid) ?? partitionTables(environment.catalog).find(({ table }) => table.id === oid)?.table;
  if (!object) return { oid, name: text };
  return { oid, name: relationText(object, environment.catalog) };
}

function logical(op: string, args: readonly Node[], environment: Environment): Value {
  if (op === 'NOT_EXPR') {
    const value = booleanOf(args[0] ? environment.expression(args[0], environment) : null);
    return value === null ? null : !value;
  }
  const decides = op === 'OR_EXPR';
  let unknown = false;
  for (const arg of args) {
    const value = booleanOf(environment.expression(arg, environment));
    if (value === decides) return decides;
    unknown ||= value === null;
  }
  return unknown ? null : !decides;
}

function booleanTest(test: string, value: boolean | null): Value {
  const negated = test.startsWith('IS_NOT');
  const wanted = test.endsWith('TRUE') ? true : test.endsWith('FALSE') ? false : null;
  return (value === wanted) !== negated;
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
};
const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = { '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '%': (a, b) => a % b };

function operator(node: A_Expr, environment: Environment): Value {
  const name = stringOf(node.name?.at(-1));
  const side = (inner: Node | undefined): Value => {
    if (!inner) return null;
    if ('List' in inner) return (inner.List.items ?? []).map((item) => environment.expression(item, environment));
    return environment.expression(inner, environment);
  };
  const [left, right] = [side(node.lexpr), side(node.rexpr)];
  switch (node.kind) {
    case 'AEXPR_IN':
      return within(left, right, name === '<>');
    case 'AEXPR_OP_ANY':
      return anyOf(left, right, name);
    case 'AEXPR_OP_ALL':
      return name === '<>' ? within(left, right, true) : missing('this comparison is not worked out here');
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      return like(left, right, node.kind === 'AEXPR_ILIKE', name.startsWith('!'));
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT': {
      const same = left === null || right === null ? left === right : compareValues(left, right) === 0;
      return same === (node.kind === 'AEXPR_NOT_DISTINCT');
    }
    case 'AEXPR_NULLIF':
      return left !== null && right !== null && compareValues(left, right) === 0 ? null : left;
    case 'AEXPR_OP':
      return binary(name, left, right, node);
    default:
      throw new Unknowable('this operator is not worked out here', node.location);
  }
}

function binary(name: string, left: Value, right: Value, node: A_Expr): Value {
  if (left === null || right === null) return null;
  if (name === '||') return isArray(left) || isArray(right) ? [...(isArray(left) ? left : [left]), ...(isArray(right) ? right : [right])] : `${textOfValue(left)}${textOfValue(right)}`;
  const comparison = COMPARISONS[name];
  if (comparison) {
    const order = compareValues(...alike(left, right));
    return order === undefined ? null : comparison(order);
  }
  const moment = momentArithmetic(name, ...alike(left, right));
  if (moment !== undefined) return moment;
  const arithmetic = ARITHMETIC[name];
  if (arithmetic) return arithmetic(numberOf(left), numberOf(right));
  if (name === '/' && Number.isInteger(left) && Number.isInteger(right) && right !== 0) return Math.trunc(numberOf(left) / numberOf(right));
  if (name === '@>' && isArray(left) && isArray(right)) return right.every((item) => left.includes(item));
  throw new Unknowable(`the operator ${name} is not worked out here`, node.location);
}

/** A text beside a date is read as one. */
function alike(left: Value, right: Value): readonly [Value, Value] {
  if (isMoment(left) && typeof right === 'string') return [left, castValue(right, left.moment)];
  if (isMoment(right) && typeof left === 'string') return [castValue(left, right.moment), right];
  return [left, right];
}

function within(left: Value, right: Value, negated: boolean): Value {
  const found = anyOf(left, right, '=');
  return found === null ? null : found !== negated;
}

function anyOf(left: Value, right: Value, name: string): Value {
  const list = typeof right === 'string' ? arrayOfText(right) : right;
  const holds = COMPARISONS[name];
  if (left === null || list === null) return null;
  if (!isArray(list) || !holds) throw new Unknowable('this comparison is not worked out here');
  const orders = list.map((item) => compareValues(left, item));
  return orders.some((order) => order !== undefined && holds(order)) ? true : orders.includes(undefined) ? null : false;
}

/** LIKE with % and _ and backslash. */
function like(left: Value, right: Value, folded: boolean, negated: boolean): Value {
  if (left === null || right === null) return null;
  const pattern = String(textOfValue(right)).replace(/\\(.)|([%_])|([^\\%_])/gs, (_match, escaped: string | undefined, wild: string | undefined, plain: string | undefined) =>
    wild === undefined ? literalPattern(escaped ?? plain ?? '') : wild === '%' ? '.*' : '.',
  );
  return new RegExp(`^${pattern}$`, folded ? 'isu' : 'su').test(String(textOfValue(left))) !== negated;
}

function literalPattern(character: string): string {
  return /[.*+?^${}()|[\]\\/]/.test(character) ? `\\${character}` : character;
}

function call(node: FuncCall, environment: Environment): Value {
  const name = stringOf(node.funcname?.at(-1));
  const labels = labelsAsked(name, node.args ?? [], environment);
  if (labels) return labels;
  const run = FUNCTIONS[name] ?? DEFINITION_FUNCTIONS[name];
  if (NOW.has(name) && environment.clock) return environment.clock;
  if (name === 'make_interval') return madeInterval((node.args ?? []).map((arg) => ({ ...('NamedArgExpr' in arg && { name: arg.NamedArgExpr.name }), value: environment.expression(givenValue(arg), environment) })));
  const own = run || node.agg_star || node.over ? undefined : environment.called(node, environment);
  if (own !== undefined) return own;
  if (!run || node.agg_star || node.over) throw new Unknowable(`${name}() is not worked out while the migration is read`, node.location);
  return run((node.args ?? []).map((arg) => environment.expression(arg, environment)), environment);
}

function choice({ arg, args = [], defresult }: CaseExpr, environment: Environment): Value {
  const operand = arg && environment.expression(arg, environment);
  for (const branch of args) {
    if (!('CaseWhen' in branch) || !branch.CaseWhen.expr) continue;
    const when = environment.expression(branch.CaseWhen.expr, environment);
    const taken = operand === undefined ? booleanOf(when) === true : compareValues(operand, when) === 0;
    if (taken) return branch.CaseWhen.result ? environment.expression(branch.CaseWhen.result, environment) : null;
  }
  return defresult ? environment.expression(defresult, environment) : null;
}

function sublink({ subLinkType, subselect, testexpr, location }: SubLink, environment: Environment): Value {
  if (!subselect || !('SelectStmt' in subselect)) throw new Unknowable('this subquery is not worked out here', location);
  const { rows } = environment.query(subselect.SelectStmt, environment);
  if (subLinkType === 'EXISTS_SUBLINK') return rows.length > 0;
  if (subLinkType === 'EXPR_SUBLINK') return rows[0]?.[0] ?? null;
  const firsts = rows.map(([first = null]) => first);
  if (subLinkType === 'ARRAY_SUBLINK') return firsts;
  if (subLinkType === 'ANY_SUBLINK' && testexpr) return anyOf(environment.expression(testexpr, environment), firsts, '=');
  throw new Unknowable('this subquery is not worked out here', location);
}
