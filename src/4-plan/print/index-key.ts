import type { Expr } from '../../model/expression.js';

const HASHES: ReadonlySet<string> = new Set(['md5', 'sha224', 'sha256', 'sha384', 'sha512', 'digest', 'encode']);
const TEXTS: ReadonlySet<string> = new Set(['text', 'varchar', 'uuid']);

/** `CREATE UNIQUE INDEX ON pages (md5(url))`: hashes differ where the values do, and SQLite's keys may be of any length. */
export function indexKey(expr: Expr): Expr {
  const [value] = expr.kind === 'call' && expr.function === undefined && HASHES.has(expr.name) ? expr.args : [];
  if (value) return withoutTextCasts(indexKey(value));
  if (expr.kind !== 'cast' || expr.type.kind !== 'base' || !TEXTS.has(expr.type.name)) return expr;
  const inner = indexKey(expr.operand);
  return inner === expr.operand ? expr : inner;
}

/** `md5(data::text)` and `digest(name::bytea, 'sha1')` are about data and name. */
function withoutTextCasts(expr: Expr): Expr {
  return expr.kind === 'cast' && expr.type.kind === 'base' && ['text', 'bytea'].includes(expr.type.name) ? expr.operand : expr;
}
