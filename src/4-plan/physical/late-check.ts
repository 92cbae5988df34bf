import type { Catalog, ObjectId, Table, Trigger } from '../../model/catalog.js';
import type { ColumnRef, Expr } from '../../model/expression.js';
import { mentionsOf } from '../../model/mentions.js';
import { NEW_ROW, OLD_ROW, UNMET_ROW, type TriggerAction } from '../../model/trigger-program.js';
import { UNMET } from '../../model/unmet.js';
import { mapExpression, relationsOf, walkTree } from '../../model/walk.js';
import type { PrintContext } from '../print/context.js';
import { printExpression } from '../print/expression.js';
import { quoteIdentifier, quoteLiteral, relationName } from '../print/identifier.js';
import { MOST_KEPT } from '../print/kept-values.js';
import { WAITS_FOR, type Until } from '../print/unmet.js';
import type { PhysicalTrigger } from './physical.js';
import { printAction } from './trigger-action.js';
import { EVENTS, type Firing } from './trigger-firing.js';

/** A condition that may be broken for a while: what is raised where `guard` is true, which asks tables. */
type Check = Extract<TriggerAction, { kind: 'raise' }> & { readonly guard: Expr };

/**
 * Until when what a trigger checks may be broken, where it does nothing but raise exceptions: a constraint trigger that is INITIALLY DEFERRED asks when the
 * transaction ends, one FOR EACH STATEMENT when all rows of the statement are there. SQLite's triggers run with each row, but its foreign keys wait as
 * long: where the condition is broken, that is written down in a row whose foreign key names no row; each change of a table that the condition asks takes
 * the rows away whose condition holds by now. A row that is left fails the COMMIT, or the statement.
 * @see https://www.sqlite.org/foreignkeys.html section 4.2
 */
export function checkedAt({ deferred, level, timing, program }: Trigger, table: Table, catalog: Catalog): Until | undefined {
  if (program?.kind !== 'lowered' || timing !== 'after' || !(deferred || level === 'statement')) return undefined;
  const actions = program.bodies.flatMap((body) => body.actions);
  if (!actions.some(isCheck) || !actions.every((action) => action.kind === 'raise' && canWait(action, catalog))) return undefined;
  if (deferred) return 'commit';
  // What other tables say is the same for each row.
  return actions.some((action) => isCheck(action) && tablesAsked(action.guard, catalog)?.some(({ id }) => id === table.id)) ? 'statement' : undefined;
}

/** One that asks no table stays broken, and is raised at once. */
function isCheck(action: TriggerAction): action is Check {
  return action.kind === 'raise' && action.guard !== undefined && relationsOf(action.guard).length > 0;
}

function canWait(action: TriggerAction, catalog: Catalog): boolean {
  if (!isCheck(action)) return true;
  let plain = true;
  walkTree(action.guard, { expression: (node) => void (plain &&= isPlain(node)) });
  return plain && keptFor(action.guard).length <= MOST_KEPT && tablesAsked(action.guard, catalog) !== undefined;
}

/** What can be worked out again from columns of the row: no function of the user's, whose body may ask anything, and nothing that the trigger has put aside. */
function isPlain(node: Expr): boolean {
  if (node.kind === 'call') return node.function === undefined && node.volatile !== true;
  return node.kind !== 'column' || node.source >= 0 || isOfRow(node);
}

function isOfRow(node: Expr): node is ColumnRef {
  return node.kind === 'column' && (node.source === NEW_ROW || node.source === OLD_ROW);
}

/** The tables whose rows decide about the condition, those below views included. */
function tablesAsked(guard: Expr, catalog: Catalog): readonly Table[] | undefined {
  const seen = new Set<ObjectId>(relationsOf(guard));
  const tables: Table[] = [];
  for (const id of seen) {
    const object = catalog.objects.get(id);
    if (object?.kind === 'table') tables.push(object);
    else if (object?.kind === 'view') for (const below of mentionsOf(object)) if (typeof below === 'number' && isRelation(below, catalog)) seen.add(below);
    if (object?.kind !== 'table' && object?.kind !== 'view') return undefined;
  }
  return tables;
}

function isRelation(id: ObjectId, { objects }: Catalog): boolean {
  const kind = objects.get(id)?.kind;
  return kind === 'table' || kind === 'view';
}

/** The columns of NEW and OLD that the condition names, which are kept until the end. */
function keptFor(guard: Expr): readonly ColumnRef[] {
  const kept: ColumnRef[] = [];
  walkTree(guard, { expression: (node) => void (isOfRow(node) && !kept.some((other) => isSame(other, node)) && kept.push(node)) });
  return kept;
}

function isSame(a: ColumnRef, b: ColumnRef): boolean {
  return a.source === b.source && a.column === b.column && a.name === b.name;
}

/** What the trigger does when it fires: it writes down what is broken. */
export function writeDown(action: TriggerAction, at: number, until: Until, { trigger, body }: Firing, table: Table, print: PrintContext): readonly string[] {
  if (!isCheck(action)) return printAction(action, print);
  const kept = keptFor(action.guard);
  const names = [WAITS_FOR[until], 'condition', 'message', ...kept.map((_, i) => `v${i + 1}`)];
  const values = ['0', conditionKey(trigger, body.event, at, table), printExpression(action.message, print), ...kept.map((column) => printExpression(column, print))];
  return [`INSERT INTO ${UNMET} (${names.join(', ')}) SELECT ${values.join(', ')} WHERE ${printExpression(action.guard, print)}`];
}

/** The triggers of all tables that the conditions ask, which take away what holds by now. */
export function askedAgain({ trigger, body }: Firing, name: string, table: Table, print: PrintContext): readonly PhysicalTrigger[] {
  const deletes = new Map<Table, string[]>();
  for (const [at, action] of body.actions.entries()) {
    if (!isCheck(action)) continue;
    const kept = keptFor(action.guard);
    const guard = mapExpression(action.guard, (node) => (isOfRow(node) ? { ...node, source: UNMET_ROW, name: `v${kept.findIndex((other) => isSame(other, node)) + 1}` } : node));
    const sql = `DELETE FROM ${UNMET} WHERE condition = ${conditionKey(trigger, body.event, at, table)} AND (${printExpression(guard, print)}) IS NOT TRUE`;
    for (const asked of tablesAsked(action.guard, print.catalog) ?? []) deletes.set(asked, [...(deletes.get(asked) ?? []), sql]);
  }
  return [...deletes].flatMap(([asked, statements]) =>
    EVENTS.map((event): PhysicalTrigger => {
      const on = relationName(asked.schema, asked.name);
      const own = `${name}_asks_${on}_${event}`;
      return { name: own, sql: `CREATE TRIGGER ${quoteIdentifier(own)} AFTER ${event.toUpperCase()} ON ${quoteIdentifier(on)} FOR EACH ROW BEGIN ${statements.map((each) => `${each}; `).join('')}END`, ...(asked.id !== table.id && { elsewhere: asked.id }) };
    }),
  );
}

function conditionKey({ name }: Trigger, event: string, at: number, table: Table): string {
  return quoteLiteral(`${relationName(table.schema, table.name)} ${name} ${event}${at > 0 ? ` ${at + 1}` : ''}`);
}
