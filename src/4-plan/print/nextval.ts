import { primary, type Sql } from '../../dialects/sql.js';
import type { ObjectId, Sequence } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Call, Expr } from '../../model/expression.js';
import type { Assignment, DataStatement, Insert, Query, Select, Update } from '../../model/query.js';
import { mapExpression, type walkTree } from '../../model/walk.js';
import { withNumbersInlined } from './inline.js';
import type { Printing } from './printing.js';
import { callsIn, lastNumber, nextNumber, stepOf, storageOf, takeNumbers } from './sequence-storage.js';
import { numbersBelow } from './numbers-below.js';
import { hasTwice, numbersOfRows, ranked, rowOf, sequencesOf } from './numbered-rows.js';
import { sequenceOf } from './sequence-of.js';
import { isNextval, standIn } from './taken-number.js';
import { quoteIdentifier } from './identifier.js';
import { printWindow } from './window.js';

/** `currval('s')`, and the numbers that a statement before has taken; undefined for what only its own statement can take. */
export function printSequenceCall(call: Call, p: Printing): Sql | undefined {
  if (call.name !== 'currval' && !call.name.startsWith('sequence ')) return undefined;
  const [name, back] = call.args;
  const sequence = name && sequenceOf(name, p);
  if (!sequence) return undefined;
  const storage = storageOf(sequence, p.catalog);
  const [last, next, step] = [lastNumber(storage), nextNumber(storage), stepOf(storage)];
  if (last === undefined || next === undefined) {
    p.report({ code: 'unsupported-function', message: `the sequence ${sequence.name} has no counter here: each row of its table gets the highest number plus one`, help: 'Make a sequence of its own, and give it to all who share its numbers: CREATE SEQUENCE .., DEFAULT nextval(..).', ...(call.at !== undefined && { at: call.at }) });
    return primary('NULL');
  }
  switch (call.name) {
    case 'sequence last_value':
      if (storage.kind !== 'counter') p.report({ code: 'lossy-sequence-row', message: `the last value of ${sequence.name} is the last number that was given; after setval(.., false) Postgres shows the one that comes next` });
      return primary(storage.kind === 'counter' ? last : `max(coalesce(${last}, ${sequence.start}), ${sequence.start})`);
    case 'sequence is_called':
      return primary(storage.kind === 'counter' ? `(SELECT is_called FROM ${quoteIdentifier(storage.name)})` : `(coalesce(${last}, 0) >= ${sequence.start})`);
    case 'currval':
      return primary(last);
    case 'sequence taken': {
      const steps = back?.kind === 'literal' ? Number(back.value) : 0;
      return primary(steps === 0 ? last : `(${last} - ${steps} * ${step})`);
    }
    case 'sequence peeked':
      return primary(next);
    case 'sequence ranked':
      return primary(`(${last} - (count(*) OVER () - row_number() OVER ${call.over ? printWindow(call.over, p) : '()'}) * ${step})`);
    default:
      return undefined;
  }
}

/** The statements that take the numbers of an expression; undefined, and reported, when it takes two of one sequence. */
export function takesOf(tree: Parameters<typeof walkTree>[0], p: Printing, where?: string): readonly string[] {
  const sequences = callsIn(tree).map((call) => call.args[0] && sequenceOf(call.args[0], p));
  const found = new Map<ObjectId, Sequence>();
  for (const sequence of sequences) {
    if (!sequence) continue;
    if (found.has(sequence.id)) p.report({ code: 'unsupported-function', message: `two numbers of the sequence ${sequence.name} in one place`, help: 'Take the second number in a statement of its own.' });
    found.set(sequence.id, sequence);
  }
  return [...found.values()].flatMap((sequence) => takeNumbers(storageOf(sequence, p.catalog), '1', where));
}

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
  const sequences = new Map<ObjectId, { readonly sequence: Sequence; uses: number }>();
  const counted = tuples.map((row) => row.map((cell) => mapExpression(cell, (node) => {
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
  const takes = [...sequences.values()].flatMap(({ sequence, uses }) => takeNumbers(storageOf(sequence, p.catalog), String(uses)));
  return { takes, statement: { ...insert, rows: { ...rows, body } } };
}

function selectFirst(insert: Insert, rows: Query, select: Select, p: Printing) {
  const numbered = numbersOfRows(rows, select, p);
  return numbered && { takes: numbered.takes, statement: { ...insert, rows: numbered.rows } };
}

const NUMBERED = -61;
const INT8: DataType = { kind: 'base', name: 'int8', modifiers: [] };
const BOOL: DataType = { kind: 'base', name: 'bool', modifiers: [] };

/** `UPDATE t SET n = nextval('s') FROM .. WHERE ..`: the rows are numbered in a subquery first, each as often as it meets others. */
function updateFirst(update: Update, p: Printing) {
  const calls = callsIn(update);
  const inSet = update.set.flatMap(({ value }) => callsIn(value));
  if (calls.length !== inSet.length || hasTwice(calls, p)) return undefined;
  const { source, relation } = update.target;
  const row = rowOf(source);
  const names = calls.map((_, i) => `number${i + 1}`);
  const targets = [{ expr: row, name: 'row' }, ...calls.map((call, i) => ({ expr: ranked(call, row), name: names[i] ?? '' }))];
  const body: Select = { kind: 'select', distinct: false, targets, from: [update.target, ...update.from], groupBy: [], windows: [], ...(update.where && { where: update.where }) };
  const columns = targets.map(({ name }) => ({ name, type: INT8 }));
  const query: Query = { with: [], recursive: false, orderBy: [], columns, body };
  const count = `(SELECT count(*) FROM (${p.query({ ...query, columns: columns.slice(0, 1), body: { ...body, targets: targets.slice(0, 1) } }, { names: ['row'] })}))`;
  const set = update.set.map((assignment): Assignment => ({ ...assignment, value: mapExpression(assignment.value, (node) => {
    const place = calls.indexOf(node as Call);
    return place === -1 ? node : { kind: 'column', source: NUMBERED, name: names[place] ?? '', type: node.type };
  }) }));
  const same: Expr = { kind: 'operator', name: '=', left: { kind: 'column', source: NUMBERED, name: 'row', type: INT8 }, right: row, type: BOOL };
  const where: Expr = update.from.length > 0 && update.where ? { kind: 'logical', op: 'and', args: [update.where, same], type: BOOL } : same;
  const takes = sequencesOf(calls, p).flatMap((sequence) => takeNumbers(storageOf(sequence, p.catalog), count, `${count} > 0`));
  const from = [...update.from, { kind: 'derived' as const, source: NUMBERED, query, alias: 'numbered', columns, lateral: false }];
  return { takes, statement: { ...update, target: { ...update.target, relation }, set, from, where } };
}

