import type { ObjectId, Table, View, ViewColumn } from '../../model/catalog.js';
import type { Expr, SourceId } from '../../model/expression.js';
import { bothOf } from '../../model/guarded-statement.js';
import { overSources } from '../../model/over-sources.js';
import type { RowTest } from '../../model/query.js';
import { NEW_ROW, type TriggerEvent } from '../../model/trigger-program.js';
import { mapExpression } from '../../model/walk.js';
import { implicitDefault } from '../catalog/implicit-default.js';
import type { TargetColumn } from './assign.js';
import { refuse } from './refuse.js';
import { hasRule } from './rules.js';
import { newSource, type Scope } from './scope.js';
import { columnBelow, NO_COLUMNS, plainView, type PlainView } from '../../model/updatable-view.js';

/** A column that a statement can name, and what reads of it stand for. */
export interface WritableColumn extends TargetColumn {
  readonly expr: Expr;
}

/** Whose rows change when a relation's do: a table's, or those of a view with INSTEAD OF triggers. */
export interface Writable {
  readonly base: Table | View;
  readonly columns: readonly WritableColumn[];
  /** Columns of views below that it does not show, but for which they have defaults. */
  readonly hidden: readonly WritableColumn[];
  /** Which of the base's rows the relation has. */
  readonly rows?: Expr;
  /** The check options of the views on the way, innermost first. */
  readonly tests: readonly RowTest[];
  readonly through: readonly ObjectId[];
}

export interface Writing {
  readonly events: readonly TriggerEvent[];
  /** MERGE tells its failures in other words. */
  readonly merge: boolean;
  /** The FROM item of the base. */
  readonly source: SourceId;
  readonly scope: Scope;
  readonly at: number | undefined;
}

/** The way from the relation that a statement names to the one whose rows it changes (rewriteTargetView). @throws Refusal in Postgres' words */
export function writable(relation: Table | View, writing: Writing, cascaded = false): Writable {
  if (relation.kind === 'table' || takesItself(relation, writing)) return baseOf(relation, writing);
  const plain = plainOf(relation, writing);
  const option = cascaded ? 'cascaded' : relation.checkOption;
  const below = writable(plain.base, writing, option === 'cascaded');
  const over = translator(plain, below, writing);
  const where = plain.body.where && over(plain.body.where);
  const rows = bothOf(below.rows, where);
  const tests = option && where ? [...below.tests, testOf(relation, where, writing)] : below.tests;
  const columns = relation.columns.map((column, i) => columnThrough(column, plain.body.targets[i]?.expr as Expr, { relation, plain, below, over, writing }));
  const hidden = [...below.columns, ...below.hidden].filter(({ id, insertDefault }) => insertDefault && !columns.some((column) => column.id === id));
  return { base: below.base, columns, hidden, ...(rows && { rows }), tests, through: [relation.id, ...below.through] };
}

/** Its INSTEAD OF triggers say what becomes of all that the statement does. */
function takesItself(view: View, { events, scope, at }: Writing): boolean {
  const own = events.filter((event) => hasRule(view, [event]) || view.triggers.some(({ enabled, events: fired }) => enabled && fired.includes(event)));
  if (own.length > 0 && own.length < events.length) refuse(scope, 'unsupported-statement', `MERGE into the view "${view.name}", which has INSTEAD OF triggers for a part of what it does, is not supported`, { at, length: view.name.length, help: 'Write an UPDATE, an INSERT and a DELETE.' });
  return own.length > 0;
}

function baseOf(base: Table | View, { source, scope }: Writing): Writable {
  const columns = base.columns.map((column): WritableColumn => {
    const expr: Expr = { kind: 'column', source, column: column.id, name: column.name, type: column.type };
    return base.kind === 'view' ? { ...column, ...defaultsOf(column, scope), expr } : { ...column, expr };
  });
  return { base, columns, hidden: [], tests: [], through: [] };
}

/** What a view's column takes where nothing is given, and where DEFAULT is: an UPDATE knows of no other than the view's own (rewriteTargetListIU). */
function defaultsOf(column: ViewColumn, { catalog }: Scope): Pick<TargetColumn, 'insertDefault' | 'updateDefault'> {
  const own = implicitDefault(catalog, column);
  return { ...(own && { insertDefault: own }), updateDefault: own ?? { kind: 'literal', value: null, type: column.type } };
}

const WORDS: Readonly<Record<TriggerEvent, string>> = { insert: 'cannot insert into view', update: 'cannot update view', delete: 'cannot delete from view' };

function plainOf(view: View, { events, scope, at }: Writing): PlainView {
  const plain = plainView(view, scope.catalog);
  const changed = events.find((event) => event !== 'delete');
  const why = typeof plain === 'string' ? plain : changed && plain.body.targets.every(({ expr }) => typeof columnBelow(expr, plain) === 'string') ? NO_COLUMNS : undefined;
  const event = (typeof plain === 'string' ? events[0] : changed) ?? 'update';
  const help = `${why ?? ''} Name a table below it, or give the view an INSTEAD OF ${event.toUpperCase()} trigger.`;
  return why === undefined && typeof plain !== 'string' ? plain : refuse(scope, 'view-not-updatable', `${WORDS[event]} "${view.name}"`, { at, length: view.name.length, help });
}

/** What a view says of the relation below, over the base. FROM items of its own get numbers that the statement does not have. */
function translator({ source: { source: own }, base }: PlainView, below: Writable, { source, scope }: Writing): (expr: Expr) => Expr {
  const meanings = new Map(base.columns.map(({ id }, i) => [id, below.columns[i]?.expr]));
  return (expr) => {
    const numbers = new Map<SourceId, SourceId>([[own, source]]);
    const fresh = overSources(expr, (number) => {
      if (number > 0 && !numbers.has(number)) numbers.set(number, newSource(scope));
      return numbers.get(number) ?? number;
    });
    return mapExpression(fresh, (node) => (node.kind === 'column' && node.source === source && node.column !== undefined ? (meanings.get(node.column) ?? node) : node));
  };
}

interface Level {
  readonly relation: View;
  readonly plain: PlainView;
  readonly below: Writable;
  readonly over: (expr: Expr) => Expr;
  readonly writing: Writing;
}

/** A column of a view: that of the base which it stands for, or one that cannot be written. */
function columnThrough({ name, type, id, ...column }: ViewColumn, expr: Expr, { relation, plain, below, over, writing }: Level): WritableColumn {
  const reference = columnBelow(expr, plain);
  const target = typeof reference === 'string' ? undefined : below.columns[plain.base.columns.findIndex((other) => other.id === reference.column)];
  const { insertDefault = target?.insertDefault, ...defaults } = defaultsOf({ name, type, id, ...column }, writing.scope);
  const own = { name, type, expr: over(expr), ...defaults, ...(insertDefault && { insertDefault }) };
  if (!target) return { ...own, id, readOnly: { view: relation.name, column: name, why: String(reference) } };
  return { ...target, ...own, below: target.below ?? target.name };
}

function testOf({ name }: View, where: Expr, { source }: Writing): RowTest {
  const rows = overSources(where, (number) => (number === source ? NEW_ROW : number));
  return { of: 'view', rows, message: `new row violates check option for view "${name}"` };
}

/** The same columns over another FROM item: those of `excluded`. */
export function columnsOver(columns: readonly WritableColumn[], from: SourceId, to: SourceId): readonly WritableColumn[] {
  return columns.map((column) => ({ ...column, expr: overSources(column.expr, (source) => (source === from ? to : source)) }));
}

/** What is written for columns through a view: each a column below, and each once (process_matched_tle). */
export function requireWritable(columns: readonly TargetColumn[], verb: string, scope: Scope): void {
  for (const [i, { id, readOnly, name, below = name }] of columns.entries()) {
    if (readOnly) refuse(scope, 'view-not-updatable', `cannot ${verb} column "${readOnly.column}" of view "${readOnly.view}"`, { help: readOnly.why });
    if (columns.findIndex((other) => other.id === id) !== i) refuse(scope, 'duplicate-column', `multiple assignments to same column "${below}"`);
  }
}
