import { columnOf } from '../../model/catalog-lookup.js';
import type { Catalog, Table, Trigger } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { leavesOut } from '../../model/null-test.js';
import { sameTree } from '../../model/same-tree.js';
import { DEPTH, NEW_ROW, overTrees, readsHeld, treesOf, treesOfAssignments, type TriggerAction, type TriggerBody, type TriggerEvent } from '../../model/trigger-program.js';
import { countedColumns, isCounted } from '../../model/counted.js';
import { printContext, type PlanContext } from '../context.js';
import type { PrintContext } from '../print/context.js';
import { AT_WORK, beginWork, endWork } from '../print/at-work.js';
import { isDocument } from '../print/document.js';
import { forgetHeld } from '../print/held.js';
import { printExpression } from '../print/expression.js';
import { quoteIdentifier, quoteLiteral, relationName } from '../print/identifier.js';
import { withNumbersInlined } from '../print/inline.js';
import { takesOf } from '../print/nextval.js';
import { withTaken } from '../print/nextval-stand-in.js';
import { printing } from '../print/printing.js';
import { isGivenLater } from '../print/sequence-storage.js';
import { isGivenByTrigger, isLateNotNull } from './late-constraint.js';
import { askedAgain, checkedAt, writeDown } from './late-check.js';
import { lateConditions, lateTriggers, notNullMessage } from './late-trigger.js';
import { filledLater } from './later-number.js';
import { roundTriggers } from './round-triggers.js';
import { askedFor } from './listed-columns.js';
import { asBefore } from './own-row.js';
import { lendings, withForgetting } from './lent-values.js';
import { holdings } from './trigger-holdings.js';
import { soleKey } from './own-constraints.js';
import type { PhysicalTrigger } from './physical.js';
import { factored, printAction } from './trigger-action.js';
import { EVENTS, firingsOf, type Firing } from './trigger-firing.js';
import { rowColumns } from './trigger-rows.js';
import { inFiringOrder, type PrintedTrigger } from './trigger-precedence.js';
import { forgetMarks, withMarks } from './trigger-marks.js';
import { needsShield, shieldCondition } from './trigger-shield.js';
import { isRandom, mapExpressions } from '../../model/walk.js';

/**
 * The table's triggers as SQLite can have them: one an event, without IF, and where a BEFORE trigger gives NEW other values an AFTER trigger that
 * updates the row. Postgres fires them by name; each is printed over the values that those before it have given to NEW.
 * @see https://www.sqlite.org/lang_createtrigger.html
 */
export function programTriggers(table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  if (!table.triggers.some(({ enabled, program }) => enabled && program)) return [];
  const kept = { ...table, triggers: table.triggers.map((trigger) => withoutDocuments(trigger, table, { ...context, catalog })) };
  const own = { ...table, triggers: kept.triggers.filter((trigger) => !isNative(trigger, context)) };
  const native = table.triggers.flatMap(({ enabled, native: triggers = [] }) => (enabled ? triggers.filter(({ targets }) => targets.includes(context.dialect.name)) : []));
  const print: PrintContext = { ...printContext(context, catalog, table), triggerTable: table };
  const firings = EVENTS.flatMap((event) => firingsOf(own, event, printing(print)));
  const late = lateConditions(kept, catalog, context);
  const asked = askedFor(table, [...firings.flatMap(treesIn), ...late.map(({ fails }) => fails)]);
  const shield = asked.length > 0 || needsShield(firings, kept);
  const lent = lendings(firings);
  const printed = firings.flatMap((firing) => printFiring(firing, table, { shield, lends: lent.has(firing), ...(asked.length > 0 && { leave: forgetMarks(asked, table) }) }, print));
  const ordered = withForgetting(inFiringOrder(printed, table, catalog), printed, lent, (firing) => printForgetting(firing, table, shield, print));
  const rounds = firings.flatMap((firing) => roundTriggers(atWork(firing, actionsOf(firing, table).actions), nameOf(firing, table), firing.trigger, table, print));
  const again = firings.filter(({ trigger }) => checkedAt(trigger, table, catalog)).flatMap((firing) => askedAgain(firing, nameOf(firing, table), table, print));
  return [...withMarks([...ordered, ...lateTriggers(late, kept, shield, catalog, context)], asked, table), ...rounds, ...again, ...native.map(({ name, sql }) => ({ name, sql }))];
}

function treesIn({ body, when }: Firing): ReturnType<typeof treesOf> {
  return [...(when ? [when] : []), ...treesOf(body.actions), ...treesOfAssignments(body.assignments)];
}

/** Search documents are not kept, so nothing gives a column one. */
function withoutDocuments(trigger: Trigger, table: Table, context: Parameters<typeof isDocument>[1]): Trigger {
  const { program } = trigger;
  if (program?.kind !== 'lowered' || !table.columns.some(({ type }) => isDocument(type, context))) return trigger;
  const bodies = program.bodies.map((body) => ({ ...body, assignments: body.assignments.filter(({ column }) => !isDocument(columnOf(table, column).type, context)) }));
  return { ...trigger, program: { ...program, bodies } };
}

/** The user has written the trigger for this target. */
export function isNative({ native = [] }: Trigger, { dialect }: PlanContext): boolean {
  return native.some(({ targets }) => targets.includes(dialect.name));
}

/** How the triggers of a table work together. */
interface Arrangement {
  /** The UPDATE of a trigger that gives a row its values must not fire the others. */
  readonly shield: boolean;
  /** Others ask for what this one has put aside, after it. */
  readonly lends: boolean;
  /** What has to be done before an UPDATE leaves a row out. */
  readonly leave?: string;
}

function printFiring(firing: Firing, table: Table, { shield, lends, leave }: Arrangement, print: PrintContext): readonly PrintedTrigger[] {
  const { trigger, body } = firing;
  const name = nameOf(firing, table);
  const acts = (body.actions.length > 0 || trigger.timing === 'instead of' ? printActions(firing, name, table, { shield, lends, ...(leave !== undefined && body.event === 'update' && { leave }) }, print) : []).map((printed): PrintedTrigger => ({ firing, timing: timingOf(trigger, body, table), sets: false, trigger: printed }));
  if (body.assignments.length === 0) return acts;
  const sets = printAssignments(firing, acts.length > 0 ? `${name}_set` : name, table, { shield, lends }, print);
  return [...acts, { firing, timing: 'AFTER', sets: true, trigger: sets }];
}

function nameOf({ trigger, body }: Firing, table: Table): string {
  const events = trigger.events.filter((event) => event !== 'truncate');
  return `${relationName(table.schema, table.name)}_${trigger.name}${events.length > 1 ? `_${body.event}` : ''}`;
}

/** What a firing does, over the row as it is then; what all its guards have in common stands by itself. */
function actionsOf({ trigger, body }: Firing, table: Table): ReturnType<typeof factored> {
  const after = trigger.timing === 'before' && timingOf(trigger, body, table) === 'AFTER';
  return factored(after ? body.actions.map((action) => overTrees(action, (tree) => asBefore(tree, table, body.event))) : body.actions);
}

/** A trigger that has said that it begins counts itself, and the key that has fired it. */
function atWork({ trigger, body: { byKey } }: Firing, actions: readonly TriggerAction[]): readonly TriggerAction[] {
  if (!trigger.deepens || !trigger.nested) return actions;
  const around = (node: Expr): Expr => {
    if (node.kind === 'column' && node.source === DEPTH) return { ...node, name: 'around' };
    return byKey && node.kind === 'case' && node.otherwise?.kind === 'column' && node.otherwise.source === DEPTH && sameTree(node.branches[0]?.when, byKey) ? node.otherwise : node;
  };
  return actions.map((action) => overTrees(action, (tree) => mapExpressions(tree, around)));
}

function head(name: string, timing: string, { trigger, body }: Firing, table: Table, conditions: readonly string[]): string {
  const of = body.event === 'update' && trigger.columns.length > 0 ? ` OF ${trigger.columns.map((id) => quoteIdentifier(columnOf(table, id).name)).join(', ')}` : '';
  const on = quoteIdentifier(relationName(table.schema, table.name));
  const when = conditions.length > 0 ? ` WHEN ${conditions.length > 1 ? conditions.map((condition) => `(${condition})`).join(' AND ') : conditions[0]}` : '';
  return `CREATE TRIGGER ${quoteIdentifier(name)} ${timing} ${body.event.toUpperCase()}${of} ON ${on} FOR EACH ROW${when} BEGIN `;
}

/** A serial column that is no rowid is filled by an UPDATE after the insert, which is no statement of the user's; only then it was NULL before. */
function numbered(table: Table, event: TriggerEvent): readonly string[] {
  return event === 'update' ? filledLater(table).map(({ name }) => `OLD.${quoteIdentifier(name)} IS NOT NULL`) : [];
}

/** What a BEFORE INSERT trigger cannot know: the number that the row is about to get. */
function refuseNumbers({ trigger, body }: Firing, table: Table, print: PrintContext): void {
  if (body.event !== 'insert') return;
  const read = rowColumns(treesOf(body.actions), NEW_ROW);
  if (timingOf(trigger, body, table) !== 'BEFORE') return;
  const key = soleKey(table);
  for (const { id, name } of countedColumns(table).filter((column) => column.id === key)) {
    if (read.has(id)) print.report({ code: 'trigger-unsupported', message: `trigger ${trigger.name} reads NEW.${name}, which SQLite numbers only after the trigger has run` });
  }
}

function printActions(firing: Firing, name: string, table: Table, { shield, leave }: Arrangement, print: PrintContext): readonly PhysicalTrigger[] {
  const { trigger, body, when } = firing;
  const timing = timingOf(trigger, body, table);
  const until = checkedAt(trigger, table, print.catalog);
  const { common, actions } = until ? { common: undefined, actions: body.actions } : actionsOf(firing, table);
  refuseNumbers(firing, table, print);
  if (firing.borrows) print.report({ code: 'trigger-unsupported', message: `trigger ${trigger.name} reads a value that another trigger works out for the same row and changes then`, help: 'Take a number in the default of the column; read a row before anything changes it.' });
  const conditions = [...(shield && body.event === 'update' ? [shieldCondition(table)] : []), ...numbered(table, body.event), ...[when, common].flatMap((expr) => (expr ? [printExpression(expr, print)] : []))];
  const work = atWork(firing, actions);
  const holding = holdings(actions, trigger, table);
  const later = readsHeld(treesOfAssignments(body.assignments));
  if (later && timing === 'AFTER') print.report({ code: 'trigger-unsupported', message: `trigger ${trigger.name} gives NEW a value that it has read before it changed something, and asks for a number that SQLite gives the row later` });
  const byKey = body.byKey && printExpression(body.byKey, print);
  const ends = trigger.deepens && !until ? [endWork(byKey)] : [];
  const left = [...(leave === undefined ? [] : [leave]), ...(holding ? [holding.end] : []), ...ends];
  const statements = [...(holding ? [holding.begin] : []), ...work.flatMap((action, at) => (until ? writeDown(action, at, until, firing, table, print) : printAction(action, print, left))), ...(holding && !later ? [holding.end] : [])];
  if (ends.length > 0 && statements.length > 0) statements.splice(0, statements.length, beginWork(byKey), ...statements, ...ends);
  // A view takes changes for which nothing is done, where a trigger says so.
  if (statements.length === 0 && trigger.timing === 'instead of') statements.push('SELECT 1');
  if (statements.length === 0) return [];
  return [{ name, sql: `${head(name, timing, firing, table, conditions)}${statements.map((sql) => `${sql}; `).join('')}END` }];
}

/** A BEFORE INSERT trigger does not know the number that an AUTOINCREMENT column is about to get. */
function timingOf(trigger: Trigger, body: TriggerBody, table: Table): 'BEFORE' | 'AFTER' | 'INSTEAD OF' {
  if (trigger.timing === 'instead of') return 'INSTEAD OF';
  if (trigger.timing !== 'before') return 'AFTER';
  if (body.event !== 'insert' || body.actions.some(({ kind }) => kind === 'skip')) return 'BEFORE';
  const read = rowColumns(treesOf(body.actions), NEW_ROW);
  return table.columns.some((column) => (isCounted(column) || isGivenLater(column)) && read.has(column.id)) ? 'AFTER' : 'BEFORE';
}

/** The row gets its values once it is there. WHEN stops the UPDATE from firing its own trigger for ever, also with recursive_triggers on. */
function printAssignments(firing: Firing, name: string, table: Table, { shield, lends }: Arrangement, print: PrintContext): PhysicalTrigger {
  const { body: written, when, trigger } = firing;
  const before = (expr: Expr): Expr => (trigger.timing === 'before' ? asBefore(expr, table, written.event) : expr);
  const body = { ...written, assignments: written.assignments.map(({ column, value, guard: each }) => ({ column, value: before(value), ...(each && { guard: before(each) }) })) };
  const on = quoteIdentifier(relationName(table.schema, table.name));
  const guards = body.assignments.map(({ guard }) => guard);
  const [guard] = guards;
  const holding = readsHeld(treesOfAssignments(body.assignments));
  // What the body has put aside is forgotten with the row's values.
  const forgets = holding && !lends && body.actions.some(({ kind }) => kind === 'hold');
  const shared = !holding && guard && guards.every((other) => other && sameTree(other, guard)) ? guard : undefined;
  const assignments = body.assignments.map((each) => ({ ...each, value: withNumbersInlined(each.value, printing(print)) }));
  const takes = assignments.flatMap(({ value, guard: condition }) => takesOf(value, printing(print), condition && !shared ? printExpression(condition, print) : undefined));
  const sets = assignments.map((assignment) => {
    const column = quoteIdentifier(columnOf(table, assignment.column).name);
    const value = required(printExpression(withTaken(assignment.value), print), assignment, table);
    const earlier = firing.given.get(assignment.column);
    const otherwise = earlier ? printExpression(before(earlier), print) : `NEW.${column}`;
    const kept = assignment.guard && !shared ? `iif(${printExpression(assignment.guard, print)}, ${value}, ${otherwise})` : value;
    // An earlier trigger has given the row something else than NEW has: the second may give that back.
    return { column, value: kept, always: holding || earlier !== undefined || isRandom(assignment.value) };
  });
  const differs = sets.some(({ always }) => always) ? [] : [sets.map(({ column, value }) => `NEW.${column} IS NOT ${operand(value)}`).join(' OR ')];
  const conditions = [...(shield ? [shieldCondition(table)] : []), ...numbered(table, body.event), ...[when, shared].flatMap((expr) => (expr ? [printExpression(expr, print)] : [])), ...differs];
  const update = `${takes.map((sql) => `${sql}; `).join('')}UPDATE ${on} SET ${sets.map(({ column, value }) => `${column} = ${value}`).join(', ')} WHERE ${rowKey(table, body)}; ${forgets ? `${forgetHeld(trigger.name, table)}; ` : ''}`;
  const relation = quoteLiteral(relationName(table.schema, table.name));
  const shielded = shield ? `INSERT INTO ${AT_WORK} (relation) VALUES (${relation}); ${update}DELETE FROM ${AT_WORK} WHERE relation = ${relation}; ` : update;
  return { name, sql: `${head(name, 'AFTER', firing, table, conditions)}${shielded}END` };
}

/** What others ask for is forgotten after all of them. */
function printForgetting(firing: Firing, table: Table, shield: boolean, print: PrintContext): PhysicalTrigger {
  const { body, when, trigger } = firing;
  const name = `${nameOf(firing, table)}_forget`;
  const conditions = [...(shield ? [shieldCondition(table)] : []), ...numbered(table, body.event), ...(when ? [printExpression(when, print)] : [])];
  return { name, sql: `${head(name, 'AFTER', firing, table, conditions)}${forgetHeld(trigger.name, table)}; END` };
}

/** NOT NULL of what only the trigger's own statement knows. */
function required(value: string, assignment: TriggerBody['assignments'][number], table: Table): string {
  const column = columnOf(table, assignment.column);
  return leavesOut(assignment.value) && isLateNotNull(column, table) ? `coalesce(${value}, RAISE(ABORT, ${quoteLiteral(notNullMessage(column, table))}))` : value;
}

/** A value that is no name, number, string or call stands in parentheses behind IS NOT. */
function operand(value: string): string {
  return /^(?:[\w."]+|'(?:[^']|'')*'|[a-z_]+\([^()]*\))$/iu.test(value) ? value : `(${value})`;
}

/** The primary key tells the row, unless a trigger gives it another one. */
function rowKey(table: Table, { assignments, event }: TriggerBody): string {
  const key = table.constraints.find((constraint) => constraint.kind === 'primary-key');
  const columns = key?.kind === 'primary-key' ? key.columns.map((id) => columnOf(table, id)) : [];
  const later = new Set(filledLater(table));
  const usable = columns.length > 0 && !columns.some((column) => later.has(column) || (event === 'insert' && isGivenByTrigger(column, table))) && columns.every((column) => !assignments.some((assignment) => assignment.column === column.id));
  if (!usable) return 'rowid = NEW.rowid';
  return columns.map(({ name }) => `${quoteIdentifier(name)} = NEW.${quoteIdentifier(name)}`).join(' AND ');
}
