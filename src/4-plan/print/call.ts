import { CHANGES_ROWS } from '../../model/obstacle.js';
import type { FunctionRow } from '../../dialects/dialect.js';
import { fill, primary, type Sql } from '../../dialects/sql.js';
import type { FunctionObject } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import { isOfKnownBits } from '../../model/known-bits.js';
import type { SortKey } from '../../model/query.js';
import { walkExpression } from '../../model/walk.js';
import { quoteLiteral } from './identifier.js';
import { withArguments } from '../../model/function-body.js';
import { printBits } from './bits.js';
import { byBranch } from './by-branch.js';
import { partOfAge } from './age.js';
import { overComputedPattern } from './computed-pattern.js';
import { labelsAsked } from './enum-range.js';
import { forEachRow, rowInSight } from './for-each-row.js';
import { joinedDistinct } from './joined-distinct.js';
import { printSequenceCall } from './nextval.js';
import { withOwnFields } from './object-fields.js';
import { passwordHash } from './password-hash.js';
import { isStoredRow } from './composite.js';
import type { Printing } from './printing.js';
import { readArguments } from './read-text.js';
import { renderOver } from './render-over.js';
import { isRandomHash } from './random-hash.js';
import { applyRule, matches } from './rule.js';
import { typeName } from './type.js';
import { isRandomOnce, unrolled } from './unrolled.js';
import { withWholeTexts } from './whole-text.js';
import { withRowObjects } from './whole-row.js';
import { printSortKeys, printWindow } from './window.js';
import { startInZone } from './zoned-start.js';

/** A function call by the dialect's table. A function without a row for its argument types is refused, never passed through. */
export function printCall(call: Call, p: Printing): Sql {
  const bits = printBits(call, p);
  if (bits) return bits;
  const written = isInlined(call, p) ? call : withRowObjects(call, p);
  if (!written) return refuseRow(call, p);
  const expr = isRandomHash(written) ? { ...written, name: 'md5_of_random', args: [] } : isRandomByte(written) ? { ...written, name: 'random_byte', args: [] } : withOwnFields(partOfAge(startInZone(written)), p);
  const hash = passwordHash(written);
  if (hash !== undefined) {
    report(call, 'lossy-password', 'the password is hashed when this migration is transpiled, with the same salt each time', p);
    return primary(quoteLiteral(hash));
  }
  const instead = generatorOf(expr, p) ?? labelsAsked(expr, p.catalog) ?? (expr.function === undefined ? overComputedPattern(expr, p) : undefined);
  if (instead) return p.print(instead);
  const inlined = inlineCall(expr, p) ?? (expr.function === undefined ? printSequenceCall(expr, p) : undefined);
  if (inlined) return inlined;
  if (expr.variadic) return refuseVariadic(expr, p);
  const row = expr.function === undefined ? rowOf(expr, p) : undefined;
  if (!row || row.verdict === 'refused') return refuse(expr, row, p);
  const joined = joinedDistinct(expr, sortKeysOf(expr), p);
  if (joined) return joined;
  const sql = renderOver(readArguments(expr, p), p, (args, inner) => applyRule(row, args, inner.render(expr.type, expr.at)), expr.aggregate === true || expr.over !== undefined);
  const chosen = sql ? undefined : byBranch(expr);
  if (chosen) return p.print(chosen);
  if (!sql) return refuse(expr, p.dialect.functions[expr.name]?.find(({ verdict }) => verdict === 'refused'), p);
  if (expr.volatile && sql.text.includes('(SELECT ') && seesRows(p) && !expr.args.some(readsRow)) report(expr, 'unsupported-expression', `the random value that ${expr.name}() makes in a subquery would be the same for all rows`, p, 'Make the argument from a column of the row.');
  const whole = expr.aggregate || expr.over ? aggregate(expr, sql, p) : sql;
  if (row.outer === undefined) return whole;
  return typeof row.outer === 'string' ? fill(row.outer, [whole]) : row.outer(whole, expr.args.map((arg) => p.operand(arg)));
}

/**
 * `uuid_generate_v7()` and its like, which projects write by hand where the server does not have them. Where the body has no rendering, it is taken
 * under this name for the one that it stands in for.
 */
function generatorOf(call: Call, p: Printing): Call | undefined {
  const object = call.function === undefined ? undefined : p.catalog.objects.get(call.function);
  if (object?.kind !== 'function' || object.language === 'c' || object.parameters.length > 0 || object.returnsSet || !object.returns || p.family(object.returns) !== 'uuid' || !Object.hasOwn(p.dialect.functions, object.name) || hasRendering(object.inline, p)) return undefined;
  report(call, 'function-by-name', `${object.name}() is taken for the function that is known by this name; its own body is not read`, p);
  const { function: _own, ...rest } = call;
  return rest;
}

/** Whether there is a row for each function of Postgres that the body calls. */
function hasRendering(body: Expr | undefined, p: Printing): boolean {
  let has = body !== undefined;
  if (body) walkExpression(body, (node) => { has &&= node.kind !== 'call' || node.function !== undefined || isOfKnownBits(node) || rowOf(node, p) !== undefined; });
  return has;
}

function rowOf({ name, args }: Call, p: Printing): FunctionRow | undefined {
  const families = args.map(({ type }) => p.family(type));
  return p.dialect.functions[name]?.find((candidate) => matches(candidate.args, families));
}

function isInlined({ function: id }: Call, p: Printing): boolean {
  const object = id === undefined ? undefined : p.catalog.objects.get(id);
  return object?.kind === 'function' && object.inline !== undefined;
}

/** A function whose body is one expression is that expression over its arguments. */
function inlineCall(call: Call, p: Printing): Sql | undefined {
  const object = call.function === undefined ? undefined : p.catalog.objects.get(call.function);
  if (object?.kind !== 'function' || !object.inline) return undefined;
  const body = unrolled(withArguments(object.inline, object, call, p));
  if (isStoredRow(body.type, p)) return p.stored(body);
  if (p.oneRow || !seesRows(p) || !isRandomOnce(body)) return p.print(withWholeTexts(body, p));
  const row = rowInSight(p);
  if (row) return p.print(forEachRow(body, row));
  if (!call.args.some(readsRow)) report(call, 'unsupported-expression', `the random value that ${object.name} makes in a subquery would be the same for all rows`, p, 'Write its length as a constant of at most 64, or make the value from gen_random_uuid() or md5(random()::text).');
  return p.print(body);
}

/** `get_byte(gen_random_bytes(n), i)`: each byte of them is as random as any. */
function isRandomByte({ name, args: [bytes], function: own }: Call): boolean {
  return own === undefined && name === 'get_byte' && bytes?.kind === 'call' && bytes.function === undefined && bytes.name === 'gen_random_bytes';
}

/** In VALUES each expression is worked out for itself. */
function seesRows({ scope: innermost, ownTable, triggerTable }: Printing): boolean {
  for (let scope = innermost; scope; scope = scope.parent) if (scope.sources.size > 0) return true;
  return ownTable !== undefined && !triggerTable;
}

function readsRow(expr: Expr): boolean {
  let found = false;
  walkExpression(expr, (node) => { found ||= node.kind === 'column'; });
  return found;
}

/** `count(*)`, `sum(DISTINCT a)`, `string_agg(a, ',' ORDER BY b) FILTER (WHERE c) OVER (..)`: written into the call that the row gave. */
function aggregate(expr: Call, sql: Sql, p: Printing): Sql {
  let text = sql.text;
  if (expr.star) text = text.replace(/\(\)$/u, '(*)');
  if (expr.distinct) {
    const comma = expr.name === 'string_agg' && text.endsWith(", ',')");
    if (expr.args.length > 1 && !comma) report(expr, 'unsupported-function', `${expr.name}(DISTINCT ..) with a second argument has no rendering on ${p.dialect.name}`, p, 'Aggregate a subquery: SELECT string_agg(x, \'; \') FROM (SELECT DISTINCT x FROM ..) AS d.');
    // group_concat() takes a comma when nothing else is said; with DISTINCT it has no second argument.
    text = comma ? `group_concat(DISTINCT ${text.slice('string_agg('.length, -", ',')".length)})` : text.replace('(', '(DISTINCT ');
  }
  if (expr.withinGroup) report(expr, 'unsupported-function', `WITHIN GROUP has no rendering on ${p.dialect.name}`, p);
  else if (sortKeysOf(expr).length > 0) text = `${text.slice(0, -1)} ORDER BY ${printSortKeys(sortKeysOf(expr), p)})`;
  if (expr.filter) text += ` FILTER (WHERE ${p.print(expr.filter).text})`;
  if (expr.over) text += ` OVER ${printWindow(expr.over, p)}`;
  // Of a window, SQLite makes the text of one zero byte from nothing but empty texts; substr() ends before it.
  return expr.over && expr.name === 'string_agg' ? primary(`substr(${text}, 1)`) : { ...sql, text };
}

const KEEP_ORDER: ReadonlySet<string> = new Set(['array_agg', 'json_agg', 'jsonb_agg', 'string_agg']);

/** Postgres sorts what it makes distinct, so `array_agg(DISTINCT tag)` is in order; SQLite keeps the order in which values come. */
function sortKeysOf({ name, args: [first], distinct, orderBy = [] }: Call): readonly SortKey[] {
  return orderBy.length === 0 && distinct && first && KEEP_ORDER.has(name) ? [{ expr: first, descending: false, nulls: 'last' }] : orderBy;
}

function refuseRow(expr: Call, p: Printing): Sql {
  report(expr, 'unsupported-function', `${expr.name}() of a whole row has no rendering on ${p.dialect.name}`, p, 'Name the columns: jsonb_build_object() writes them as one document, and a NOT NULL column can be counted.');
  return primary('NULL');
}

function refuseVariadic(expr: Call, p: Printing): Sql {
  report(expr, 'unsupported-function', `${expr.name}(VARIADIC ..) has no rendering on ${p.dialect.name}`, p, 'Write the arguments one by one; array_to_string() joins the elements of an array.');
  return primary('NULL');
}

function refuse(expr: Call, row: FunctionRow | undefined, p: Printing): Sql {
  const types = expr.args.map((arg) => typeName(arg.type, p.catalog)).join(', ');
  const object = expr.function === undefined ? undefined : p.catalog.objects.get(expr.function);
  const because = object?.kind === 'function' && object.obstacle !== undefined ? `: ${object.obstacle}` : '';
  report(expr, 'unsupported-function', row?.note?.message ?? `the function ${expr.name}(${types}) has no rendering on ${p.dialect.name}${because}`, p, row?.note?.help ?? (object?.kind === 'function' ? helpWith(object, p.render(expr.type, undefined).inTable) : undefined));
  return primary('NULL');
}

/** What to write instead of a function that changes rows. */
function helpWith({ obstacle, inline, language, volatility }: FunctionObject, inTable: boolean): string | undefined {
  if (obstacle !== CHANGES_ROWS && (obstacle !== undefined || inline !== undefined || language !== 'sql' || volatility !== 'volatile')) return undefined;
  if (inTable) return 'Leave the DEFAULT out, and give the column its value in a BEFORE INSERT trigger: IF NEW.number IS NULL THEN NEW.number := next_number(); END IF;';
  return 'Call it where its rows can be changed first: SELECT f(..) by itself or beside constants, in the rows of an INSERT, in a DO block or a trigger as v := f(..).';
}

function report(expr: Call, code: string, message: string, p: Printing, help?: string): void {
  p.report({ code, message, ...(expr.at !== undefined && { at: expr.at }), ...(help !== undefined && { help }) });
}
