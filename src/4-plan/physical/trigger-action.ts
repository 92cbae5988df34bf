import type { Expr } from '../../model/expression.js';
import { bothOf, conjunctsOf, guardedStatements } from '../../model/guarded-statement.js';
import { objectOf } from '../../model/catalog-lookup.js';
import type { CommonTable, DataStatement } from '../../model/query.js';
import { sameTree } from '../../model/same-tree.js';
import { FOUND, HELD, type TriggerAction } from '../../model/trigger-program.js';
import { mapExpressions, walkTree } from '../../model/walk.js';
import type { PrintContext } from '../print/context.js';
import { apartFromTarget } from '../print/apart.js';
import { printDataStatement } from '../print/data-statement.js';
import { printExpression } from '../print/expression.js';
import { hold, holdAgain } from '../print/held.js';
import { withNumbersInlined } from '../print/inline.js';
import { takesOf } from '../print/nextval.js';
import { takenNumber, withTaken } from '../print/nextval-stand-in.js';
import { printing } from '../print/printing.js';
import { MOST_KEPT } from '../print/kept-values.js';
import { beginRounds } from '../print/rounds.js';
import { callsIn } from '../print/sequence-storage.js';
import { withOwnNumbers } from '../print/own-numbers.js';

/** What all guards have in common is asked once, in WHEN. */
export function factored(actions: readonly TriggerAction[]): { readonly common?: Expr; readonly actions: readonly TriggerAction[] } {
  const parts = actions.map(({ guard }) => conjunctsOf(guard));
  const [first = []] = parts;
  const shared = first.filter((part) => !readsLater(part) && parts.every((others) => others.some((other) => sameTree(other, part))));
  if (shared.length === 0) return { actions };
  const rest = actions.map((action, i) => {
    const { guard: _guard, ...bare } = action;
    const left = (parts[i] ?? []).filter((part) => !shared.some((other) => sameTree(other, part))).reduce<Expr | undefined>(bothOf, undefined);
    return (left ? { ...bare, guard: left } : bare) as TriggerAction;
  });
  const common = shared.reduce<Expr | undefined>(bothOf, undefined);
  return { ...(common && { common }), actions: rest };
}

/** What the body does before decides it. */
function readsLater(expr: Expr): boolean {
  let found = false;
  walkTree(expr, { expression: (node) => void (found ||= node.kind === 'column' && (node.source === FOUND || node.source === HELD)) });
  return found;
}

/** @param leave what has to be done for a row before it is left out: DELETEs */
export function printAction(action: TriggerAction, print: PrintContext, leave: readonly string[] = []): readonly string[] {
  const { guard } = action;
  const where = guard ? ` WHERE ${printExpression(guard, print)}` : '';
  switch (action.kind) {
    case 'skip':
      return leaveOut(guard, leave, print);
    case 'raise':
      return [`SELECT RAISE(ABORT, ${printExpression(action.message, print)})${where}`];
    case 'hold':
      return printHold(action, print);
    case 'rounds':
      return [printRounds(action, print)];
    case 'statement':
      return guardedStatements(ownNumbers(withRowOfDefaults(apartFromTarget(action.statement, print.catalog), print), print), guard).flatMap((statement) => {
        refuseUnusable(statement, print);
        return callsIn(statement).length > 0 ? printNumbered(statement, guard, print) : printDataStatement(statement, print);
      });
  }
}

/** The row is left out after what was written down for it is gone: whether it is, is asked once. */
function leaveOut(guard: Expr | undefined, leave: readonly string[], print: PrintContext): readonly string[] {
  const [first, ...others] = leave;
  const condition = guard && printExpression(guard, print);
  if (first === undefined) return [`SELECT RAISE(IGNORE)${condition === undefined ? '' : ` WHERE ${condition}`}`];
  const rest = others.map((sql) => `${sql} AND changes() > 0`);
  return [condition === undefined ? first : `${first} AND (${condition})`, ...rest, 'SELECT RAISE(IGNORE) WHERE changes() > 0'];
}

function printRounds({ name, rows, guard }: Extract<TriggerAction, { kind: 'rounds' }>, print: PrintContext): string {
  if (!print.triggerTable) throw new Error('a trigger has a table');
  if (rows.columns.length > MOST_KEPT) print.report({ code: 'trigger-unsupported', message: `a loop whose rounds need more than ${MOST_KEPT} values of all around has no equivalent` });
  return beginRounds(name, rows, guard, print.triggerTable, printing(print));
}

/** A number of a sequence is taken by statements before. */
function printHold({ name, value, guard, again }: Extract<TriggerAction, { kind: 'hold' }>, print: PrintContext): readonly string[] {
  const p = printing(print);
  const table = print.triggerTable;
  if (!table) throw new Error('a trigger has a table');
  const condition = guard && printExpression(guard, print);
  const inlined = withNumbersInlined(value, p);
  return [...takesOf(inlined, p, condition), (again ? holdAgain : hold)(name, p.stored(withTaken(inlined)).text, condition, table)];
}

/** `INSERT .. DEFAULT VALUES`, which SQLite's triggers do not have, names one column and says DEFAULT. */
function withRowOfDefaults(statement: DataStatement, { catalog }: PrintContext): DataStatement {
  const column = statement.kind === 'insert' && statement.rows === 'default values' ? objectOf(catalog, statement.target.relation, 'table').columns.find(({ generated }) => !generated) : undefined;
  if (!column || statement.kind !== 'insert') return statement;
  const row: Expr = { kind: 'default', type: column.type };
  return { ...statement, columns: [column.id], rows: { with: [], recursive: false, orderBy: [], columns: [{ name: column.name, type: column.type }], body: { kind: 'values', rows: [[row]] } } };
}

function ownNumbers(statement: DataStatement, print: PrintContext): DataStatement {
  const p = printing(print);
  const inlined = callsIn(statement).length > 0 ? withNumbersInlined(statement, p) : statement;
  return inlined.kind === 'insert' ? withOwnNumbers(inlined, p) : inlined;
}

/** `INSERT INTO log VALUES (nextval('s'), ..)`: the number is taken by a statement before. */
function printNumbered(statement: DataStatement, guard: Expr | undefined, print: PrintContext): readonly string[] {
  const one = (statement.kind === 'update' && statement.ofOneRow) || (statement.kind === 'insert' && statement.rows !== 'default values' && (statement.rows.body.kind === 'values' ? statement.rows.body.rows.length === 1 : statement.rows.body.kind === 'select' && statement.rows.body.from.length === 0));
  if (!one) print.report({ code: 'trigger-unsupported', message: 'nextval() in a statement of a trigger that can be about several rows', help: 'Leave the column out and let its default take the number.' });
  const takes = takesOf(statement, printing(print), guard && printExpression(guard, print));
  return [...takes, ...printDataStatement(mapExpressions(statement, takenNumber), print)];
}

function changesRows({ statement }: CommonTable): boolean {
  return 'kind' in statement && statement.kind !== 'select-statement';
}

/** What SQLite's statements inside triggers cannot have. */
function refuseUnusable(statement: ReturnType<typeof guardedStatements>[number], print: PrintContext): void {
  const refuse = (what: string, help: string): void => print.report({ code: 'trigger-unsupported', message: `${what} cannot stand in a trigger of SQLite`, help });
  if ('with' in statement && statement.with.some(changesRows)) refuse('WITH whose parts change rows', 'Write its parts as statements of their own, in the order that is meant.');
  else if ('with' in statement && statement.with.length > 0) refuse('WITH before a statement', 'Put the query into a subquery.');
  if (statement.kind === 'truncate') refuse('TRUNCATE', 'Use DELETE.');
  if ('tests' in statement && statement.tests?.some(({ of }) => of === 'view')) refuse('a change through a view WITH CHECK OPTION', 'Change the table below it, and raise the exception yourself.');
}
