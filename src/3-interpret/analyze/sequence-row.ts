import type { RangeVar } from '@pgsql/types';
import { BOOL, INT8, TEXT } from '../../model/base-types.js';
import type { Sequence } from '../../model/catalog.js';
import { findName } from '../../model/catalog-lookup.js';
import type { Expr } from '../../model/expression.js';
import type { Query } from '../../model/query.js';
import type { Scope } from './scope.js';

/** `SELECT last_value FROM users_id_seq`: where a sequence stands, as the row that it is in Postgres (without log_cnt, which only Postgres counts). */
export function sequenceRow({ schemaname, relname = '' }: RangeVar, { catalog, state }: Scope): Query | undefined {
  // A variable of a body stands for where the sequence stood, which nobody keeps.
  const entry = state.later ? undefined : findName(catalog, 'relation', schemaname, relname);
  const object = entry && catalog.objects.get(entry.id);
  if (object?.kind !== 'sequence') return undefined;
  const columns = [{ name: 'last_value', type: INT8 }, { name: 'is_called', type: BOOL }] as const;
  const targets = columns.map(({ name, type }) => ({ name, expr: { kind: 'call', name: `sequence ${name}`, args: [nameOf(object)], type, volatile: true } satisfies Expr }));
  return { with: [], recursive: false, orderBy: [], columns, body: { kind: 'select', distinct: false, targets, from: [], groupBy: [], windows: [] } };
}

function nameOf({ schema, name }: Sequence): Expr {
  return { kind: 'literal', type: TEXT, value: [schema, name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.') };
}
