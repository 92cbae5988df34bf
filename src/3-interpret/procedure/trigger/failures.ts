import { baseType, BOOL, INT4, TEXT } from '../../../model/base-types.js';
import type { Catalog } from '../../../model/catalog.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import { PARAMETERS } from '../../../model/trigger-program.js';
import { childrenOf, mapExpression, walkTree } from '../../../model/walk.js';
import { typeText } from '../../analyze/type-text.js';
import { choose, FALSE, isNotTrue, isTrue, textLiteral, TRUE } from '../condition.js';

/** An error that working out a value raises, and where it does: one of these conditions. Each is asked where none before it holds. */
export interface Failure {
  readonly when: Expr;
  readonly conditions: readonly string[];
  /** SQLERRM, where that is known. */
  readonly message?: Expr;
  /** The conditions one by one, where that is known. */
  readonly apart?: readonly Failure[];
  /** Whether it may not be met at all: a query works it out for the rows that it finds. It counts where the same has failed before. */
  readonly perhaps?: true;
}

/**
 * The errors that working out a value can raise, in the order in which Postgres meets them; undefined where that is not known.
 * What overflows is not told: on the targets nothing does.
 */
export function failuresOf(expr: Expr, catalog: Catalog): readonly Failure[] | undefined {
  switch (expr.kind) {
    case 'case':
      return failuresOfCase(expr, catalog);
    case 'logical':
      return inTurn(expr.args, (arg) => (expr.op === 'and' ? not(isFalse(arg)) : isNotTrue(arg)), catalog);
    case 'conditional':
      return expr.op === 'coalesce' ? inTurn(expr.args, isNull, catalog) : failuresOfAll(expr.args, catalog);
    case 'subquery':
      return both(failuresWithin(expr, catalog), expr.operand ? perhaps(failuresOf(expr.operand, catalog)) : []);
    case 'cast':
      return both(failuresOf(expr.operand, catalog), failuresOfCast(expr, catalog));
    case 'operator':
      return both(failuresOfAll(childrenOf(expr), catalog), ['/', '%'].includes(expr.name) ? [{ when: isZero(expr.right), conditions: ['division_by_zero'], message: textLiteral('division by zero') }] : []);
    case 'call':
      return failuresOfCall(expr, catalog);
    default:
      return failuresOfAll(childrenOf(expr), catalog);
  }
}

type Of<K extends Expr['kind']> = Extract<Expr, { kind: K }>;
/** Undefined where it is not known. */
export type Failures = readonly Failure[] | undefined;

export function both(first: Failures, second: Failures): Failures {
  return first && second && [...first, ...second];
}

export function failuresOfAll(parts: readonly Expr[], catalog: Catalog): Failures {
  return parts.reduce<Failures>((found, part) => both(found, failuresOf(part, catalog)), []);
}

function only(condition: Expr, failure: Failure): Failure {
  return { ...failure, when: choose(condition, failure.when, FALSE), ...(failure.apart && { apart: failure.apart.map((part) => only(condition, part)) }) };
}

/** What a query works out for rows that there may be. */
export function perhaps(failures: Failures): Failures {
  return failures?.map((failure) => ({ ...failure, perhaps: true, ...(failure.apart && { apart: perhaps(failure.apart) ?? [] }) }));
}

function under(condition: Expr, failures: Failures): Failures {
  return isTrue(condition) ? failures : failures?.map((failure) => only(condition, failure));
}

/** Each is worked out where those before it leave the answer open. */
function inTurn(args: readonly Expr[], goesOn: (arg: Expr) => Expr, catalog: Catalog): Failures {
  const [first, ...rest] = args;
  return first ? both(failuresOf(first, catalog), rest.length === 0 ? [] : under(goesOn(first), inTurn(rest, goesOn, catalog))) : [];
}

function failuresOfCase({ operand, branches, otherwise, type }: Of<'case'>, catalog: Catalog): Failures {
  if (operand) return failuresOfAll([operand, ...branches.flatMap(({ when, then }) => [when, then]), ...(otherwise ? [otherwise] : [])], catalog)?.length === 0 ? [] : undefined;
  const [first, ...rest] = branches;
  if (!first) return otherwise ? failuresOf(otherwise, catalog) : [];
  const later = failuresOfCase({ kind: 'case', branches: rest, type, ...(otherwise && { otherwise }) }, catalog);
  return both(both(failuresOf(first.when, catalog), under(first.when, failuresOf(first.then, catalog))), under(isNotTrue(first.when), later));
}

/** Which row of a query it is that fails is not known. */
function failuresWithin({ query }: Of<'subquery'>, catalog: Catalog): Failures {
  let found: Failures = [];
  walkTree(query, { expression: (node) => void (found &&= node.kind === 'subquery' || node.kind === 'column' ? found : both(found, perhaps(failuresOf(node, catalog)))) });
  return found;
}

const TEXTS: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'name', 'citext', 'unknown']);
const NUMBERS: ReadonlySet<string> = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8']);
const MOMENTS: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz']);
const READ_FROM_TEXT: ReadonlySet<string> = new Set([...NUMBERS, ...MOMENTS, 'bool', 'uuid', 'json', 'jsonb']);

function isText(type: DataType): boolean {
  return type.kind === 'base' && TEXTS.has(type.name);
}

function failuresOfCast({ operand, type, explicit }: Of<'cast'>, catalog: Catalog): Failures {
  const from = operand.type;
  if (isText(type)) return explicit ? [] : tooLong(operand, type, catalog);
  if ((type.kind === 'array' && isText(type.element)) || (operand.kind === 'literal' && operand.value === null)) return [];
  if (type.kind === 'enum' && isText(from)) return [{ when: isFalse(isLabel(operand, type)), conditions: ['invalid_text_representation'], message: unreadableText('value for enum', operand, type, catalog) }];
  if (type.kind !== 'base' || from.kind !== 'base') return from.kind === type.kind && 'id' in from && 'id' in type && from.id === type.id ? [] : undefined;
  if (from.name === type.name || (NUMBERS.has(from.name) && NUMBERS.has(type.name)) || (MOMENTS.has(from.name) && MOMENTS.has(type.name))) return [];
  if (TEXTS.has(from.name)) return READ_FROM_TEXT.has(type.name) ? failuresOfReading(operand, type.name, catalog) : undefined;
  if (from.name === 'jsonb' && (NUMBERS.has(type.name) || type.name === 'bool')) return [{ when: isOtherJson(operand, type.name === 'bool' ? 'boolean' : 'number'), conditions: ['invalid_parameter_value'] }];
  return (from.name === 'json' && type.name === 'jsonb') || (from.name === 'jsonb' && type.name === 'json') || (from.name === 'bool' && type.name === 'int4') || (from.name === 'int4' && type.name === 'bool') ? [] : undefined;
}

/** What is assigned is not cut off, except for blanks. */
function tooLong(operand: Expr, type: DataType, catalog: Catalog): readonly Failure[] {
  const [length] = type.kind === 'base' && (type.name === 'varchar' || type.name === 'bpchar') ? type.modifiers : [];
  if (length === undefined || (operand.kind === 'literal' && (operand.value?.length ?? 0) <= length)) return [];
  const rest: Expr = { kind: 'call', name: 'substr', args: [asText(operand), { kind: 'literal', value: String(length + 1), type: INT4 }], type: TEXT };
  const when: Expr = { kind: 'operator', name: '<>', left: { kind: 'call', name: 'rtrim', args: [rest], type: TEXT }, right: textLiteral(''), type: BOOL };
  return [{ when, conditions: ['string_data_right_truncation'], message: textLiteral(`value too long for type ${typeText(type, catalog)}`) }];
}

function failuresOfReading(operand: Expr, name: string, catalog: Catalog): readonly Failure[] {
  const unreadable = (type: string): Expr => isFalse(call('pg_input_is_valid', [asText(operand), textLiteral(typeText(baseType(type), catalog))]));
  const [syntax, range] = ['invalid_text_representation', 'numeric_value_out_of_range'];
  const when = unreadable(name);
  if (MOMENTS.has(name)) return [{ when, conditions: ['invalid_datetime_format', 'datetime_field_overflow'] }];
  const message = unreadableText('syntax for type', operand, baseType(name), catalog);
  if (name !== 'int2' && name !== 'int4') return [{ when, conditions: [syntax], ...(SAYS_MORE.has(name) ? {} : { message }) }];
  return [{ when, conditions: [syntax, range], apart: [{ when: unreadable('int8'), conditions: [syntax], message }, { when, conditions: [range] }] }];
}

/** Numbers may also be too large, and documents tell where they break off. */
const SAYS_MORE: ReadonlySet<string> = new Set(['int8', 'numeric', 'float4', 'float8', 'json', 'jsonb']);

/** `invalid input syntax for type integer: "abc"` */
function unreadableText(what: string, operand: Expr, type: DataType, catalog: Catalog): Expr {
  const name = type.kind === 'enum' ? `enum ${typeText(type, catalog)}` : typeText(type, catalog);
  const start: Expr = { kind: 'operator', name: '||', left: textLiteral(`invalid input ${what.replace(' enum', '')} ${name}: "`), right: asText(operand), type: TEXT };
  return { kind: 'operator', name: '||', left: start, right: textLiteral('"'), type: TEXT };
}

/** Asked of the labels that the type has where the value is worked out. */
function isLabel(operand: Expr, type: DataType): Expr {
  const labels: Expr = { kind: 'call', name: 'enum_range', args: [{ kind: 'literal', value: null, type }], type: { kind: 'array', element: type } };
  return { kind: 'quantified', quantifier: 'any', name: '=', operand: asText(operand), array: { kind: 'cast', operand: labels, explicit: false, type: { kind: 'array', element: TEXT } }, type: BOOL };
}

function isOtherJson(operand: Expr, kind: string): Expr {
  return { kind: 'in', negated: true, operand: call('jsonb_typeof', [operand]), list: [textLiteral(kind), textLiteral('null')], type: BOOL };
}

/** Functions that take any text or number, beside those of the session: their arguments may fail, they do not. */
const SAFE: ReadonlySet<string> = new Set([
  'lower', 'upper', 'initcap', 'trim', 'btrim', 'ltrim', 'rtrim', 'length', 'char_length', 'character_length', 'octet_length', 'replace', 'translate', 'reverse', 'left', 'right', 'concat', 'concat_ws', 'strpos', 'position',
  'starts_with', 'md5', 'regexp_replace', 'regexp_match', 'abs', 'round', 'floor', 'ceil', 'ceiling', 'trunc', 'sign', 'now', 'clock_timestamp', 'statement_timestamp', 'transaction_timestamp', 'gen_random_uuid', 'random',
  'to_json', 'to_jsonb', 'jsonb_typeof', 'json_typeof', 'jsonb_extract_path', 'jsonb_extract_path_text', 'json_extract_path', 'json_extract_path_text', 'jsonb_strip_nulls', 'array_length', 'cardinality', 'count', 'sum', 'min', 'max', 'avg', 'bool_or', 'bool_and',
  'pg_input_is_valid', 'enum_range',
]);
/** Functions that fail for what is written as a constant as a rule. */
const SAFE_WITH_CONSTANTS: ReadonlySet<string> = new Set(['substr', 'substring', 'split_part', 'to_char', 'date_trunc', 'date_part', 'extract', 'lpad', 'rpad', 'chr']);

function failuresOfCall(expr: Of<'call'>, catalog: Catalog): Failures {
  const given = failuresOfAll(childrenOf(expr), catalog);
  if (expr.function !== undefined) return both(given, failuresOfBody(expr, catalog));
  if (expr.name === 'raise_exception') return both(given, [{ when: TRUE, conditions: [conditionOf(expr)], ...(expr.args[0] && { message: expr.args[0] }) }]);
  if (expr.name === 'current_setting') return expr.args.length > 1 ? given : both(given, [{ when: TRUE, conditions: ['undefined_object'] }]);
  if (expr.name === 'to_date') return both(given, [{ when: isFalse(call('is_read_by_format', expr.args)), conditions: ['invalid_datetime_format', 'datetime_field_overflow'] }]);
  if (SAFE.has(expr.name)) return given;
  return SAFE_WITH_CONSTANTS.has(expr.name) && expr.args.filter(({ type }) => !isText(type) || expr.name !== 'split_part').every((arg, i) => (i === 0 && expr.name !== 'chr') || isPositive(arg) || isText(arg.type)) ? given : undefined;
}

/** The condition that RAISE names stands beside the message. */
function conditionOf({ args: [, condition] }: Of<'call'>): string {
  return (condition?.kind === 'literal' ? condition.value : undefined) ?? 'raise_exception';
}

function isPositive(expr: Expr): boolean {
  return expr.kind === 'literal' && Number(expr.value) > 0;
}

/** What the body of a function can raise, over the arguments of the call. */
function failuresOfBody({ function: id, args }: Of<'call'>, catalog: Catalog): Failures {
  const object = id === undefined ? undefined : catalog.objects.get(id);
  if (object?.kind !== 'function' || !object.inline || object.parameters.some(({ mode }) => mode !== 'in' && mode !== 'variadic')) return undefined;
  const body = mapExpression(object.inline, (node) => (node.kind === 'column' && node.source === PARAMETERS ? (args[Number(node.name) - 1] ?? node) : node));
  return failuresOf(body, catalog);
}

function call(name: string, args: readonly Expr[]): Expr {
  return { kind: 'call', name, args, type: name === 'jsonb_typeof' ? TEXT : BOOL };
}

function asText(operand: Expr): Expr {
  return operand.type.kind === 'base' && operand.type.name === 'text' ? operand : { kind: 'cast', operand, explicit: false, type: TEXT };
}

export function isFalse(operand: Expr): Expr {
  return { kind: 'test', test: 'false', negated: false, operand, type: BOOL };
}

export function isNull(operand: Expr): Expr {
  return { kind: 'test', test: 'null', negated: false, operand, type: BOOL };
}

function not(expr: Expr): Expr {
  return expr.kind === 'test' ? { ...expr, negated: !expr.negated } : { kind: 'logical', op: 'not', args: [expr], type: BOOL };
}

function isZero(divisor: Expr): Expr {
  return { kind: 'operator', name: '=', left: divisor, right: { kind: 'literal', value: '0', type: divisor.type }, type: BOOL };
}
