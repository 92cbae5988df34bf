import { embed, fill, PRECEDENCE, primary, type Sql } from '../../dialects/sql.js';
import { BOOL } from '../../model/base-types.js';
import type { Expr, Subquery } from '../../model/expression.js';
import type { Query } from '../../model/query.js';
import { comparable } from './comparable.js';
import { printOperator } from './operator.js';
import type { Printing } from './printing.js';
import { rowsInStoredOrder } from './stored-order.js';
import { withWholeTexts } from './whole-text.js';

/** `(SELECT ..)`, `EXISTS (..)`, `a IN (SELECT ..)`, `a < ANY (SELECT ..)`, `ARRAY(SELECT ..)` */
export function printSubquery(expr: Subquery, p: Printing): Sql {
  switch (expr.form) {
    case 'scalar':
      return primary(`(${p.query(expr.query, { names: 'none' })})`);
    case 'exists':
      return primary(`EXISTS (${p.query(expr.query, { names: 'none', unordered: true })})`);
    case 'array': {
      const [column] = expr.query.columns;
      const name = 'element';
      const value = p.family(column?.type ?? BOOL);
      const wrapped = value === 'json' || value === 'jsonb' || value === 'array' ? `json(${name})` : name;
      return primary(`(SELECT json_group_array(${wrapped}) FROM (${p.query(rowsInStoredOrder(expr.query, p), { names: [name] })}))`);
    }
    case 'row':
      return { text: `${expr.operand ? p.print(expr.operand).text : ''} ${expr.name ?? '='} (${p.query(expr.query, { names: 'none' })})`, precedence: PRECEDENCE.equality };
    case 'any':
    case 'all':
      return quantified(expr, p);
  }
}

function quantified(expr: Subquery, p: Printing): Sql {
  const operand = expr.operand;
  if (!operand) throw new Error('ANY and ALL need an operand');
  const name = expr.name ?? '=';
  // IN compares what is stored, of which intervals of one length have several forms.
  const stored = p.family(operand.type) !== 'interval';
  const listed = stored && ((expr.form === 'any' && name === '=') || (expr.form === 'all' && name === '<>'));
  if (!listed) return compared(expr.query, operand, name, expr.form === 'any', p);
  const left = embed(besideRows(comparable(withWholeTexts(operand, p), p), operand, p), PRECEDENCE.equality + 1);
  return {
    text: `${left}${expr.form === 'all' ? ' NOT' : ''} IN (${p.query(expr.query, { names: 'none' })})`,
    precedence: PRECEDENCE.equality,
  };
}

/** Numerics of rows are texts in the exact mapping: CAST gives the value an affinity, by which they are read as numbers (https://www.sqlite.org/datatype3.html#comparisons). */
function besideRows(value: Sql, { type }: Expr, p: Printing): Sql {
  return p.options.mapping === 'exact' && p.family(type) === 'numeric' ? fill('CAST({1} AS REAL)', [value]) : value;
}

/** Any other operator than IN's; a row is compared field by field. */
function compared(query: Query, operand: Expr, name: string, any: boolean, p: Printing): Sql {
  const names = query.columns.map((_, i) => (i === 0 ? 'value' : `value_${i + 1}`));
  const fields = query.columns.map(({ type }, i): Expr => ({ kind: 'column', source: ROW, name: names[i] ?? '', type }));
  const value = operand.kind === 'row' ? { ...operand, fields } : fields[0];
  if (!value) throw new Error('a subquery without columns');
  const parent = p.scope;
  const sources = new Map([[ROW, { qualifier: 'element', columnName: (_id: number | undefined, text: string) => text }]]);
  const inner = p.within({ ...(parent && { parent }), sources, qualify: true });
  const holds = printOperator({ type: BOOL, name, left: operand, right: value }, inner);
  return overRows(any, holds.text, `(${p.query(query, { names })}) AS element`);
}

/**
 * Whether a condition holds for any or for all rows, in Postgres' three values: a row for which it is NULL leaves
 * the answer open unless another row decides it.
 */
export function overRows(any: boolean, condition: string, from: string): Sql {
  const [aggregate, decided] = any ? ['max', 1] : ['min', 0];
  const open = `iif(count(${condition}) < count(*), NULL, ${1 - decided})`;
  return primary(`(SELECT iif(${aggregate}(${condition}) = ${decided}, ${decided}, ${open}) FROM ${from})`);
}

/** The source of the subquery's row; no analysed statement has negative sources. */
const ROW = -2;
