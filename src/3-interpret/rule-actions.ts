import type { Node, RuleStmt } from '@pgsql/types';
import type { Catalog, Column, ObjectId, Rule, Table, View } from '../model/catalog.js';
import { viewAsTable } from '../model/catalog-lookup.js';
import type { Expr } from '../model/expression.js';
import { conjunctsOf } from '../model/guarded-statement.js';
import type { DataStatement, Query } from '../model/query.js';
import { NEW_ROW, OLD_ROW, type TriggerEvent } from '../model/trigger-program.js';
import { isVolatile, mapExpressions, someNode, walkTree } from '../model/walk.js';
import { uniqueKeysOf } from '../model/unique-keys.js';
import type { Draft } from './draft.js';
import { bodyScope, newCounter, type BodyItem, type BodyScope } from './procedure/body-scope.js';
import { fold } from './procedure/fold.js';
import { refuse } from './refuse.js';

const TRIGGER = 'Use a trigger instead, which sees each row as it is.';

/**
 * What a rule does, over NEW and OLD. Postgres carries an action out once for all rows of a statement; here a trigger does it for each of them before
 * anything else happens to it, so that only actions are taken for which this is the same (https://www.postgresql.org/docs/18/rules-update.html).
 */
export function ruleActions(draft: Draft, { whereClause, instead, actions: nodes = [] }: RuleStmt, event: TriggerEvent, holder: Table | View, others: readonly Rule[]): Pick<Rule, 'when' | 'actions'> {
  const table = holder.kind === 'view' ? viewAsTable(holder) : holder;
  requireInsteadOfView(draft, holder, event, instead === true && !whereClause, others);
  const scope = scopeOf(draft, table);
  const when = whereClause && fold(scope.condition(whereClause, 'WHERE'));
  const actions = nodes.flatMap((node) => actionOf(draft, node, scope));
  requireRows(draft, [when, actions], event);
  const changed = new Set(actions.flatMap((action) => ('target' in action ? [action.target.relation] : [])));
  if (when && someNode(when, ({ kind }) => kind === 'subquery')) unlike(draft, 'its condition asks tables');
  if (someNode([when, actions], ({ kind }) => kind === 'row')) unlike(draft, 'it takes a row as a whole, which is another once the table changes', 'Name the columns, or use a trigger.');
  const below = new Set([holder.id, ...(holder.kind === 'view' ? readBy(holder.query, draft.catalog) : [])]);
  for (const [i, action] of actions.entries()) requireAlike(draft, action, { table, event, changed, below, last: instead === true && i === actions.length - 1 });
  if (event === 'insert') requireSteady(draft, [when, actions], table);
  return { ...(when && { when }), actions };
}

function unlike(draft: Draft, why: string, help = TRIGGER): never {
  return refuse(draft, 'unsupported-statement', `this rule cannot be carried over: ${why}`, { help });
}

/** What else is done with a view is no trigger's. */
function requireInsteadOfView(draft: Draft, { kind, name }: Table | View, event: TriggerEvent, whole: boolean, others: readonly Rule[]): void {
  if (kind !== 'view' || whole || others.some((rule) => rule.event === event && !rule.also && !rule.when)) return;
  unlike(draft, `what becomes of ${event.toUpperCase()} of the view "${name}" besides is not said`, 'Create the rule DO INSTEAD without a condition before it, or an INSTEAD OF trigger.');
}

function scopeOf({ catalog, statement: { file } }: Draft, table: Table): BodyScope {
  const row = (name: string, source: number): BodyItem => ({ name, source, columns: table.columns, rowType: { kind: 'composite', id: table.id } });
  return bodyScope(catalog, file, [row('new', NEW_ROW), row('old', OLD_ROW)], newCounter(catalog, file));
}

/** The rows that there are. */
function requireRows(draft: Draft, trees: unknown, event: TriggerEvent): void {
  const [missing, name] = event === 'insert' ? [OLD_ROW, 'OLD'] : event === 'delete' ? [NEW_ROW, 'NEW'] : [];
  const uses = missing !== undefined && someNode(trees, (node) => node.kind === 'column' && 'source' in node && node.source === missing);
  if (uses) refuse(draft, 'invalid-expression', `ON ${event.toUpperCase()} rule cannot use ${name}`, { help: 'Only an UPDATE has both OLD and NEW.' });
}

/** What an action returns stands for the statement's own RETURNING, which statements on what has rules may not have here. */
function actionOf(draft: Draft, node: Node, scope: BodyScope): readonly DataStatement[] {
  if ('NotifyStmt' in node) return [];
  if (!('InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node)) return unlike(draft, 'it does something else than INSERT, UPDATE and DELETE');
  const action = mapExpressions(scope.statement({ ...draft.statement, node }), fold);
  return ['returning' in action ? { ...action, returning: [] } : action];
}

interface Place {
  readonly table: Table;
  readonly event: TriggerEvent;
  /** What the rule's actions change. */
  readonly changed: ReadonlySet<ObjectId>;
  /** What the rows of the rule's table or view are made of. */
  readonly below: ReadonlySet<ObjectId>;
  /** Nothing comes after it, the statement neither. */
  readonly last: boolean;
}

/** Done for each row it has to be what it is for all of them. */
function requireAlike(draft: Draft, action: DataStatement, { table, event, changed, below, last }: Place): void {
  if (!('target' in action)) return;
  const { relation } = action.target;
  if (relation === table.id && action.kind === event) unlike(draft, `infinite recursion detected in rules for relation "${table.name}": it does what it is for`);
  if (below.has(relation) && !last) unlike(draft, `it changes the rows of "${table.name}", and what comes then would find others`);
  if (readBy(action, draft.catalog).some((id) => below.has(id) || changed.has(id))) unlike(draft, 'it reads a table that changes meanwhile');
  if (action.kind === 'insert' && action.rows !== 'default values' && !isPlainQuery(action.rows)) unlike(draft, 'its query gathers rows');
  if (action.kind === 'update' && startsFromItself(action) && !isTied(action, table)) unlike(draft, 'it goes on from what a row has, once for a row of its table however many rows fit');
}

/** What a statement reads besides the table that it changes, through views too. */
function readBy(action: DataStatement | Query, catalog: Catalog): readonly ObjectId[] {
  const found = new Set<ObjectId>();
  const visit = (tree: unknown): void => void someNode(tree, (node) => {
    if (node.kind !== 'table' || !('relation' in node) || typeof node.relation !== 'number' || ('target' in action && node === action.target) || found.has(node.relation)) return false;
    found.add(node.relation);
    const read = catalog.objects.get(node.relation);
    if (read?.kind === 'view') visit(read.query);
    return false;
  });
  visit(action);
  return [...found];
}

/** `VALUES`, or `SELECT .. FROM .. WHERE`. */
function isPlainQuery({ body, with: commons, limit, offset }: Query): boolean {
  if (commons.length > 0 || limit || offset) return false;
  if (body.kind === 'values') return true;
  if (body.kind !== 'select') return false;
  return body.distinct === false && body.groupBy.length === 0 && !body.having && body.windows.length === 0 && body.targets.every(({ expr }) => !gathers(expr));
}

function gathers(expr: Expr): boolean {
  let found = false;
  walkTree(expr, { expression: (node) => void (found ||= node.kind === 'call' && (node.aggregate === true || node.over !== undefined)) });
  return found;
}

type Update = Extract<DataStatement, { kind: 'update' }>;

/** `SET n = n + 1` */
function startsFromItself({ set, target: { source } }: Update): boolean {
  return set.some(({ value }) => someNode(value, (node) => node.kind === 'column' && 'source' in node && node.source === source));
}

/** `WHERE id = OLD.id`: each of the rule's rows has one of its own there. */
function isTied({ where, target: { source } }: Update, table: Table): boolean {
  const tied = new Set<number | undefined>();
  for (const part of conjunctsOf(where)) {
    if (part.kind !== 'operator' || part.name !== '=' || part.left?.kind !== 'column' || part.right.kind !== 'column') continue;
    const sides = [part.left, part.right];
    const row = sides.find((side) => side.source === OLD_ROW || side.source === NEW_ROW);
    if (row && sides.some((side) => side.source === source)) tied.add(row.column);
  }
  return uniqueKeysOf(table).some(({ columns }) => columns.every((id) => tied.has(id)));
}

/** A rule works out again what a row is given, for its own part: another number, another random value. */
function requireSteady(draft: Draft, trees: unknown, { columns, name }: Table): void {
  const read = (id: number): boolean => someNode(trees, (node) => node.kind === 'column' && 'source' in node && node.source === NEW_ROW && 'column' in node && node.column === id);
  const column = columns.find((candidate) => givesAnother(candidate) && read(candidate.id));
  if (column) unlike(draft, `it works NEW.${column.name} out again, so that it gets another value than the row of "${name}"`, 'Use an AFTER INSERT trigger, whose NEW is the row as it was stored.');
}

function givesAnother({ default: value, identity, generated }: Column): boolean {
  return identity !== undefined || generated !== undefined || (value !== undefined && isVolatile(value));
}
