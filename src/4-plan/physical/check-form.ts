import { codeEntry } from '../../diagnostics/codes.js';
import { columnOf } from '../../model/catalog-lookup.js';
import type { Catalog, Column, Table } from '../../model/catalog.js';
import type { Check } from '../../model/constraint.js';
import { OWN_TABLE, type Expr } from '../../model/expression.js';
import { NEW_ROW } from '../../model/trigger-program.js';
import { mapExpression } from '../../model/walk.js';
import { printContext, type Note, type PlanContext } from '../context.js';
import { checkExpressionLimits } from '../limits.js';
import { printExpression } from '../print/expression.js';
import { inTable, storedProblem } from '../print/stored-expression.js';
import { domainChecks, type RowCheck } from './domain-checks.js';
import { isLateCheck } from './late-constraint.js';
import { remembered, sameName } from './remembered.js';

/**
 * How the target keeps a CHECK: beside its columns; by triggers, where SQLite allows it no subquery and no current time, and where it is NOT VALID; by triggers that come with those
 * that give the row its values (`late-trigger.ts`); or not at all, which is said: a history should not stop at a condition that only rejects rows.
 */
export type CheckForm =
  | { readonly kind: 'stored'; readonly name: string; readonly sql: string }
  /** `fresh` is over NEW, `row` over the table's own columns. */
  | { readonly kind: 'trigger'; readonly name: string; readonly fresh: string; readonly row: string; readonly message?: string }
  | { readonly kind: 'late'; readonly row: string }
  | { readonly kind: 'none' };

/** The form of a table's own CHECK. */
export const checkForm = remembered(
  (check: Check, table: Table, catalog, context) => formOf(check, table, catalog, context, isLateCheck(check, table), check.notValid),
  (check, a, b) => sameName(a, b) && isLateCheck(check, a) === isLateCheck(check, b) && check.columns.every((id) => columnOf(a, id) === columnOf(b, id)),
);

/** The forms of the CHECKs of a column's domain, of the domains below it, and of the domain of its elements. */
export const domainForms = remembered(
  (column: Column, table: Table, catalog, context) => domainChecks(column, catalog).map((check) => formOf(check, table, catalog, context)),
  (_column, a, b) => sameName(a, b),
);

function formOf({ name, expr, message }: RowCheck, table: Table, catalog: Catalog, context: PlanContext, late = false, notValid = false): CheckForm {
  const notes: Note[] = [];
  const print = printContext({ ...context, report: (note) => void notes.push(note) }, catalog, table);
  const row = printExpression(expr, inTable(print));
  checkExpressionLimits(expr, print);
  const at = expr.at === undefined ? {} : { at: expr.at };
  const failed = notes.find(({ code }) => codeEntry(code)?.severity === 'error');
  if (failed) {
    const rest = withoutParts(expr, (part) => isPrintable(part, print));
    const what = rest ? 'keeps its other conditions and loses one' : 'is left out';
    context.report({ code: 'lossy-check', message: `CHECK ${name} of table ${table.name} ${what}: ${failed.message}`, ...at, ...(failed.at !== undefined && { at: failed.at }), ...(failed.help !== undefined && { help: failed.help }) });
    return rest ? formOf({ name, expr: rest }, table, catalog, context, late, notValid) : { kind: 'none' };
  }
  for (const note of notes) context.report(note);
  if (late) return { kind: 'late', row };
  const problem = storedProblem(row);
  const isStored = problem === undefined;
  if (isStored && !notValid) return { kind: 'stored', name, sql: row };
  const why = isStored ? 'it is NOT VALID, so that rows which are there already may violate it' : problem === 'moment' ? `it asks for the current time, which ${context.dialect.name} does not have in a CHECK` : `what it asks takes a query on ${context.dialect.name}, which has none in a CHECK`;
  context.report({ code: 'constraint-by-trigger', message: `CHECK ${name} of table ${table.name} is held by triggers: ${why}`, ...at });
  const fresh = printExpression(overRow(expr, NEW_ROW), { ...print, triggerTable: table });
  return { kind: 'trigger', name, fresh, row, ...(message !== undefined && { message }) };
}

/** Of conditions that are joined by AND, each rejects rows of its own: those that can be kept. */
function withoutParts(expr: Expr, isKept: (part: Expr) => boolean): Expr | undefined {
  if (expr.kind !== 'logical' || expr.op !== 'and') return undefined;
  const [first, ...others] = expr.args.filter(isKept);
  return first && others.length < expr.args.length - 1 ? (others.length > 0 ? { ...expr, args: [first, ...others] } : first) : undefined;
}

function isPrintable(expr: Expr, context: ReturnType<typeof printContext>): boolean {
  let printable = true;
  printExpression(expr, inTable({ ...context, report: ({ code }) => void (printable &&= codeEntry(code)?.severity !== 'error') }));
  return printable;
}

/** The expression over another source than the table's own columns. */
export function overRow(expr: Expr, source: number): Expr {
  return mapExpression(expr, (node) => (node.kind === 'column' && node.source === OWN_TABLE ? { ...node, source } : node));
}
