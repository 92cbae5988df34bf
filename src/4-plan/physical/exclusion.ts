import { BOOL, INT8 } from '../../model/base-types.js';
import type { Catalog, ColumnId, Table } from '../../model/catalog.js';
import type { Exclusion } from '../../model/constraint.js';
import type { Expr, SourceId } from '../../model/expression.js';
import type { FromItem, Query } from '../../model/query.js';
import { NEW_ROW } from '../../model/trigger-program.js';
import { walkExpression } from '../../model/walk.js';
import { printContext, type Note, type PlanContext } from '../context.js';
import type { PrintContext } from '../print/context.js';
import { printExpression } from '../print/expression.js';
import { codeEntry } from '../../diagnostics/codes.js';
import { overRow } from './check-form.js';
import { isReversed, overlap, rangeOf } from './range.js';
import { remembered, sameName } from './remembered.js';

const ONE: SourceId = -51;
const OTHER: SourceId = -52;

/** What two rows must not have together. */
export interface ExclusionForm {
  /** Whether another row conflicts with NEW. */
  readonly another: string;
  /** Whether any two rows conflict. */
  readonly anyTwo: string;
  /** Whether the bounds of a range of NEW are the wrong way round. */
  readonly reversed?: string;
  /** The period of a temporal key, and whether NEW, or any row, has none of it. */
  readonly empty?: { readonly period: string; readonly fresh: string; readonly any: string };
  readonly columns: readonly ColumnId[];
}

/** `EXCLUDE USING gist (room WITH =, tsrange(starts, ends) WITH &&)` as conditions; undefined, and reported, for operators beyond that. */
export const exclusionForm = remembered(
  (exclusion: Exclusion, table: Table, catalog, context): ExclusionForm | undefined => formOf(exclusion, table, catalog, context),
  (_exclusion, a, b) => sameName(a, b) && a.columns === b.columns,
);

function formOf(exclusion: Exclusion, table: Table, catalog: Catalog, context: PlanContext): ExclusionForm | undefined {
  const notes: Note[] = [];
  const isBound = (expr: Expr): boolean => expr.kind === 'column' && table.columns.some(({ id, notNull }) => id === expr.column && notNull);
  const between = (a: SourceId, b: SourceId): readonly (Expr | undefined)[] => [
    ...exclusion.elements.map(({ key, operator }) => conflict(key.expr, operator, a, b, isBound)),
    ...(exclusion.where ? [overRow(exclusion.where, a), overRow(exclusion.where, b)] : []),
  ];
  const print = { ...printContext({ ...context, report: (note) => void notes.push(note) }, catalog, table), triggerTable: table };
  const [fresh, pair] = [between(NEW_ROW, OTHER), between(ONE, OTHER)];
  if (!fresh.every((test) => test !== undefined) || !pair.every((test) => test !== undefined)) return refuse(exclusion, context);
  const source = (id: SourceId, alias: string): FromItem => ({ kind: 'table', source: id, relation: table.id, alias });
  const another = printExpression(exists([source(OTHER, 'other')], [rowid('<>', OTHER, NEW_ROW), ...fresh]), print);
  const anyTwo = printExpression(exists([source(ONE, 'one'), source(OTHER, 'other')], [rowid('<', ONE, OTHER), ...pair]), print);
  const reversed = printReversed(exclusion, print);
  if (notes.some(({ code }) => codeEntry(code)?.severity === 'error')) return refuse(exclusion, context, notes);
  for (const note of notes) context.report(note);
  const empty = exclusion.temporal && emptyOf(exclusion, source(OTHER, 'other'), table, print);
  return { another, anyTwo, ...(reversed !== undefined && { reversed }), ...(empty && { empty }), columns: columnsOf(exclusion) };
}

function emptyOf({ elements, temporal }: Exclusion, other: FromItem, table: Table, print: PrintContext): NonNullable<ExclusionForm['empty']> {
  const period = elements.at(-1);
  const column = table.columns.find(({ id }) => id === temporal?.columns.at(-1));
  if (!period || !column) throw new Error('a temporal key has its period');
  const isEmpty = (of: SourceId): Expr => ({ kind: 'call', name: 'isempty', args: [overRow(period.key.expr, of)], type: BOOL, strict: true });
  return { period: column.name, fresh: printExpression(isEmpty(NEW_ROW), print), any: printExpression(exists([other], [isEmpty(OTHER)]), print) };
}

function printReversed({ elements, where }: Exclusion, print: PrintContext): string | undefined {
  const tests = elements.flatMap(({ key, operator }) => (operator === '&&' ? (rangeOf(key.expr) ?? []) : [])).map((range) => isReversed(range, (bound) => overRow(bound, NEW_ROW)));
  if (tests.length === 0) return undefined;
  const any: Expr = { kind: 'logical', op: 'or', args: tests, type: BOOL };
  return printExpression(where ? { kind: 'logical', op: 'and', args: [overRow(where, NEW_ROW), any], type: BOOL } : any, print);
}

function refuse({ name, elements }: Exclusion, context: PlanContext, notes: readonly Note[] = []): undefined {
  const reason = notes.length > 0 ? `: ${notes[0]?.message}` : `: = and its like, and && of ranges that are made of two columns, can be carried over, but not ${elements.map(({ operator }) => operator).join(' and ')} of these`;
  context.report({
    code: 'lossy-exclusion',
    message: `exclusion constraint ${name} is left out${reason}`,
    help: 'Keep the bounds of a range in two columns and write the range where it is needed, as tsrange(starts, ends); or write a BEFORE INSERT OR UPDATE trigger that raises an exception.',
  });
  return undefined;
}

const COMPARISONS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

function conflict(expr: Expr, operator: string, a: SourceId, b: SourceId, isBound: (expr: Expr) => boolean): Expr | undefined {
  if (COMPARISONS.has(operator)) return { kind: 'operator', name: operator, left: overRow(expr, b), right: overRow(expr, a), type: BOOL };
  const range = operator === '&&' ? rangeOf(expr) : undefined;
  if (operator === '&&' && expr.type.kind === 'base' && /^(?:int[48]|num|tstz|ts|date)range$/u.test(expr.type.name) && !range) return { kind: 'operator', name: '&&', left: overRow(expr, b), right: overRow(expr, a), type: BOOL };
  return range && overlap(range, (bound) => overRow(bound, b), (bound) => overRow(bound, a), isBound);
}

function rowid(name: string, a: SourceId, b: SourceId): Expr {
  const [left, right] = [a, b].map((source): Expr => ({ kind: 'column', source, name: 'rowid', type: INT8 }));
  return { kind: 'operator', name, ...(left && { left }), right: right as Expr, type: BOOL };
}

function exists(from: readonly FromItem[], tests: readonly Expr[]): Expr {
  const one: Expr = { kind: 'literal', value: '1', type: INT8 };
  const where: Expr = { kind: 'logical', op: 'and', args: tests, type: BOOL };
  const body = { kind: 'select' as const, distinct: false as const, targets: [{ expr: one, name: 'hit' }], from, groupBy: [], windows: [], where };
  const query: Query = { with: [], recursive: false, orderBy: [], columns: [{ name: 'hit', type: INT8 }], body };
  return { kind: 'subquery', form: 'exists', query, type: BOOL };
}

function columnsOf({ elements, where }: Exclusion): readonly ColumnId[] {
  const found = new Set<ColumnId>();
  for (const expr of [...elements.map(({ key }) => key.expr), ...(where ? [where] : [])]) {
    walkExpression(expr, (node) => void (node.kind === 'column' && node.column !== undefined && found.add(node.column)));
  }
  return [...found];
}

/** What an index that finds conflicting rows holds: what must be equal, then where ranges begin. */
export function exclusionKeys({ elements }: Exclusion): readonly Expr[] {
  const equal = elements.filter(({ operator }) => operator === '=').map(({ key }) => key.expr);
  const lower = elements.flatMap(({ key, operator }) => (operator === '&&' ? (rangeOf(key.expr)?.low ?? []) : []));
  return [...equal, ...lower];
}

