import { findName, objectOf } from '../../model/catalog-lookup.js';
import type { Sequence } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { constantOf } from './literal.js';
import type { Printing } from './printing.js';

/** The sequence that `'users_id_seq'`, `'public.users_id_seq'::regclass` or `pg_get_serial_sequence('users', 'id')` names. */
export function sequenceOf(expr: Expr, p: Printing): Sequence | undefined {
  if (expr.kind === 'cast') return sequenceOf(expr.operand, p);
  if (expr.kind === 'call' && expr.name === 'pg_get_serial_sequence') return serialOf(expr.args.map((arg) => constantOf(arg) ?? ''), p);
  const text = constantOf(expr);
  const object = typeof text === 'string' ? lookUp(text, p) : undefined;
  return object?.kind === 'sequence' ? object : undefined;
}

function serialOf([relation = '', column = '']: readonly string[], p: Printing): Sequence | undefined {
  const table = lookUp(relation, p);
  const found = table?.kind === 'table' ? table.columns.find(({ name }) => name === column) : undefined;
  const id = found?.serial ?? found?.identity?.sequence;
  return id === undefined ? undefined : objectOf(p.catalog, id, 'sequence');
}

/** A relation by its name in text, folded as Postgres folds it: `"Users_id_seq"`, `public.users`. */
function lookUp(text: string, p: Printing) {
  const parts = [...text.matchAll(/"((?:[^"]|"")*)"|([^."]+)/gu)].map(([, quoted, bare = '']) => quoted?.replaceAll('""', '"') ?? bare.trim().toLowerCase());
  const name = parts.at(-1) ?? '';
  const entry = findName(p.catalog, 'relation', parts.length > 1 ? parts.at(-2) : undefined, name);
  return entry && p.catalog.objects.get(entry.id);
}
