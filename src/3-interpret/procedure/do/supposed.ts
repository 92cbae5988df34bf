import type { Node, SelectStmt } from '@pgsql/types';
import { diagnose } from '../../../diagnostics/diagnose.js';
import { findName } from '../../../model/catalog-lookup.js';
import type { ObjectId } from '../../../model/catalog.js';
import type { ProcedureExpression } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import { and, isNotTrue } from '../condition.js';
import { constantNode } from './constant-node.js';
import type { Environment, Rows } from './environment.js';
import { evaluateExpression } from './evaluate-expression.js';
import { evaluateQuery } from './evaluate-query.js';
import { conditionOf, raise } from './row-conditions.js';
import { environment, guardOf, known, type Runner } from './runner.js';
import type { SystemRow } from './system-rows.js';
import { booleanOf } from './value.js';

/** What a condition is over the rows that migrations have written, and the tables that it reads; undefined where that does not decide it. */
export function supposedValue({ node }: ProcedureExpression, runner: Runner): Supposition | undefined {
  const read = supposing(runner, (there) => booleanOf(evaluateExpression(node, there)));
  return read && { holds: read.found === true, tables: read.tables };
}

interface Supposition {
  readonly holds: boolean;
  readonly tables: readonly ObjectId[];
}

function supposing<T>(runner: Runner, read: (there: Environment) => T): { readonly found: T; readonly tables: readonly ObjectId[] } | undefined {
  if (runner.catalog.written.size === 0) return undefined;
  const tables: ObjectId[] = [];
  const written = (schema: string | undefined, name: string): readonly SystemRow[] | undefined => {
    const id = findName(runner.catalog, 'relation', schema, name)?.id;
    const table = id === undefined ? undefined : runner.catalog.objects.get(id);
    const known = id === undefined ? undefined : runner.catalog.written.get(id);
    if (!known || table?.kind !== 'table') return undefined;
    tables.push(table.id);
    return known.rows.map((row) => Object.fromEntries(table.columns.flatMap((column) => (row.has(column.id) ? [[column.name, row.get(column.id) ?? null]] : []))));
  };
  const found = known(() => read({ ...environment(runner), written }));
  return found === undefined || tables.length === 0 ? undefined : { found, tables };
}

/** `SELECT version INTO v FROM versions`: what the query gives over the rows that migrations have written. */
export function supposedRows(select: SelectStmt, span: Span, runner: Runner): Rows | undefined {
  const read = runner.supposing ? supposing(runner, (there) => evaluateQuery(select, there)) : undefined;
  const value = read && constantNode(read.found.rows[0]?.[0] ?? null);
  if (!read || !value || read.found.columns.length !== 1) return undefined;
  const now: Node = { SubLink: { subLinkType: 'EXPR_SUBLINK', subselect: { SelectStmt: select } } };
  const same: Node = { A_Expr: { kind: 'AEXPR_NOT_DISTINCT', name: [{ String: { sval: '=' } }], lexpr: now, rexpr: value } };
  requireSupposed({ node: same }, { holds: true, tables: read.tables }, span, runner);
  return read.found;
}

/**
 * Has the database look whether a condition is what it is supposed to be: where it is not, the migration fails and changes nothing. Once for all
 * statements under the same condition, as long as nobody changes the tables.
 */
export function requireSupposed(condition: Pick<ProcedureExpression, 'node'>, { holds, tables }: Supposition, span: Span, runner: Runner): void {
  const guard = guardOf(runner);
  const text = JSON.stringify([holds, withoutPlaces(condition.node)]);
  const entries = tables.flatMap((id) => { const entry = runner.catalog.written.get(id); return entry ? [[id, entry] as const] : []; });
  if (!guard && entries.every(([, { held }]) => held.has(text))) return;
  const now = conditionOf(condition, span, runner);
  const fails = holds ? isNotTrue(now) : now;
  const names = [...new Set(tables.flatMap((id) => runner.catalog.objects.get(id)?.name ?? []))].join(' and ');
  const isNoted = runner.changes.some(({ diagnostics }) => diagnostics.some((other) => other.code === 'rows-supposed' && other.span?.start === span.start));
  const note = diagnose('rows-supposed', { message: `what the block does is decided by the rows that the migrations have written into ${names}: on a database that has others the migration fails and changes nothing`, file: runner.file, span });
  raise(`the rows of ${names} are not those that the migrations have written, by which this block was carried over`, guard ? and(guard, fails) : fails, span, runner, isNoted ? [] : [note]);
  if (guard) return;
  const written = entries.reduce((all, [id, { rows, held }]) => all.set(id, { rows, held: new Set([...held, text]) }), runner.catalog.written);
  runner.catalog = { ...runner.catalog, written };
}

function withoutPlaces(node: Node): unknown {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'location' ? undefined : value)));
}

/** Both, where one of them may not be known. */
export function bothHappen(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a === false || b === false) return false;
  return a && b ? true : undefined;
}
