import type { AlterSeqStmt, CreateSeqStmt } from '@pgsql/types';
import type { Sequence, Table } from '../model/catalog.js';
import { nameKey } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import { addObject } from './catalog/names.js';
import { creationSchema, findRelation, requireColumn, requireFreeRelation, requireTable, unknownRelation, withArticle, writtenRange } from './catalog/resolve.js';
import { newId, put, type Draft } from './draft.js';
import { refuse } from './refuse.js';
import { readSequenceOptions, sequenceDefinition, type SequenceOptions } from './sequence-options.js';
import { restart } from './restart.js';
import { linkSerial } from './serial.js';

/** `CREATE SEQUENCE [IF NOT EXISTS] name options` */
export function createSequence(draft: Draft, statement: CreateSeqStmt): Effect | undefined {
  const written = writtenRange(statement.sequence);
  const schema = creationSchema(draft, written, statement.sequence?.relpersistence);
  if (statement.if_not_exists && draft.catalog.names.has(nameKey('relation', schema, written.name))) return undefined;
  requireFreeRelation(draft, schema, written, false);
  const options = readSequenceOptions(draft, statement.options);
  const sequence: Sequence = { kind: 'sequence', standalone: true, id: newId(draft), schema, name: written.name, ...sequenceDefinition(draft, options) };
  addObject(draft, sequence);
  own(draft, sequence, options);
  return undefined;
}

/** `ALTER SEQUENCE [IF EXISTS] name options` */
export function alterSequence(draft: Draft, statement: AlterSeqStmt): Effect | undefined {
  const written = writtenRange(statement.sequence);
  const relation = findRelation(draft, written);
  if (!relation) return statement.missing_ok ? undefined : unknownRelation(draft, written);
  if (relation.object.kind !== 'sequence') {
    return refuse(draft, 'wrong-object-type', `"${written.name}" is not a sequence`, { name: written.name, at: written.at, help: `It is ${withArticle(relation.kind)}.` });
  }
  const options = readSequenceOptions(draft, statement.options);
  const { minValue: _min, maxValue: _max, ...rest } = relation.object;
  const sequence = { ...rest, ...sequenceDefinition(draft, options, relation.object) };
  put(draft, sequence);
  if (options.restart !== undefined) restart(draft, sequence, options.restart ?? sequence.start);
  own(draft, sequence, options);
  return undefined;
}

/** `OWNED BY table.column`, `OWNED BY NONE` */
function own(draft: Draft, sequence: Sequence, { ownedBy }: SequenceOptions): void {
  if (!ownedBy) return;
  const before = sequence.ownedBy;
  requireNotIdentity(draft, sequence);
  const { ownedBy: _owner, ...free } = sequence;
  if (ownedBy.length === 1) {
    if (ownedBy[0] !== 'none') refuse(draft, 'invalid-sequence', 'invalid OWNED BY option', { name: 'owned', help: 'Specify OWNED BY table.column or OWNED BY NONE.' });
    put(draft, free);
  } else {
    const table = ownerTable(draft, ownedBy);
    const column = requireColumn(draft, table, ownedBy.at(-1) ?? '');
    if (table.schema !== sequence.schema) refuse(draft, 'invalid-sequence', 'sequence must be in same schema as table it is linked to', { name: table.name });
    put(draft, { ...free, ownedBy: { table: table.id, column: column.id } });
    linkSerial(draft, table.id, column.id);
  }
  if (before && draft.catalog.objects.has(before.table)) linkSerial(draft, before.table, before.column);
}

function ownerTable(draft: Draft, parts: readonly string[]): Table {
  const schema = parts.at(-3);
  return requireTable(draft, { name: parts.at(-2) ?? '', ...(schema !== undefined && { schema }) });
}

function requireNotIdentity(draft: Draft, sequence: Sequence): void {
  const table = sequence.ownedBy && draft.catalog.objects.get(sequence.ownedBy.table);
  if (table?.kind !== 'table' || !table.columns.some((column) => column.identity?.sequence === sequence.id)) return;
  refuse(draft, 'invalid-sequence', 'cannot change ownership of identity sequence', { name: sequence.name, help: `Sequence "${sequence.name}" is linked to table "${table.name}".` });
}
