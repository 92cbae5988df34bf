import type { Node } from '@pgsql/types';
import { diagnose } from '../../../diagnostics/diagnose.js';
import type { Code } from '../../../diagnostics/codes.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { baseType } from '../../../model/base-types.js';
import type { Catalog, ObjectId, Table } from '../../../model/catalog.js';
import type { Change } from '../../../model/change.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import type { Procedure, ProcedureBlock } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import type { Services } from '../../draft.js';
import { columnsOfRow } from '../variable-type.js';
import { bodyScope, newCounter, withNamedParameters, type BodyCounter, type BodyItem, type BodyScope } from '../body-scope.js';
import { and, TRUE } from '../condition.js';
import { newFreshness, type Freshness } from '../trigger/freshness.js';
import { calledValue } from './called-value.js';
import type { Environment } from './environment.js';
import { tellingUnknown } from './unknown-variables.js';
import { evaluateExpression } from './evaluate-expression.js';
import { evaluateQuery } from './evaluate-query.js';
import { isArray, isInterval, isMoment, isRow, textOfValue, Unknowable, type MomentValue, type RowValue, type Value } from './value.js';

/** A variable: its value, or when only the database can know that, the expression which it will be there. */
export interface RunVariable {
  readonly type: DataType | undefined;
  readonly value: Value | undefined;
  readonly expr?: Expr;
  /** Of a record with the values of a row that only the database knows. */
  readonly fields?: readonly RecordField[];
}

export interface RecordField {
  readonly name: string;
  readonly expr: Expr;
}

/** A body that is being carried out on the catalog. */
export interface Runner {
  readonly file: string;
  readonly services: Services;
  catalog: Catalog;
  readonly changes: Change[];
  variables: ReadonlyMap<string, RunVariable>;
  readonly counter: BodyCounter;
  readonly freshness: Freshness;
  /** Condition over rows under which the statements run, where only the database can decide. */
  guard?: Expr;
  /** Condition under which a RETURN has not ended the body yet. */
  alive?: Expr;
  /** Whether what only the database knows is set aside where it is worked out, instead of worked out again at each use. */
  readonly keeping: boolean;
  /** Whether the body asks for FOUND, and for ROW_COUNT. */
  readonly reads: { readonly found: boolean; readonly count: boolean };
  /** What is carried out. */
  readonly body: ProcedureBlock | undefined;
  /** The tables that hold it. */
  readonly kept: Table[];
  /** What is temporary, and made under a condition over rows. */
  readonly unseen: Set<ObjectId>;
  /** Whether conditions over rows that only migrations have written are decided here, and the database has to look whether they are so. */
  readonly supposing: boolean;
  /** Whether what stands here is carried out, as far as the rows say that migrations have written. */
  happens: boolean | undefined;
  /** Carries out the body of a function whose value is asked for. */
  readonly run: RunBlock | undefined;
  /** How many such calls it stands within. */
  readonly depth: number;
  /** The moment at which it is carried out, where that is supposed. */
  readonly clock: MomentValue | undefined;
  /** Whether the value of a function that changes rows is asked for. */
  asksChanging: boolean;
  /** How many statements may still run: a loop that never ends must end here. */
  budget: number;
}

/** How a list of statements ended. */
export type Ending = undefined | { readonly kind: 'return'; readonly value?: Value } | { readonly kind: 'raised' } | { readonly kind: 'exit' | 'continue'; readonly label?: string };

export type RunBlock = (block: ProcedureBlock, runner: Runner) => Ending;

const BUDGET = 10_000;

/** Under which condition a statement runs that stands here; undefined for always. */
export function guardOf({ guard, alive }: Runner): Expr | undefined {
  return guard && alive ? and(alive, guard) : (guard ?? alive);
}

type Options = Partial<Pick<Runner, 'keeping' | 'reads' | 'body' | 'supposing' | 'run' | 'depth' | 'clock'>>;

export function newRunner(file: string, catalog: Catalog, services: Services, variables: Runner['variables'], options: Options = {}): Runner {
  const { keeping = false, reads = { found: false, count: false }, body, supposing = false, run, depth = 0, clock } = options;
  return { keeping, reads, supposing, happens: true, asksChanging: false, body, run, depth, clock, kept: [], unseen: new Set(), file, services, catalog, changes: [], variables, counter: newCounter(catalog, file), freshness: newFreshness(), budget: BUDGET };
}

const HELP = 'Write the statements of the block themselves, with IF EXISTS and IF NOT EXISTS; or another body for the target: /* transmigrate sqlite,d1: .. */.';

export function refuseBlock(runner: Runner, message: string, span: Span, code: Code = 'do-block-unsupported'): never {
  throw new Refusal(diagnose(code, { message, file: runner.file, span, ...(code === 'do-block-unsupported' && { help: HELP }) }));
}

export function environment(runner: Runner): Environment {
  return {
    catalog: runner.catalog,
    depth: runner.depth,
    ...(runner.clock && { clock: runner.clock }),
    lookup: ([first = '', second]) => {
      const { value, type } = runner.variables.get(first) ?? {};
      if (second === undefined || value === undefined) return value;
      if (value === null && type && columnsOfRow(type, runner.catalog)?.some(({ name }) => name === second)) return null;
      return isRow(value) && Object.hasOwn(value.row, second) ? value.row[second] : undefined;
    },
    expression: evaluateExpression,
    query: evaluateQuery,
    called: (call, there) => calledValue(call, there, (procedure, variables, catalog, depth) => returnedBy(procedure, variables, catalog, { runner, depth })),
  };
}

function returnedBy({ file, body }: Procedure, variables: Runner['variables'], catalog: Catalog, { runner, depth }: { readonly runner: Runner; readonly depth: number }): Value | undefined {
  if (runner.budget-- <= 0) throw new Unknowable('the block runs too long while the migration is read');
  const inner = newRunner(file, catalog, runner.services, new Map([['found', { type: undefined, value: false }], ...variables]), { run: runner.run, depth, clock: runner.clock });
  inner.budget = runner.budget;
  const ending = runner.run?.(withNamedParameters(body), inner);
  runner.budget = inner.budget;
  return inner.changes.length === 0 && !inner.asksChanging && !inner.alive && ending?.kind === 'return' ? ending.value : undefined;
}

/** What an expression is now. @throws Unknowable when that depends on rows */
export function evaluate(node: Node, runner: Runner): Value {
  return evaluateExpression(node, environment(runner));
}

export function evaluateSelect(node: Node, runner: Runner) {
  if (!('SelectStmt' in node)) throw new Unknowable('only a SELECT can be read here');
  return evaluateQuery(node.SelectStmt, environment(runner));
}

/** The value, or undefined where only the database knows it. */
export function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unknowable) return undefined;
    throw error;
  }
}

/** The value; where it cannot be known the block is refused at this place. */
export function required<T>(runner: Runner, span: Span, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unknowable) return refuseBlock(runner, error.message, error.at === undefined || error.at < span.start ? span : { start: error.at, end: Math.max(span.end, error.at + 1) });
    throw error;
  }
}

/** Analysis of statements about rows, with the variables in sight. */
export function scopeOf(runner: Runner): BodyScope {
  const columns: BodyItem['columns'][number][] = [];
  const records: BodyItem[] = [];
  const unknown: string[] = [];
  for (const [name, { type, value, expr, fields }] of runner.variables) {
    if (fields) records.push({ name, source: -20, columns: fields.map((field) => ({ ...field, type: field.expr.type })), ...(type && { rowType: type, given: TRUE }) });
    else if (isRow(value)) records.push({ name, source: -20, ...(type && { rowType: type, given: TRUE }), columns: fieldsOf(value.row, type, runner.catalog) });
    else if (value === null && type?.kind === 'composite') records.push({ name, source: -20, rowType: type, columns: fieldsOf({}, type, runner.catalog) });
    else if (expr) columns.push({ name, type: type ?? expr.type, expr });
    else if (value !== undefined) columns.push({ name, ...literalOf(value, type) });
    else unknown.push(name);
  }
  return tellingUnknown(bodyScope(runner.catalog, runner.file, [{ source: -20, columns }, ...records], runner.counter, [], runner.body?.variablesFirst), unknown, HELP);
}

/** The fields of a row; those of a row type have its types, and are NULL where nothing has been assigned to them. */
function fieldsOf(row: RowValue['row'], type: DataType | undefined, catalog: Catalog): BodyItem['columns'] {
  const own = type && columnsOfRow(type, catalog);
  if (own) return own.map((field) => ({ name: field.name, ...literalOf(row[field.name] ?? null, field.type) }));
  return Object.entries(row).map(([name, value]) => ({ name, ...literalOf(value, undefined) }));
}

export function literalOf(value: Value, type: DataType | undefined): { readonly type: DataType; readonly expr: Expr } {
  const own = type ?? naturalType(value);
  return { type: own, expr: { kind: 'literal', type: own, value: textOfValue(value) } };
}

function naturalType(value: Value): DataType {
  if (isArray(value)) return { kind: 'array', element: naturalType(value.find((item) => item !== null) ?? null) };
  const name = isMoment(value) ? value.moment : isInterval(value) ? 'interval' : typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? (Number.isInteger(value) ? 'int4' : 'numeric') : 'text';
  return baseType(name);
}

export function setVariable(runner: Runner, name: string, variable: RunVariable): void {
  runner.variables = new Map([...runner.variables, [name, variable]]);
}

/** No variable of a body has this name. */
export const ROW_COUNT = 'row count';

/** After what counts rows in a way that nothing is known of. */
export function forgetCount(runner: Runner): void {
  if (runner.variables.has(ROW_COUNT)) setVariable(runner, ROW_COUNT, { type: undefined, value: undefined });
}
