import { embed, infix, PRECEDENCE, primary, type Sql } from '../../dialects/sql.js';
import { BOOL } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import { printArray, printRow, printSubscript } from './array.js';
import { printCall } from './call.js';
import { printCast } from './cast.js';
import { chain } from './chain.js';
import { printColumn } from './column.js';
import { comparable, orderable } from './comparable.js';
import { documentChanged } from './document.js';
import { printCurrent } from './current.js';
import { printLiteral } from './literal.js';
import { isStoredRow } from './composite.js';
import { printConditional } from './conditional.js';
import { printIn, printQuantified } from './membership.js';
import { printOperator } from './operator.js';
import type { Printing } from './printing.js';
import { readBeside } from './read-text.js';
import { printSubquery } from './subquery.js';

/** One printer for each kind of expression; the type makes a missing one an error. */
export const EXPRESSION_PRINTERS: { readonly [K in Expr['kind']]: (expr: Extract<Expr, { kind: K }>, p: Printing) => Sql } = {
  literal: printLiteral,
  column: printColumn,
  'domain-value': (expr) => {
    throw new Error(`VALUE at ${expr.at ?? '?'} was not replaced by the column`);
  },
  call: printCall,
  operator: printOperator,
  cast: printCast,
  logical: (expr, p) => {
    if (expr.op === 'not') return { text: `NOT ${embed(p.print(only(expr.args)), PRECEDENCE.not)}`, precedence: PRECEDENCE.not };
    const precedence = PRECEDENCE[expr.op];
    return { text: chain(expr.op === 'and' ? 'AND' : 'OR', expr.args.map((arg) => embed(p.print(arg), precedence))), precedence };
  },
  test: (expr, p) => {
    const value = expr.test === 'null' || expr.test === 'unknown' ? 'NULL' : expr.test.toUpperCase();
    if (value === 'NULL' && expr.operand.kind === 'row' && expr.operand.fields.length > 0) return fieldsAreNull(expr, expr.operand.fields, p);
    if (value === 'NULL' && expr.operand.type.kind === 'composite' && !isStoredRow(expr.operand.type, p)) return refuseRow(expr, p);
    return postfix(p.print(expr.operand), `IS ${expr.negated ? 'NOT ' : ''}${value}`);
  },
  distinct: (expr, p) => documentChanged(expr, p) ?? printOperator({ ...expr, name: expr.negated ? 'is not distinct from' : 'is distinct from' }, p),
  in: printIn,
  quantified: printQuantified,
  between: (expr, p) => {
    const range = (low: Expr, high: Expr): Sql => {
      const [operand, from, to] = [readBeside(expr.operand, [low, high], p), readBeside(low, [expr.operand], p), readBeside(high, [expr.operand], p)].map((part) => embed(orderable(part, p), PRECEDENCE.comparison));
      return { text: `${operand}${expr.negated ? ' NOT' : ''} BETWEEN ${from} AND ${to}`, precedence: PRECEDENCE.equality };
    };
    const there = range(expr.low, expr.high);
    if (!expr.symmetric) return there;
    const back = range(expr.high, expr.low);
    return expr.negated ? infix(there, 'AND', back, PRECEDENCE.and) : infix(there, 'OR', back, PRECEDENCE.or);
  },
  case: (expr, p) => {
    if (p.triggerTable) return choices(expr, p);
    const operand = expr.operand ? ` ${comparable(readBeside(expr.operand, expr.branches.map(({ when }) => when), p), p).text}` : '';
    const { places, rest } = placesOf(expr, p);
    const branches = expr.branches.map(({ when, then }, i) => ` WHEN ${comparable(when, p).text} THEN ${(places[i] ?? p).stored(then).text}`).join('');
    return primary(`CASE${operand}${branches}${expr.otherwise ? ` ELSE ${rest.stored(expr.otherwise).text}` : ''} END`);
  },
  conditional: printConditional,
  array: printArray,
  row: printRow,
  subquery: printSubquery,
  current: printCurrent,
  subscript: printSubscript,
  collate: (expr, p) => {
    const known: Readonly<Record<string, string>> = { C: 'BINARY', POSIX: 'BINARY', ucs_basic: 'BINARY' };
    const collation = known[expr.collation];
    if (collation) return { text: `${embed(p.print(expr.operand), PRECEDENCE.collate)} COLLATE ${collation}`, precedence: PRECEDENCE.collate };
    if (expr.collation !== 'default') {
      p.report({
        code: 'lossy-collation',
        message: `the collation "${expr.collation}" is not available; text is compared byte by byte`,
        ...(expr.at !== undefined && { at: expr.at }),
      });
    }
    return p.print(expr.operand);
  },
  default: (expr, p) => {
    p.report({
      code: 'unsupported-expression',
      message: 'DEFAULT can stand only for a whole value in INSERT and UPDATE',
      ...(expr.at !== undefined && { at: expr.at }),
    });
    return primary('NULL');
  },
};

/** CASE as nested iif(): inside a trigger its END would be taken for the trigger's. */
function choices(expr: Extract<Expr, { kind: 'case' }>, p: Printing): Sql {
  const { places, rest } = placesOf(expr, p);
  const otherwise = expr.otherwise ? rest.stored(expr.otherwise).text : 'NULL';
  const nested = expr.branches.reduceRight((after, { when, then }, i) => `iif(${p.print(asked(expr, when)).text}, ${(places[i] ?? p).stored(then).text}, ${after})`, otherwise);
  return primary(nested);
}

type Case = Extract<Expr, { kind: 'case' }>;

/** Where what follows each THEN stands, and what follows ELSE: the conditions before it hold there, or do not. */
function placesOf(expr: Case, p: Printing): { readonly places: readonly Printing[]; readonly rest: Printing } {
  const places: Printing[] = [];
  let rest = p;
  for (const { when } of expr.branches) {
    const condition = asked(expr, when);
    places.push(rest.where(condition, true));
    rest = rest.where(condition, false);
  }
  return { places, rest };
}

/** `CASE a WHEN 1` asks for `a = 1`. */
function asked({ operand }: Case, when: Expr): Expr {
  return operand ? { kind: 'operator', name: '=', left: operand, right: when, type: BOOL } : when;
}

function only(args: readonly Expr[]): Expr {
  const [arg] = args;
  if (!arg) throw new Error('NOT without an operand');
  return arg;
}

function postfix(operand: Sql, text: string): Sql {
  return { text: `${embed(operand, PRECEDENCE.equality)} ${text}`, precedence: PRECEDENCE.equality };
}

/** A row is NULL when all of its fields are, and not NULL when none is. A field that is a row of its own only has to be there. */
function fieldsAreNull(expr: Extract<Expr, { kind: 'test' }>, fields: readonly Expr[], p: Printing): Sql {
  if (fields.some((field) => field.kind === 'row')) return refuseRow(expr, p);
  const tests = fields.map((operand) => embed(p.print({ ...expr, operand }), PRECEDENCE.and));
  return { text: chain('AND', tests), precedence: PRECEDENCE.and };
}

function refuseRow(expr: Expr, p: Printing): Sql {
  p.report({
    code: 'unsupported-expression',
    message: 'IS NULL of a composite value has no rendering',
    ...(expr.at !== undefined && { at: expr.at }),
  });
  return primary('NULL');
}
