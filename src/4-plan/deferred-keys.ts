import type { Catalog, ColumnId, Table } from '../model/catalog.js';
import type { Unique } from '../model/constraint.js';
import type { Change } from '../model/change.js';
import type { Step } from '../model/plan.js';
import type { DataStatement } from '../model/query.js';
import type { Statement } from '../model/statement.js';
import { changesWithin } from './changes-within.js';
import { silent, type PlanContext } from './context.js';
import { physicalIndexes } from './physical/index-definition.js';
import { quoteIdentifier } from './print/identifier.js';

/**
 * SQLite checks a unique index row by row. `UPDATE items SET position = 3 - position` swaps rows under a DEFERRABLE constraint: its index is away while
 * they change. It comes back behind the statement, or, where Postgres checks at COMMIT, before anything else than rows changes and at the end.
 */
export interface Deferral {
  readonly away: Key[];
  /** SET CONSTRAINTS .. DEFERRED was written. */
  all: boolean;
}

interface Key {
  readonly name: string;
  readonly sql: string;
  readonly deferred: boolean;
  readonly cause: Statement;
}

/** What is dropped before the rows change. */
export function putOff(deferral: Deferral, statements: readonly DataStatement[], { after, cause }: Change, context: PlanContext): readonly Step[] {
  const keys = statements.flatMap(changesWithin).flatMap((statement) => changedKeys(statement, after)).flatMap(([constraint, table]) =>
    physicalIndexes({ ...table, constraints: [constraint], indexes: [] }, after, silent(context)).map(({ name, sql }): Key => ({ name, sql, deferred: constraint.initiallyDeferred, cause })));
  const steps: Step[] = [];
  for (const key of keys) {
    if (deferral.away.some(({ name }) => name === key.name)) continue;
    deferral.away.push(key);
    steps.push(step(`DROP INDEX ${quoteIdentifier(key.name)}`, cause));
  }
  return steps;
}

/** What is created again: behind a statement only the keys that Postgres checks there. */
export function comeBack(deferral: Deferral, at: 'statement' | 'end'): readonly Step[] {
  const waits = (key: Key): boolean => at === 'statement' && (key.deferred || deferral.all);
  const back = deferral.away.filter((key) => !waits(key));
  deferral.away.splice(0, deferral.away.length, ...deferral.away.filter(waits));
  return back.map(({ sql, cause }) => step(sql, cause));
}

/** `SET CONSTRAINTS ALL DEFERRED`: some that are named count as all, as a constraint that is broken in between is not one that holds at the end. */
export function setConstraints(deferral: Deferral, { node }: Statement): readonly Step[] {
  if (!('ConstraintsSetStmt' in node)) return [];
  deferral.all = node.ConstraintsSetStmt.deferred === true;
  return deferral.all ? [] : comeBack(deferral, 'end');
}

function step(sql: string, { file, span }: Statement): Step {
  return { sql, cause: { file, span } };
}

/** The deferrable keys of which an UPDATE, or the update of an INSERT, sets a column. */
function changedKeys(statement: DataStatement, catalog: Catalog): readonly (readonly [Unique, Table])[] {
  if (statement.kind === 'update') return keysOf(statement.target.relation, statement.set, catalog);
  return statement.kind === 'insert' ? keysOf(statement.target.relation, statement.onConflict?.set ?? [], catalog) : [];
}

function keysOf(relation: Table['id'], set: readonly { readonly column: ColumnId }[], catalog: Catalog): readonly (readonly [Unique, Table])[] {
  const table = catalog.objects.get(relation);
  if (table?.kind !== 'table' || set.length === 0) return [];
  return table.constraints.flatMap((constraint) => (constraint.kind === 'unique' && constraint.deferrable && set.some(({ column }) => constraint.columns.includes(column)) ? [[constraint, table] as const] : []));
}
