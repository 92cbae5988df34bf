import type { Node, RangeVar } from '@pgsql/types';
import { diagnose } from '../../../diagnostics/diagnose.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { findName } from '../../../model/catalog-lookup.js';
import type { Catalog, Partition, PartitionKey } from '../../../model/catalog.js';
import type { Change } from '../../../model/change.js';
import type { Diagnostic } from '../../../model/diagnostic.js';
import type { Statement } from '../../../model/statement.js';
import type { Runner } from './runner.js';
import type { MomentValue } from './value.js';

/**
 * Bodies that make partitions for the months to come: `EXECUTE format('CREATE TABLE %I PARTITION OF events ..', 'events_' || to_char(now(), 'YYYY_MM'))`. Which
 * ones, only the day of the migration tells. Partitions are folded into their table, which is the same on any day, so that it is enough to know that there are some:
 * the body is carried out at two moments far apart, and has to do the same at both but for such partitions.
 */
const MOMENTS: readonly [MomentValue, MomentValue] = [
  { moment: 'timestamptz', time: Date.UTC(2001, 1, 6, 3, 4, 5) },
  { moment: 'timestamptz', time: Date.UTC(2063, 10, 19, 21, 34, 56) },
];

/** What the body does on any day; undefined where that depends on the day, or where it makes no such partitions. */
export function carriedOutOnAnyDay(carriedOut: (clock: MomentValue) => Runner, start: Catalog): Runner | undefined {
  try {
    const [early, late] = MOMENTS.map((clock) => carriedOut(clock)) as [Runner, Runner];
    return early.alive || late.alive ? undefined : onAnyDay(early, late, start);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function onAnyDay(early: Runner, late: Runner, start: Catalog): Runner | undefined {
  const [one, other] = [early, late].map(({ changes }) => changes.flatMap(leavesOf).map((change) => ({ change, key: keyOf(change) })));
  const [ofOne, ofOther] = [one, other].map((changes = []) => new Set(changes.map(({ key }) => key)));
  const parts = new Set<string>();
  for (const [changes = [], always] of [[one, ofOther], [other, ofOne]] as const) for (const { change, key } of changes) if (!always?.has(key) && !isOfDay(change, parts)) return undefined;
  const same = (one ?? []).filter(({ key }) => ofOther?.has(key));
  if (parts.size === 0 && !same.some(({ change }) => isMark(change))) return undefined;
  if (JSON.stringify(same.map(({ key }) => key)) !== JSON.stringify((other ?? []).flatMap(({ key }) => (ofOne?.has(key) ? [key] : [])))) return undefined;
  const done: Runner = { ...early, catalog: start, changes: [], clock: undefined };
  for (const { change, key } of [...(one ?? []), ...(other ?? []).filter(({ key }) => !ofOne?.has(key))]) again(change, ofOther?.has(key) === true && ofOne?.has(key) === true, done);
  return done;
}

function leavesOf(change: Change): readonly Change[] {
  return change.effect.kind === 'sequence' ? change.effect.changes.flatMap(leavesOf) : [change];
}

/** What it does, wherever it is written. */
function keyOf({ cause: { node }, effect }: Change): string {
  return JSON.stringify(effect.kind === 'data' ? effect.statements : node, (name, value: unknown) => (name === 'location' || name === 'stmt_location' || name === 'stmt_len' ? undefined : value));
}

/** The partition that a statement makes, or is about. */
function partOf(node: Node): RangeVar | undefined {
  if ('CreateStmt' in node) return node.CreateStmt.partbound ? node.CreateStmt.relation : undefined;
  if ('IndexStmt' in node) return node.IndexStmt.relation;
  return 'AlterTableStmt' in node ? node.AlterTableStmt.relation : undefined;
}

/** Whether it makes a partition, or is about one that has been made so, and changes nothing else; others do not name what only one of the moments has made. */
function isOfDay({ cause: { node }, effect }: Change, parts: Set<string>): boolean {
  const part = partOf(node)?.relname;
  if (part === undefined) return effect.kind === 'none';
  if ('CreateStmt' in node) parts.add(part);
  return parts.has(part);
}

/** A body within made such partitions, which has been found out already. */
function isMark({ cause: { node }, before, after }: Change): boolean {
  if (!('CreateStmt' in node) || before === after) return false;
  const { schemaname, relname = '' } = partOf(node) ?? {};
  return partOf(node) !== undefined && !findName(after, 'relation', schemaname, relname);
}

/** The same change from where the ones before have led, or in the place of a partition that it is not known which ones there are. */
function again(change: Change, always: boolean, done: Runner): void {
  const { cause, effect, diagnostics } = change;
  if (isMark(change) || (!always && 'CreateStmt' in cause.node)) return withMore(cause, done);
  if (!always) return;
  const repeated = effect.kind === 'schema' ? done.services.interpret(cause, done.catalog) : { cause, before: done.catalog, after: done.catalog, effect, diagnostics };
  if (repeated.effect.kind === 'refused') throw new Refusal(repeated.diagnostics[0] as Diagnostic);
  done.changes.push(repeated);
  done.catalog = repeated.after;
}

function withMore(cause: Statement, done: Runner): void {
  const [parent] = 'CreateStmt' in cause.node ? (cause.node.CreateStmt.inhRelations ?? []) : [];
  const { schemaname, relname = '' } = parent && 'RangeVar' in parent ? parent.RangeVar : {};
  const entry = findName(done.catalog, 'relation', schemaname, relname);
  const table = entry && done.catalog.objects.get(entry.id);
  if (!entry || table?.kind !== 'table') return;
  const key = entry.partition ? entry.partition.key : table.partitioned;
  if (!key || key.more) return;
  const before = done.catalog;
  done.catalog = entry.partition ? withPartKey(before, entry.partition, { ...key, more: true }) : { ...before, objects: before.objects.set(table.id, { ...table, partitioned: { ...key, more: true } }) };
  const message = `partitions of "${relname}" are made whose names the day of the migration tells: they are left out, and what names them later is refused`;
  done.changes.push({ cause, before, after: done.catalog, effect: { kind: 'schema', rows: [] }, diagnostics: [diagnose('partitioning-ignored', { message, file: cause.file, span: cause.span })] });
}

function withPartKey(catalog: Catalog, partition: Partition, key: PartitionKey): Catalog {
  const [name, entry] = [...catalog.names].find(([, each]) => each.partition?.id === partition.id) ?? [];
  return name === undefined || !entry ? catalog : { ...catalog, names: catalog.names.set(name, { ...entry, partition: { ...partition, key } }) };
}
