import { jsonbText } from '../../dialects/json-text.js';
import type { CastRow, Dialect, Family } from '../../dialects/dialect.js';
import { embed, fill, PRECEDENCE, primary, type Sql } from '../../dialects/sql.js';
import type { DataType } from '../../model/data-type.js';
import type { Cast, Expr, Literal } from '../../model/expression.js';
import { withoutPadding } from '../../model/padding.js';
import { printUuidOfBits } from './bits.js';
import { findSource } from './column.js';
import { countedUnits } from './counted-units.js';
import { numericText } from './literal-number.js';
import { constantOf, printLiteral } from './literal.js';
import { numericScale } from './numeric-scale.js';
import type { Printing } from './printing.js';
import { uuidOfRandomHash } from './random-hash.js';
import { asConverted } from './read-text.js';
import { renderOver } from './render-over.js';
import { applyRule, matches } from './rule.js';
import { baseOf, typeName } from './type.js';
import { withWholeTexts } from './whole-text.js';

/** A cast by the dialect's table; constants are converted now. */
export function printCast(expr: Cast, p: Printing): Sql {
  const constant = foldCast(expr, p);
  if (constant) return printLiteral(constant, p);
  const bits = printUuidOfBits(expr, p);
  if (bits) return bits;
  const random = uuidOfRandomHash(expr, p);
  if (random) return random;
  const through = throughText(expr, p);
  if (through) return printCast(through, p);
  const document = builtDocument(expr, p);
  if (document) return p.print(document);
  const chosen = chosenText(expr, p);
  if (chosen) return p.print(chosen);
  const units = countedUnits(expr, p);
  if (units) return p.print(units);
  const from = p.family(expr.operand.type);
  const to = p.family(expr.type);
  const row = castRow(p.dialect.casts, from, to);
  // What has no value here, such as a setting of the session, needs no conversion.
  const sql = row && renderOver([from === 'text' && to !== 'text' && to !== 'citext' ? asConverted(expr.operand) : expr.operand], p, (args, inner) => (args[0]?.sql.text === 'NULL' ? args[0].sql : applyRule(row, args, inner.render(expr.type, expr.at))));
  // A json column keeps its text; what is built has the blanks of the function that built it.
  if (sql && from === 'json' && (to === 'text' || to === 'citext') && !isKept(expr.operand, p)) {
    p.report({ code: 'lossy-json-text', message: `the text of what ${expr.operand.kind === 'call' ? `${expr.operand.name}()` : 'a query'} builds has no blanks after colons and commas`, ...(expr.at !== undefined && { at: expr.at }) });
  }
  if (sql) return unpadded(expr.explicit ? limited(sql, expr, p) : sql, expr, p);
  p.report({
    code: 'unsupported-cast',
    message: `the cast from ${typeName(expr.operand.type, p.catalog)} to ${typeName(expr.type, p.catalog)} has no rendering on ${p.dialect.name}`,
    ...(to === 'text' && { help: 'Put the text together of what can be taken out of the value, or write the statement for this target in an override: /* transmigrate sqlite,d1: .. */' }),
    ...(expr.at !== undefined && { at: expr.at }),
  });
  return primary('NULL');
}

/** It is no value that a query has just built. */
function isKept(expr: Expr, p: Printing): boolean {
  if (expr.kind !== 'column') return expr.kind !== 'call';
  const found = findSource(expr.source, p.scope);
  return found === undefined || found.source.rowNumber !== undefined;
}

/** The rows that were found before, by the families of both types. */
const ROWS = new WeakMap<Dialect['casts'], Map<string, CastRow | undefined>>();

function castRow(casts: Dialect['casts'], from: Family, to: Family): CastRow | undefined {
  let known = ROWS.get(casts);
  if (!known) ROWS.set(casts, (known = new Map()));
  const key = `${from} ${to}`;
  if (!known.has(key)) known.set(key, casts.find((candidate) => matches(candidate.from, [from]) && matches(candidate.to, [to])));
  return known.get(key);
}

/** `'5'::int`, `5::numeric`, `true::text`: a constant of the target type, when the conversion is one of text forms. */
function foldCast(expr: Cast, p: Printing): Literal | undefined {
  const inner = expr.operand.kind === 'cast' ? (foldCast(expr.operand, p) ?? expr.operand) : expr.operand;
  if (inner.kind !== 'literal' && constantOf(inner) === undefined) return undefined;
  const value = constantOf(inner) ?? null;
  const literal: Literal = { kind: 'literal', type: expr.type, value, ...(expr.at !== undefined && { at: expr.at }) };
  if (value === null) return literal;
  const from = p.family(inner.type);
  const to = p.family(expr.type);
  const text = foldText(value, from, to, expr, p);
  return text === undefined ? undefined : { ...literal, value: text };
}

/** What a literal of the type is printed as says all, its precision too. */
const FOLDED_INTO_ITSELF: ReadonlySet<ReturnType<Printing['family']>> = new Set(['int', 'bool', 'float', 'json', 'jsonb', 'date', 'time', 'timestamp', 'timestamptz']);

function foldText(value: string, from: ReturnType<Printing['family']>, to: typeof from, expr: Cast, p: Printing): string | undefined {
  if (to === 'text' || to === 'citext') {
    if (from === 'jsonb') return jsonbText(value);
    const text = from === 'bool' ? String(/^(t|true|y|yes|on|1)$/iu.test(value)) : value;
    const folds = from === 'text' || from === 'citext' || from === 'int' || from === 'numeric' || from === 'bool' || from === 'enum';
    const cut = folds ? [...text].slice(0, expr.explicit ? lengthOf(expr.type, p) : undefined).join('') : undefined;
    return cut !== undefined && isPadded(expr.type, p) ? withoutPadding(cut) : cut;
  }
  if (from === 'text' || from === 'citext') return value;
  if (from === 'int') {
    const bits = bitsOf(value, expr.type, p);
    if (bits !== undefined) return bits;
  }
  if (to === 'int' && from === 'numeric') return numericText(value, [38, 0]);
  if (to === 'money' && (from === 'int' || from === 'numeric')) return value;
  if (to === 'numeric' && (from === 'int' || from === 'numeric' || from === 'float')) return value;
  if (to === 'float' && (from === 'int' || from === 'numeric')) return value;
  return to === from && FOLDED_INTO_ITSELF.has(to) ? value : undefined;
}

/** `5::bit(8)` is `00000101`: the last bits of the number. */
function bitsOf(value: string, type: DataType, p: Printing): string | undefined {
  const base = baseOf(type, p.catalog);
  const length = base.kind === 'base' && base.name === 'bit' ? base.modifiers[0] : undefined;
  return length === undefined ? undefined : BigInt.asUintN(length, BigInt(value)).toString(2).padStart(length, '0');
}

/** `labels::text::label_new[]`, as tools write it to swap enums: the elements keep their text, so the array is cast as one. */
function throughText(expr: Cast, p: Printing): Cast | undefined {
  const { operand } = expr;
  const through = operand.kind === 'cast' && p.family(operand.type) === 'text' && p.family(operand.operand.type) === 'array';
  return through && p.family(expr.type) === 'array' ? { ...expr, operand: operand.operand } : undefined;
}

/** Functions that build json, and those that build the same as jsonb. */
const AS_JSONB: Readonly<Record<string, string>> = { row_to_json: 'to_jsonb', to_json: 'to_jsonb', json_build_object: 'jsonb_build_object', json_build_array: 'jsonb_build_array' };

/** `row_to_json(NEW)::jsonb` is `to_jsonb(NEW)`, with keys in the order of jsonb. */
function builtDocument({ operand, type }: Cast, p: Printing): Expr | undefined {
  if (operand.kind !== 'call' || operand.function !== undefined || !Object.hasOwn(AS_JSONB, operand.name) || p.family(type) !== 'jsonb') return undefined;
  return { ...operand, name: AS_JSONB[operand.name] ?? operand.name, type };
}

/** `coalesce(price, 0)::text` is `0` or has the digits of the price: what chooses between numerics chooses between their texts. */
function chosenText({ operand, ...cast }: Cast, p: Printing): Expr | undefined {
  if (p.family(operand.type) !== 'numeric' || p.family(cast.type) !== 'text' || numericScale(operand, p.catalog) !== undefined) return undefined;
  const text = (expr: Expr): Cast => ({ ...cast, operand: expr });
  if (operand.kind === 'conditional' && operand.op === 'coalesce') return { ...operand, type: cast.type, args: operand.args.map(text) };
  if (operand.kind !== 'case') return undefined;
  // oxlint-disable-next-line unicorn/no-thenable -- a branch is no promise
  return { ...operand, type: cast.type, branches: operand.branches.map(({ when, then }) => ({ when, then: text(then) })), ...(operand.otherwise && { otherwise: text(operand.otherwise) }) };
}

/** varchar(n), char(n) and bit strings are cut when the cast is explicit, and bit(n) is filled with zeros; numeric(p,s) rounds. */
function limited(sql: Sql, expr: Cast, p: Printing): Sql {
  const length = lengthOf(expr.type, p);
  if (length === undefined) return sql;
  const base = baseOf(expr.type, p.catalog);
  return fill(base.kind === 'base' && base.name === 'bit' ? `substr({1} || '${'0'.repeat(length)}', 1, ${length})` : `substr({1}, 1, ${length})`, [sql]);
}

/** A value of char(n) is kept without its blanks at the end, which count for nothing. */
function unpadded(sql: Sql, { type, operand }: Cast, p: Printing): Sql {
  return isPadded(type, p) && !isPadded(operand.type, p) && ['text', 'citext'].includes(p.family(operand.type)) ? fill("rtrim({1}, ' ')", [sql]) : sql;
}

function isPadded(type: DataType, p: Printing): boolean {
  const base = baseOf(type, p.catalog);
  return base.kind === 'base' && base.name === 'bpchar';
}

function lengthOf(type: DataType, p: Printing): number | undefined {
  const base = baseOf(type, p.catalog);
  if (base.kind !== 'base') return undefined;
  return ['varchar', 'bpchar', 'bit', 'varbit'].includes(base.name) ? base.modifiers[0] : undefined;
}

/** The value as the column that receives it stores it: a numeric constant needs no point, because the column's affinity adds it. */
export function printAssigned(expr: Expr, p: Printing): string {
  const sql = p.stored(withWholeTexts(expr, p));
  const number = p.options.mapping === 'classic' && p.family(expr.type) === 'numeric' && /^-?\d+\.0$/u.test(sql.text);
  return number ? sql.text.slice(0, -2) : embed(sql, PRECEDENCE.or - 1);
}
