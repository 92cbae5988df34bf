import type { ColumnId, ObjectId, Trigger } from './catalog.js';
import type { Diagnostic } from './diagnostic.js';
import type { Expr, SourceId } from './expression.js';
import type { Assignment, DataStatement, Query, SelectStatement } from './query.js';
import { walkTree } from './walk.js';

/** The sources that expressions of a trigger can name besides their own FROM items. No analysed statement has negative ones. */
export const NEW_ROW: SourceId = -10;
export const OLD_ROW: SourceId = -11;
/** What the last statement that changes rows has done: `found` says whether it changed any, `row_count` how many. */
export const FOUND: SourceId = -12;
/** Whether the UPDATE at work lists a column of a trigger's UPDATE OF: `name` is that trigger's. */
export const LISTED: SourceId = -15;
/** A value as it was when the body had worked it out: `name` is that of its `hold`. */
export const HELD: SourceId = -16;
/** What a round of a loop was given: a column of the row that stands for it, by name. */
export const ROUND: SourceId = -18;
/** pg_trigger_depth(): how many triggers are at work, in the `body` of a trigger with itself, `around` it without. */
export const DEPTH: SourceId = -20;
/** What a deferred condition was asked about, by the names of the columns in which that is kept until the transaction ends. */
export const UNMET_ROW: SourceId = -19;
/** The parameters of a function whose body is an expression; the column's name is the parameter's number, from 1. */
export const PARAMETERS: SourceId = -13;

/** The function of a trigger that the planner makes for a generated column: it comes after all others. No function of a catalog has this name. */
export const GENERATION = 'generated column';

/** The function of the triggers that the planner makes for a view through which Postgres changes a table. */
export const THROUGH_VIEW = 'updatable view';

/** The function of the triggers that the planner makes for rules: they come before all others. */
export const RULE = 'rule';

export type TriggerEvent = 'insert' | 'update' | 'delete';

/** What a trigger does, in Postgres' own terms, without variables and control flow. It belongs to one trigger of one table. */
export type TriggerProgram =
  /** `reads` are the tables, views and functions that it names; `inPart` says that it matters how many of a statement's rows are there when it reads its own table, `open` that it asks for something that is not there, and may come. */
  | { readonly kind: 'lowered'; readonly bodies: readonly TriggerBody[]; readonly reads: readonly ObjectId[]; readonly inPart?: boolean; readonly open?: true }
  /** It can be created, but cannot be carried over; or it fails in Postgres too, each time it fires (`broken`). */
  | { readonly kind: 'failed'; readonly diagnostic: Diagnostic; readonly broken: boolean };

/** What happens at one event, for each row, in order. Columns of the row are those of NEW_ROW and OLD_ROW as the statement gives them. */
export interface TriggerBody {
  readonly event: TriggerEvent;
  /** The trigger's WHEN with what is known of the depth, where it asks for that. */
  readonly when?: Expr | 'always';
  /** Of a BEFORE trigger that asks how deep it is, or fires one that does: whether a foreign key has fired it, within a trigger of Postgres' own. */
  readonly byKey?: Expr;
  readonly actions: readonly TriggerAction[];
  /** The columns that a BEFORE trigger gives other values, over the row as the statement gives it. */
  readonly assignments: readonly (Assignment & { readonly guard?: Expr })[];
  readonly notes: readonly TriggerNote[];
  /** Of a trigger FOR EACH STATEMENT, whose actions are done row by row: what it reads of its own table is as it would be after all rows. */
  readonly settled?: true;
  /** Of such a trigger, where it asks nothing of the rows: after the last row it does all again, and nothing is left of what it did before. */
  readonly anew?: true;
  /** A block that catches errors asks for a table or column that is not there. */
  readonly open?: true;
}

/** Something that is left out or means a little less; `code` is one of `diagnostics/codes.ts`. */
export interface TriggerNote {
  readonly code: string;
  readonly message: string;
}

/** Each one happens only where its guard is true; without a guard always. */
export type TriggerAction =
  | { readonly kind: 'statement'; readonly guard?: Expr; readonly statement: DataStatement }
  /** RAISE EXCEPTION: `message` is text. */
  | { readonly kind: 'raise'; readonly guard?: Expr; readonly message: Expr }
  /** The value is put aside under a name of the trigger's, because the body changes what it is made of before it is used. */
  | { readonly kind: 'hold'; readonly guard?: Expr; readonly name: string; readonly value: Expr; /** It takes the place of the value that was put aside last under the name. */ readonly again?: true }
  /** A loop: for each of the rows, one after the other, its own actions. What they need of all around are columns of the row, which are worked out before the first round. */
  | { readonly kind: 'rounds'; readonly guard?: Expr; readonly name: string; readonly rows: Query; readonly actions: readonly TriggerAction[] }
  /** RETURN NULL in a BEFORE trigger: nothing happens to the row, and what follows is left out. */
  | { readonly kind: 'skip'; readonly guard?: Expr };

/** What actions are made of, guards first. */
export function treesOf(actions: readonly TriggerAction[]): readonly (Expr | DataStatement)[] {
  const trees: (Expr | DataStatement)[] = [];
  for (const action of actions) overTrees(action, (tree) => (trees.push(tree), tree));
  return trees;
}

/** The statements among them, those of loops included. */
export function statementsIn(actions: readonly TriggerAction[]): readonly DataStatement[] {
  return actions.flatMap((action) => (action.kind === 'statement' ? [action.statement] : action.kind === 'rounds' ? statementsIn(action.actions) : []));
}

/** The relations whose rows they change. */
export function changedBy(actions: readonly TriggerAction[]): readonly ObjectId[] {
  return statementsIn(actions).flatMap(changedIn);
}

/** The relations whose rows a statement changes. */
export function changedIn(statement: DataStatement): readonly ObjectId[] {
  return statement.kind === 'truncate' ? statement.relations : 'target' in statement ? [statement.target.relation] : [];
}

/** The condition under which a trigger fires, as far as it is not known. */
export function whenOf({ when: written }: Pick<Trigger, 'when'>, { when = written }: Pick<TriggerBody, 'when'>): Expr | undefined {
  return when === 'always' ? undefined : when;
}

/** A change of the rows of a relation; an UPDATE's columns with what they are given. */
export interface RowChange {
  readonly relation: ObjectId;
  readonly event: TriggerEvent;
  readonly set?: ReadonlyMap<ColumnId, Expr>;
}

/** What a statement itself changes, without what foreign keys and triggers do then. */
export function changesOf(statement: DataStatement): readonly RowChange[] {
  if (statement.kind === 'select-statement' || statement.kind === 'truncate') return [];
  const { relation } = statement.target;
  if (statement.kind === 'update') return [{ relation, event: 'update', set: assigned(statement.set) }];
  if (statement.kind === 'delete') return [{ relation, event: 'delete' }];
  const conflict = statement.onConflict?.action === 'update' ? [{ relation, event: 'update' as const, set: assigned(statement.onConflict.set) }] : [];
  return [{ relation, event: 'insert' }, ...conflict];
}

function assigned(set: readonly Assignment[]): ReadonlyMap<ColumnId, Expr> {
  return new Map(set.map(({ column, value }) => [column, value]));
}

export function treesOfAssignments(assignments: TriggerBody['assignments']): readonly Expr[] {
  return assignments.flatMap(({ value, guard }) => [value, ...(guard ? [guard] : [])]);
}

/** Whether something reads a value that has been put aside. */
export function readsHeld(trees: readonly (Expr | DataStatement)[]): boolean {
  return heldNames(trees).length > 0;
}

/** The names of the values that have been put aside, each time that one is read. */
export function heldNames(trees: readonly (Expr | DataStatement)[]): readonly string[] {
  const names: string[] = [];
  for (const tree of trees) walkTree(tree, { expression: (node) => void (node.kind === 'column' && node.source === HELD && names.push(node.name)) });
  return names;
}

/** The action with other expressions and another statement. */
export function overTrees(action: TriggerAction, over: <T extends Expr | DataStatement>(tree: T) => T): TriggerAction {
  const guard = action.guard && { guard: over(action.guard) };
  switch (action.kind) {
    case 'statement':
      return { ...action, ...guard, statement: over(action.statement) };
    case 'raise':
      return { ...action, ...guard, message: over(action.message) };
    case 'hold':
      return { ...action, ...guard, value: over(action.value) };
    case 'rounds':
      return { ...action, ...guard, rows: over<SelectStatement>({ kind: 'select-statement', query: action.rows }).query, actions: action.actions.map((each) => overTrees(each, over)) };
    case 'skip':
      return { ...action, ...guard };
  }
}
