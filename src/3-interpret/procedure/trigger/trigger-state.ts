import { baseType, BOOL, INT4, INT8, TEXT } from '../../../model/base-types.js';
import type { Catalog, ColumnId, Table, Trigger } from '../../../model/catalog.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import { FOUND, NEW_ROW, OLD_ROW, type TriggerEvent } from '../../../model/trigger-program.js';
import { diagnose } from '../../../diagnostics/diagnose.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { childrenOf } from '../../../model/walk.js';
import type { BodyItem } from '../body-scope.js';
import { choose, FALSE } from '../condition.js';
import { relationText } from '../do/quote.js';

export interface RecordField {
  readonly name: string;
  readonly expr: Expr;
}

/** A variable's value as an expression over the rows of the event; a record has one for each of its fields. */
export interface VariableState {
  /** Of a record nothing is known before it is given a row; a variable of a row type has that type. */
  readonly type: DataType | undefined;
  readonly value: Expr | readonly RecordField[];
  /** Of a row type: whether it has been given a row, if only one of NULLs. Absent where that is not known. */
  readonly given?: Expr;
}

/** What every name in a body stands for at one point of its execution. */
export interface BodyState {
  readonly new: ReadonlyMap<ColumnId, Expr>;
  readonly old: ReadonlyMap<ColumnId, Expr>;
  readonly variables: ReadonlyMap<string, VariableState>;
  readonly found: Expr;
  /** FOUND as it would be after the EXECUTE that was last: ROW_COUNT is of it. */
  readonly executed?: Expr;
}

/** A function has no table; what asks for one finds this. */
export const NO_TABLE: Table = { kind: 'table', id: -1, schema: '', name: '', columns: [], constraints: [], indexes: [], triggers: [], persistence: 'permanent' };

/** A function by itself is run by none. */
export const NO_TRIGGER: Trigger = { id: -1, name: '', timing: 'after', events: [], columns: [], level: 'statement', function: -1, args: [], enabled: false };

/** The rows of the event: OLD of an INSERT and NEW of a DELETE are NULL in every column. */
export function initialState(table: Pick<Table, 'columns'>, trigger: Trigger, event: TriggerEvent): BodyState {
  const row = (source: number, there: boolean): ReadonlyMap<ColumnId, Expr> =>
    new Map(table.columns.map(({ id, name, type }) => [id, there ? { kind: 'column', source, column: id, name, type } : { kind: 'literal', value: null, type }]));
  const rows = trigger.level === 'row';
  return { new: row(NEW_ROW, rows && event !== 'delete'), old: row(OLD_ROW, rows && event !== 'insert'), variables: new Map(), found: FALSE };
}

const NAME = baseType('name');
const REGCLASS = baseType('regclass');
const TEXTS: DataType = { kind: 'array', element: TEXT };

function text(name: string, value: string, type: DataType = TEXT): { readonly name: string; readonly type: DataType; readonly expr: Expr } {
  return { name, type, expr: { kind: 'literal', type, value } };
}

/** TG_OP and its kin. TG_ARGV is counted from 0, so that only constant subscripts can be right: they are read before (`withArguments`). */
export function triggerConstants(table: Table, trigger: Trigger, event: TriggerEvent, catalog: Catalog): readonly { readonly name: string; readonly type: DataType; readonly expr: Expr }[] {
  return [
    text('tg_op', event.toUpperCase()),
    text('tg_when', trigger.timing.toUpperCase()),
    text('tg_level', trigger.level.toUpperCase()),
    text('tg_name', trigger.name, NAME),
    text('tg_relname', table.name, NAME),
    text('tg_table_name', table.name, NAME),
    text('tg_table_schema', table.schema, NAME),
    text('tg_nargs', String(trigger.args.length), INT4),
    text('tg_relid', relationText(table, catalog), REGCLASS),
    { name: 'tg_argv', type: TEXTS, expr: { kind: 'array', type: TEXTS, elements: trigger.args.map((value) => ({ kind: 'literal', type: TEXT, value })) } },
  ];
}

/** The names of a body as analysis looks them up. */
export function itemsOf(table: Pick<Table, 'id' | 'columns'>, state: BodyState, constants: BodyItem['columns']): readonly BodyItem[] {
  const rowType: DataType = { kind: 'composite', id: table.id };
  const row = (name: string, source: number, values: ReadonlyMap<ColumnId, Expr>): BodyItem => ({
    name,
    source,
    record: true,
    rowType,
    columns: table.columns.map((column) => ({ id: column.id, name: column.name, type: column.type, expr: values.get(column.id) as Expr })),
  });
  const variables: BodyItem['columns'][number][] = [{ name: 'found', type: BOOL, expr: state.found }];
  const records: BodyItem[] = [];
  for (const [name, { type, value, given }] of state.variables) {
    if (!isFields(value)) variables.push({ name, type: type ?? value.type, expr: value });
    else records.push({ name, source: FOUND, record: true, ...(type && { rowType: type }), ...(given && { given }), columns: value.map((field) => ({ name: field.name, type: field.expr.type, expr: field.expr })) });
  }
  return [row('new', NEW_ROW, state.new), row('old', OLD_ROW, state.old), { source: FOUND, columns: [...variables, ...constants] }, ...records];
}

export function isFields(value: VariableState['value']): value is readonly { readonly name: string; readonly expr: Expr }[] {
  return Array.isArray(value);
}

/** The values that a state holds. */
export function valuesOf(state: BodyState): readonly Expr[] {
  const values: Expr[] = [];
  overValues(state, (value) => (values.push(value), value));
  return values;
}

export function overValues(state: BodyState, over: (value: Expr) => Expr): BodyState {
  const row = (values: ReadonlyMap<ColumnId, Expr>): ReadonlyMap<ColumnId, Expr> => new Map([...values].map(([id, value]) => [id, over(value)]));
  const variable = ({ value, given, ...rest }: VariableState): VariableState => ({ ...rest, ...(given && { given: over(given) }), value: isFields(value) ? value.map((field) => ({ ...field, expr: over(field.expr) })) : over(value) });
  return { ...state, new: row(state.new), old: row(state.old), variables: new Map([...state.variables].map(([name, each]) => [name, variable(each)])), found: over(state.found) };
}

/** The state after a choice: where `guard` holds that of `taken`, elsewhere that of `otherwise`. */
export function mergeStates(guard: Expr, taken: BodyState, otherwise: BodyState): BodyState {
  if (taken === otherwise) return taken;
  return {
    new: mergeMaps(taken.new, otherwise.new, (a, b) => choose(guard, a, b)),
    old: mergeMaps(taken.old, otherwise.old, (a, b) => choose(guard, a, b)),
    variables: mergeMaps(taken.variables, otherwise.variables, (a, b) => mergeVariables(guard, a, b)),
    found: choose(guard, taken.found, otherwise.found),
  };
}

function mergeMaps<K, V>(taken: ReadonlyMap<K, V>, otherwise: ReadonlyMap<K, V>, merge: (a: V, b: V) => V): ReadonlyMap<K, V> {
  if (taken === otherwise) return taken;
  return new Map([...otherwise].map(([key, value]) => {
    const other = taken.get(key) ?? value;
    return [key, other === value ? value : merge(other, value)];
  }));
}

function mergeVariables(guard: Expr, taken: VariableState, otherwise: VariableState): VariableState {
  const [a, b] = [taken.value, otherwise.value];
  if (!isFields(a) && !isFields(b)) return { ...otherwise, value: withinBounds(choose(guard, a, b)) };
  if (!isFields(a) || !isFields(b)) return taken;
  const { given: _given, ...rest } = otherwise;
  const given = taken.given && otherwise.given && choose(guard, taken.given, otherwise.given);
  return { ...rest, ...(given && { given }), value: (b.length > 0 ? b : a).map(({ name, expr }, i) => ({ name, expr: choose(guard, a[i]?.expr ?? nullLike(expr), b.length > 0 ? expr : nullLike(expr)) })) };
}

/** Expressions of more parts than these fit into no statement that a target takes. */
const MOST_PARTS = 10_000;

const SIZES = new WeakMap<Expr, number>();

/** How many parts an expression has as it would be written; parts that it has twice are counted once, and known afterwards. */
function sizeOf(expr: Expr): number {
  let size = SIZES.get(expr);
  if (size === undefined) SIZES.set(expr, (size = childrenOf(expr).reduce((sum, child) => sum + sizeOf(child), 1)));
  return size;
}

/** A variable that each of many IFs gives a value made of its last one stands there twice after each. */
function withinBounds(value: Expr): Expr {
  if (sizeOf(value) <= MOST_PARTS) return value;
  throw new Refusal(diagnose('trigger-unsupported', { message: 'a variable gets its value from itself in so many branches that what it says cannot be written out', help: 'Collect the parts in one expression: concat(CASE .. END, CASE .. END), or array_remove(ARRAY[CASE .. END, ..], NULL).' }));
}

function nullLike({ type }: Expr): Expr {
  return { kind: 'literal', type, value: null };
}

/** Whether the statement before changed a row. Each mention is one object, so that its age can be told. */
export function foundNow(): Expr {
  return { kind: 'column', source: FOUND, name: 'found', type: BOOL };
}

/** How many rows it has changed: ROW_COUNT. */
export function countNow(): Expr {
  return { kind: 'column', source: FOUND, name: 'row_count', type: INT8 };
}

