import { findColumn } from '../../../model/catalog-lookup.js';
import type { Catalog, Table } from '../../../model/catalog.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import { typeText } from '../../analyze/type-text.js';
import { quoteIdent, quoteLiteral } from './quote.js';
import { Unknowable } from './value.js';

/** Whose columns are named, and what is on the search path. */
export interface TextScope {
  readonly catalog: Catalog;
  /** None for what has no columns, a parameter's default. */
  readonly table?: Table;
}

/**
 * An expression of a CHECK, a default or an index as Postgres writes it out (get_rule_expr() of ruleutils.c, all parentheses):
 * `((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))`
 *
 * @param shown whether implicit casts are written, as they are below operators and calls
 * @throws Unknowable for what guards do not ask about
 */
export function expressionText(expr: Expr, scope: TextScope, shown = false): string {
  const inner = (each: Expr): string => expressionText(each, scope, true);
  switch (expr.kind) {
    case 'column':
      return quoteIdent((expr.column === undefined || !scope.table ? undefined : findColumn(scope.table, expr.column)?.name) ?? expr.name);
    case 'literal':
      return literalText(expr.value, expr.type, scope.catalog, shown);
    case 'cast':
      return expr.explicit || shown ? castText(expr.operand, expr.type, scope) : expressionText(expr.operand, scope, false);
    case 'operator':
      return expr.left ? `(${inner(expr.left)} ${expr.name} ${inner(expr.right)})` : `(${expr.name} ${inner(expr.right)})`;
    case 'logical':
      return expr.op === 'not' ? `(NOT ${expr.args.map((arg) => expressionText(arg, scope)).join('')})` : `(${expr.args.map((arg) => expressionText(arg, scope)).join(` ${expr.op.toUpperCase()} `)})`;
    case 'test':
      return `(${inner(expr.operand)} IS ${expr.negated ? 'NOT ' : ''}${expr.test.toUpperCase()})`;
    case 'distinct': {
      const text = `(${inner(expr.left)} IS DISTINCT FROM ${inner(expr.right)})`;
      return expr.negated ? `(NOT ${text})` : text;
    }
    case 'in':
      return listText(expr, scope);
    case 'quantified':
      return `(${inner(expr.operand)} ${expr.name} ${expr.quantifier.toUpperCase()} (${inner(expr.array)}))`;
    case 'between':
      if (expr.symmetric) return unwritten();
      return expr.negated ? `((${inner(expr.operand)} < ${inner(expr.low)}) OR (${inner(expr.operand)} > ${inner(expr.high)}))` : `((${inner(expr.operand)} >= ${inner(expr.low)}) AND (${inner(expr.operand)} <= ${inner(expr.high)}))`;
    case 'conditional':
      return `${expr.op.toUpperCase()}(${expr.args.map(inner).join(', ')})`;
    case 'array':
      return `ARRAY[${expr.elements.map(inner).join(', ')}]${expr.elements.length === 0 ? `::${typeText(expr.type, scope.catalog)}` : ''}`;
    case 'call':
      return callText(expr, scope);
    case 'subscript':
      return expr.operand.kind === 'column' && !expr.upper ? `${inner(expr.operand)}[${expressionText(expr.index, scope)}]` : unwritten();
    case 'collate':
      return `(${inner(expr.operand)} COLLATE ${quoteIdent(expr.collation)})`;
    case 'current':
      return expr.which.toUpperCase();
    default:
      return unwritten();
  }
}

function unwritten(): never {
  throw new Unknowable('the text of this definition is not worked out while the migration is read');
}

/** Types whose constants Postgres does not write as they were given. */
const REWRITTEN: ReadonlySet<string> = new Set(['jsonb', 'interval', 'date', 'timestamp', 'timestamptz', 'time', 'timetz', 'bytea', 'tsvector', 'inet', 'cidr']);

/** get_const_expr(): whole numbers and booleans stand alone, other constants are labelled with their type. */
function literalText(value: string | null, type: DataType, catalog: Catalog, shown: boolean): string {
  const label = typeText(type.kind === 'base' ? { ...type, modifiers: [] } : type, catalog);
  if (value === null) return `NULL::${label}`;
  const name = type.kind === 'base' ? type.name : '';
  if (name === 'bool') return value;
  if (name === 'int4') return wholeNumber(value);
  // What was written without a point is an integer that is cast.
  if (['numeric', 'float4', 'float8', 'int8', 'int2'].includes(name) && /^-?\d+$/.test(value)) {
    const whole = wholeNumber(value);
    return name === 'int8' && whole.endsWith('::bigint') ? whole : shown ? `(${whole})::${label}` : whole;
  }
  if (name === 'numeric') return value.startsWith('-') ? `'${value}'::numeric` : value;
  if (name === 'regclass') return `'${value}'::regclass`;
  if (REWRITTEN.has(name) && !/^(?:\{\}|\[\])$/.test(value)) return unwritten();
  return `${quoteLiteral(value) ?? ''}::${label}`;
}

/** A constant as the grammar reads it: an integer, or a bigint where that is too small. */
function wholeNumber(value: string): string {
  const large = Math.abs(Number(value)) > 2_147_483_647;
  return large || value.startsWith('-') ? `'${value}'::${large ? 'bigint' : 'integer'}` : value;
}

function castText(operand: Expr, type: DataType, scope: TextScope): string {
  return `(${expressionText(operand, scope)})::${typeText(type, scope.catalog)}`;
}

/** `c IN (..)` is `c = ANY (ARRAY[..])`, with one value `c = value`; of a varchar both sides become text only then. */
function listText({ operand, list, negated }: Extract<Expr, { kind: 'in' }>, scope: TextScope): string {
  const left = expressionText(operand, scope, true);
  const [only, ...others] = list;
  if (only && others.length === 0) return `(${left} ${negated ? '<>' : '='} ${expressionText(only, scope, true)})`;
  if (!list.every(({ kind }) => kind === 'literal')) return unwritten();
  const own = operand.kind === 'cast' && !operand.explicit && operand.operand.type.kind === 'base' ? operand.operand.type : undefined;
  const of = own && { ...own, modifiers: [] };
  const elements = list.map((each) => (of ? { ...each, type: of } : each));
  const array = `ARRAY[${elements.map((each) => expressionText(each as Expr, scope, true)).join(', ')}]`;
  return `(${left} ${negated ? '<> ALL' : '= ANY'} (${of ? `(${array})::${typeText(operand.type, scope.catalog)}[]` : array}))`;
}

/** Functions that SQL gives a syntax of their own, which is how Postgres writes them; what may have been written either way is not known. */
const OWN_SYNTAX: Readonly<Record<string, ((args: readonly string[], given: readonly Expr[]) => string) | undefined>> = {
  btrim: ([text, characters]) => `TRIM(BOTH ${characters === undefined ? '' : `${characters} `}FROM ${text})`,
  ltrim: undefined,
  rtrim: undefined,
  extract: ([, moment], [field]) => `EXTRACT(${field?.kind === 'literal' ? field.value : unwritten()} FROM ${moment})`,
  position: ([text, part]) => `POSITION((${part}) IN (${text}))`,
  overlay: undefined,
  normalize: undefined,
  timezone: undefined,
  substring: undefined,
};

function callText(call: Extract<Expr, { kind: 'call' }>, scope: TextScope): string {
  if (call.aggregate || call.over || call.distinct) return unwritten();
  const args = call.args.map((arg, i) => `${call.variadic && i === call.args.length - 1 ? 'VARIADIC ' : ''}${expressionText(arg, scope, true)}`);
  if (call.function === undefined && Object.hasOwn(OWN_SYNTAX, call.name)) return OWN_SYNTAX[call.name]?.(args, call.args) ?? unwritten();
  const object = call.function === undefined ? undefined : scope.catalog.objects.get(call.function);
  const schema = object && !scope.catalog.searchPath.includes(object.schema) ? `${quoteIdent(object.schema)}.` : '';
  return `${schema}${quoteIdent(call.name)}(${args.join(', ')})`;
}
