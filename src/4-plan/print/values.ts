import type { Expr } from '../../model/expression.js';
import type { Values } from '../../model/query.js';
import { childrenOf } from '../../model/walk.js';
import { quoteIdentifier } from './identifier.js';
import type { Printing } from './printing.js';
import type { QueryForm } from './query-form.js';
import { withWholeTexts } from './whole-text.js';

/** `VALUES (1, 'a'), (2, 'b')`, with names for its columns where they are asked for. */
export function printValues({ rows }: Values, p: Printing, { names, value, alone }: QueryForm): string {
  const text = `VALUES ${rows.map((row) => `(${row.map((expr) => (value ? value(expr, p) : p.stored(withWholeTexts(expr, p)).text)).join(', ')})`).join(', ')}`;
  if (names === 'none' && !alone) return text;
  if (rows.some((row) => row.some(namesColumn))) return listed(text, typeof names === 'string' ? (rows[0] ?? []).map((_, i) => `column${i + 1}`) : names);
  if (typeof names === 'string') return `SELECT * FROM (${text})`;
  return `SELECT ${names.map((name, i) => `column${i + 1} AS ${quoteIdentifier(name)}`).join(', ')} FROM (${text})`;
}

function namesColumn(expr: Expr): boolean {
  return expr.kind === 'column' || childrenOf(expr).some(namesColumn);
}

/** In FROM, SQLite finds no columns of VALUES that name those of a query or trigger around them; of WITH it does. */
function listed(values: string, names: readonly string[]): string {
  const columns = names.map(quoteIdentifier).join(', ');
  return `SELECT ${columns} FROM (WITH listed_values(${columns}) AS (${values}) SELECT ${columns} FROM listed_values)`;
}
