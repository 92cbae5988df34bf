import type { Sequence } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Call, Expr, SourceId } from '../../model/expression.js';
import type { Query, Select } from '../../model/query.js';
import { mapExpression, walkTree } from '../../model/walk.js';
import type { Printing } from './printing.js';
import { sequenceOf } from './sequence-of.js';
import { callsIn, storageOf, takeNumbers } from './sequence-storage.js';
import { isNextval, withTaken } from './taken-number.js';

/** The number of a row among those of its query, in the order in which a table holds them. */
export function ranked(call: Call, row: Expr | undefined, orderBy: Query['orderBy'] = []): Call {
  const [sequence] = call.args;
  const { volatile: _volatile, ...rest } = call;
  const stored: Query['orderBy'] = row ? [{ expr: row, descending: false, nulls: 'first' }] : [];
  const order = orderBy.length > 0 ? orderBy.map(({ output: _output, ...key }) => key) : stored;
  return { ...rest, name: 'sequence ranked', args: sequence ? [sequence] : [], over: { partitionBy: [], orderBy: order } };
}

/** The place of a row in its table. */
export function rowOf(source: SourceId): Expr {
  return { kind: 'column', source, name: 'rowid', type: INT8 };
}

const INT8: DataType = { kind: 'base', name: 'int8', modifiers: [] };

/** `SELECT nextval('s'), ..` without WITH and LIMIT: one number a row, with the statements that take them; undefined where it cannot be split so. */
export function numbersOfRows(rows: Query, select: Select, p: Printing): { readonly takes: readonly string[]; readonly rows: Query } | undefined {
  const calls = callsIn({ ...rows, body: { ...select, from: [] } });
  if (select.distinct || select.groupBy.length > 0 || select.having || hasAggregate(select) || calls.length !== callsIn(rows).length || hasTwice(calls, p)) return undefined;
  const [from, ...others] = select.from;
  const row = from?.kind === 'table' && others.length === 0 ? rowOf(from.source) : undefined;
  const one: Expr = { kind: 'literal', value: '1', type: { kind: 'base', name: 'int4', modifiers: [] } };
  const count = `(SELECT count(*) FROM (${p.query({ ...rows, orderBy: [], body: { ...select, targets: [{ expr: one, name: 'one' }] } }, { names: ['one'] })}))`;
  const body: Select = { ...select, targets: select.targets.map((target) => ({ ...target, expr: mapExpression(target.expr, (node) => (isNextval(node) ? ranked(node, row, rows.orderBy) : node)) })) };
  const single = select.from.length === 0 && !select.where;
  const takes = sequencesOf(calls, p).flatMap((sequence) => takeNumbers(storageOf(sequence, p.catalog), single ? '1' : count, single ? undefined : `${count} > 0`));
  return { takes, rows: { ...rows, body: single ? mapSelect(select) : body } };
}

function mapSelect(select: Select): Select {
  return { ...select, targets: select.targets.map((target) => ({ ...target, expr: withTaken(target.expr) })) };
}

function hasAggregate(select: Select): boolean {
  let found = false;
  for (const { expr } of select.targets) walkTree(expr, { expression: (node) => void (found ||= node.kind === 'call' && ((node.aggregate === true && !node.over) || node.returnsSet === true)) });
  return found;
}

/** The sequences that the calls name, each once. */
export function sequencesOf(calls: readonly Call[], p: Printing): readonly Sequence[] {
  return [...new Map(calls.flatMap((call) => (call.args[0] && sequenceOf(call.args[0], p)) ?? []).map((sequence) => [sequence.id, sequence])).values()];
}

/** A sequence that cannot be told, or of which two numbers are taken. */
export function hasTwice(calls: readonly Call[], p: Printing): boolean {
  return sequencesOf(calls, p).length !== calls.length;
}
