import type { FuncCall, Node } from '@pgsql/types';
import { BOOL, UNKNOWN } from '../../model/base-types.js';
import type { Catalog } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import type { OutputColumn } from '../../model/query.js';
import { objectOf } from '../../model/catalog-lookup.js';
import { someNode } from '../../model/walk.js';
import { asksTables } from '../catalog/asks-tables.js';
import { helpFromExtensions } from '../catalog/unread-extensions.js';
import { helpForSchema } from '../catalog/unknown-schema.js';
import { analyzeCondition } from './boolean.js';
import { coerceTo } from './coerce.js';
import { coercionPathway, isComposite } from './coercion.js';
import { matchArguments, selectCandidate } from './candidates.js';
import { nameParts } from './column-reference.js';
import { checkCall } from './call-place.js';
import { inputFunction } from './input-function.js';
import { functionCandidates, functionsNamed, type CallShape, type FunctionCandidate } from './function-candidates.js';
import { coerceArgument } from './operator.js';
import { pgFunctionNames, type PgFunction } from './pg-tables.js';
import { resolvePolymorphic, type Resolved } from './polymorphic.js';
import { didYouMean, refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { analyzeSortKeys } from './sort.js';
import { typeKey, typeOfKey } from './type-key.js';
import { findType } from './type-name.js';
import { typeName } from './type-text.js';
import { analyzeWindow } from './window.js';

/** A function call with everything that can follow it: DISTINCT, ORDER BY, WITHIN GROUP, FILTER, OVER (ParseFuncOrColumn). */
export function analyzeFunctionCall(node: FuncCall, scope: Scope): Expr {
  const parts = nameParts(node.funcname);
  const name = parts.at(-1) ?? '';
  const schema = parts.at(-2);
  const written = (node.args ?? []).map((arg) => scope.analyze.expression('NamedArgExpr' in arg ? (arg.NamedArgExpr.arg ?? arg) : arg, scope));
  const orderBy = node.agg_order ? analyzeSortKeys(node.agg_order, scope, { repeated: 'none' }) : [];
  const args = node.agg_within_group ? [...written, ...orderBy.map((key) => key.expr)] : written;
  const shape: CallShape = { given: args.map((arg) => typeKey(arg.type)), names: argumentNames(node.args), variadic: node.func_variadic ?? false };
  const candidates = functionCandidates(schema, name, shape, scope);
  const conversion = candidates.some((candidate) => candidate.args.join() === shape.given.join()) ? undefined : (typeConversion(schema, name, args, node, scope) ?? (candidates.length === 0 ? inputFunction(schema, name, args, scope) : undefined));
  if (conversion) return conversion;
  const { candidate, resolved } = choose(candidates, shape, () => signature(parts, args, shape.names, scope), { schema, name, node, scope });
  checkCall(candidate.fn, node, args, scope);
  const call = buildCall(candidate, resolved, args, scope, node);
  const plain = castForm(call, candidate, node) ?? withClauses(call, candidate, node, orderBy, scope);
  const result = shape.variadic && plain.kind === 'call' ? { ...plain, variadic: true } : plain;
  if (candidate.fn.columns) outColumns.set(result, candidate.fn.columns);
  return result;
}

/** The OUT and TABLE columns of the function that each call was resolved to, for FROM. */
const outColumns = new WeakMap<Expr, NonNullable<PgFunction['columns']>>();

/** The OUT and TABLE columns of a call's function; undefined when it has none. */
export function outColumnsOf(call: Expr, catalog: Catalog): readonly OutputColumn[] | undefined {
  return outColumns.get(call)?.map(({ name, type }) => ({ name, type: typeOfKey(type, catalog) }));
}

function argumentNames(args: readonly Node[] | undefined): readonly string[] {
  return (args ?? []).flatMap((arg) => ('NamedArgExpr' in arg ? [arg.NamedArgExpr.name ?? ''] : []));
}

/** `text(x)`, `varchar(x)`: a type's name with one argument is a cast where no function takes the argument exactly. */
function typeConversion(schema: string | undefined, name: string, args: readonly Expr[], node: FuncCall, scope: Scope): Expr | undefined {
  const [only] = args;
  if (!only || args.length !== 1 || node.agg_star || node.over || node.agg_order || node.agg_filter || argumentNames(node.args).length > 0) return undefined;
  const type = findType(schema, name, scope.catalog);
  if (!type || (type.kind === 'composite' && typeKey(only.type) !== 'unknown')) return undefined;
  const from = typeKey(only.type);
  const pathway = from === 'unknown' ? 'relabel' : coercionPathway(from, typeKey(type), 'explicit', scope.catalog);
  if (pathway !== 'relabel' && (pathway !== 'text' || from === 'record' || isComposite(from, scope.catalog))) return undefined;
  return coerceTo(only, type, scope, 'explicit');
}

interface Wanted {
  readonly schema: string | undefined;
  readonly name: string;
  readonly node: FuncCall;
  readonly scope: Scope;
}

/** func_get_detail(): an exact match, the only one that fits, or the best by the resolution rules. */
function choose(candidates: readonly FunctionCandidate[], shape: CallShape, text: () => string, wanted: Wanted): { candidate: FunctionCandidate; resolved: Resolved } {
  const { scope, node } = wanted;
  const { given } = shape;
  const exact = candidates.find(({ args }) => args.every((arg, i) => arg === given[i]));
  const matching = exact ? [exact] : matchArguments(candidates, given, scope.catalog);
  const candidate = matching.length > 1 ? selectCandidate(matching, given, scope.catalog) : matching[0];
  if (!candidate) {
    if (matching.length === 0) return unknownFunction(wanted, text(), shape);
    return refuse(scope, 'ambiguous-function', `function ${text()} is not unique`, { at: node.location, length: wanted.name.length, help: 'Add explicit type casts to the arguments.' });
  }
  const resolved = resolvePolymorphic(candidate.args, given, candidate.fn.result, scope.catalog);
  if (!('error' in resolved)) return { candidate, resolved };
  if (given.includes('unknown')) return refuse(scope, 'type-mismatch', resolved.error, { at: node.location, length: wanted.name.length });
  return unknownFunction(wanted, text(), shape);
}

function signature(parts: readonly string[], args: readonly Expr[], names: readonly string[], scope: Scope): string {
  const positional = args.length - names.length;
  const texts = args.map((arg, i) => `${i < positional ? '' : `${names[i - positional]} => `}${typeName(arg.type, scope.catalog)}`);
  return `${parts.join('.')}(${texts.join(', ')})`;
}

function unknownFunction({ schema, name, node, scope }: Wanted, text: string, shape: CallShape): never {
  if (schema !== undefined && schema !== 'pg_catalog' && schema !== 'information_schema' && !scope.catalog.schemas.has(schema)) {
    return refuse(scope, 'unknown-schema', `schema "${schema}" does not exist`, { at: node.location, length: schema.length, help: helpForSchema(schema, scope.catalog) });
  }
  const exists = functionsNamed(schema, name, shape, scope).length > 0;
  const names = function* (): Iterable<string> {
    yield* pgFunctionNames();
    for (const object of scope.catalog.objects.values()) if (object.kind === 'function') yield object.name;
  };
  const help = exists ? 'No function of that name takes these argument types. You might need to add explicit type casts.' : (didYouMean(name, names()) ?? helpFromExtensions(scope.catalog));
  return refuse(scope, 'unknown-function', `function ${text} does not exist`, { at: node.location, length: name.length, help });
}

/** The call with its arguments converted, in the order of the parameters. */
function buildCall(candidate: FunctionCandidate, resolved: Resolved, args: readonly Expr[], scope: Scope, node: FuncCall): Call {
  const { fn } = candidate;
  const converted = args.map((arg, i) => coerceArgument(arg, resolved.args[i] ?? 'any', scope));
  const listed = candidate.expanded && fn.object !== undefined;
  return {
    kind: 'call',
    type: fn.kind === 'p' ? UNKNOWN : typeOfKey(resolved.result, scope.catalog),
    name: fn.name,
    args: candidate.order ? ordered(candidate, converted, scope) : listed ? asList(fn, converted, scope) : converted,
    ...(listed && { variadic: true }),
    ...(fn.object !== undefined && { function: fn.object, ...(takesNumber(fn.object, scope) && { takesNumber: true as const }), ...(asksTables(scope.catalog.objects.get(fn.object)) && { asks: true as const }) }),
    ...(fn.returnsSet && { returnsSet: true }),
    ...(fn.volatility === 'v' && { volatile: true }),
    ...(fn.volatility === 's' && fn.object === undefined && { stable: true as const }),
    ...(fn.strict && { strict: true as const }),
    ...(node.location !== undefined && { at: node.location }),
  };
}

/** `f(a, 'x', 'y')` of `f(a text, VARIADIC names text[])` as `f(a, VARIADIC ARRAY['x', 'y'])`, which is what the body gets to see. */
function asList({ args: declared }: PgFunction, args: readonly Expr[], scope: Scope): readonly Expr[] {
  const own = declared.length - 1;
  return [...args.slice(0, own), { kind: 'array', elements: args.slice(own), type: typeOfKey(declared[own] ?? 'any', scope.catalog) }];
}

/** Its value is worked out with nextval(). */
function takesNumber(id: number, { catalog }: Scope): boolean {
  const object = catalog.objects.get(id);
  return object?.kind === 'function' && object.volatility === 'volatile' && object.inline !== undefined && someNode(object.inline, (node) => node.kind === 'call' && (('name' in node && node.name === 'nextval') || 'takesNumber' in node));
}

/** Named arguments in the order of the parameters; gaps before the last one take the parameter's default. */
function ordered({ fn, order = [] }: FunctionCandidate, args: readonly Expr[], scope: Scope): readonly Expr[] {
  const last = order.findLastIndex((position) => position !== undefined);
  return order.slice(0, last + 1).map((position, parameter) => {
    const arg = position === undefined ? undefined : args[position];
    return arg ?? parameterDefault(fn.object, parameter, fn.argDefaults[parameter], fn.args[parameter] ?? 'text', scope);
  });
}

function parameterDefault(object: number | undefined, parameter: number, text: string | undefined, type: string, scope: Scope): Expr {
  if (object !== undefined) {
    const inputs = objectOf(scope.catalog, object, 'function').parameters.filter((entry) => entry.mode !== 'out' && entry.mode !== 'table');
    const value = inputs[parameter]?.default;
    if (value) return value;
  }
  return coerceTo({ kind: 'literal', type: UNKNOWN, value: text === 'NULL' ? null : (text ?? null) }, typeOfKey(type, scope.catalog), scope);
}

/** `date(x)`, `int4(x)`: the function behind a cast is that cast. */
function castForm(call: Call, { fn }: FunctionCandidate, node: FuncCall): Expr | undefined {
  const [only] = call.args;
  if (!only || call.args.length !== 1 || fn.kind !== 'f' || fn.object !== undefined || fn.name !== fn.result || node.over) return undefined;
  return { kind: 'cast', type: call.type, operand: only, explicit: true, ...(call.at !== undefined && { at: call.at }) };
}

function withClauses(call: Call, { fn }: FunctionCandidate, node: FuncCall, keys: NonNullable<Call['orderBy']>, scope: Scope): Call {
  const [value] = call.args;
  // The functions of such an aggregate pass over NULLs.
  const there: Expr | undefined = value && (fn.name === 'aggregate first' || fn.name === 'aggregate last') ? { kind: 'test', test: 'null', negated: true, operand: value, type: BOOL } : undefined;
  const written = node.agg_filter && analyzeCondition(node.agg_filter, { ...scope, place: 'filter' }, 'FILTER');
  const filter: Expr | undefined = there && written ? { kind: 'logical', op: 'and', args: [written, there], type: BOOL } : (written ?? there);
  const direct = node.agg_within_group ? call.args.length - keys.length : call.args.length;
  // What WITHIN GROUP sorts are arguments, too.
  const orderBy = keys.map((key, i) => ({ ...key, expr: call.args[direct + i] ?? key.expr }));
  return {
    ...call,
    ...(node.agg_within_group && { args: call.args.slice(0, direct), withinGroup: true }),
    ...(fn.kind === 'a' && { aggregate: true }),
    ...(node.agg_star && { star: true }),
    ...(node.agg_distinct && { distinct: true }),
    ...(orderBy.length > 0 && { orderBy }),
    ...(filter && { filter }),
    ...(node.over && { over: analyzeWindow(node.over, scope) }),
  };
}
