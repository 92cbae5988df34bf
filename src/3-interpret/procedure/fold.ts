import { BOOL } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr, Literal } from '../../model/expression.js';
import { sameItems } from '../../model/same-items.js';
import { mapExpression } from '../../model/walk.js';
import { foldBits } from './bits/fold-bits.js';
import { and, FALSE, isNever, isNotTrue, isTrue, or, textLiteral, TRUE } from './condition.js';

/**
 * The expression with what is already known worked out: TG_OP = 'INSERT', conditions over constants, NEW IS DISTINCT FROM OLD as one test a
 * column. What it returns is equal to what it is given, for all rows.
 */
export function fold(expr: Expr): Expr {
  return mapExpression(expr, foldNode);
}

function foldNode(expr: Expr): Expr {
  const bits = foldBits(expr);
  if (bits) return bits;
  switch (expr.kind) {
    case 'operator':
      return foldOperator(expr);
    case 'logical':
      return foldLogical(expr);
    case 'in':
      return foldIn(expr);
    case 'test':
      return foldTest(expr);
    case 'distinct':
      return foldDistinct(expr);
    case 'cast':
      return foldCast(expr);
    case 'subscript':
      return foldSubscript(expr);
    case 'case':
      return foldCase(expr);
    case 'call':
      return foldCall(expr);
    case 'conditional':
      return expr.op === 'coalesce' ? foldCoalesce(expr) : expr;
    default:
      return expr;
  }
}

type Of<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

const TEXTS: ReadonlySet<string> = new Set(['text', 'varchar', 'name', 'bpchar', 'int4', 'int8', 'bool']);

/** A constant whose text form says whether it equals another one of its type. */
function constant(expr: Expr | undefined): string | undefined {
  return expr?.kind === 'literal' && expr.value !== null && expr.type.kind === 'base' && TEXTS.has(expr.type.name) ? expr.value : undefined;
}

const NULL_BOOL: Literal = { kind: 'literal', type: BOOL, value: null };

function foldOperator(expr: Of<'operator'>): Expr {
  const [left, right] = [constant(expr.left), constant(expr.right)];
  const comparison = ['=', '<>', '<', '>', '<=', '>=', '~~'].includes(expr.name);
  if (comparison && [expr.left, expr.right].some((side) => side?.kind === 'literal' && side.value === null)) return NULL_BOOL;
  if (left === undefined || right === undefined) return comparison ? foldOverCase(expr) : expr;
  if (expr.name === '=') return left === right ? TRUE : FALSE;
  if (expr.name === '<>') return left === right ? FALSE : TRUE;
  const order = ORDERS[expr.name];
  if (order && isInteger(expr.left) && isInteger(expr.right)) return order(BigInt(left), BigInt(right)) ? TRUE : FALSE;
  if (expr.name === '||' && expr.type.kind === 'base' && expr.type.name === 'text') return textLiteral(left + right);
  return expr;
}

/** `CASE WHEN x THEN 2 ELSE 1 END > 1` is `x IS TRUE`. */
function foldOverCase(expr: Of<'operator'>): Expr {
  const { left, right } = expr;
  const [branch, ...others] = left?.kind === 'case' && !left.operand ? left.branches : [];
  if (left?.kind !== 'case' || !branch || others.length > 0 || right?.kind !== 'literal') return expr;
  const [then, otherwise] = [branch.then, left.otherwise].map((side) => (side && constant(side) !== undefined ? foldOperator({ ...expr, left: side }) : undefined));
  if (!then || !otherwise || constant(then) === undefined || constant(otherwise) === undefined) return expr;
  if (isTrue(then)) return isTrue(otherwise) ? TRUE : foldTest({ kind: 'test', test: 'true', negated: false, operand: branch.when, type: BOOL });
  return isTrue(otherwise) ? isNotTrue(branch.when) : FALSE;
}

const ORDERS: Readonly<Record<string, (left: bigint, right: bigint) => boolean>> = { '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b };

function isInteger(side: Expr | undefined): boolean {
  return side?.type.kind === 'base' && (side.type.name === 'int4' || side.type.name === 'int8');
}

function foldLogical(expr: Of<'logical'>): Expr {
  if (expr.op === 'not') {
    const [arg = TRUE] = expr.args;
    if (isTrue(arg)) return FALSE;
    return arg.kind === 'literal' && arg.value === 'false' ? TRUE : arg.kind === 'literal' ? NULL_BOOL : expr;
  }
  const folded = expr.op === 'and' ? and(...expr.args) : or(...expr.args);
  // What does not change stays the same object: freshness knows captured values by it.
  return folded.kind === 'logical' && folded.op === expr.op && sameItems(folded.args, expr.args) ? expr : folded;
}

function foldIn(expr: Of<'in'>): Expr {
  const value = constant(expr.operand);
  const values = expr.list.map(constant);
  if (value === undefined || values.some((item) => item === undefined)) return expr;
  return values.includes(value) === !expr.negated ? TRUE : FALSE;
}

function foldTest(expr: Of<'test'>): Expr {
  const { operand } = expr;
  if (expr.test === 'null' && operand.kind === 'row') {
    const nulls = operand.fields.map((field) => foldNode({ ...expr, operand: field }));
    return nulls.every((test) => isTrue(test)) ? TRUE : and(...nulls);
  }
  if (operand.kind !== 'literal') return expr;
  const holds = expr.test === 'null' || expr.test === 'unknown' ? operand.value === null : operand.value === expr.test;
  return holds === !expr.negated ? TRUE : FALSE;
}

/** Rows are compared column by column; columns that are the same on both sides never differ. */
function foldDistinct(expr: Of<'distinct'>): Expr {
  const { left, right } = expr;
  if (left.kind === 'row' && right.kind === 'row' && left.fields.length === right.fields.length) {
    const parts = left.fields.map((field, i) => foldDistinct({ ...expr, negated: false, left: field, right: right.fields[i] ?? field }));
    const differs = or(...parts);
    return expr.negated ? isNotTrue(differs) : differs;
  }
  const bare = beforeText(left, right);
  if (bare) return foldDistinct({ ...expr, ...bare });
  const same = sameValue(left, right);
  if (same) return expr.negated ? TRUE : FALSE;
  const [a, b] = [left, right].map((side) => (side.kind === 'literal' && side.value === null ? null : constant(side)));
  if (a === undefined || b === undefined) return expr;
  return (a === b) === expr.negated ? TRUE : FALSE;
}

const WITH_ONE_TEXT: ReadonlySet<string> = new Set(['bool', 'int2', 'int4', 'int8', 'uuid', 'date', 'timestamp', 'timestamptz', 'bytea', 'text', 'varchar']);

/** Equal values of the type are the same. */
export function hasOneText(type: DataType): boolean {
  return type.kind === 'base' && WITH_ONE_TEXT.has(type.name);
}

/** `a::text IS DISTINCT FROM b::text`, of a type whose values have one text each: `a IS DISTINCT FROM b`. */
function beforeText(left: Expr, right: Expr): { readonly left: Expr; readonly right: Expr } | undefined {
  if (left.kind !== 'cast' || right.kind !== 'cast' || left.operand.kind === 'literal' || right.operand.kind === 'literal') return undefined;
  const [from, other] = [left.operand.type, right.operand.type];
  if (from.kind !== 'base' || other.kind !== 'base' || from.name !== other.name || !hasOneText(from)) return undefined;
  return [left.type, right.type].every((type) => type.kind === 'base' && type.name === 'text') ? { left: left.operand, right: right.operand } : undefined;
}

function sameValue(left: Expr, right: Expr): boolean {
  if (left === right) return true;
  return left.kind === 'column' && right.kind === 'column' && left.source === right.source && left.column === right.column && left.name === right.name;
}

function foldCast(expr: Of<'cast'>): Expr {
  const { operand, type } = expr;
  if (operand.kind !== 'literal' || type.kind !== 'base' || type.modifiers.length > 0 || operand.type.kind !== 'base') return expr;
  if (operand.value === null) return { ...operand, type };
  const texts = ['text', 'varchar', 'name'];
  if (texts.includes(type.name) && (texts.includes(operand.type.name) || ['int4', 'int8'].includes(operand.type.name))) return { ...operand, type };
  return ['int4', 'int8'].includes(type.name) && texts.includes(operand.type.name) && /^-?\d{1,9}$/.test(operand.value) ? { ...operand, type } : expr;
}

function foldSubscript(expr: Of<'subscript'>): Expr {
  const index = constant(expr.index);
  if (expr.operand.kind !== 'array' || index === undefined || expr.upper) return expr;
  return expr.operand.elements[Number(index) - 1] ?? { kind: 'literal', type: expr.type, value: null };
}

function foldCase(expr: Of<'case'>): Expr {
  if (expr.operand) return expr;
  const branches = expr.branches.filter(({ when }) => !isNever(when));
  const [first] = branches;
  if (!first) return expr.otherwise ?? { kind: 'literal', type: expr.type, value: null };
  if (isTrue(first.when)) return first.then;
  return branches.length === expr.branches.length ? expr : { ...expr, branches };
}

function foldCoalesce(expr: Of<'conditional'>): Expr {
  const args = expr.args.filter((arg) => !(arg.kind === 'literal' && arg.value === null));
  const [first] = args;
  if (!first) return expr.args[0] ?? expr;
  return first.kind === 'literal' || args.length === 1 ? first : args.length === expr.args.length ? expr : { ...expr, args };
}

/** lower(TG_OP) and upper(TG_OP) of constants. */
function foldCall(expr: Of<'call'>): Expr {
  const value = constant(expr.args[0]);
  if (value === undefined || expr.args.length !== 1 || expr.function !== undefined || !/^[\x20-\x7e]*$/.test(value)) return expr;
  if (expr.name === 'lower') return { ...textLiteral(value.toLowerCase()), type: expr.type };
  return expr.name === 'upper' ? { ...textLiteral(value.toUpperCase()), type: expr.type } : expr;
}
