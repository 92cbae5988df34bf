import { primary, type Sql } from '../../dialects/sql.js';
import type { ObjectId, Sequence } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import type { DataStatement, Query } from '../../model/query.js';
import type { Printing } from './printing.js';
import { lastNumber, nextNumber, stepOf, storageOf, takeNumbers } from './sequence-storage.js';
import { sequenceOf } from './sequence-of.js';
import { quoteIdentifier } from './identifier.js';
import { atMostOneReached, isKnownBefore, nextvalsIn, whenReached, type NextvalCall } from './nextval-calls.js';
import { printWindow } from './window.js';

/** `currval('s')`, and the numbers that a statement before has taken; undefined for what only its own statement can take. */
export function printSequenceCall(call: Call, p: Printing): Sql | undefined {
  if (call.name !== 'currval' && !call.name.startsWith('sequence ')) return undefined;
  const [name, back] = call.args;
  const sequence = name && sequenceOf(name, p);
  if (!sequence) return undefined;
  const storage = storageOf(sequence, p.catalog, p);
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
    case 'sequence ranked': {
      const counted = call.filter ? `count(*) FILTER (WHERE ${p.print(call.filter).text})` : 'count(*)';
      const place = `${call.filter ? counted : 'row_number()'} OVER ${call.over ? printWindow(call.over, p) : '()'}`;
      return primary(`(${last} - (${counted} OVER () - ${place}) * ${step})`);
    }
    default:
      return undefined;
  }
}

/** The numbers of one sequence. */
export interface OfSequence {
  readonly sequence: Sequence;
  readonly nextvals: readonly NextvalCall[];
}

export function bySequence(nextvals: readonly NextvalCall[], p: Printing): readonly OfSequence[] {
  const found = new Map<ObjectId, { readonly sequence: Sequence; readonly nextvals: NextvalCall[] }>();
  for (const nextval of nextvals) {
    const [name] = nextval.call.args;
    const sequence = name && sequenceOf(name, p);
    if (!sequence) continue;
    const entry = found.get(sequence.id) ?? { sequence, nextvals: [] };
    entry.nextvals.push(nextval);
    found.set(sequence.id, entry);
  }
  return [...found.values()];
}

/** The statements that take the numbers of an expression, where Postgres comes to them; two of one sequence are reported. */
export function takesOf(tree: Expr | Query | DataStatement, p: Printing, where?: string): readonly string[] {
  return bySequence(nextvalsIn(tree), p).flatMap(({ sequence, nextvals }) => {
    if (!atMostOneReached(nextvals)) p.report({ code: 'unsupported-function', message: `two numbers of the sequence ${sequence.name} in one place`, help: 'Take the second number in a statement of its own.' });
    const when = askedBefore(whenReached(nextvals), sequence, p);
    const conditions = [...(where === undefined ? [] : [where]), ...(when ? [p.print(when).text] : [])];
    return takeNumbers(storageOf(sequence, p.catalog, p), '1', conditions.length > 1 ? conditions.map((each) => `(${each})`).join(' AND ') : conditions[0]);
  });
}

export function askedBefore(when: Expr | undefined, { name }: Sequence, p: Printing): Expr | undefined {
  if (when && !isKnownBefore(when)) p.report({ code: 'unsupported-function', message: `whether a number of the sequence ${name} is taken is decided by something that may be another thing each time`, help: 'Work out what decides it in a statement before.' });
  return when;
}
