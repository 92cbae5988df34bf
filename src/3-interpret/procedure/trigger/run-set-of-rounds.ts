import { BOOL, INT8 } from '../../../model/base-types.js';
import type { Catalog, Table } from '../../../model/catalog.js';
import type { ColumnRef, Expr, SourceId } from '../../../model/expression.js';
import { bothOf } from '../../../model/guarded-statement.js';
import type { Foreach, ForInteger, ForQuery, ProcedureStatement } from '../../../model/procedure.js';
import type { DataStatement, Delete, Insert, Query, Select, TableSource, Update } from '../../../model/query.js';
import type { TriggerAction } from '../../../model/trigger-program.js';
import { isExpression, mapExpression, relationsOf, someNode } from '../../../model/walk.js';
import { callsWhatDoes } from '../called-alone.js';
import { assignedIn } from '../assigned-variables.js';
import { and, choose, TRUE } from '../condition.js';
import { queryOf } from '../inserted-row.js';
import { leftByRounds } from './left-by-rounds.js';
import { lastValue, type LoopRows } from './loop-query.js';
import { areIndependent } from './independent-rounds.js';
import { boundTo, derivedRows, numberedRows, queryOfLoop } from './loop-rows.js';
import { emit, unsupported, type Flow, type Lowering } from './lowering.js';
import { requireApartFrom } from './rows-of-change.js';
import { newFreshness } from './freshness.js';
import { HELP, NO_LOOPS } from './loop-steps.js';
import { withCarried, withoutMissing } from './rounds-around.js';
import { acts } from './trigger-effects.js';

/**
 * A loop whose rounds change rows, as one statement for all rounds: `FOR r IN SELECT .. LOOP INSERT .. r.a` is `INSERT .. SELECT`. It means the same where
 * no round can see what an earlier one has done.
 */
export function runSetOfRounds(loop: ForQuery | Foreach | ForInteger, flow: Flow, lowering: Lowering): Flow {
  const { span } = loop;
  const rows = queryOfLoop(loop, flow, lowering);
  const source = lowering.counter.nextSource++;
  const assigned = assignedIn(loop.statements, lowering.otherNames);
  if (assigned.has('new') || JSON.stringify(loop.statements).includes('"kind":"return"')) return unsupported(lowering, NO_LOOPS, span, HELP);
  const state = withCarried(assigned, { ...flow.state, variables: new Map([...flow.state.variables, ...boundTo(rows, source, flow, lowering, span)]) });
  const { setAside: _none, ...plain } = lowering;
  const inner: Lowering = { ...plain, freshness: newFreshness(true), actions: [], outcomes: [], loop: { ends: [], ...(loop.label !== undefined && { label: loop.label }) } };
  lowering.run(loop.statements, { guard: TRUE, state }, inner);
  if (inner.loop?.ends.some(({ kind }) => kind === 'exit')) return unsupported(lowering, NO_LOOPS, span, HELP);
  if (rows.change) requireApartFrom(rows.change, flow, inner.actions, lowering, span);
  requireApart(rows.query, source, inner.actions, lowering, span);
  const start = withoutMissing(loop, flow, lowering);
  for (const action of inner.actions) emitForAll(action, rows.query, source, start, lowering, span);
  const found: Expr = { kind: 'subquery', form: 'exists', query: rows.query, type: BOOL };
  lowering.freshness.capture(found);
  const after = withCarried(assigned, start.state);
  return { ...start, state: { ...after, variables: new Map([...after.variables, ...leftByRounds(rows, loop, assigned, inner.actions, flow, lowering)]), found } };
}

const EARLIER_ROUNDS = 'a loop whose rounds see what earlier rounds have changed has no equivalent';

/** Statement after statement is round after round where none reads or changes what another one changes, in another round at least. */
function requireApart(query: Query, source: number, actions: readonly TriggerAction[], lowering: Lowering, span: ProcedureStatement['span']): void {
  const refuse = (): never => unsupported(lowering, EARLIER_ROUNDS, span, HELP);
  const statements = actions.flatMap((action) => (action.kind === 'statement' ? [action.statement] : []));
  const written = statements.map((statement) => ('target' in statement ? statement.target.relation : refuse()));
  for (const relation of new Set(written)) {
    const together = statements.filter((_, i) => written[i] === relation);
    if (together.length > 1 && !areIndependent(together, query, source, lowering.catalog)) refuse();
  }
  for (const [i, statement] of statements.entries()) {
    const { target: _target, ...read } = statement as Insert | Update | Delete;
    const others = { ...read, target: { kind: 'none' } } as unknown as DataStatement;
    if (statements.some((changing) => changesRead(changing, others))) refuse();
    if (changesRead(statement, query) && (statement.kind === 'update' || statements.length > 1)) refuse();
    if ((statements.length > 1 || statement.kind === 'update') && acts((lowering.catalog.objects.get(written[i] ?? -1) ?? {}) as Partial<Table>)) refuse();
  }
  for (const { guard, kind } of actions) if ((guard && statements.some((changing) => changesRead(changing, guard))) || kind === 'skip') refuse();
}

/** Whether a statement changes what a tree reads: other rows, or other values of columns that it names. */
function changesRead(statement: DataStatement, tree: Query | Expr | DataStatement): boolean {
  if (!('target' in statement) || !relationsOf(tree).includes(statement.target.relation)) return false;
  if (statement.kind !== 'update') return true;
  const sources = new Set<number>();
  const read = new Set<number | undefined>();
  const { relation } = statement.target;
  someNode(tree, (node) => {
    if (node.kind === 'table' && (node as TableSource).relation === relation) sources.add((node as TableSource).source);
    return false;
  });
  someNode(tree, (node) => {
    if (node.kind === 'column' && sources.has((node as ColumnRef).source)) read.add((node as ColumnRef).column);
    return false;
  });
  return read.has(undefined) || statement.set.some(({ column }) => read.has(column));
}

/** The same for rounds that are known before any of them changes a row: each of them asks anew whether there is one more. */
export function forAllRounds(actions: readonly TriggerAction[], rounds: Query, source: SourceId, flow: Flow, lowering: Lowering, span: ProcedureStatement['span']): void {
  requireApart(rounds, source, actions, lowering, span);
  const changes = actions.some((action) => action.kind === 'statement' && changesRead(action.statement, rounds));
  if (changes) return unsupported(lowering, EARLIER_ROUNDS, span, HELP);
  for (const action of actions) emitForAll(action, rounds, source, flow, lowering, span);
}

function emitForAll(action: TriggerAction, query: Query, source: number, flow: Flow, lowering: Lowering, span: ProcedureStatement['span']): void {
  const item = derivedRows(query, source);
  const guard = action.guard ?? TRUE;
  const any = (where: Expr): Expr => ({ kind: 'subquery', form: 'exists', type: BOOL, query: queryOf([{ name: 'one', expr: { kind: 'literal', value: '1', type: INT8 } }], { from: [item], where }) });
  if (action.kind === 'raise') {
    const message: Expr = { kind: 'subquery', form: 'scalar', type: action.message.type, query: { ...queryOf([{ name: 'message', expr: action.message }], { from: [item], where: guard }), limit: { kind: 'literal', value: '1', type: INT8 } } };
    return emit(lowering, { ...flow, guard: and(flow.guard, any(guard)) }, { kind: 'raise', message }, span);
  }
  if (action.kind !== 'statement') return unsupported(lowering, NO_LOOPS, span, HELP);
  const { statement } = action;
  switch (statement.kind) {
    case 'insert':
      // What ON CONFLICT says stands outside of the rounds that are gone through.
      if (asksRound(statement.onConflict, source)) return unsupported(lowering, NO_LOOPS, span, HELP);
      return emit(lowering, flow, { kind: 'statement', statement: { ...statement, rows: insertedRows(statement, { ...item, alias: item.alias ?? '' }, guard, lowering, span) } }, span);
    case 'delete':
      // The rows that it asks about stand outside of the rounds that are looked for.
      if (asksRound(statement.using, source)) return unsupported(lowering, NO_LOOPS, span, HELP);
      return emit(lowering, flow, { kind: 'statement', statement: { ...statement, where: any(bothOf(guard, statement.where) ?? TRUE) } }, span);
    case 'update':
      return emit(lowering, flow, { kind: 'statement', statement: updated(statement, query, source, guard, any, lowering, span) }, span);
    default:
      return unsupported(lowering, NO_LOOPS, span, HELP);
  }
}

function asksRound(tree: unknown, source: SourceId): boolean {
  return someNode(tree, (node) => isExpression(node) && node.kind === 'column' && node.source === source);
}

/** `VALUES (r.a, 1)` as `SELECT r.a, 1 FROM (..) AS r`, in the order of the rounds. */
function insertedRows({ rows }: Insert, item: ReturnType<typeof derivedRows>, guard: Expr, lowering: Lowering, span: ProcedureStatement['span']): Query {
  if (rows === 'default values') return unsupported(lowering, NO_LOOPS, span, HELP);
  const { body } = rows;
  const plain = rows.orderBy.length === 0 && !rows.limit && !rows.offset && rows.with.length === 0;
  const select: Select | undefined = body.kind === 'values' && body.rows.length === 1 ? { kind: 'select', distinct: false, targets: (body.rows[0] ?? []).map((expr, i) => ({ expr, name: rows.columns[i]?.name ?? `column${i + 1}` })), from: [], groupBy: [], windows: [] } : body.kind === 'select' && plain && !body.distinct && body.groupBy.length === 0 && !body.having && body.from.length === 0 ? body : undefined;
  if (!select || select.targets.some(({ expr }) => expr.kind === 'default' || (expr.kind === 'call' && (expr.aggregate || expr.returnsSet)))) return unsupported(lowering, NO_LOOPS, span, HELP);
  const where = and(guard, select.where ?? TRUE);
  const numbered = numberedRows(item.query, '_number', () => lowering.counter.nextSource++);
  // The derived table's own order is not kept by all that may stand around it.
  const from = numbered && item.query.orderBy.length > 0 ? { ...item, query: numbered, columns: numbered.columns } : item;
  const orderBy = from === item ? [] : [{ expr: { kind: 'column' as const, source: item.source, name: '_number', type: INT8 }, descending: false, nulls: 'last' as const }];
  return { ...queryOf(select.targets, { from: [from], ...(where !== TRUE && { where }) }), orderBy };
}

/** Several rounds may change one row: each column is what the rounds that find the row make of it, one after the other. */
function updated(update: Update, query: Query, source: number, guard: Expr, any: (where: Expr) => Expr, lowering: Lowering, span: ProcedureStatement['span']): Update {
  const numbered = numberedRows(query, '_number', () => lowering.counter.nextSource++);
  if (!numbered || update.from.length > 0 || update.set.some(({ value }) => value.kind === 'default')) return unsupported(lowering, NO_LOOPS, span, HELP);
  const [common, before, rows] = [lowering.counter.nextSource++, lowering.counter.nextSource++, lowering.counter.nextSource++];
  const name = `rows_${rows}`;
  const columns = new Map(update.set.map(({ column, value }) => [column, value.type]));
  const finds = bothOf(guard, update.where) ?? TRUE;
  const over = (expr: Expr): Expr => mapExpression(expr, (node) => (node.kind === 'column' && node.source === update.target.source && node.column !== undefined && columns.has(node.column) ? { kind: 'column', source: before, name: nameOf(node.column), type: node.type } : node));
  const carried = update.set.map(({ column, value }) => {
    const now: Expr = { kind: 'column', source: before, name: nameOf(column), type: value.type };
    return { name: nameOf(column), type: value.type, first: { kind: 'column', source: update.target.source, column, name: nameOf(column), type: value.type } as Expr, next: choose(over(finds), over(value), now) };
  });
  const loop: LoopRows = {
    common, before, carried, condition: TRUE, nextSource: () => lowering.counter.nextSource++,
    rows: { common: { name, source: rows, columns: numbered.columns, statement: numbered, materialized: true }, item: { kind: 'common-table', source, common: rows, name }, number: { kind: 'column', source, name: '_number', type: INT8 } },
  };
  return { ...update, set: update.set.map(({ column, value }) => ({ column, value: lastValue(loop, nameOf(column), value.type) })), where: any(finds) };
}

function nameOf(column: number): string {
  return `_c${column}`;
}

const CHANGES = /"(?:InsertStmt|UpdateStmt|DeleteStmt)"|"kind":"(?:perform|dynamic)"/;

/** Whether a statement in the loop may change rows, or a function that it calls for a value. */
export function changesRows(statements: readonly ProcedureStatement[], catalog: Catalog): boolean {
  return CHANGES.test(JSON.stringify(statements)) || callsWhatDoes(statements, catalog);
}

/** Loops over numbers and arrays whose rounds change rows are carried out for all values at once. */
export function runsAsSet(loop: Foreach | ForInteger, catalog: Catalog): boolean {
  return changesRows(loop.statements, catalog);
}
