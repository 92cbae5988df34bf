import type { Operand, RenderContext } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { TEXT } from '../../model/base-types.js';

/** A value as Postgres' text output has it; undefined when there is no cast to text. */
export function toText(operand: Operand, context: RenderContext): Sql | undefined {
  if (['text', 'citext', 'uuid', 'enum', 'other'].includes(operand.family)) return operand.sql;
  const row = context.dialect.casts.find(({ from, to }) => from.length === 1 && from[0] === operand.family && to[0] === 'text');
  if (!row) return undefined;
  if (row.note) context.note(row.note);
  const render = typeof row.render === 'object' ? row.render[context.mapping] : row.render;
  return typeof render === 'string' ? fill(render, [operand.sql]) : render([operand], { ...context, result: { type: TEXT, family: 'text' } });
}
