import type { Node, SelectStmt } from '@pgsql/types';
import { diagnose } from '../../../diagnostics/diagnose.js';
import { findName } from '../../../model/catalog-lookup.js';
import type { ObjectId, WrittenRows } from '../../../model/catalog.js';
import type { Diagnostic } from '../../../model/diagnostic.js';
import type { ProcedureExpression } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import { and, isNotTrue } from '../condition.js';
import { constantNode } from './constant-node.js';
import type { Environment, Rows } from './environment.js';
import { evaluateExpression } from './evaluate-expression.js';
import { evaluateQuery } from './evaluate-query.js';
import { conditionOf, raise } from './row-conditions.js';
import { environment, guardOf, known, type Runner } from './runner.js';
import { isSame, sameRows } from './same-rows.js';
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

function supposing<T>(runner: Runner, read: (there: Environment) => T, alsoAwaited = false): { readonly found: T; readonly tables: readonly ObjectId[] } | undefined {
  if (runner.catalog.written.size === 0) return undefined;
  const tables: ObjectId[] = [];
  const written = (schema: string | undefined, name: string): readonly SystemRow[] | undefined => {
    const id = findName(runner.catalog, 'relation', schema, name)?.id;
    const table = id === undefined ? undefined : runner.catalog.objects.get(id);
    const known = id === undefined ? undefined : runner.catalog.written.get(id);
    if (!known || (known.awaited && !alsoAwaited) || table?.kind !== 'table') return undefined;
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
  requireSupposed({ node: isSame(now, value) }, { holds: true, tables: read.tables }, span, runner);
  return read.found;
}

/**
 * `FOR name IN SELECT slug FROM tenants LOOP EXECUTE ..`: what the query gives over the rows that migrations have written. A table into which none has
 * put anything has no rows as long as nobody else has: then there is no round.
 */
export function supposedRounds(select: SelectStmt, span: Span, runner: Runner): Rows | undefined {
  const read = runner.supposing ? supposing(runner, (there) => evaluateQuery(select, there), true) : undefined;
  const condition = read && sameRows(select, read.found);
  if (!read || !condition) return undefined;
  requireSupposed({ node: condition }, { holds: read.found.rows.length > 0, tables: read.tables }, span, runner);
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
  const { message, note } = told(entries, span, runner);
  const isNoted = runner.changes.some(({ diagnostics }) => diagnostics.some((other) => other.code === note.code && other.span?.start === span.start));
  raise(message, guard ? and(guard, fails) : fails, span, runner, { notes: isNoted ? [] : [note] });
  if (guard) return;
  const written = entries.reduce((all, [id, entry]) => all.set(id, { ...entry, held: new Set([...entry.held, text]) }), runner.catalog.written);
  runner.catalog = { ...runner.catalog, written };
}

function told(entries: readonly (readonly [ObjectId, WrittenRows])[], span: Span, { catalog, file }: Runner): { readonly message: string; readonly note: Diagnostic } {
  const namesOf = (those: typeof entries): string => [...new Set(those.flatMap(([id]) => catalog.objects.get(id)?.name ?? []))].join(' and ');
  const awaited = namesOf(entries.filter(([, entry]) => entry.awaited));
  const names = namesOf(entries);
  if (awaited) return {
    message: `${awaited} has rows: what this block does for each of them was not carried over`,
    note: diagnose('rounds-left-out', { message: `what the loop does for each row of ${awaited} is left out, as no migration has put any there: on a database that has some the migration fails and changes nothing`, file, span }),
  };
  return {
    message: `the rows of ${names} are not those that the migrations have written, by which this block was carried over`,
    note: diagnose('rows-supposed', { message: `what the block does is decided by the rows that the migrations have written into ${names}: on a database that has others the migration fails and changes nothing`, file, span }),
  };
}

function withoutPlaces(node: Node): unknown {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'location' ? undefined : value)));
}

/** Both, where one of them may not be known. */
export function bothHappen(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a === false || b === false) return false;
  return a && b ? true : undefined;
}
