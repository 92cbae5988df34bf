import type { AlterTableCmd, AlterTableStmt, CreateStmt, PartitionBoundSpec } from '@pgsql/types';
import type { NameEntry, ObjectId, PartId, PartitionKey, Table } from '../model/catalog.js';
import type { Effect } from '../model/change.js';
import { addName } from './catalog/names.js';
import { findRelation, requireTable, writtenRange, type Relation, type WrittenName } from './catalog/resolve.js';
import { requireNoneInDefault } from './default-partition.js';
import { HARMLESS } from './alter-other.js';
import { newPartId, type Draft } from './draft.js';
import { boundCondition, partitionKey } from './partition-bound.js';
import { requirePartitionKey } from './partition-keys.js';
import { refuse, warn } from './refuse.js';
import { storedCondition } from './stored-expression.js';

/** CREATE TABLE p PARTITION OF parent ..: the rows live in the parent, and the name p leads to it. */
export function createPartition(draft: Draft, statement: CreateStmt, schema: string, name: string): Effect | undefined {
  const [first] = statement.inhRelations ?? [];
  const parentName = writtenRange(first && 'RangeVar' in first ? first.RangeVar : undefined);
  const parent = requireTable(draft, parentName);
  if (statement.tableElts) warnLeftOut(draft, 'a constraint or default', name, parent);
  const key = statement.partspec && partitionKey(draft, statement.partspec, parent);
  addPartition(draft, parentName, parent, { schema, name, bound: statement.partbound, key });
  return undefined;
}

interface Part {
  readonly schema: string;
  readonly name: string;
  readonly bound: PartitionBoundSpec | undefined;
  /** How it is partitioned itself, over the columns of the whole table. */
  readonly key: PartitionKey | undefined;
}

/** The name leads to the whole table, and says which of its rows it is about; gives the partition's id. */
export function addPartition(draft: Draft, written: WrittenName, parent: Table, { schema, name, bound, key: own }: Part): PartId {
  const around = findRelation(draft, written)?.entry.partition;
  const key = around ? around.key : parent.partitioned;
  if (!key) refuse(draft, 'wrong-object-type', `"${written.name}" is not partitioned`, { name: written.name, at: written.at });
  if (bound?.is_default && key.strategy === 'hash') refuse(draft, 'invalid-table-definition', 'a hash-partitioned table may not have a default partition', { name });
  if (bound && !bound.is_default) requireBoundOf(draft, bound, key, name);
  const rows = bound?.is_default ? 'rest' : bound && boundCondition(draft, bound, key);
  if (rows === 'rest') requireNoOtherRest(draft, name, parent.id, around?.id);
  for (const constraint of own ? parent.constraints : []) if (constraint.kind === 'primary-key' || constraint.kind === 'unique') requirePartitionKey(draft, { name, partitioned: own }, constraint.columns);
  const id = newPartId(draft);
  const entry: NameEntry = { id: parent.id, partition: { id, ...(around && { of: around.id }), ...(rows && { rows }), ...(own && { key: own }) } };
  addName(draft, 'relation', schema, name, entry);
  if (rows && rows !== 'rest') requireNoneInDefault(draft, parent, entry);
  return id;
}

const STRATEGIES: Readonly<Record<string, PartitionKey['strategy']>> = { h: 'hash', l: 'list', r: 'range' };

/** IN for a list, FROM and TO with a value for each key for a range, MODULUS and REMAINDER for hash values (transformPartitionBound). */
function requireBoundOf(draft: Draft, { strategy, lowerdatums = [], upperdatums = [] }: PartitionBoundSpec, key: PartitionKey, name: string): void {
  if (STRATEGIES[strategy ?? ''] !== key.strategy) refuse(draft, 'invalid-table-definition', `invalid bound specification for a ${key.strategy} partition`, { name });
  if (key.strategy !== 'range') return;
  for (const [side, values] of [['FROM', lowerdatums], ['TO', upperdatums]] as const) {
    if (values.length !== key.keys.length) refuse(draft, 'invalid-table-definition', `${side} must specify exactly one value per partitioning column`, { name });
  }
}

function requireNoOtherRest(draft: Draft, name: string, parent: ObjectId, around: number | undefined): void {
  for (const [key, { id, partition }] of draft.catalog.names) {
    if (id !== parent || partition?.rows !== 'rest' || partition.of !== around) continue;
    refuse(draft, 'invalid-table-definition', `partition "${name}" conflicts with existing default partition "${key.split('\0')[2] ?? ''}"`, { name });
  }
}

/** What a partition may have for itself, and what changes of it leave the rows of the whole table as they are. */
const OWN: Readonly<Partial<Record<NonNullable<AlterTableCmd['subtype']>, string>>> = {
  AT_AddConstraint: 'a constraint',
  AT_ColumnDefault: 'a default',
  AT_SetNotNull: 'NOT NULL',
  AT_DropNotNull: 'DROP NOT NULL',
  AT_DropConstraint: 'DROP CONSTRAINT',
  AT_ValidateConstraint: 'VALIDATE CONSTRAINT',
  AT_EnableTrig: 'ENABLE TRIGGER',
  AT_DisableTrig: 'DISABLE TRIGGER',
};
const WITHOUT_EFFECT: ReadonlySet<string | undefined> = new Set([
  ...HARMLESS,
  'AT_SetStorage',
  'AT_SetCompression',
  'AT_ReplicaIdentity',
  'AT_EnableRowSecurity',
  'AT_DisableRowSecurity',
  'AT_ForceRowSecurity',
  'AT_NoForceRowSecurity',
]);

/** `ALTER TABLE ONLY events_2024 ADD CONSTRAINT events_2024_pkey PRIMARY KEY (id, at)`: pg_dump writes one for each partition. */
export function alterPartition(draft: Draft, statement: AlterTableStmt, { object: parent }: Relation): Effect {
  const written = writtenRange(statement.relation);
  for (const node of statement.cmds ?? []) {
    const subtype = 'AlterTableCmd' in node ? node.AlterTableCmd.subtype : undefined;
    if (WITHOUT_EFFECT.has(subtype)) continue;
    const own = subtype === undefined ? undefined : OWN[subtype];
    if (own === undefined) {
      refuse(draft, 'unsupported-statement', `"${written.name}" is a partition of "${parent.name}", into which partitions are folded`, { name: written.name, at: written.at, help: `Alter "${parent.name}" instead.` });
    }
    const added = 'AlterTableCmd' in node ? node.AlterTableCmd.def : undefined;
    // It is left out, but has to mean something.
    if (added && 'Constraint' in added && added.Constraint.raw_expr && parent.kind === 'table') storedCondition(draft, added.Constraint.raw_expr, parent, 'check');
    warnLeftOut(draft, own, written.name, parent);
  }
  return { kind: 'none', reason: 'it concerns one partition only' };
}

export function warnLeftOut(draft: Draft, what: string, partition: string, { name: parent }: Pick<Table, 'name'>): void {
  warn(draft, 'partitioning-ignored', `${what} of the partition "${partition}" alone is left out: its rows are in "${parent}", whose keys and constraints hold for all of them`, { name: partition });
}
