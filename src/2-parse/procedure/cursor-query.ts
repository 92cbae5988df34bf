import type { Node } from '@pgsql/types';
import type { Statement } from '../../model/statement.js';
import { parseExpressions, parseTypeName } from './embedded.js';
import { listOf, numberOf, tagged, textOf, type Json } from './json.js';
import { requiredPiece, statementIn, type Reading } from './read-body.js';

/** The query that a cursor is declared with, with the values that it is opened with in place of its parameters. */
export function cursorQuery(fields: Json, reading: Reading, line: number): Statement | undefined {
  const [, cursor] = tagged(reading.datums[numberOf(fields['curvar'])]);
  const expr = cursor['cursor_explicit_expr'];
  if (!expr) return undefined;
  const query = statementIn(expr, numberOf(cursor['lineno']), reading);
  const parameters = parametersOf(cursor, reading);
  if (parameters.length === 0) return query;
  // Arguments by name come in the order of the parameters too.
  const given = parseExpressions(requiredPiece(fields['argquery'], line, reading), reading.body);
  const values = parameters.flatMap(({ name, type }, i): readonly (readonly [string, Node])[] => {
    const value = given[i];
    const typeName = parseTypeName({ text: type, index: undefined, line: reading.body.line(line) }, reading.body);
    return value ? [[name, { TypeCast: { arg: value.node, typeName, location: value.span.start } }]] : [];
  });
  return { ...query, node: replaced(query.node, new Map(values)) };
}

/** The parser takes the parameters of cursors for variables. */
export function isCursorParameter(name: string, line: number, reading: Reading): boolean {
  return reading.datums.some((datum) => {
    const [, cursor] = tagged(datum);
    return numberOf(cursor['lineno']) === line && textOf(cursor['refname']) !== name && parametersOf(cursor, reading).some((parameter) => parameter.name === name);
  });
}

function parametersOf(cursor: Json, reading: Reading): readonly { readonly name: string; readonly type: string }[] {
  const at = cursor['cursor_explicit_argrow'];
  if (typeof at !== 'number' || at < 0) return [];
  return listOf(tagged(reading.datums[at])[1]['fields']).map((field) => {
    const varno = typeof field === 'object' && field !== null && 'varno' in field ? numberOf(field.varno) : 0;
    const [, variable] = tagged(reading.datums[varno]);
    return { name: textOf(variable['refname']) ?? '', type: textOf(tagged(variable['datatype'])[1]['typname']) ?? '' };
  });
}

function replaced<T>(tree: T, values: ReadonlyMap<string, Node>): T {
  if (typeof tree !== 'object' || tree === null) return tree;
  const value = 'ColumnRef' in tree ? valueOf(tree.ColumnRef as ColumnRef, values) : undefined;
  if (value) return value as T;
  if (Array.isArray(tree)) return tree.map((part: unknown) => replaced(part, values)) as T;
  return Object.fromEntries(Object.entries(tree).map(([key, part]) => [key, replaced(part as unknown, values)])) as T;
}

interface ColumnRef {
  readonly fields?: readonly { readonly String?: { readonly sval?: string } }[];
}

function valueOf({ fields = [] }: ColumnRef, values: ReadonlyMap<string, Node>): Node | undefined {
  const name = fields.length === 1 ? fields[0]?.String?.sval : undefined;
  return name === undefined ? undefined : values.get(name);
}
