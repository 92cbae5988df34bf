import { codeEntry } from '../diagnostics/codes.js';
import type { Catalog, CatalogObject, Column, ObjectId, Table, Trigger } from '../model/catalog.js';
import type { Expr } from '../model/expression.js';
import { GENERATION, NEW_ROW, type TriggerBody } from '../model/trigger-program.js';
import { walkTree } from '../model/walk.js';
import { printContext, type PlanContext } from './context.js';
import { overRow } from './physical/check-form.js';
import { remembered, sameName } from './physical/remembered.js';
import { printExpression } from './print/expression.js';
import { inTable, storedProblem } from './print/stored-expression.js';

type Target = Pick<PlanContext, 'dialect' | 'options'>;
type Generated = NonNullable<Column['generated']>;

export function hasGenerated(object: CatalogObject): object is Table {
  return object.kind === 'table' && object.columns.some(({ generated }) => generated);
}

/** By the columns that are filled: another target may fill others. */
const TABLES = new WeakMap<Table, Map<string, Table>>();

/** The table with ordinary columns in place of those that triggers fill. */
export function keptTable(table: Table, catalog: Catalog, { dialect, options }: Target): Table {
  const context: PlanContext = { dialect, options, report: () => {} };
  const filled = table.columns.filter(({ generated }) => generated && needsTrigger(generated, table, catalog, context));
  if (filled.length === 0) return table;
  const versions = TABLES.get(table) ?? new Map<string, Table>();
  TABLES.set(table, versions);
  const key = filled.map(({ id }) => id).join();
  const kept = versions.get(key) ?? { ...table, columns: table.columns.map((column) => (filled.includes(column) ? ordinary(column) : column)), triggers: [...table.triggers, ...filled.map(triggerFor)] };
  versions.set(key, kept);
  return kept;
}

/** What it cannot print at all is refused where the column is printed. */
const needsTrigger = remembered(
  ({ expr }: Generated, table: Table, catalog, context) => {
    let failed = false;
    const print = printContext({ ...context, report: ({ code }) => void (failed ||= codeEntry(code)?.severity === 'error') }, catalog, table);
    return storedProblem(printExpression(expr, inTable(print))) === 'subquery' && !failed;
  },
  (_generated, a, b) => sameName(a, b) && a.columns === b.columns,
);

/** Versions of a table share their columns. */
const ORDINARY = new WeakMap<Column, Column>();
const TRIGGERS = new WeakMap<Column, Trigger>();

function ordinary(column: Column): Column {
  const { generated: _generated, ...rest } = column;
  const known = ORDINARY.get(column) ?? rest;
  ORDINARY.set(column, known);
  return known;
}

/** The trigger is made again when one of them is replaced. */
function functionsIn(expr: Expr | undefined): readonly ObjectId[] {
  const found = new Set<ObjectId>();
  if (expr) walkTree(expr, { expression: (node) => void (node.kind === 'call' && node.function !== undefined && found.add(node.function)) });
  return [...found];
}

function triggerFor(column: Column): Trigger {
  const known = TRIGGERS.get(column);
  if (known) return known;
  const body = (event: 'insert' | 'update'): TriggerBody => ({
    event, actions: [], notes: [{ code: 'generated-by-trigger', message: `column ${column.name} is given its value by triggers: its expression needs a subquery here; RETURNING shows it as it was before` }],
    assignments: column.generated ? [{ column: column.id, value: overRow(column.generated.expr, NEW_ROW) }] : [],
  });
  const trigger: Trigger = {
    id: -column.id, name: `${column.name}_generated`, timing: 'before', events: ['insert', 'update'], columns: [], level: 'row', function: GENERATION, args: [], enabled: true,
    program: { kind: 'lowered', bodies: [body('insert'), body('update')], reads: functionsIn(column.generated?.expr) },
  };
  TRIGGERS.set(column, trigger);
  return trigger;
}
