import { embed, PRECEDENCE, primary, type Sql } from '../../dialects/sql.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr, RowConstructor, Subscript } from '../../model/expression.js';
import { quoteLiteral } from './identifier.js';
import { toJson } from './json-argument.js';
import { constantOf } from './literal.js';
import type { Printing } from './printing.js';

/** Whether values of a type are stored as documents of their fields: those of CREATE TYPE .. AS are, rows of tables are not. */
export function isStoredRow(type: DataType, { catalog }: Pick<Printing, 'catalog'>): boolean {
  return type.kind === 'composite' && catalog.objects.get(type.id)?.kind === 'composite';
}

/** A row as a column keeps it: `ROW('Bath', 3)::address` -> `json_object('city', 'Bath', 'number', 3)`. */
export function storedRow(expr: RowConstructor, p: Printing): Sql {
  if (expr.stored) return p.print(expr.stored);
  const document = primary(`json_object(${expr.fields.map((field, i) => `${quoteLiteral(expr.names?.[i] ?? `f${i + 1}`)}, ${part(field, p)}`).join(', ')})`);
  if (typeof expr.orNull === 'object') return primary(`iif(${p.print(expr.orNull).text}, NULL, ${document.text})`);
  return expr.orNull ? primary(`iif(${expr.fields.map((field) => `${embed(p.print(field), PRECEDENCE.equality)} IS NULL`).join(' AND ')}, NULL, ${document.text})`) : document;
}

/** A field is kept as a column of its own would be, but for what JSON has itself. */
function part(field: Expr, p: Printing): string {
  if (field.kind === 'literal' && field.value === null) return 'NULL';
  if (isStoredRow(field.type, p)) return `json(${p.stored(field).text})`;
  const family = p.family(field.type);
  // A part of another document is taken as it stands there.
  if (family === 'numeric' && field.kind === 'subscript' && field.operand.type.kind === 'composite' && field.operand.kind !== 'row') return textOfField(field, p);
  return family === 'bool' || DOCUMENTS.has(family) ? toJson(field, p) : p.stored(field).text;
}

const DOCUMENTS: ReadonlySet<ReturnType<Printing['family']>> = new Set(['array', 'json', 'jsonb', 'row']);

/** `(address).city` -> `address ->> 'city'`; of what a trigger has made of the row, the field itself. */
export function printField(expr: Subscript, p: Printing): Sql {
  const { operand, index, type } = expr;
  const written = operand.kind === 'row' ? operand.fields[operand.names?.indexOf(constantOf(index) ?? '') ?? -1] : undefined;
  if (written) return p.print(written);
  const family = p.family(type);
  // Of objects and arrays `->>` gives the text too, and NULL for the null that stands for it.
  if (family === 'json' || family === 'jsonb') return primary(`nullif(${embed(p.print(operand), PRECEDENCE.concat)} -> ${quoteLiteral(constantOf(index) ?? '')}, 'null')`);
  if (family === 'numeric' && p.options.mapping === 'exact') return primary(`CAST(${textOfField(expr, p)} AS REAL)`);
  return { text: textOfField(expr, p), precedence: PRECEDENCE.concat };
}

function textOfField({ operand, index }: Subscript, p: Printing): string {
  return `${embed(p.print(operand), PRECEDENCE.concat)} ->> ${quoteLiteral(constantOf(index) ?? '')}`;
}
