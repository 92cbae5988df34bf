import { baseType } from '../model/base-types.js';
import type { ObjectId, Sequence, Table } from '../model/catalog.js';
import type { Expr } from '../model/expression.js';
import { put, tableIn, type Draft } from './draft.js';

/** RESTART WITH n, START WITH n: the next number of a sequence, set as `SELECT setval('t_id_seq', n, false)` sets it. */
export function restart(draft: Draft, { schema, name, ownedBy }: Sequence, value: string): void {
  if (ownedBy) draft.catalog = { ...draft.catalog, numbersGiven: draft.catalog.numbersGiven.delete(ownedBy.table) };
  const type = baseType('int8');
  const args: readonly Expr[] = [
    { kind: 'literal', type: baseType('regclass'), value: `${quoted(schema)}.${quoted(name)}` },
    { kind: 'literal', type, value },
    { kind: 'literal', type: baseType('bool'), value: 'false' },
  ];
  const targets = [{ name: 'setval', expr: { kind: 'call' as const, name: 'setval', args, type, volatile: true } }];
  const body = { kind: 'select' as const, distinct: false as const, targets, from: [], groupBy: [], windows: [] };
  draft.rowsAfter.push({ kind: 'select-statement', query: { with: [], recursive: false, body, orderBy: [], columns: [{ name: 'setval', type }] } });
}

/** A primary key is added to a column that has its sequence already: from here on SQLite numbers it, and begins where the sequence stands. */
export function startWithKey(draft: Draft, table: ObjectId): void {
  const sequence = numbering(draft, tableIn(draft, table));
  // What a standalone sequence has given already goes with it: only the plan knows where it is kept.
  if (!sequence || sequence.standalone) return;
  const { next, ...rest } = sequence;
  if ((next ?? rest.start) === '1') return;
  put(draft, rest);
  restart(draft, rest, next ?? rest.start);
}

/** `SELECT setval('t_id_seq', 7)` before there is a primary key. */
export function rememberNext(draft: Draft, sequence: Sequence, next: string): void {
  const table = sequence.ownedBy && tableIn(draft, sequence.ownedBy.table);
  if (table && !numbering(draft, table)) put(draft, { ...sequence, next });
}

/** The sequence of a primary key of one column. */
function numbering({ catalog }: Draft, { columns, constraints }: Table): Sequence | undefined {
  const key = constraints.find(({ kind }) => kind === 'primary-key');
  const [id, ...others] = key?.kind === 'primary-key' ? key.columns : [];
  const column = others.length === 0 ? columns.find((each) => each.id === id) : undefined;
  const found = catalog.objects.get(column?.serial ?? column?.identity?.sequence ?? -1);
  return found?.kind === 'sequence' ? found : undefined;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
