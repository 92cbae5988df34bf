import type { Catalog, ObjectId, Sequence } from '../model/catalog.js';
import { quoteIdentifier, quoteLiteral } from './print/identifier.js';
import { createCounter, storageOf, type SequenceStorage } from './print/sequence-storage.js';
import type { RunStep } from './run-step.js';
import { tableIn } from './touched-objects.js';

/** What becomes of the tables in which sequences keep their numbers: before everything else, with the renames, and after everything else. */
export interface SequenceSteps {
  readonly early: readonly RunStep[];
  readonly late: readonly RunStep[];
}

/** A sequence can be touched itself, or change its place because a table does: the column that it numbers comes, goes or becomes a key. */
export function sequenceSteps(before: Catalog, after: Catalog, touched: readonly ObjectId[]): SequenceSteps {
  const ids = sequencesOf(before, after, touched);
  if (ids.size === 0) return NO_STEPS;
  const [early, late]: [RunStep[], RunStep[]] = [[], []];
  for (const object of ids) {
    const [old, now] = [sequenceIn(before, object), sequenceIn(after, object)];
    const steps = move(old, now, old && storageOf(old, before), now && storageOf(now, after));
    early.push(...steps.early.map((sql) => ({ sql, object })));
    late.push(...steps.late.map((sql) => ({ sql, object })));
  }
  return { early, late };
}

const NO_STEPS: SequenceSteps = { early: [], late: [] };

function sequencesOf(before: Catalog, after: Catalog, touched: readonly ObjectId[]): ReadonlySet<ObjectId> {
  const ids = new Set<ObjectId>();
  for (const id of touched) {
    if (isSequence(before, id) || isSequence(after, id)) ids.add(id);
    for (const catalog of [before, after]) for (const { serial } of tableIn(catalog, id)?.columns ?? []) if (serial !== undefined) ids.add(serial);
  }
  return ids;
}

interface Move {
  readonly early: readonly string[];
  readonly late: readonly string[];
}

const NOTHING: Move = { early: [], late: [] };

function move(old: Sequence | undefined, now: Sequence | undefined, from: SequenceStorage | undefined, to: SequenceStorage | undefined): Move {
  if (to?.kind === 'counter' && now) return intoCounter(old, now, from, to.name);
  if (from?.kind === 'counter') return { early: [], late: [...(to?.kind === 'autoincrement' ? carried(from.name, to.table) : []), `DROP TABLE ${quoteIdentifier(from.name)}`] };
  const first = now?.next ?? now?.start ?? '1';
  return now?.standalone && from?.kind !== 'autoincrement' && to?.kind === 'autoincrement' && first !== '1' ? { early: [], late: started(first, to.table) } : NOTHING;
}

function intoCounter(old: Sequence | undefined, now: Sequence, from: SequenceStorage | undefined, name: string): Move {
  const table = quoteIdentifier(name);
  if (from?.kind === 'counter') {
    const renamed = from.name === name ? [] : [`ALTER TABLE ${quoteIdentifier(from.name)} RENAME TO ${table}`];
    const changed = old?.increment === now.increment ? [] : [`UPDATE ${table} SET increment_by = ${now.increment}`];
    return { early: [...renamed, ...changed], late: [] };
  }
  const taken = from?.kind === 'autoincrement' ? [`UPDATE ${table} SET last_value = numbers.seq, is_called = 1 FROM sqlite_sequence AS numbers WHERE numbers.name = ${quoteLiteral(from.table)}`] : [];
  return { early: [...createCounter(name, now), ...taken], late: [] };
}

/** The numbers go on where they were. */
function carried(counter: string, table: string): readonly string[] {
  const text = quoteLiteral(table);
  return [
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${text}, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ${text})`,
    `UPDATE sqlite_sequence SET seq = max(seq, (SELECT iif(is_called, last_value, last_value - 1) FROM ${quoteIdentifier(counter)})) WHERE name = ${text}`,
  ];
}

function started(first: string, table: string): readonly string[] {
  const text = quoteLiteral(table);
  return [
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${text}, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ${text})`,
    `UPDATE sqlite_sequence SET seq = max(seq, ${BigInt(first) - 1n}) WHERE name = ${text}`,
  ];
}

function isSequence(catalog: Catalog, id: ObjectId): boolean {
  return catalog.objects.get(id)?.kind === 'sequence';
}

function sequenceIn(catalog: Catalog, id: ObjectId): Sequence | undefined {
  const object = catalog.objects.get(id);
  return object?.kind === 'sequence' ? object : undefined;
}
