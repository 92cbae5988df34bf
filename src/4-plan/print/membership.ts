import { asNumber } from '../../dialects/sqlite/numbers.js';
import { embed, fill, PRECEDENCE, primary, type Sql } from '../../dialects/sql.js';
import { overRows } from './subquery.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr, InList, Operator, Quantified } from '../../model/expression.js';
import { elementsOf } from './array.js';
import { comparable } from './comparable.js';
import { printOperator } from './operator.js';
import type { Printing } from './printing.js';
import { renderOver } from './render-over.js';
import { withComparedTexts } from './whole-text.js';

const BOOL: DataType = { kind: 'base', name: 'bool', modifiers: [] };

/** `a IN (b, c)` */
export function printIn(written: InList, p: Printing): Sql {
  const [compared = written.operand] = withComparedTexts([written.operand, ...written.list], p);
  const expr = { ...written, operand: compared };
  const operand = comparable(expr.operand, p);
  const text = operand.untyped && expr.list.every(isPlainText) ? operand.untyped : operand;
  const list = expr.list.map((item) => comparable(item, p).text).join(', ');
  return membership(text, expr.negated, list);
}

/** Text that no JSON number, boolean, object or array is equal to. */
function isPlainText(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value !== null && isPlainConstant(expr.value);
}

/** See `Sql.untyped`. */
function isPlainConstant(text: string): boolean {
  return !/^([-\d{[]|true$|false$)/u.test(text);
}

function membership(operand: Sql, negated: boolean, list: string): Sql {
  return { text: `${embed(operand, PRECEDENCE.equality + 1)}${negated ? ' NOT' : ''} IN (${list})`, precedence: PRECEDENCE.equality };
}

/** `a = ANY (array)` -> IN; other operators over known elements become OR or AND, over a stored array EXISTS. */
export function printQuantified(expr: Quantified, p: Printing): Sql {
  const elements = elementsOf(expr.array, p);
  const listed = (expr.quantifier === 'any' && expr.name === '=') || (expr.quantifier === 'all' && expr.name === '<>');
  const negated = expr.quantifier === 'all';
  if (elements) {
    if (elements.length === 0) return primary(negated ? '1' : '0');
    if (listed) return printIn({ kind: 'in', type: BOOL, negated, operand: expr.operand, list: elements }, p);
    const args = elements.map((right): Operator => ({ kind: 'operator', type: BOOL, name: expr.name, left: expr.operand, right }));
    return p.print({ kind: 'logical', type: BOOL, op: negated ? 'and' : 'or', args });
  }
  const sql = renderOver([expr.operand, expr.array], p, ([operand, array], inner) => {
    if (!operand || !array) return undefined;
    if (!listed) return existsElement(expr, array.sql, inner);
    return fill('iif({1} IS NULL, NULL, {2})', [array.sql, membership(asNumber(operand, p.options.mapping), negated, `SELECT value FROM json_each(${array.sql.text})`)]);
  });
  return sql ?? primary('NULL');
}

/** `x < ANY (a)`, `x < ALL (a)` */
function existsElement(expr: Quantified, array: Sql, p: Printing): Sql {
  const element = expr.array.type.kind === 'array' ? expr.array.type.element : BOOL;
  const value: Expr = { kind: 'column', source: ELEMENT, name: 'value', type: element };
  const parent = p.scope;
  const inner = p.within({
    ...(parent && { parent }),
    sources: new Map([[ELEMENT, { qualifier: 'element', columnName: (_id: number | undefined, name: string) => name }]]),
    qualify: true,
  });
  const holds = printOperator({ type: BOOL, name: expr.name, left: expr.operand, right: value }, inner);
  return fill('iif({1} IS NULL, NULL, {2})', [array, overRows(expr.quantifier === 'any', holds.text, `json_each(${array.text}) AS element`)]);
}

/** The source of the element in a test over a stored array; no analysed statement has negative sources. */
const ELEMENT = -1;
