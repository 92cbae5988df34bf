import type { Column, ColumnId, Table, Trigger } from '../../model/catalog.js';
import type { Check } from '../../model/constraint.js';
import type { Expr } from '../../model/expression.js';
import { isNullWith, nullTest } from '../../model/null-test.js';
import { sameItems } from '../../model/same-items.js';
import { NEW_ROW, readsHeld, type TriggerBody } from '../../model/trigger-program.js';
import { isRandom, walkTree } from '../../model/walk.js';
import { isCounted } from '../../model/counted.js';
import { callsIn, isGivenLater } from '../print/sequence-storage.js';

/** What BEFORE triggers give to columns. */
interface Given {
  readonly insert: ReadonlyMap<ColumnId, readonly Expr[]>;
  readonly update: ReadonlyMap<ColumnId, readonly Expr[]>;
  /** Those of which a trigger asks whether they are NULL: it is there for statements that leave them so. */
  readonly asked: ReadonlySet<ColumnId>;
}

const NOTHING: Given = { insert: new Map(), update: new Map(), asked: new Set() };
const GIVEN = new WeakMap<Table['triggers'], Given>();

function givenBy({ triggers }: Pick<Table, 'triggers'>): Given {
  if (triggers.length === 0) return NOTHING;
  let given = GIVEN.get(triggers);
  if (!given) GIVEN.set(triggers, (given = { insert: valuesAt('insert', triggers), update: valuesAt('update', triggers), asked: askedBy(triggers) }));
  return given;
}

function valuesAt(event: TriggerBody['event'], triggers: readonly Trigger[]): ReadonlyMap<ColumnId, readonly Expr[]> {
  const values = new Map<ColumnId, readonly Expr[]>();
  for (const { column, value } of setBefore(triggers).flatMap(({ bodies }) => bodies.filter((body) => body.event === event).flatMap(({ assignments }) => assignments))) {
    values.set(column, [...(values.get(column) ?? []), value]);
  }
  return values;
}

function setBefore(triggers: readonly Trigger[]): readonly { readonly when?: Expr; readonly bodies: readonly TriggerBody[] }[] {
  return triggers.flatMap(({ enabled, timing, when, program }) => (enabled && timing === 'before' && program?.kind === 'lowered' ? [{ ...(when && { when }), bodies: program.bodies }] : []));
}

/** `WHEN (NEW.c IS NULL)`, `NEW.c := coalesce(NEW.c, ..)`, of columns that it gives a value. */
function askedBy(triggers: readonly Trigger[]): ReadonlySet<ColumnId> {
  const asked = new Set<ColumnId>();
  for (const { when, bodies } of setBefore(triggers)) {
    for (const { column, value, guard } of bodies.flatMap(({ assignments }) => assignments)) {
      const plain = value.kind === 'cast' ? value.operand : value;
      const otherwise = plain.kind === 'conditional' && plain.op === 'coalesce' && isNew(plain.args[0], column);
      const conditions = [when, guard, ...(plain.kind === 'case' ? plain.branches.map((branch) => branch.when) : [])];
      if (otherwise || conditions.some((condition) => condition && testsNull(condition, column))) asked.add(column);
    }
  }
  return asked;
}

function isNew(expr: Expr | undefined, column: ColumnId): boolean {
  return expr?.kind === 'column' && expr.source === NEW_ROW && expr.column === column;
}

function testsNull(condition: Expr, column: ColumnId): boolean {
  let tests = false;
  walkTree(condition, { expression: (node) => void (tests ||= node.kind === 'test' && node.test === 'null' && isNew(node.operand, column)) });
  return tests;
}

/**
 * Postgres checks a row as its BEFORE triggers leave it. SQLite checks it as the statement gives it, and the triggers come once it is there: so a
 * condition that they may fulfil is held by triggers too, over the values that they give.
 */
export function isLateCheck({ columns }: Pick<Check, 'columns'>, table: Table): boolean {
  const values = valuesOf(columns, table);
  return values.length > 0 && !values.some(isOther);
}

/**
 * NOT NULL of a column that a trigger fills: one without a default, or of which a trigger asks whether it is there. Where the value is NULL with the
 * column, it can be asked of the column.
 */
export function isLateNotNull(column: Column, table: Table): boolean {
  if (!column.notNull || isCounted(column) || isGivenLater(column)) return false;
  const values = filling(column, table);
  return values.some((value) => !isNullWith(value, column.id)) && !values.some((value) => isOther(nullTest(value)));
}

function filling({ id, default: value }: Column, table: Table): readonly Expr[] {
  const { insert, update, asked } = givenBy(table);
  if (asked.has(id)) return [...(insert.get(id) ?? []), ...(update.get(id) ?? [])];
  return value ? [] : (insert.get(id) ?? []);
}

/** Another value each time that it is worked out: what is checked would not be what is stored. */
function isOther(expr: Expr): boolean {
  return isRandom(expr) || readsHeld([expr]) || callsIn(expr).length > 0;
}

function valuesOf(columns: readonly ColumnId[], table: Table): readonly Expr[] {
  const { insert, update } = givenBy(table);
  return columns.flatMap((id) => [...(insert.get(id) ?? []), ...(update.get(id) ?? [])]);
}

/** What SQLite checks too early, because what the triggers give is random. */
export function checkedEarly(columns: readonly Column[], table: Table): { readonly required: readonly Column[]; readonly checks: readonly Check[] } {
  const ids = new Set(columns.map(({ id }) => id));
  return {
    required: columns.filter((column) => column.notNull && !isLateNotNull(column, table) && filling(column, table).some((value) => !isNullWith(value, column.id))),
    checks: table.constraints.flatMap((check) => (check.kind === 'check' && !check.notEnforced && check.columns.some((id) => ids.has(id)) && !isLateCheck(check, table) ? [check] : [])),
  };
}

/** Whether a BEFORE INSERT trigger gives the column its value. */
export function isGivenByTrigger({ id }: Column, table: Table): boolean {
  return givenBy(table).insert.has(id);
}

export function lateColumns(table: Table): readonly Column[] {
  return lateIn(table).columns;
}

export function lateChecks(table: Table): readonly Check[] {
  return lateIn(table).checks;
}

/** What of a table is late. */
interface Late {
  readonly columns: readonly Column[];
  readonly ids: readonly ColumnId[];
  readonly checks: readonly Check[];
}

const NOT_LATE: Late = { columns: [], ids: [], checks: [] };

/** It is asked for each column that is printed. */
const LATE = new WeakMap<Table, Late>();

function lateIn(table: Table): Late {
  const { insert, update } = givenBy(table);
  if (insert.size + update.size === 0) return NOT_LATE;
  let late = LATE.get(table);
  if (!late) {
    const columns = table.columns.filter((column) => isLateNotNull(column, table));
    const checks = table.constraints.flatMap((check) => (check.kind === 'check' && !check.notEnforced && isLateCheck(check, table) ? [check] : []));
    LATE.set(table, (late = { columns, ids: columns.map(({ id }) => id), checks }));
  }
  return late;
}

/** Whether the same constraints of two versions of a table are late. */
export function sameLateness(a: Table, b: Table): boolean {
  const [one, other] = [lateIn(a), lateIn(b)];
  return one === other || (sameItems(one.ids, other.ids) && sameItems(one.checks, other.checks));
}

export function hasLateConstraints(table: Table): boolean {
  return lateColumns(table).length + lateChecks(table).length > 0;
}
