import { referencesTo } from './catalog-lookup.js';
import type { Catalog, CatalogObject, ColumnId, ObjectId, Table } from './catalog.js';
import type { ForeignKey } from './constraint.js';
import { countedColumns } from './counted.js';
import type { ColumnRef, Expr, SourceId } from './expression.js';
import type { DataStatement, TableSource } from './query.js';
import { readsOf } from './reads.js';
import { changedIn, statementsIn, treesOf, treesOfAssignments, type TriggerAction, type TriggerBody } from './trigger-program.js';
import { someNode } from './walk.js';

/** Of a relation these columns, or all that can be read or written. */
type Columns = ReadonlySet<ColumnId> | 'all';

/** What a trigger's body reads and writes. */
export interface Effects {
  readonly skips: boolean;
  /** The columns of its own row that it gives values. */
  readonly sets: readonly ColumnId[];
  readonly reads: ReadonlyMap<ObjectId, Columns>;
  /** With `rows` where rows are only added, with columns where they are only updated. */
  readonly writes: ReadonlyMap<ObjectId, Columns | 'rows'>;
}

/** What actions do besides giving values to the row that a trigger is fired for. @param asked what is read besides */
export function effectsOf(actions: readonly TriggerAction[], asked: readonly Expr[] = []): Effects {
  const writes = new Map<ObjectId, Columns | 'rows'>();
  const reads = new Map<ObjectId, Columns>();
  for (const statement of statementsIn(actions)) for (const relation of changedIn(statement)) add(writes, relation, writtenBy(statement));
  for (const tree of [...asked, ...treesOf(actions)]) readTree(tree, reads);
  return { sets: [], skips: actions.some(({ kind }) => kind === 'skip'), reads, writes };
}

/** What is given to the row. */
export function givenToRow({ assignments }: Pick<TriggerBody, 'assignments'>, table: Table, asked: readonly Expr[] = []): Effects {
  const { reads } = effectsOf([], [...asked, ...treesOfAssignments(assignments)]);
  return { sets: assignments.map(({ column }) => column), skips: false, reads, writes: new Map([[table.id, 'all']]) };
}

function writtenBy(statement: DataStatement): Columns | 'rows' {
  if (statement.kind === 'insert') return statement.onConflict ? 'all' : 'rows';
  return statement.kind === 'update' ? new Set(statement.set.map(({ column }) => column)) : 'all';
}

function add<T extends Columns | 'rows'>(known: Map<ObjectId, T>, relation: ObjectId, columns: T): void {
  const before = known.get(relation);
  if (before === undefined || before === columns) known.set(relation, columns);
  else known.set(relation, (typeof before === 'string' || typeof columns === 'string' ? 'all' : new Set([...before, ...columns])) as T);
}

/** Rows that are only added are not asked for; the values may still be made of others. */
function readTree(tree: Expr | DataStatement, reads: Map<ObjectId, Columns>): void {
  const added = 'kind' in tree && tree.kind === 'insert' && !tree.onConflict ? tree.target : undefined;
  const sources = new Map<SourceId, ObjectId>();
  someNode(tree, (node) => {
    if (node.kind === 'table' && node !== added) sources.set((node as TableSource).source, (node as TableSource).relation);
    return false;
  });
  for (const id of readsOf(tree)) if (id !== added?.relation && ![...sources.values()].includes(id)) add(reads, id, 'all');
  for (const relation of sources.values()) add(reads, relation, 'kind' in tree && tree.kind === 'insert' && tree.target.relation === relation ? 'all' : NO_COLUMNS);
  someNode(tree, (node) => {
    const relation = node.kind === 'column' ? sources.get((node as ColumnRef).source) : undefined;
    if (relation !== undefined) add(reads, relation, (node as ColumnRef).column === undefined ? 'all' : new Set([(node as ColumnRef).column as ColumnId]));
    return false;
  });
}

const NO_COLUMNS: ReadonlySet<ColumnId> = new Set();

/** What is handed on to other tables besides what triggers do. */
interface Reach {
  /** Foreign keys change or delete rows with those that are written. */
  readonly cascades?: boolean;
}

/** With what the views and functions read that it names, and with what the triggers of the tables do that it writes, and those of the tables that they write. */
export function withReach(effects: Effects, catalog: Catalog, { cascades = false }: Reach = {}): Effects {
  const writes = new Map(effects.writes);
  const reads = new Map(effects.reads);
  const seen = new Set<ObjectId>();
  const pending = effects.sets.length > 0 ? [] : [...effects.writes.keys()];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const { table, key } of cascades ? referencesTo(catalog, id) : []) {
      if (!handsOn(key, writes.get(id) ?? 'all')) continue;
      writes.set(table.id, 'all');
      pending.push(table.id);
    }
    if (typeof writes.get(id) === 'object' && catalog.objects.pick(id, isGenerated, undefined)) writes.set(id, 'all');
    for (const { enabled, program } of catalog.objects.pick(id, triggersOf, undefined)) {
      for (const { actions, assignments } of enabled && program?.kind === 'lowered' ? program.bodies : []) {
        const fired = effectsOf(actions);
        if (assignments.length > 0) writes.set(id, 'all');
        for (const [relation, columns] of fired.reads) add(reads, relation, columns);
        for (const relation of fired.writes.keys()) {
          writes.set(relation, 'all');
          pending.push(relation);
        }
      }
    }
  }
  for (const id of reads.keys()) for (const below of catalog.objects.pick(id, readsBelow, undefined)) reads.set(below, 'all');
  return { ...effects, writes, reads };
}

/** Whether a foreign key does something to its table's rows when those that it names are written. */
function handsOn({ onDelete, onUpdate, targetColumns }: ForeignKey, written: Columns | 'rows'): boolean {
  if (written === 'rows') return false;
  return written === 'all' ? isAction(onDelete) || isAction(onUpdate) : isAction(onUpdate) && targetColumns.some((column) => written.has(column));
}

/** `ON DELETE CASCADE`, `ON UPDATE SET NULL`: not only a check. */
export function isAction(action: ForeignKey['onDelete']): boolean {
  return action !== 'no action' && action !== 'restrict';
}

/** What a view or a function reads. */
function readsBelow(object: CatalogObject | undefined): readonly ObjectId[] {
  if (object?.kind === 'view') return readsOf(object.query);
  const body = object?.kind === 'function' ? (object.inline ?? object.rows) : undefined;
  return body ? readsOf(body) : NOTHING_READ;
}

const NOTHING_READ: readonly ObjectId[] = [];

function triggersOf(table: CatalogObject | undefined): Table['triggers'] {
  return table?.kind === 'table' ? table.triggers : NO_TRIGGERS;
}

const NO_TRIGGERS: Table['triggers'] = [];

/** Other columns change with those that are set. */
function isGenerated(table: CatalogObject | undefined): boolean {
  return table?.kind === 'table' && table.columns.some(({ generated }) => generated !== undefined);
}

/** Whether it shows which of the two comes first. */
export function conflict(a: Effects, b: Effects, catalog: Catalog): boolean {
  if ((a.skips && b.writes.size > 0) || (b.skips && a.writes.size > 0)) return true;
  if (changesFor(a, b) || changesFor(b, a)) return true;
  // What both give to the row is worked out for the second over what the first gives.
  if (a.sets.length > 0 && b.sets.length > 0) return a.sets.some((column) => b.sets.includes(column));
  return [...a.writes].some(([id, columns]) => clash(columns, b.writes.get(id), id, catalog));
}

/** Whether one changes something that the other one reads. */
export function changesFor({ writes }: Pick<Effects, 'writes'>, { reads }: Pick<Effects, 'reads'>): boolean {
  return [...writes].some(([id, columns]) => {
    const read = reads.get(id);
    return read !== undefined && (typeof columns === 'string' || meet(columns, read));
  });
}

function clash(one: Columns | 'rows', other: Columns | 'rows' | undefined, id: ObjectId, catalog: Catalog): boolean {
  if (other === undefined) return false;
  if (one === 'rows' && other === 'rows') return catalog.objects.pick(id, isNumbered, undefined);
  return typeof one === 'string' || typeof other === 'string' || meet(one, other);
}

function meet(one: ReadonlySet<ColumnId>, other: Columns): boolean {
  return other === 'all' || [...one].some((column) => other.has(column));
}

/** The order in which rows come shows in their numbers. */
function isNumbered(table: CatalogObject | undefined): boolean {
  return table?.kind === 'table' && countedColumns(table).length > 0;
}
