import { BOOL } from './base-types.js';
import type { ColumnId } from './catalog.js';
import type { DataType } from './data-type.js';
import type { Call, Case, Expr } from './expression.js';
import { sameTree } from './same-tree.js';
import { HELD, NEW_ROW } from './trigger-program.js';
import { isRandom, walkExpression } from './walk.js';

const FALSE: Expr = { kind: 'literal', value: 'false', type: BOOL };
const TRUE: Expr = { kind: 'literal', value: 'true', type: BOOL };

/** Functions that give NULL for NULL only. The substrings that a pattern finds are not among them. */
const TOTAL: ReadonlySet<string> = new Set([
  'gen_random_uuid', 'uuid_generate_v1', 'uuid_generate_v4', 'uuidv4', 'uuidv7', 'random', 'nextval', 'gen_random_bytes', 'md5', 'encode', 'to_hex', 'now', 'clock_timestamp',
  'statement_timestamp', 'transaction_timestamp', 'to_char', 'date_trunc', 'lower', 'upper', 'btrim', 'ltrim', 'rtrim', 'substr', 'substring', 'left', 'right', 'lpad', 'rpad', 'replace',
  'translate', 'length', 'floor', 'ceil', 'round', 'trunc', 'abs',
]);

/** `expr IS NULL`, asked of what decides it: a number of a sequence and a random value are never NULL, so that they need not be worked out. */
export function nullTest(expr: Expr): Expr {
  switch (expr.kind) {
    case 'literal':
      return expr.value === null ? TRUE : FALSE;
    case 'current':
      return FALSE;
    case 'cast':
    case 'collate':
      return nullTest(expr.operand);
    case 'call':
      return isTotal(expr) ? anyOf(expr.args.map(nullTest)) : isUnsure(expr) ? FALSE : isNull(expr);
    case 'operator':
      return isJoining(expr.name, expr.type) ? anyOf([...(expr.left ? [nullTest(expr.left)] : []), nullTest(expr.right)]) : isNull(expr);
    case 'conditional':
      return expr.op === 'coalesce' ? allOf(expr.args.map(nullTest)) : isNull(expr);
    case 'case':
      return expr.operand ? isNull(expr) : caseTest(expr);
    default:
      return isUnsure(expr) ? FALSE : isNull(expr);
  }
}

/** What was put aside while the trigger ran, and what a query or function makes of random values, is not there to be asked before: it is asked where it is given. */
function isUnsure(expr: Expr): boolean {
  if (expr.kind === 'column') return expr.source === HELD;
  return (expr.kind === 'subquery' || (expr.kind === 'call' && expr.function !== undefined)) && isRandom(expr);
}

/** Whether `nullTest` leaves something out. */
export function leavesOut(expr: Expr): boolean {
  let unsure = false;
  walkExpression(expr, (node) => { unsure ||= isUnsure(node); });
  return unsure;
}

/** substring('abc' from '[0-9]') is NULL, and the month of infinity. */
function isTotal({ name, function: own, args }: Call): boolean {
  const [first, second] = args;
  if (own === undefined && (name === 'extract' || name === 'date_part')) return first?.kind === 'literal' && first.value === 'epoch';
  return own === undefined && TOTAL.has(name) && (name !== 'substring' || (second?.type.kind === 'base' && second.type.name === 'int4'));
}

/** `CASE WHEN a IS NULL THEN b ELSE a END` is NULL where b is. */
function caseTest({ branches, otherwise }: Case): Expr {
  const [first] = branches;
  const asked = branches.length === 1 && first?.when.kind === 'test' && first.when.test === 'null' && !first.when.negated && isSameColumn(first.when.operand, otherwise);
  const last = asked ? FALSE : otherwise ? nullTest(otherwise) : TRUE;
  const tests = branches.map(({ then }) => nullTest(then));
  if (tests.every((test) => sameTree(test, last))) return last;
  // oxlint-disable-next-line unicorn/no-thenable -- a branch is no promise
  return { kind: 'case', branches: branches.map(({ when }, i) => ({ when, then: tests[i] ?? FALSE })), otherwise: last, type: BOOL };
}

function isSameColumn(a: Expr, b: Expr | undefined): boolean {
  return a.kind === 'column' && b?.kind === 'column' && a.source === b.source && a.column === b.column && a.name === b.name;
}

/** `'INV-' || number` and arithmetic. */
function isJoining(name: string, type: DataType): boolean {
  return ['||', '+', '-', '*', '/', '%'].includes(name) && type.kind === 'base' && type.name !== 'jsonb';
}

/** Whether the value is NULL wherever that column of NEW is. */
export function isNullWith(expr: Expr, column: ColumnId): boolean {
  switch (expr.kind) {
    case 'literal':
      return expr.value === null;
    case 'column':
      return expr.source === NEW_ROW && expr.column === column;
    case 'cast':
    case 'collate':
      return isNullWith(expr.operand, column);
    case 'call':
      return expr.strict === true && expr.args.some((arg) => isNullWith(arg, column));
    case 'operator':
      return expr.type.kind === 'base' && [expr.left, expr.right].some((side) => side && isNullWith(side, column));
    case 'conditional':
      return expr.op === 'nullif' ? expr.args[0] !== undefined && isNullWith(expr.args[0], column) : expr.args.every((arg) => isNullWith(arg, column));
    case 'case':
      return expr.branches.every(({ then }) => isNullWith(then, column)) && (!expr.otherwise || isNullWith(expr.otherwise, column));
    default:
      return false;
  }
}

export function isFalse(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === 'false';
}

function isNull(operand: Expr): Expr {
  return { kind: 'test', test: 'null', negated: false, operand, type: BOOL };
}

function anyOf(tests: readonly Expr[]): Expr {
  const open = tests.filter((test) => !isFalse(test));
  const [only] = open;
  if (!only) return FALSE;
  return open.length > 1 ? { kind: 'logical', op: 'or', args: open, type: BOOL } : only;
}

function allOf(tests: readonly Expr[]): Expr {
  const [only] = tests;
  if (!only || tests.some(isFalse)) return FALSE;
  return tests.length > 1 ? { kind: 'logical', op: 'and', args: tests, type: BOOL } : only;
}
