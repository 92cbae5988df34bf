import type { Sequence } from '../model/catalog.js';
import type { Expr } from '../model/expression.js';
import { baseType } from './catalog/types.js';
import type { Draft } from './draft.js';

/** RESTART WITH n, START WITH n: the next number of an owned sequence, set as `SELECT setval('t_id_seq', n, false)` sets it. */
export function restart(draft: Draft, { schema, name, ownedBy }: Sequence, value: string): void {
  if (!ownedBy) return;
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

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
