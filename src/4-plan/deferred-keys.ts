import { referencesTo, tableWithTriggers } from '../model/catalog-lookup.js';
import type { Catalog, ColumnId, Table } from '../model/catalog.js';
import type { Unique } from '../model/constraint.js';
import type { Change } from '../model/change.js';
import type { Step } from '../model/plan.js';
import type { DataStatement } from '../model/query.js';
import type { Statement } from '../model/statement.js';
import { statementsIn, type TriggerBody } from '../model/trigger-program.js';
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
  const keys = keysChangedBy(statements, after).flatMap(([constraint, table]) =>
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

type ChangedKey = readonly [Unique, Table];

/** The deferrable keys that statements change, and what triggers do at their rows. */
function keysChangedBy(statements: readonly DataStatement[], catalog: Catalog): readonly ChangedKey[] {
  const keys: ChangedKey[] = [];
  const fired = new Set<TriggerBody>();
  const waiting = statements.flatMap(changesWithin);
  for (let statement = waiting.shift(); statement !== undefined; statement = waiting.shift()) {
    keys.push(...changedKeys(statement, catalog));
    for (const [relation, body] of bodiesAt(statement, catalog)) {
      if (fired.has(body)) continue;
      fired.add(body);
      keys.push(...keysOf(relation, body.assignments, catalog));
      waiting.push(...statementsIn(body.actions).flatMap(changesWithin));
    }
  }
  return keys;
}

/** What triggers do at the rows of a statement, and at those that go with them. */
function bodiesAt(statement: DataStatement, catalog: Catalog): readonly (readonly [Table['id'], TriggerBody])[] {
  if (!('target' in statement)) return [];
  const { relation } = statement.target;
  const updates = statement.kind === 'insert' && (statement.onConflict?.set ?? []).length > 0;
  const relations = statement.kind === 'delete' ? withCascaded(relation, catalog) : [relation];
  return relations.flatMap((id) => (tableWithTriggers(catalog, id)?.triggers ?? []).filter(({ enabled }) => enabled).flatMap(({ program }) =>
    program?.kind === 'lowered' ? program.bodies.filter(({ event }) => event === statement.kind || (event === 'update' && updates)).map((body) => [id, body] as const) : []));
}

/** The table and those whose rows are deleted with its rows. */
function withCascaded(relation: Table['id'], catalog: Catalog): readonly Table['id'][] {
  const found = new Set([relation]);
  for (const id of found) for (const { table, key } of referencesTo(catalog, id)) if (key.onDelete === 'cascade') found.add(table.id);
  return [...found];
}

/** The deferrable keys of which an UPDATE, or the update of an INSERT, sets a column. */
function changedKeys(statement: DataStatement, catalog: Catalog): readonly ChangedKey[] {
  if (statement.kind === 'update') return keysOf(statement.target.relation, statement.set, catalog);
  return statement.kind === 'insert' ? keysOf(statement.target.relation, statement.onConflict?.set ?? [], catalog) : [];
}

function keysOf(relation: Table['id'], set: readonly { readonly column: ColumnId }[], catalog: Catalog): readonly ChangedKey[] {
  const table = catalog.objects.get(relation);
  if (table?.kind !== 'table' || set.length === 0) return [];
  return table.constraints.flatMap((constraint) => (constraint.kind === 'unique' && constraint.deferrable && set.some(({ column }) => constraint.columns.includes(column)) ? [[constraint, table] as const] : []));
}
