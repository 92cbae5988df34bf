import { infix, PRECEDENCE, primary, type Sql } from '../../dialects/sql.js';
import type { Operator } from '../../model/expression.js';
import { overChosenInterval } from './chosen-interval.js';
import { comparable, orderable } from './comparable.js';
import type { Printing } from './printing.js';
import { renderOver } from './render-over.js';
import { applyRule, matches } from './rule.js';
import { typeName } from './type.js';
import { withComparedTexts } from './whole-text.js';

/** An operator by the dialect's table; one without a row for its operand types is refused. */
export function printOperator(written: Omit<Operator, 'kind'>, p: Printing): Sql {
  const expr = withoutSimilar(written);
  const given = [...(expr.left ? [expr.left] : []), expr.right];
  const operands = COMPARES_TEXT.has(expr.name) ? withComparedTexts(given, p) : given;
  const families = operands.map(({ type }) => p.family(type));
  const row = p.dialect.operators[expr.name]?.find((candidate) => matches(candidate.args, families));
  const sql = comparedRows(expr, p) ?? (row && renderOver(operands, p, (args, inner) => (PARTS.has(expr.name) && args[0]?.sql.text === 'NULL' ? args[0].sql : applyRule(row, args, inner.render(expr.type, expr.at)))));
  if (sql) return sql;
  const chosen = overChosenInterval(expr, p);
  if (chosen) return p.print(chosen);
  const types = operands.map(({ type }) => typeName(type, p.catalog));
  p.report({
    code: 'unsupported-operator',
    message: `the operator ${types.length > 1 ? `${types[0]} ${expr.name} ${types[1]}` : `${expr.name} ${types[0]}`} has no rendering on ${p.dialect.name}`,
    ...(expr.at !== undefined && { at: expr.at }),
    ...(families.includes('document') ? { help: SEARCH } : families.includes('money') ? { help: MONEY } : Object.hasOwn(HELP, expr.name) && { help: HELP[expr.name] }),
  });
  return primary('NULL');
}

/** `(a, b) < (c, d)`: SQLite compares rows too, field by field, by what is stored. */
function comparedRows({ name, left, right }: Omit<Operator, 'kind'>, p: Printing): Sql | undefined {
  if (left?.kind !== 'row' || right.kind !== 'row' || !['=', '<>', '<', '<=', '>', '>='].includes(name)) return undefined;
  const equality = name === '=' || name === '<>';
  const [a, b] = [left, right].map(({ fields }) => primary(`(${fields.map((field) => (equality ? comparable : orderable)(field, p).text).join(', ')})`));
  return a && b && infix(a, name, b, equality ? PRECEDENCE.equality : PRECEDENCE.comparison);
}

const COMPARES_TEXT: ReadonlySet<string> = new Set(['=', '<>', '~~', '!~~', '~~*', '!~~*', 'is distinct from', 'is not distinct from']);

/** A part of nothing is nothing. */
const PARTS: ReadonlySet<string> = new Set(['->', '->>', '#>', '#>>']);

const REGEX = 'Write the pattern as a constant, without back references and look-behind, or use LIKE.';
const JSONPATH = 'Write it with -> and ->>, @> and jsonb_array_elements().';
const MONEY = 'Make a numeric of it: price::numeric.';
const SEARCH = 'Use LIKE, or an FTS5 table in an override for this target.';

/** What to write instead of operators without a rendering. */
const HELP: Readonly<Record<string, string>> = { '~': REGEX, '!~': REGEX, '~*': REGEX, '!~*': REGEX, '@?': JSONPATH, '@@': JSONPATH };

/** `s SIMILAR TO '%a_' ESCAPE '#'` comes as a regular expression made by a function; with `%` and `_` alone it is a LIKE. */
function withoutSimilar(expr: Omit<Operator, 'kind'>): Omit<Operator, 'kind'> {
  const { right, name } = expr;
  if ((name !== '~' && name !== '!~') || right.kind !== 'call' || !right.name.startsWith('similar')) return expr;
  const [pattern, written] = right.args;
  if (pattern?.kind !== 'literal' || pattern.value === null || (written && written.kind !== 'literal')) return expr;
  const like = name === '~' ? '~~' : '!~~';
  if (written?.value === null) return { ...expr, name: like, right: { ...pattern, value: null } };
  const escape = written ? written.value : '\\';
  // Postgres refuses it.
  if ([...escape].length > 1) return expr;
  if (/^[^|*+?{}()[\]\\]*$/u.test(pattern.value) && (escape === '' || !pattern.value.includes(escape))) return { ...expr, name: like, right: pattern };
  return { ...expr, right: { ...pattern, value: `^(?:${similarPattern(pattern.value, escape)})$` } };
}

/**
 * `%` and `_` are `.*` and `.`, and `.`, `^`, `$` stand for themselves (https://www.postgresql.org/docs/18/functions-matching.html#FUNCTIONS-SIMILARTO-REGEXP).
 * Whatever is escaped gets a backslash: `\d` and `\w` are classes here too.
 */
function similarPattern(text: string, escape: string): string {
  const sign = escape.replace(/[$()*+.?[\\\]^{|}]/u, String.raw`\$&`);
  const escapes = escape === '' ? '' : String.raw`${sign}([^])|`;
  const parts = text.matchAll(new RegExp(String.raw`${escapes}\[\^?\]?(?:\[:\w+:\]|${escapes}[^\]])*\]|[%_.^$\\]|[^]`, 'gu'));
  const inSet = new RegExp(String.raw`${escapes}\\`, 'gu');
  return [...parts].map(([part, escaped]) => {
    if (escapes !== '' && escaped !== undefined) return `\\${escaped}`;
    if (part.length === 1) return SIMILAR[part] ?? part;
    return part.replaceAll(inSet, (found, sign?: string) => (found === '\\' && escape !== '\\' ? '\\\\' : `\\${typeof sign === 'string' ? sign : ''}`));
  }).join('');
}

const SIMILAR: Readonly<Record<string, string>> = { '%': '.*', _: '.', '.': '\\.', '^': '\\^', $: '\\$', '\\': '\\\\' };
