import { BOOL, TEXT } from '../model/base-types.js';
import type { NameEntry, PartId, Table } from '../model/catalog.js';
import type { Expr } from '../model/expression.js';
import { partitionRows } from './catalog/partition-rows.js';
import type { Draft } from './draft.js';
import { textLiteral } from './procedure/condition.js';
import { queryOf } from './procedure/inserted-row.js';

/** No statement has this source. */
const WHOLE = -46;

/** Rows that a new partition is to take may not be in the DEFAULT partition beside it already (check_default_partition_contents). */
export function requireNoneInDefault(draft: Draft, parent: Table, entry: NameEntry): void {
  const beside = defaultBeside(draft, parent, entry.partition?.of);
  const rows = partitionRows(entry, draft.catalog, WHOLE);
  if (beside === undefined || !rows || rows === 'unknown' || !draft.before.objects.has(parent.id)) return;
  const raised: Expr = { kind: 'call', name: 'raise_exception', args: [textLiteral(`updated partition constraint for default partition "${beside}" would be violated by some row`)], type: TEXT };
  const there = queryOf([{ name: 'there', expr: textLiteral('') }], { from: [{ kind: 'table', source: WHOLE, relation: parent.id }], where: rows });
  const exists: Expr = { kind: 'subquery', form: 'exists', query: there, type: BOOL };
  draft.rowsBefore.push({ kind: 'select-statement', query: queryOf([{ name: 'raised', expr: raised }], { where: exists }) });
}

function defaultBeside({ catalog }: Draft, parent: Table, around: PartId | undefined): string | undefined {
  for (const [key, { id, partition }] of catalog.names) if (id === parent.id && partition?.rows === 'rest' && partition.of === around) return key.split('\0')[2];
  return undefined;
}
