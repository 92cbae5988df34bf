import { INT4 } from '../../model/base-types.js';
import type { Call, Expr } from '../../model/expression.js';
import { bothOf } from '../../model/guarded-statement.js';
import type { Query, Select, WindowFrame } from '../../model/query.js';
import { mapExpression, walkTree } from '../../model/walk.js';
import { askedBefore, bySequence, takesOf, type OfSequence } from './nextval.js';
import type { Printing } from './printing.js';
import { placeOf } from './stored-order.js';
import { callsIn, storageOf, takeNumbers } from './sequence-storage.js';
import { withTaken } from './nextval-stand-in.js';
import { atMostOneReached, nextvalsIn, neverReached, whenReached } from './nextval-calls.js';

/** The number of a row among those of its query for which one is taken, in the order in which a table holds them. */
function ranked(call: Call, row: Expr | undefined, orderBy: Query['orderBy'], when: Expr | undefined): Call {
  const [sequence] = call.args;
  const { volatile: _volatile, ...rest } = call;
  const stored: Query['orderBy'] = row ? [{ expr: row, descending: false, nulls: 'first' }] : [];
  const order = orderBy.length > 0 ? orderBy.map(({ output: _output, ...key }) => key) : stored;
  const over = { partitionBy: [], orderBy: order, ...(when && { frame: UP_TO_HERE }) };
  return { ...rest, name: 'sequence ranked', args: sequence ? [sequence] : [], over, ...(when && { filter: when }) };
}

const UP_TO_HERE: WindowFrame = { mode: 'rows', start: { kind: 'unbounded preceding' }, end: { kind: 'current row' } };

/** `SELECT nextval('s'), ..` without WITH and LIMIT: one number a row, with the statements that take them; undefined where it cannot be split so. */
export function numbersOfRows(rows: Query, select: Select, p: Printing): { readonly takes: readonly string[]; readonly rows: Query } | undefined {
  const all = { ...rows, body: { ...select, from: [] } };
  const sequences = bySequence(nextvalsIn(all), p);
  if (select.distinct || select.groupBy.length > 0 || select.having || hasAggregate(select) || callsIn(all).length !== callsIn({ ...rows, body: select }).length || neverReached(all).length > 0 || sequences.some(({ nextvals }) => !atMostOneReached(nextvals))) return undefined;
  const single = select.from.length === 0 && !select.where;
  if (single) return { takes: takesOf({ ...rows, body: select }, p), rows: { ...rows, body: mapSelect(select) } };
  const [from, ...others] = select.from;
  const row = from?.kind === 'table' && others.length === 0 ? placeOf(from.source) : undefined;
  const rank = rankedIn(sequences, row, rows.orderBy);
  const body: Select = { ...select, targets: select.targets.map((target) => ({ ...target, expr: mapExpression(target.expr, rank) })) };
  return { takes: takesForRows(sequences, rows, select, p), rows: { ...rows, body } };
}

/** Takes as many numbers of each sequence as there are rows for which Postgres comes to one. */
export function takesForRows(sequences: readonly OfSequence[], query: Query, select: Select, p: Printing): readonly string[] {
  const one: Expr = { kind: 'literal', value: '1', type: INT4 };
  return sequences.flatMap(({ sequence, nextvals }) => {
    const where = bothOf(select.where, askedBefore(whenReached(nextvals), sequence, p));
    const count = `(SELECT count(*) FROM (${p.query({ ...query, orderBy: [], body: { ...select, targets: [{ expr: one, name: 'one' }], ...(where && { where }) } }, { names: ['one'] })}))`;
    return takeNumbers(storageOf(sequence, p.catalog, p), count, `${count} > 0`);
  });
}

/** The number of a row among those for which one is taken. */
export function rankedIn(sequences: readonly OfSequence[], row: Expr | undefined, orderBy: Query['orderBy'] = []): (node: Expr) => Expr {
  return (node) => {
    const nextvals = sequences.find((each) => each.nextvals.some(({ call }) => call === node))?.nextvals;
    const when = nextvals && whenReached(nextvals);
    return nextvals ? ranked(node as Call, row, orderBy, when) : node;
  };
}

function mapSelect(select: Select): Select {
  return { ...select, targets: select.targets.map((target) => ({ ...target, expr: withTaken(target.expr) })) };
}

function hasAggregate(select: Select): boolean {
  let found = false;
  for (const { expr } of select.targets) walkTree(expr, { expression: (node) => void (found ||= node.kind === 'call' && ((node.aggregate === true && !node.over) || node.returnsSet === true)) });
  return found;
}
