import { BOOL, TEXT } from '../model/base-types.js';
import type { Catalog, ColumnId, Table, View } from '../model/catalog.js';
import type { Expr } from '../model/expression.js';
import type { Assignment, DataStatement, TableSource } from '../model/query.js';
import { NEW_ROW, OLD_ROW, type TriggerAction, type TriggerBody, type TriggerEvent } from '../model/trigger-program.js';
import { isCounted } from '../model/counted.js';
import type { PlanContext } from './context.js';
import { defaultOf } from './physical/guard.js';
import { isDocument } from './print/document.js';
import { callsIn, isGivenLater } from './print/sequence-storage.js';
import type { ColumnInView, TableInView } from './view-columns.js';

type Target = Pick<PlanContext, 'dialect' | 'options'>;

/** The table below. */
const TABLE = -70;

/** None where a row of the view does not tell which row of the table it is. */
export function bodiesOf(view: View, way: TableInView, catalog: Catalog, target: Target): readonly TriggerBody[] {
  const { table, columns } = way;
  const key = keyOf(table).find((ids) => ids.every((id) => columns.some(({ column }) => column.id === id)));
  if (!key || columns.some(({ column }) => isDocument(column.type, { ...target, catalog }))) return [];
  const place: TableSource = { kind: 'table', source: TABLE, relation: table.id };
  const where = key.map((id) => sameAsOld(id, view, way)).reduce((left, right): Expr => ({ kind: 'logical', op: 'and', type: BOOL, args: [left, right] }));
  const base = { with: [], recursive: false, target: place, returning: [] } as const;
  const set = columns.flatMap(({ column }, i): readonly Assignment[] => (column.generated ? [] : [{ column: column.id, value: field(view, i, NEW_ROW) }]));
  const insert = way.checked || !canInsert(way) ? undefined : insertOf(view, way, base, catalog);
  const update = way.checked || set.length === 0 || namesColumns(table) ? undefined : ({ ...base, kind: 'update', set, from: [], where } as const);
  return [
    ...(insert ? [bodyOf('insert', insert, view, way)] : []),
    ...(update ? [bodyOf('update', update, view, way)] : []),
    bodyOf('delete', { ...base, kind: 'delete', using: [], where }, view, way),
  ];
}

function bodyOf(event: TriggerEvent, statement: DataStatement, view: View, way: TableInView): TriggerBody {
  return { event, actions: [...(event === 'delete' ? [] : refusals(event, view, way)), { kind: 'statement', statement }], assignments: [], notes: [] };
}

/** Keys whose columns are all there. */
function keyOf({ constraints, columns }: Table): readonly (readonly ColumnId[])[] {
  return constraints.flatMap((constraint) => ((constraint.kind === 'primary-key' || constraint.kind === 'unique') && !constraint.deferrable && constraint.columns.every((id) => columns.some((column) => column.id === id && column.notNull)) ? [constraint.columns] : []));
}

function sameAsOld(id: ColumnId, view: View, { columns }: TableInView): Expr {
  const i = columns.findIndex(({ column }) => column.id === id);
  const { column } = columns[i] as ColumnInView;
  return { kind: 'operator', name: '=', type: BOOL, left: { kind: 'column', source: TABLE, column: id, name: column.name, type: column.type }, right: field(view, i, OLD_ROW) };
}

function field({ columns }: View, i: number, source: number): Expr {
  const { id, name, type } = columns[i] as View['columns'][number];
  return { kind: 'column', source, column: id, name, type };
}

/** What is not shown is given by a default, or may be NULL. */
function canInsert({ table, columns, givesMore }: TableInView): boolean {
  const hidden = table.columns.filter(({ id }) => !columns.some(({ column }) => column.id === id));
  return !givesMore && hidden.every((column) => !column.notNull || column.default !== undefined || column.generated !== undefined || column.type.kind === 'domain' || isCounted(column)) && columns.every(({ default: value, column }) => !value || (!column.generated && callsIn(value).length === 0));
}

/** The trigger would name them all. */
function namesColumns({ triggers }: Table): boolean {
  return triggers.some(({ enabled, events, columns }) => enabled && events.includes('update') && columns.length > 0);
}

function insertOf(view: View, { columns }: TableInView, base: Pick<Extract<DataStatement, { kind: 'insert' }>, 'with' | 'recursive' | 'target' | 'returning'>, catalog: Catalog): DataStatement | undefined {
  const given = columns.flatMap((each, i) => (each.column.generated ? [] : [{ each, value: field(view, i, NEW_ROW) }]));
  if (given.length === 0) return undefined;
  const row = given.map(({ each, value }): Expr => {
    const otherwise = each.default ?? (isCounted(each.column) || isGivenLater(each.column) ? undefined : defaultOf(each.column, catalog));
    return otherwise ? { kind: 'conditional', op: 'coalesce', type: value.type, args: [value, otherwise] } : value;
  });
  const rows = { with: [], recursive: false, orderBy: [], columns: given.map(({ value, each }) => ({ name: each.column.name, type: value.type })), body: { kind: 'values', rows: [row] } } as const;
  return { ...base, kind: 'insert', columns: given.map(({ each }) => each.column.id), rows };
}

/** A generated column takes nothing, and must not seem to. */
function refusals(event: 'insert' | 'update', view: View, { columns }: TableInView): readonly TriggerAction[] {
  return columns.flatMap(({ column }, i): readonly TriggerAction[] => {
    if (!column.generated) return [];
    const fresh = field(view, i, NEW_ROW);
    const guard: Expr = event === 'insert' ? { kind: 'test', test: 'null', negated: true, operand: fresh, type: BOOL } : { kind: 'distinct', negated: false, left: fresh, right: field(view, i, OLD_ROW), type: BOOL };
    const message = event === 'insert' ? `cannot insert a non-DEFAULT value into column "${column.name}"` : `column "${column.name}" can only be updated to DEFAULT`;
    return [{ kind: 'raise', guard, message: { kind: 'literal', value: message, type: TEXT } }];
  });
}
