import { BOOL, INT8 } from '../../../model/base-types.js';
import type { ExecuteSql, Perform } from '../../../model/procedure.js';
import { WITHOUT_EFFECT } from '../../ignored.js';
import { isServerWork, isSessionFunction, serverWorkIgnored } from '../../session-function.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement, Query } from '../../../model/query.js';
import { isVolatile, mapExpressions, isExpression, someNode } from '../../../model/walk.js';
import { and, choose, isNotTrue, isTrue, textLiteral, TRUE } from '../condition.js';
import { fold } from '../fold.js';
import { onlyRow } from '../inserted-row.js';
import { hasSecond, mayBeMore } from '../one-row.js';
import { withoutEmptyQueries } from './empty-queries.js';
import { isUnread, raiseThrownAway } from './thrown-away.js';
import { asCall, callForEachRow, whatDoes } from '../called-alone.js';
import { blockOfRounds } from '../called-round.js';
import { isRead } from '../read-names.js';
import { READS_OWN_ROWS, readsOwnRows, rowAtATime } from '../row-at-a-time.js';
import { heldFound } from './held-found.js';
import { withoutWith } from './inline-with.js';
import { calledForRow, calledForValue } from './call-value.js';
import { CHANGES_ROWS } from '../../../model/obstacle.js';
import { emit, noteEvaluated, raise, unsupported, valueOf, type Flow, type Lowering } from './lowering.js';
import { assignInto } from './run-assign.js';
import { returnedRow } from './returned-row.js';
import { runCall } from './run-call.js';
import { mergedRow } from './merged-row.js';
import { rowsAsDocuments } from './row-document.js';
import { withRows } from './transition.js';
import { givenByChange } from './with-changes.js';
import { partsOfSelect, partsOfWith } from './with-parts.js';
import { countNow, foundNow } from './trigger-state.js';

/** INSERT, UPDATE, DELETE, and SELECT .. INTO */
export function runSql(sql: ExecuteSql, flow: Flow, lowering: Lowering): Flow {
  const { statement, into, span } = sql;
  const { node } = statement;
  if ('SelectStmt' in node) {
    if (!into) return unsupported(lowering, 'a SELECT whose result goes nowhere', span, 'Use PERFORM, or INTO.');
    const query = lowering.scope(flow.state).query(lowering.raw(node));
    const given = givenByChange(query);
    if (given) return runChange(given, sql, flow, lowering);
    const { read = query, done = [] } = partsOfSelect(query, lowering.catalog, lowering.counter) ?? {};
    const known = selectInto(tidied(read, lowering), sql, flow, lowering);
    for (const part of done) emit(lowering, flow, { kind: 'statement', statement: tidied(part, lowering) }, span);
    return known;
  }
  if ('NotifyStmt' in node) {
    lowering.notes.push({ code: 'notification-ignored', message: 'NOTIFY tells nobody: there are no listeners' });
    return flow;
  }
  if (Object.keys(WITHOUT_EFFECT).some((tag) => tag in node)) return flow;
  const merged = 'MergeStmt' in node && !asksHowMany(lowering) ? mergedRow({ ...sql, statement: { ...statement, node: lowering.raw(node) } }, lowering.raw(node).MergeStmt) : undefined;
  if (merged) return lowering.run([merged], flow, lowering);
  if ('MergeStmt' in node) return unsupported(lowering, 'MERGE keeps its matches in a table, which a trigger cannot make', span, 'Write INSERT .. ON CONFLICT DO UPDATE, or UPDATE and then INSERT .. WHERE NOT EXISTS.');
  if (!('InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node)) return unsupported(lowering, 'only statements about rows can stand in a trigger', span);
  const written = { ...statement, node: lowering.raw(node) };
  const scope = lowering.scope(flow.state);
  const { reader, block } = rowAtATime(written, () => [(scope.asWritten ?? scope).statement(written)], lowering.catalog) ?? {};
  if (!reader) return runChange(scope.statement(written), sql, flow, lowering);
  if (!block || asksHowMany(lowering)) return unsupported(lowering, readsOwnRows(reader), span, READS_OWN_ROWS);
  return lowering.run([block], flow, lowering);
}

function runChange(change: DataStatement, sql: ExecuteSql, flow: Flow, lowering: Lowering): Flow {
  const { into, span } = sql;
  const written = calledForRow(change, flow, lowering, span);
  const [outer, ...others] = (into || !('with' in written) ? undefined : partsOfWith(written, lowering.catalog, lowering.counter)) ?? [];
  if (outer) {
    // FOUND and ROW_COUNT are of the outer one.
    emit(lowering, flow, { kind: 'statement', statement: tidied(outer, lowering) }, span);
    const counted = withFound(foundNow(), flow, lowering);
    for (const part of others) emit(lowering, flow, { kind: 'statement', statement: tidied(part, lowering) }, span);
    return counted;
  }
  const data = tidied(withoutWith(written, lowering.counter), lowering);
  const taken = into && !into.every((target) => isUnread(target, lowering));
  const returned = taken ? returnedRow(data, flow, lowering, span) : undefined;
  const given = returned?.row.columns.map(({ name, type }, i) => ({ name, expr: columnOf(returned.row, i, type) }));
  const before = given && returned?.before ? assignInto(into ?? [], given, flow, lowering, span) : flow;
  emit(lowering, flow, { kind: 'statement', statement: 'returning' in data ? { ...data, returning: [] } : data }, span);
  if (into && (returned ? returned.mayBeMore : data.kind !== 'insert' || !onlyRow(data))) raise(lowering, { ...flow, guard: and(flow.guard, SEVERAL) }, textLiteral('query returned more than one row'), span, textLiteral('too_many_rows'));
  const counted = withFound(data.kind === 'insert' && !data.onConflict && onlyRow(data) ? TRUE : foundNow(), before, lowering);
  const there = returned?.mayBeNone ? given?.map(({ name, expr }) => ({ name, expr: choose(counted.state.found, expr, { kind: 'literal', value: null, type: expr.type }) })) : given;
  const done = there && !returned?.before ? assignInto(into ?? [], there, counted, lowering, span) : counted;
  if (sql.strict && !isTrue(done.state.found)) requireRow(done.state.found, done, lowering, span);
  return done;
}

/** MERGE is several statements here, each of which has a FOUND of its own. */
function asksHowMany({ body }: Lowering): boolean {
  return body === undefined || isRead('found', body, 'read') || JSON.stringify(body).includes('"get-diagnostics"');
}

const SEVERAL: Expr = { kind: 'operator', name: '>', left: countNow(), right: { kind: 'literal', value: '1', type: INT8 }, type: BOOL };

/** A tree as a trigger can have it. */
export function tidied<T extends Query | DataStatement>(tree: T, lowering: Lowering): T {
  const tidy = mapExpressions(tree, (expr) => fold(rowsAsDocuments(expr, lowering.table)));
  return lowering.trigger.transition ? withRows(withoutEmptyQueries(tidy), lowering.table) : tidy;
}

function withFound(found: Expr, flow: Flow, lowering: Lowering): Flow {
  const { executed: _executed, ...state } = flow.state;
  return { ...flow, state: { ...state, found: heldFound(found, flow, lowering) } };
}

/** `INTO STRICT` */
function requireRow(found: Expr, flow: Flow, lowering: Lowering, span: ExecuteSql['span']): void {
  raise(lowering, { ...flow, guard: and(flow.guard, isNotTrue(found)) }, textLiteral('query returned no rows'), span, textLiteral('no_data_found'));
}

/** Each variable becomes a scalar subquery of the first row. */
function selectInto(query: Query, { into = [], strict, span }: ExecuteSql, flow: Flow, lowering: Lowering): Flow {
  const plain = constantRow(query)?.map((value) => calledForValue(value, flow, lowering, span));
  const first: Query = query.limit ? query : { ...query, limit: { kind: 'literal', value: '1', type: INT8 } };
  const columns = query.columns.map(({ name, type }, i) => ({ name, expr: plain?.[i] ?? columnOf(first, i, type) }));
  const exists: Expr = { kind: 'subquery', form: 'exists', query, type: BOOL };
  const found = plain ? { kind: 'literal' as const, value: 'true', type: BOOL } : exists;
  if (strict && !plain) {
    lowering.freshness.capture(found);
    requireRow(found, flow, lowering, span);
    if (mayBeMore(query)) requireOnly(query, flow, lowering, span);
  }
  return withFound(found, assignInto(into, columns, flow, lowering, span), lowering);
}

/** STRICT, where the query has a second row. */
function requireOnly(query: Query, flow: Flow, lowering: Lowering, span: ExecuteSql['span']): void {
  const several = hasSecond(query);
  lowering.freshness.capture(several);
  raise(lowering, { ...flow, guard: and(flow.guard, several) }, textLiteral('query returned more than one row'), span, textLiteral('too_many_rows'));
}

/** `PERFORM f(x)`: one call, once. */
function plainSelect(query: Query): boolean {
  return constantRow(query, true)?.length === 1;
}

function givesSet(expr: Expr | undefined): boolean {
  return expr?.kind === 'call' && expr.returnsSet === true;
}

/** `SELECT a, b INTO x, y` without FROM is an assignment. */
function constantRow({ body, with: commons, limit }: Query, sets = false): readonly Expr[] | undefined {
  if (body.kind !== 'select' || body.from.length > 0 || body.where || body.having || body.groupBy.length > 0 || commons.length > 0 || limit) return undefined;
  if (body.targets.some(({ expr }) => expr.kind === 'call' && (expr.aggregate || (expr.returnsSet && !sets)))) return undefined;
  return body.targets.map(({ expr }) => expr);
}

function columnOf(query: Query, i: number, type: Expr['type']): Expr {
  const { body } = query;
  const column = query.columns[i];
  if (body.kind !== 'select' || !column || query.columns.length === 1) return { kind: 'subquery', form: 'scalar', query, type };
  const target = body.targets[i];
  // Sort keys that name a column of the select list by its place would name another one.
  const orderBy = query.orderBy.map(({ output: _output, ...key }) => key);
  return { kind: 'subquery', form: 'scalar', query: { ...query, orderBy, columns: [column], body: { ...body, targets: target ? [target] : [] } }, type };
}

/** A call that changes nothing in the database, by itself or as all that a function of the user's in SQL says. */
function outsideCall(expr: Expr, { catalog }: Lowering): Extract<Expr, { kind: 'call' }> | undefined {
  const object = expr.kind === 'call' && expr.function !== undefined ? catalog.objects.get(expr.function) : undefined;
  const said = object?.kind === 'function' && object.inline ? object.inline : expr;
  return said.kind === 'call' && said.function === undefined && (isSessionFunction(said.name) || isServerWork(said.name)) ? said : undefined;
}

/** A call of a function whose body is carried out. */
function hasBody(expr: Expr, { catalog }: Lowering): boolean {
  const object = expr.kind === 'call' && expr.function !== undefined ? catalog.objects.get(expr.function) : undefined;
  return object?.kind === 'function' && object.procedure !== undefined && !('unreadable' in object.procedure) && !object.inline && !object.returnsSet;
}

/** A call of a function whose body changes rows. */
function changesRows(expr: Expr, { catalog }: Lowering): boolean {
  const object = expr.kind === 'call' && expr.function !== undefined ? catalog.objects.get(expr.function) : undefined;
  return object?.kind === 'function' && object.obstacle === CHANGES_ROWS && object.procedure !== undefined;
}

/** PERFORM reads rows and throws them away: what matters is FOUND, and what its functions do. */
export function runPerform(perform: Perform, flow: Flow, lowering: Lowering): Flow {
  const { span } = perform;
  const query = asCall(perform.query, lowering.catalog);
  const scope = lowering.scope(flow.state);
  const written = tidied((scope.asWritten ?? scope).query(lowering.raw(query.node)), lowering);
  const { body } = written;
  const calls = body.kind === 'select' ? body.targets.map(({ expr }) => expr) : [];
  const outside = calls.filter((expr) => outsideCall(expr, lowering));
  if (outside.some((expr) => outsideCall(expr, lowering)?.name === 'pg_notify')) lowering.notes.push({ code: 'notification-ignored', message: 'pg_notify tells nobody: there are no listeners' });
  for (const { name } of outside.flatMap((expr) => outsideCall(expr, lowering) ?? [])) if (isServerWork(name)) lowering.notes.push(serverWorkIgnored(name));
  const [only] = calls;
  const done = only && plainSelect(written) ? runCall(only, flow, lowering, span) : undefined;
  if (done && givesSet(only) && lowering.body && isRead('found', lowering.body, 'read')) return unsupported(lowering, 'FOUND after PERFORM of a function that changes rows and gives some has no equivalent', span);
  if (done) return withFound(TRUE, done, lowering);
  const several = calls.filter(({ kind }) => kind !== 'literal');
  if (several.length > 0 && calls.length > 1 && constantRow(written, true)?.length === calls.length && several.every((expr) => hasBody(expr, lowering))) return withFound(TRUE, several.reduce((after, expr) => runCall(expr, after, lowering, span) ?? after, flow), lowering);
  const changes = calls.find((expr) => !outside.includes(expr) && isVolatile(expr));
  const select = 'SelectStmt' in query.node ? query.node.SelectStmt : {};
  const call = changes && select.fromClause ? callForEachRow(select) : undefined;
  if (call && whatDoes(call, lowering.catalog)) return lowering.run([blockOfRounds(query, select, call)], flow, lowering);
  if (someNode(written, (node) => isExpression(node) && changesRows(node, lowering))) return unsupported(lowering, 'PERFORM of a function that changes rows within a query has no equivalent', span, 'Call the function by itself: PERFORM f(..).');
  if (changes) return unsupported(lowering, 'PERFORM of a function that may change something has no equivalent', span, 'Write what the function does.');
  const analyzed = scope.asWritten ? tidied(scope.query(lowering.raw(query.node)), lowering) : written;
  const there: Expr = { kind: 'subquery', form: 'exists', query: analyzed, type: BOOL };
  // `BEGIN PERFORM t::jsonb; RETURN true; EXCEPTION ..` only asks whether it can be worked out.
  const [whole, ...others] = constantRow(analyzed) ?? [];
  const value = whole && others.length === 0 && !someNode(only, (node) => isExpression(node) && node.kind === 'call' && node.returnsSet === true) ? valueOf(whole, lowering) : undefined;
  noteEvaluated(value ?? there, flow, lowering);
  if (value) raiseThrownAway(value, flow, lowering, span);
  return withFound(value ? TRUE : there, flow, lowering);
}
