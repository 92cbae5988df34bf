import type { InsertStmt, Node } from '@pgsql/types';
import type { Column } from '../../../model/catalog.js';
import type { ExecuteSql, Exit, Loop, ProcedureBlock, ProcedureStatement } from '../../../model/procedure.js';
import { isVolatile } from '../../../model/walk.js';
import { isOnlyForDuplicates } from '../handler.js';
import { isNever, or } from '../condition.js';
import { finish, type Flow, type Lowering, type LoopEnd, type Outcome } from './lowering.js';
import { mergeStates, type BodyState } from './trigger-state.js';

/** `BEGIN INSERT ..; [EXIT | RETURN ..]; EXCEPTION WHEN unique_violation THEN .. END` at the end of a loop: it goes on where the row has met another one. */
interface Tried {
  readonly before: readonly ProcedureStatement[];
  readonly insert: ExecuteSql;
  /** What ends the loop once the row is there. */
  readonly end: ProcedureStatement;
  readonly handler: readonly ProcedureStatement[];
}

function triedIn({ statements }: Loop): Tried | undefined {
  const block = statements.at(-1);
  if (block?.kind !== 'block' || block.variables.length > 0 || !catchesDuplicates(block)) return undefined;
  const [insert, end, ...others] = block.statements;
  if (insert?.kind !== 'sql' || !('InsertStmt' in insert.statement.node) || insert.statement.node.InsertStmt.onConflictClause || others.length > 0) return undefined;
  const ends = end?.kind === 'return' || (end?.kind === 'exit' && !end.condition);
  return ends ? { before: statements.slice(0, -1), insert, end, handler: block.handlers[0]?.statements ?? [] } : undefined;
}

function catchesDuplicates({ handlers }: ProcedureBlock): boolean {
  return handlers.length === 1 && handlers.every(isOnlyForDuplicates);
}

/**
 * Loops that try an INSERT until it meets no other row. Where each round makes other values, the loop is one over values: whether they are taken is asked of the
 * table, and the row comes after it. Where it does nothing but update first (`LOOP UPDATE ..; EXIT WHEN FOUND; BEGIN INSERT ..`), there is one round: nobody else
 * inserts meanwhile. Undefined for all others.
 */
export function runRetried(loop: Loop, flow: Flow, lowering: Lowering): Flow | undefined {
  const tried = triedIn(loop);
  if (!tried) return undefined;
  if (tried.handler.every((statement) => statement.kind === 'raise' && statement.level !== 'exception') && tried.before.some((statement) => statement.kind === 'sql' && 'UpdateStmt' in statement.statement.node)) return runOnce(loop, tried, flow, lowering);
  const taken = isTaken(tried.insert, flow, lowering);
  if (!taken) return undefined;
  const { span } = loop;
  const free: Exit = { kind: 'exit', span, ...(loop.label !== undefined && { label: loop.label }), condition: { node: { BooleanTest: { arg: taken, booltesttype: 'IS_NOT_TRUE' } }, span } };
  const end = tried.end.kind === 'return' ? [tried.end] : [];
  return lowering.run([{ ...loop, statements: [...tried.before, free, ...tried.handler] }, tried.insert, ...end], flow, lowering);
}

/** One round, with which the loop ends. Undefined where it may go on without having met another row. */
function runOnce({ label }: Loop, { before, insert, end }: Tried, flow: Flow, lowering: Lowering): Flow {
  const ends: LoopEnd[] = [];
  const outcomes: Outcome[] = [];
  const last = lowering.run([...before, insert, end], flow, { ...lowering, outcomes, loop: { ends, ...(label !== undefined && { label }) } });
  for (const { guard, state, result } of outcomes) finish(lowering, { guard, state }, result);
  const exits = ends.filter(({ kind, guard }) => (kind === 'exit' || kind === 'continue') && !isNever(guard));
  const state = exits.reduceRight<BodyState>((rest, each, i) => (i === exits.length - 1 ? each.state : mergeStates(each.guard, each.state, rest)), exits.at(-1)?.state ?? last.state);
  const untouched = outcomes.length === 0 && !last.returned;
  return { guard: untouched ? flow.guard : or(...exits.map(({ guard }) => guard)), state, ...((last.returned || outcomes.length > 0) && { returned: true }) };
}

/** Whether the table has a row with a key of the new one's: `value IN (SELECT key FROM table)`. */
function isTaken({ statement }: ExecuteSql, flow: Flow, lowering: Lowering): Node | undefined {
  const insert = 'InsertStmt' in statement.node ? statement.node.InsertStmt : {};
  const analyzed = lowering.scope(flow.state).statement({ ...statement, node: lowering.raw(statement.node) });
  const table = analyzed.kind === 'insert' ? lowering.catalog.objects.get(analyzed.target.relation) : undefined;
  const values = valuesOf(insert);
  if (table?.kind !== 'table' || !values || table.indexes.some(({ unique }) => unique)) return undefined;
  const tests: Node[] = [];
  for (const constraint of table.constraints) {
    if (constraint.kind !== 'primary-key' && constraint.kind !== 'unique') continue;
    const columns = constraint.columns.flatMap((id) => table.columns.find((column) => column.id === id) ?? []);
    const given = columns.flatMap(({ name }) => values.get(name) ?? []);
    if (given.length === columns.length) tests.push(isThere(insert, columns, given));
    else if (!columns.some((column) => !values.has(column.name) && isFresh(column))) return undefined;
  }
  return tests.length > 1 ? { BoolExpr: { boolop: 'OR_EXPR', args: tests } } : tests[0];
}

/** NULL, the next number or a random value is nobody's. */
function isFresh({ default: otherwise, identity, serial }: Column): boolean {
  return identity !== undefined || serial !== undefined || otherwise === undefined || isVolatile(otherwise);
}

function valuesOf({ cols = [], selectStmt }: InsertStmt): ReadonlyMap<string, Node> | undefined {
  const select = selectStmt && 'SelectStmt' in selectStmt ? selectStmt.SelectStmt : undefined;
  const [row, ...others] = select?.valuesLists ?? [];
  const items = row && 'List' in row && others.length === 0 ? (row.List.items ?? []) : undefined;
  const names = cols.flatMap((column) => ('ResTarget' in column && !column.ResTarget.indirection ? (column.ResTarget.name ?? []) : []));
  return items && names.length === items.length && names.length > 0 ? new Map(names.map((name, i) => [name, items[i] as Node])) : undefined;
}

const ALIAS = '_taken';

function isThere({ relation }: InsertStmt, columns: readonly Column[], given: readonly Node[]): Node {
  const targetList: Node[] = columns.map(({ name }) => ({ ResTarget: { val: { ColumnRef: { fields: [{ String: { sval: ALIAS } }, { String: { sval: name } }] } } } }));
  const subselect: Node = { SelectStmt: { targetList, fromClause: [{ RangeVar: { ...relation, alias: { aliasname: ALIAS } } }], limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_NONE' } };
  const [only] = given;
  const testexpr: Node = only && given.length === 1 ? only : { RowExpr: { args: [...given], row_format: 'COERCE_IMPLICIT_CAST' } };
  return { SubLink: { subLinkType: 'ANY_SUBLINK', testexpr, subselect } };
}
