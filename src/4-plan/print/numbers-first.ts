import { BOOL, INT8 } from '../../model/base-types.js';
import type { ObjectId, Sequence } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import type { Assignment, DataStatement, Insert, Query, Select, Update } from '../../model/query.js';
import { mapExpression } from '../../model/walk.js';
import { withNumbersInlined } from './inline.js';
import { bySequence } from './nextval.js';
import { numbersBelow } from './numbers-below.js';
import { numbersOfRows, rankedIn, takesForRows } from './numbered-rows.js';
import type { Printing } from './printing.js';
import { sequenceOf } from './sequence-of.js';
import { callsIn, storageOf, takeNumbers } from './sequence-storage.js';
import { isNextval, standIn } from './nextval-stand-in.js';
import { atMostOneReached, nextvalsIn, neverReached } from './nextval-calls.js';
import { placeOf } from './stored-order.js';

/** A statement that takes numbers, as the statements that take them and the one that uses them; undefined when it takes none, or cannot be split. */
export function numbersFirst(written: DataStatement, p: Printing): { readonly takes: readonly string[]; readonly statement: DataStatement } | undefined {
  if (callsIn(written).length === 0) return undefined;
  const inlined = withNumbersInlined(written, p);
  const below = numbersBelow(inlined, p);
  const here = numbersHere(below?.statement ?? inlined, p);
  if (!below) return here;
  return here ? { takes: [...below.takes, ...here.takes], statement: here.statement } : below;
}

function numbersHere(statement: DataStatement, p: Printing) {
  if (callsIn(statement).length === 0) return undefined;
  if (statement.kind === 'insert' && statement.rows !== 'default values' && !statement.onConflict) return insertFirst(statement, statement.rows, p);
  return statement.kind === 'update' && statement.with.length === 0 ? updateFirst(statement, p) : undefined;
}

function insertFirst(insert: Insert, rows: Query, p: Printing) {
  if (insert.with.length > 0 || rows.with.length > 0 || rows.limit || rows.offset) return undefined;
  if (rows.orderBy.length > 0 && (rows.body.kind !== 'select' || callsIn({ ...rows, body: { ...rows.body, targets: [], from: [] } }).length > 0)) return undefined;
  if (rows.body.kind === 'values') return valuesFirst(insert, rows, rows.body.rows, p);
  return rows.body.kind === 'select' ? selectFirst(insert, rows, rows.body, p) : undefined;
}

/** Each row has the numbers of its own, counted back from the last one. */
function valuesFirst(insert: Insert, rows: Query, tuples: readonly (readonly Expr[])[], p: Printing) {
  const [only, ...more] = tuples;
  const targets = only?.map((expr, i) => ({ expr, name: rows.columns[i]?.name ?? '' }));
  if (targets && more.length === 0 && nextvalsIn(rows).some(({ when }) => when)) return selectFirst(insert, rows, { kind: 'select', distinct: false, targets, from: [], groupBy: [], windows: [] }, p);
  if (nextvalsIn(rows).some(({ when }) => when)) return undefined;
  const never = neverReached(rows);
  const sequences = new Map<ObjectId, { readonly sequence: Sequence; uses: number }>();
  const counted = tuples.map((row) => row.map((cell) => mapExpression(cell, (node) => {
    if (never.includes(node as Call)) return { kind: 'literal', value: null, type: node.type };
    const sequence = isNextval(node) && node.args[0] ? sequenceOf(node.args[0], p) : undefined;
    if (!sequence || !isNextval(node)) return node;
    const entry = sequences.get(sequence.id) ?? { sequence, uses: 0 };
    entry.uses++;
    sequences.set(sequence.id, entry);
    return standIn(node, 'sequence taken', entry.uses);
  })));
  const back = (cell: Expr): Expr => mapExpression(cell, (node) => {
    const sequence = node.kind === 'call' && node.name === 'sequence taken' && node.args[0] ? sequenceOf(node.args[0], p) : undefined;
    const [name, place] = node.kind === 'call' ? node.args : [];
    if (!sequence || node.kind !== 'call' || !name || place?.kind !== 'literal') return node;
    return { ...node, args: [name, { ...place, value: String((sequences.get(sequence.id)?.uses ?? 0) - Number(place.value)) }] };
  });
  const body = { kind: 'values' as const, rows: counted.map((row) => row.map(back)) };
  const takes = [...sequences.values()].flatMap(({ sequence, uses }) => takeNumbers(storageOf(sequence, p.catalog, p), String(uses)));
  return { takes, statement: { ...insert, rows: { ...rows, body } } };
}

const NUMBERED = -61;

function selectFirst(insert: Insert, rows: Query, select: Select, p: Printing) {
  const numbered = numbersOfRows(rows, select, p);
  return numbered && { takes: numbered.takes, statement: { ...insert, rows: numbered.rows } };
}

/** `UPDATE t SET n = nextval('s') FROM .. WHERE ..`: the rows are numbered in a subquery first, each as often as it meets others. */
function updateFirst(update: Update, p: Printing) {
  const calls = callsIn(update);
  const inSet = update.set.flatMap(({ value }) => callsIn(value));
  const sequences = bySequence(nextvalsIn(update), p);
  if (calls.length !== inSet.length || neverReached(update).length > 0 || sequences.some(({ nextvals }) => !atMostOneReached(nextvals))) return undefined;
  const { source, relation } = update.target;
  const row = placeOf(source);
  const names = calls.map((_, i) => `number${i + 1}`);
  const rank = rankedIn(sequences, row);
  const targets = [{ expr: row, name: 'row' }, ...calls.map((call, i) => ({ expr: rank(call), name: names[i] ?? '' }))];
  const body: Select = { kind: 'select', distinct: false, targets, from: [update.target, ...update.from], groupBy: [], windows: [], ...(update.where && { where: update.where }) };
  const columns = targets.map(({ name }) => ({ name, type: INT8 }));
  const query: Query = { with: [], recursive: false, orderBy: [], columns, body };
  const set = update.set.map((assignment): Assignment => ({ ...assignment, value: mapExpression(assignment.value, (node) => {
    const place = calls.indexOf(node as Call);
    return place === -1 ? node : { kind: 'column', source: NUMBERED, name: names[place] ?? '', type: node.type };
  }) }));
  const same: Expr = { kind: 'operator', name: '=', left: { kind: 'column', source: NUMBERED, name: 'row', type: INT8 }, right: row, type: BOOL };
  const where: Expr = update.from.length > 0 && update.where ? { kind: 'logical', op: 'and', args: [update.where, same], type: BOOL } : same;
  const from = [...update.from, { kind: 'derived' as const, source: NUMBERED, query, alias: 'numbered', columns, lateral: false }];
  return { takes: takesForRows(sequences, { ...query, columns: columns.slice(0, 1) }, body, p), statement: { ...update, target: { ...update.target, relation }, set, from, where } };
}
