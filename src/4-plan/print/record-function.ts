import { JSONB, TEXT } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';
import { constantOf } from './literal.js';
import { printOperator } from './operator.js';
import type { Printing } from './printing.js';

/** Functions whose columns the query lists, `AS t (a int, b text)`, or the row type of their first argument. */
const RECORDS: ReadonlySet<string> = new Set(['json_to_record', 'jsonb_to_record', 'json_to_recordset', 'jsonb_to_recordset']);
const OF_TYPE: ReadonlySet<string> = new Set(['json_populate_record', 'jsonb_populate_record', 'json_populate_recordset', 'jsonb_populate_recordset']);

/** What such a function reads; a row that gives what the document leaves out has no form here. */
export function documentOf(call: Expr): Expr | undefined {
  if (call.kind !== 'call' || call.function !== undefined) return undefined;
  const [first, second] = call.args;
  if (RECORDS.has(call.name)) return first;
  return OF_TYPE.has(call.name) && first && constantOf(first.kind === 'cast' ? first.operand : first) === null ? second : undefined;
}

/** The names that the fields have in the document, whatever the query calls them. */
export function typeFields({ type }: Expr, p: Printing): readonly string[] | undefined {
  const object = type.kind === 'composite' ? p.catalog.objects.get(type.id) : undefined;
  const fields = object?.kind === 'composite' ? object.fields : object?.kind === 'table' || object?.kind === 'view' ? object.columns : undefined;
  return fields?.map(({ name }) => name);
}

const ELEMENT = -6;

/** A field of the object in `alias.value`, in the type that the column list gives it. */
export function fieldOf(name: string, type: DataType, alias: string, p: Printing): string {
  const source = { qualifier: alias, columnName: () => 'value' };
  const inner = p.within({ ...p.scope, sources: new Map([...(p.scope?.sources ?? []), [ELEMENT, source]]), qualify: true });
  const left: Expr = { kind: 'column', source: ELEMENT, name: 'value', type: JSONB };
  const right: Expr = { kind: 'literal', type: TEXT, value: name };
  const family = p.family(type);
  if (family === 'json' || family === 'jsonb' || family === 'array') return `nullif(${printOperator({ name: '->', left, right, type: JSONB }, inner).text}, 'null')`;
  const operand: Expr = { kind: 'operator', name: '->>', left, right, type: TEXT };
  return `(${inner.print(family === 'text' ? operand : { kind: 'cast', operand, type, explicit: true }).text})`;
}
