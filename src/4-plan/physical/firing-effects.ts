import type { Catalog, CatalogObject, ColumnId, ObjectId, Table } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import type { DataStatement, Insert } from '../../model/query.js';
import { changedBy, statementsIn, treesOf } from '../../model/trigger-program.js';
import { relationsOf } from '../../model/walk.js';
import { countedColumns } from '../counted.js';
import type { Firing } from './trigger-firing.js';

/** What a trigger's body reads and writes. */
export interface Effects {
  readonly skips: boolean;
  /** The columns of its own row that it gives values. */
  readonly sets: readonly ColumnId[];
  readonly reads: ReadonlySet<ObjectId>;
  /** With true where rows are only added. */
  readonly writes: ReadonlyMap<ObjectId, boolean>;
}

/** @param sets only what it gives to the row counts, otherwise only what it does besides */
export function effectsOf({ firing: { body, when }, sets }: { readonly firing: Pick<Firing, 'body' | 'when'>; readonly sets: boolean }, table: Table): Effects {
  const trees: readonly (Expr | DataStatement)[] = [...(when ? [when] : []), ...(sets ? body.assignments.flatMap(({ value, guard }) => [value, ...(guard ? [guard] : [])]) : treesOf(body.actions))];
  const writes = new Map<ObjectId, boolean>(sets ? [[table.id, false]] : []);
  for (const statement of sets ? [] : statementsIn(body.actions)) {
    if (!('target' in statement)) continue;
    const { target, kind } = statement;
    const adds = kind === 'insert' && !statement.onConflict;
    writes.set(target.relation, adds && writes.get(target.relation) !== false);
  }
  const reads = trees.flatMap((tree) => ('kind' in tree && tree.kind === 'insert' && writes.get(tree.target.relation) ? readsBesides(tree) : relationsOf(tree)));
  return { sets: sets ? body.assignments.map(({ column }) => column) : [], skips: !sets && body.actions.some(({ kind }) => kind === 'skip'), reads: new Set(reads), writes };
}

/** Rows that are only added are not asked for; the values may still be made of others. */
function readsBesides({ target, ...rest }: Insert): readonly ObjectId[] {
  return relationsOf({ ...rest, target: { ...target, relation: NOTHING } }).filter((id) => id !== NOTHING);
}

/** No relation. */
const NOTHING: ObjectId = -1;

/** With what the triggers of the tables do that it writes, and those of the tables that they write. */
export function withReach(effects: Effects, catalog: Catalog): Effects {
  const writes = new Map(effects.writes);
  const reads = new Set(effects.reads);
  const seen = new Set<ObjectId>();
  const pending = effects.sets.length > 0 ? [] : [...effects.writes.keys()];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const triggers = seen.has(id) ? [] : catalog.objects.pick(id, triggersOf, undefined);
    seen.add(id);
    for (const { enabled, program } of triggers) {
      for (const { actions, assignments } of enabled && program?.kind === 'lowered' ? program.bodies : []) {
        if (assignments.length > 0) writes.set(id, false);
        for (const relation of treesOf(actions).flatMap((tree) => relationsOf(tree))) reads.add(relation);
        for (const relation of changedBy(actions)) {
          writes.set(relation, false);
          pending.push(relation);
        }
      }
    }
  }
  return { ...effects, writes, reads };
}

function triggersOf(table: CatalogObject | undefined): Table['triggers'] {
  return table?.kind === 'table' ? table.triggers : NO_TRIGGERS;
}

const NO_TRIGGERS: Table['triggers'] = [];

/** Whether it shows which of the two comes first. */
export function conflict(a: Effects, b: Effects, catalog: Catalog): boolean {
  if ((a.skips && b.writes.size > 0) || (b.skips && a.writes.size > 0)) return true;
  if ([...a.writes.keys()].some((id) => b.reads.has(id)) || [...b.writes.keys()].some((id) => a.reads.has(id))) return true;
  // What both give to the row is worked out for the second over what the first gives.
  if (a.sets.length > 0 && b.sets.length > 0) return a.sets.some((column) => b.sets.includes(column));
  return [...a.writes].some(([id, adds]) => b.writes.has(id) && !(adds && b.writes.get(id) && !catalog.objects.pick(id, isNumbered, undefined)));
}

/** The order in which rows come shows in their numbers. */
function isNumbered(table: CatalogObject | undefined): boolean {
  return table?.kind === 'table' && countedColumns(table).length > 0;
}
