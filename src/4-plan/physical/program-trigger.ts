import { columnOf } from '../../model/catalog-lookup.js';
import type { Catalog, Table, Trigger } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { FOUND, NEW_ROW, type TriggerAction, type TriggerBody, type TriggerEvent } from '../../model/trigger-program.js';
import type { DataStatement } from '../../model/query.js';
import { mapExpressions, walkTree } from '../../model/walk.js';
import { printContext, type PlanContext } from '../context.js';
import type { PrintContext } from '../print/context.js';
import { printDataStatement } from '../print/data-statement.js';
import { isDocument } from '../print/document.js';
import { printExpression } from '../print/expression.js';
import { quoteIdentifier, quoteLiteral, relationName } from '../print/identifier.js';
import { withNumbersInlined } from '../print/inline.js';
import { takenNumber, takesOf, withTaken } from '../print/nextval.js';
import { printing, type Printing } from '../print/printing.js';
import { callsIn, isSequenced } from '../print/sequence-storage.js';
import { withOwnNumbers } from '../print/setval.js';
import { isCounted } from '../counted.js';
import { soleKey } from './own-constraints.js';
import { bothOf, caseOf, guardedStatements } from '../../model/guarded-statement.js';
import { laterNumber, filledLater } from './later-number.js';
import type { PhysicalTrigger } from './physical.js';
import { composeBody, composeExpression, isRandom, rowColumns, type NewValues } from './trigger-rows.js';

/** Rows in it say for which tables a trigger is giving columns their values just now: its UPDATE is no statement of the user's. */
export const AT_WORK = '__tm_at_work';
const EVENTS = ['insert', 'update', 'delete'] as const;

/** One trigger at one event, over the row as the user's statement gives it. */
interface Firing {
  readonly trigger: Trigger;
  /** It reads a number that another trigger takes for the row. */
  readonly borrows: boolean;
  readonly body: TriggerBody;
  readonly when?: Expr;
}

/**
 * The table's triggers as SQLite can have them: one an event, without IF, and where a BEFORE trigger gives NEW other values an AFTER trigger that
 * updates the row. Postgres fires them by name; each is printed over the values that those before it have given to NEW.
 * @see https://www.sqlite.org/lang_createtrigger.html
 */
export function programTriggers(table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  if (!table.triggers.some(({ enabled, program }) => enabled && program)) return [];
  const own = { ...table, triggers: table.triggers.filter((trigger) => !isNative(trigger, context)).map((trigger) => withoutDocuments(trigger, table, { ...context, catalog })) };
  const native = table.triggers.flatMap(({ enabled, native: triggers = [] }) => (enabled ? triggers.filter(({ targets }) => targets.includes(context.dialect.name)) : []));
  const print: PrintContext = { ...printContext(context, catalog, table), triggerTable: table };
  const firings = EVENTS.flatMap((event) => firingsOf(own, event, printing(print)));
  const shield = needsShield(firings, table);
  return [...firings.flatMap((firing) => printFiring(firing, table, shield, print)), ...native.map(({ name, sql }) => ({ name, sql }))];
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

function firingsOf(table: Table, event: TriggerEvent, p: Printing): readonly Firing[] {
  const enabled = table.triggers.filter((trigger) => trigger.enabled).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const ordered = [...enabled.filter(({ timing }) => timing === 'before'), ...enabled.filter(({ timing }) => timing !== 'before')];
  let values: NewValues = new Map(event === 'insert' ? filledLater(table).map((column) => [column.id, laterNumber(table, column, p)]) : []);
  return ordered.flatMap((trigger) => {
    const body = trigger.program?.kind === 'lowered' ? trigger.program.bodies.find((candidate) => candidate.event === event) : brokenBody(trigger, event);
    if (!body) return [];
    const when = trigger.when && composeExpression(trigger.when, values);
    const composed = composeBody(body, values);
    values = withAssignments(values, composed, when, table);
    const borrows = body.actions.reduce((sum, action) => sum + numbersIn(action), 0) < composed.actions.reduce((sum, action) => sum + numbersIn(action), 0);
    return [{ trigger, borrows, body: composed, ...(when && { when }) }];
  });
}

function numbersIn(action: TriggerAction): number {
  return treesOf([action]).reduce((sum, tree) => sum + callsIn(tree).length, 0);
}

/** A function that fails each time it is called, as it does in Postgres. */
function brokenBody({ program, events }: Trigger, event: TriggerEvent): TriggerBody | undefined {
  if (program?.kind !== 'failed' || !program.broken || !events.includes(event)) return undefined;
  return { event, actions: [{ kind: 'raise', message: { kind: 'literal', value: program.diagnostic.message, type: { kind: 'base', name: 'text', modifiers: [] } } }], assignments: [], notes: [] };
}

function withAssignments(values: NewValues, body: TriggerBody, when: Expr | undefined, table: Table): NewValues {
  if (body.assignments.length === 0) return values;
  const next = new Map(values);
  for (const { column, value, guard } of body.assignments) {
    const condition = bothOf(when, guard);
    const { name, type } = columnOf(table, column);
    const otherwise: Expr = values.get(column) ?? { kind: 'column', source: NEW_ROW, column, name, type };
    next.set(column, condition ? caseOf(condition, value, otherwise) : value);
  }
  return next;
}

/**
 * An AFTER trigger that updates its row fires the table's UPDATE triggers once more. That does no harm where there are none, where they name
 * other columns, and where the one that updates stops itself because its values are there already.
 */
function needsShield(firings: readonly Firing[], table: Table): boolean {
  const setters = firings.filter(({ body }) => body.assignments.length > 0);
  const updates = firings.filter(({ body }) => body.event === 'update' && (body.assignments.length > 0 || body.actions.length > 0));
  return setters.some((setter) => {
    const columns = setter.body.assignments.map(({ column }) => column);
    return updates.some((update) => {
      const { columns: named } = update.trigger;
      if (named.length > 0 && !named.some((column) => columns.includes(column))) return false;
      const same = update.trigger === setter.trigger && update.body.actions.length === 0;
      return !(same && isSettled(update.body, table));
    });
  });
}

/** Working the values out again over the row that has them already gives them again. */
function isSettled({ assignments }: TriggerBody, table: Table): boolean {
  const set = new Set(assignments.map(({ column }) => column));
  return assignments.every(({ value }) => !isRandom(value) && [...rowColumns([value], NEW_ROW)].every((column) => !set.has(column) || isIdempotent(value)) && table.columns.length > 0);
}

const IDEMPOTENT: ReadonlySet<string> = new Set(['lower', 'upper', 'trim', 'btrim', 'ltrim', 'rtrim']);

/** lower(trim(NEW.email)) */
function isIdempotent(expr: Expr): boolean {
  if (expr.kind === 'column' || expr.kind === 'literal') return true;
  if (expr.kind === 'cast') return isIdempotent(expr.operand);
  if (expr.kind === 'conditional' && expr.op === 'coalesce') return expr.args.every(isIdempotent);
  return expr.kind === 'call' && IDEMPOTENT.has(expr.name) && expr.args.every(isIdempotent);
}

function printFiring(firing: Firing, table: Table, shield: boolean, print: PrintContext): readonly PhysicalTrigger[] {
  const { trigger, body } = firing;
  const events = trigger.events.filter((event) => event !== 'truncate');
  const name = `${relationName(table.schema, table.name)}_${trigger.name}${events.length > 1 ? `_${body.event}` : ''}`;
  const acts = body.actions.length > 0 ? printActions(firing, name, table, shield, print) : [];
  if (body.assignments.length === 0) return acts;
  const sets = printAssignments(firing, acts.length > 0 ? `${name}_set` : name, table, shield, print);
  return [...acts, sets];
}

function head(name: string, timing: string, { trigger, body }: Firing, table: Table, conditions: readonly string[]): string {
  const of = body.event === 'update' && trigger.columns.length > 0 ? ` OF ${trigger.columns.map((id) => quoteIdentifier(columnOf(table, id).name)).join(', ')}` : '';
  const on = quoteIdentifier(relationName(table.schema, table.name));
  const when = conditions.length > 0 ? ` WHEN ${conditions.length > 1 ? conditions.map((condition) => `(${condition})`).join(' AND ') : conditions[0]}` : '';
  return `CREATE TRIGGER ${quoteIdentifier(name)} ${timing} ${body.event.toUpperCase()}${of} ON ${on} FOR EACH ROW${when} BEGIN `;
}

function shieldCondition(table: Table): string {
  return `NOT EXISTS (SELECT 1 FROM ${AT_WORK} WHERE relation = ${quoteLiteral(relationName(table.schema, table.name))})`;
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
  for (const { id, name } of table.columns.filter((column) => isCounted(column) && column.id === key)) {
    if (read.has(id)) print.report({ code: 'trigger-unsupported', message: `trigger ${trigger.name} reads NEW.${name}, which SQLite numbers only after the trigger has run` });
  }
}

function printActions(firing: Firing, name: string, table: Table, shield: boolean, print: PrintContext): readonly PhysicalTrigger[] {
  const { trigger, body, when } = firing;
  const { common, actions } = factored(body.actions);
  refuseNumbers(firing, table, print);
  if (firing.borrows) print.report({ code: 'trigger-unsupported', message: `trigger ${trigger.name} reads a number that another trigger takes for the same row`, help: 'Take the number in the default of the column.' });
  const conditions = [...(shield && body.event === 'update' ? [shieldCondition(table)] : []), ...numbered(table, body.event), ...[when, common].flatMap((expr) => (expr ? [printExpression(expr, print)] : []))];
  const statements = actions.flatMap((action) => printAction(action, print));
  if (statements.length === 0) return [];
  return [{ name, sql: `${head(name, timingOf(trigger, body, table), firing, table, conditions)}${statements.map((sql) => `${sql}; `).join('')}END` }];
}

/** A BEFORE INSERT trigger does not know the number that an AUTOINCREMENT column is about to get. */
function timingOf(trigger: Trigger, body: TriggerBody, table: Table): 'BEFORE' | 'AFTER' | 'INSTEAD OF' {
  if (trigger.timing === 'instead of') return 'INSTEAD OF';
  if (trigger.timing !== 'before') return 'AFTER';
  if (body.event !== 'insert' || body.actions.some(({ kind }) => kind === 'skip')) return 'BEFORE';
  const read = rowColumns(treesOf(body.actions), NEW_ROW);
  return table.columns.some((column) => (isCounted(column) || isSequenced(column)) && read.has(column.id)) ? 'AFTER' : 'BEFORE';
}

function treesOf(actions: readonly TriggerAction[]) {
  return actions.flatMap((action) => [...(action.guard ? [action.guard] : []), ...(action.kind === 'statement' ? [action.statement] : action.kind === 'raise' ? [action.message] : [])]);
}

/** What all guards have in common is asked once, in WHEN. */
function factored(actions: readonly TriggerAction[]): { readonly common?: Expr; readonly actions: readonly TriggerAction[] } {
  const parts = actions.map(({ guard }) => conjuncts(guard));
  const [first = []] = parts;
  const shared = first.filter((part) => !readsFound(part) && parts.every((others) => others.some((other) => sameExpr(other, part))));
  if (shared.length === 0) return { actions };
  const rest = actions.map((action, i) => {
    const { guard: _guard, ...bare } = action;
    const left = (parts[i] ?? []).filter((part) => !shared.some((other) => sameExpr(other, part))).reduce<Expr | undefined>(bothOf, undefined);
    return (left ? { ...bare, guard: left } : bare) as TriggerAction;
  });
  const common = shared.reduce<Expr | undefined>(bothOf, undefined);
  return { ...(common && { common }), actions: rest };
}

function conjuncts(guard: Expr | undefined): readonly Expr[] {
  if (!guard) return [];
  return guard.kind === 'logical' && guard.op === 'and' ? guard.args : [guard];
}

function sameExpr(a: Expr, b: Expr): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function readsFound(expr: Expr): boolean {
  let found = false;
  walkTree(expr, { expression: (node) => void (found ||= node.kind === 'column' && node.source === FOUND) });
  return found;
}

function printAction(action: TriggerAction, print: PrintContext): readonly string[] {
  const { guard } = action;
  const where = guard ? ` WHERE ${printExpression(guard, print)}` : '';
  switch (action.kind) {
    case 'skip':
      return [`SELECT RAISE(IGNORE)${where}`];
    case 'raise':
      return [`SELECT RAISE(ABORT, ${printExpression(action.message, print)})${where}`];
    case 'statement':
      return guardedStatements(ownNumbers(action.statement, print), guard).flatMap((statement) => {
        refuseUnusable(statement, print);
        return callsIn(statement).length > 0 ? printNumbered(statement, guard, print) : printDataStatement(statement, print);
      });
  }
}

function ownNumbers(statement: DataStatement, print: PrintContext): DataStatement {
  const p = printing(print);
  const inlined = callsIn(statement).length > 0 ? withNumbersInlined(statement, p) : statement;
  return inlined.kind === 'insert' ? withOwnNumbers(inlined, p) : inlined;
}

/** `INSERT INTO log VALUES (nextval('s'), ..)`: the number is taken by a statement before. */
function printNumbered(statement: DataStatement, guard: Expr | undefined, print: PrintContext): readonly string[] {
  const one = statement.kind === 'insert' && statement.rows !== 'default values' && (statement.rows.body.kind === 'values' ? statement.rows.body.rows.length === 1 : statement.rows.body.kind === 'select' && statement.rows.body.from.length === 0);
  if (!one) print.report({ code: 'trigger-unsupported', message: 'nextval() in a statement of a trigger that can be about several rows', help: 'Leave the column out and let its default take the number.' });
  const takes = takesOf(statement, printing(print), guard && printExpression(guard, print));
  return [...takes, ...printDataStatement(mapExpressions(statement, takenNumber), print)];
}

/** What SQLite's statements inside triggers cannot have. */
function refuseUnusable(statement: ReturnType<typeof guardedStatements>[number], print: PrintContext): void {
  const refuse = (what: string, help: string): void => print.report({ code: 'trigger-unsupported', message: `${what} cannot stand in a trigger of SQLite`, help });
  if ('with' in statement && statement.with.length > 0) refuse('WITH before a statement', 'Put the query into a subquery.');
  if (statement.kind === 'insert' && statement.rows === 'default values') refuse('INSERT .. DEFAULT VALUES', 'Name a column and its value.');
  if (statement.kind === 'truncate') refuse('TRUNCATE', 'Use DELETE.');
}

/** The row gets its values once it is there. WHEN stops the UPDATE from firing its own trigger for ever, also with recursive_triggers on. */
function printAssignments(firing: Firing, name: string, table: Table, shield: boolean, print: PrintContext): PhysicalTrigger {
  const { body, when } = firing;
  const on = quoteIdentifier(relationName(table.schema, table.name));
  const guards = body.assignments.map(({ guard }) => guard);
  const [guard] = guards;
  const shared = guard && guards.every((other) => other && sameExpr(other, guard)) ? guard : undefined;
  const assignments = body.assignments.map((each) => ({ ...each, value: withNumbersInlined(each.value, printing(print)) }));
  const takes = assignments.flatMap(({ value, guard: condition }) => takesOf(value, printing(print), condition && !shared ? printExpression(condition, print) : undefined));
  const sets = assignments.map((assignment) => {
    const column = quoteIdentifier(columnOf(table, assignment.column).name);
    const value = printExpression(withTaken(assignment.value), print);
    const kept = assignment.guard && !shared ? `iif(${printExpression(assignment.guard, print)}, ${value}, NEW.${column})` : value;
    return { column, value: kept, random: isRandom(assignment.value) };
  });
  const differs = sets.some(({ random }) => random) ? [] : [sets.map(({ column, value }) => `NEW.${column} IS NOT ${operand(value)}`).join(' OR ')];
  const conditions = [...(shield ? [shieldCondition(table)] : []), ...numbered(table, body.event), ...[when, shared].flatMap((expr) => (expr ? [printExpression(expr, print)] : [])), ...differs];
  const update = `${takes.map((sql) => `${sql}; `).join('')}UPDATE ${on} SET ${sets.map(({ column, value }) => `${column} = ${value}`).join(', ')} WHERE ${rowKey(table, body)}; `;
  const relation = quoteLiteral(relationName(table.schema, table.name));
  const shielded = shield ? `INSERT INTO ${AT_WORK} (relation) VALUES (${relation}); ${update}DELETE FROM ${AT_WORK} WHERE relation = ${relation}; ` : update;
  return { name, sql: `${head(name, 'AFTER', firing, table, conditions)}${shielded}END` };
}

/** A value that is no name, number, string or call stands in parentheses behind IS NOT. */
function operand(value: string): string {
  return /^(?:[\w."]+|'(?:[^']|'')*'|[a-z_]+\([^()]*\))$/iu.test(value) ? value : `(${value})`;
}

/** The primary key tells the row, unless the trigger gives it another one. */
function rowKey(table: Table, { assignments }: TriggerBody): string {
  const key = table.constraints.find((constraint) => constraint.kind === 'primary-key');
  const columns = key?.kind === 'primary-key' ? key.columns.map((id) => columnOf(table, id)) : [];
  const later = new Set(filledLater(table));
  const usable = columns.length > 0 && !columns.some((column) => later.has(column)) && columns.every((column) => !assignments.some((assignment) => assignment.column === column.id));
  if (!usable) return 'rowid = NEW.rowid';
  return columns.map(({ name }) => `${quoteIdentifier(name)} = NEW.${quoteIdentifier(name)}`).join(' AND ');
}
