import type { Node } from '@pgsql/types';
import { baseType } from '../model/base-types.js';
import type { ColumnId, ObjectId, Sequence } from '../model/catalog.js';
import type { Catalog } from '../model/catalog.js';
import type { Call } from '../model/expression.js';
import { relationName } from './catalog/generate-name.js';
import { addObject } from './catalog/names.js';
import { requireFreeRelation } from './catalog/resolve.js';
import { newId, type Draft } from './draft.js';
import { restart } from './restart.js';
import { readSequenceOptions, sequenceDefinition } from './sequence-options.js';

export interface SequenceOwner {
  readonly table: ObjectId;
  readonly tableName: string;
  readonly schema: string;
  readonly column: ColumnId;
  readonly columnName: string;
}

/** Creates the sequence `t_c_seq` of a serial or identity column (generateSerialExtraStmts). */
export function addOwnedSequence(
  draft: Draft,
  owner: SequenceOwner,
  type: Sequence['type'],
  optionNodes: readonly Node[] | undefined,
): Sequence {
  const options = readSequenceOptions(draft, optionNodes);
  const schema = options.name?.schema ?? owner.schema;
  const name = options.name?.name ?? relationName(draft.catalog, schema, owner.tableName, owner.columnName, 'seq', false);
  if (options.name) requireFreeRelation(draft, schema, options.name, false);
  const sequence: Sequence = {
    kind: 'sequence',
    id: newId(draft),
    schema,
    name,
    ownedBy: { table: owner.table, column: owner.column },
    ...sequenceDefinition(draft, { ...options, type: options.type ?? type }),
  };
  addObject(draft, sequence);
  if (sequence.start !== '1') restart(draft, sequence, sequence.start);
  return sequence;
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The sequence as regclass prints it: with its schema unless the search path reaches it. */
export function regclassText(catalog: Catalog, sequence: { readonly schema: string; readonly name: string }): string {
  const name = quoted(sequence.name);
  return catalog.searchPath.includes(sequence.schema) ? name : `${quoted(sequence.schema)}.${name}`;
}

/** `nextval('t_c_seq'::regclass)` */
export function nextvalCall(catalog: Catalog, sequence: Sequence): Call {
  const target = { kind: 'literal' as const, value: regclassText(catalog, sequence), type: baseType('regclass') };
  return { kind: 'call', name: 'nextval', args: [target], type: baseType('int8'), volatile: true };
}
