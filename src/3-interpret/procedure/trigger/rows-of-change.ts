import { referencesTo } from '../../../model/catalog-lookup.js';
import type { CatalogObject } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { ForQuery } from '../../../model/procedure.js';
import type { Delete, Query, Update } from '../../../model/query.js';
import { changedBy, heldNames, treesOf, type TriggerAction } from '../../../model/trigger-program.js';
import { isVolatile, mapExpression, relationsOf, someNode } from '../../../model/walk.js';
import { queryOf } from '../inserted-row.js';
import { unsupported, type Flow, type Lowering } from './lowering.js';
import { acts } from './trigger-effects.js';

const HELP = 'Loop over a SELECT of the rows, and change them before or after the loop.';

/** `FOR r IN UPDATE .. RETURNING`: the change that gives the loop its rows; undefined for a query. */
export function changeOfLoop({ query, span }: ForQuery, { state }: Flow, lowering: Lowering): Update | Delete | undefined {
  if ('SelectStmt' in query.node) return undefined;
  const change = lowering.scope(state).statement({ ...query, node: lowering.raw(query.node) });
  if (change.kind !== 'update' && change.kind !== 'delete') return unsupported(lowering, 'a loop over the rows that an INSERT returns has no equivalent in a trigger', span, HELP);
  return change;
}

/** The rows that the change will give, as they are before it: it is carried out behind the loop. */
export function rowsOfChange(change: Update | Delete, lowering: Lowering, span: ForQuery['span']): Query {
  const { target, where, returning } = change;
  const others = change.kind === 'delete' ? change.using : change.from;
  if (change.with.length > 0 || others.length > 0 || (change.kind === 'update' && change.old !== undefined) || hasOthers(change)) return unsupported(lowering, 'a loop over what this statement returns has no equivalent in a trigger', span, HELP);
  const set = new Map(change.kind === 'update' ? change.set.map(({ column, value }) => [column, value]) : []);
  const after = (node: Expr): Expr => (node.kind === 'column' && node.source === target.source && node.column !== undefined ? (set.get(node.column) ?? node) : node);
  return queryOf(returning.map((each) => ({ ...each, expr: mapExpression(each.expr, after) })), { from: [target], ...(where && { where }) });
}

/** What is another thing each time that it is worked out, what is no value, and what is put aside, which the loop may put there anew. */
function hasOthers(change: Update | Delete): boolean {
  const { returning, where } = change;
  const values = change.kind === 'update' ? change.set.map(({ value }) => value) : [];
  const trees = [...values, ...returning.map(({ expr }) => expr), ...(where ? [where] : [])];
  return heldNames(trees).length > 0 || trees.some((tree) => isVolatile(tree) || someNode(tree, ({ kind }) => kind === 'default'));
}

/** Where the rounds neither see nor change what the statement changes, nor what it asks for, it means the same behind them. */
export function requireApartFrom(change: Update | Delete, { guard }: Flow, actions: readonly TriggerAction[], lowering: Lowering, span: ForQuery['span']): void {
  const { catalog } = lowering;
  const { relation } = change.target;
  const touched = new Set(treesOf(actions).flatMap((tree) => relationsOf(tree)));
  const table = catalog.objects.get(relation);
  const keyed = table?.kind === 'table' ? referencesTo(catalog, relation).map(({ table: child }) => child) : [];
  const asked = relationsOf({ ...change, target: { ...change.target, relation: NOTHING } });
  const sees = [relation, ...asked, ...keyed.map(({ id }) => id)].some((id) => touched.has(id)) || relationsOf(guard).length > 0;
  const doMore = isGivenMore(table, change) || [relation, ...keyed.map(({ id }) => id), ...changedBy(actions)].some((id) => doesMore(catalog.objects.get(id)));
  if (sees || doMore || table?.kind !== 'table') unsupported(lowering, 'a loop whose rounds may see what the statement that gives their rows has changed has no equivalent', span, HELP);
}

const NOTHING = -1;

/** Triggers and generated columns give the row other values than SET does. */
function isGivenMore(object: CatalogObject | undefined, { kind }: Update | Delete): boolean {
  return object?.kind !== 'table' || (kind === 'update' && object.columns.some(({ generated }) => generated !== undefined)) || object.triggers.some(({ enabled, events }) => enabled && events.some((event) => event === kind));
}

function doesMore(object: CatalogObject | undefined): boolean {
  return object?.kind !== 'table' || acts(object) || object.rules !== undefined;
}
