import { patternRest, type PatternRest } from '../../dialects/sqlite/regex/pattern-rest.js';
import type { DataType } from '../../model/data-type.js';
import type { Call, Case, Expr, Operator } from '../../model/expression.js';
import { constantOf } from './literal.js';
import { isPlainText } from './plain-text.js';
import type { Printing } from './printing.js';

const [BOOL, TEXT, INT4]: readonly [DataType, DataType, DataType] = [base('bool'), base('text'), base('int4')];

function base(name: string): DataType {
  return { kind: 'base', name, modifiers: [] };
}

/** `'^' || prefix || '-[0-9]+$'`: a text that comes with the row, and what is constant after it. */
interface Computed {
  /** `^` is written: the text is where the other one begins. */
  readonly atStart: boolean;
  readonly text: Expr;
  readonly rest: string;
  readonly about: PatternRest;
}

/**
 * Regular expressions are read when the migration is transpiled. One that is put together from texts which stand for themselves is asked in two steps: whether the
 * text is there, and whether what follows matches the constant rest.
 */
export function overComputedPattern(expr: Operator | Call, p: Printing): Expr | undefined {
  const [value, pattern] = expr.kind === 'operator' ? [expr.left, expr.right] : expr.args;
  if (!value || !pattern || typeof constantOf(pattern) === 'string' || isVolatile(value) || [value, pattern].some(({ type }) => p.family(type) !== 'text')) return undefined;
  const computed = (expr.kind === 'operator' ? /^!?~\*?$/.test(expr.name) : MATCHING.has(expr.name)) ? read(pattern, p) : undefined;
  if (!computed) return undefined;
  if (computed === 'constant') return withPattern(expr, literal(partsOf(pattern).map(constantOf).join('')));
  if (expr.kind === 'operator') return tested(value, computed, expr);
  return expr.args.length === (expr.name === 'regexp_replace' ? 3 : 2) ? found(value, computed, expr) : undefined;
}

const MATCHING: ReadonlySet<string> = new Set(['substring', 'regexp_replace', 'regexp_match', 'regexp_like']);

function isVolatile(expr: Expr): boolean {
  return expr.kind === 'call' && expr.volatile === true;
}

function withPattern(expr: Operator | Call, pattern: Expr): Expr {
  return expr.kind === 'operator' ? { ...expr, right: pattern } : { ...expr, args: expr.args.map((arg, i) => (i === 1 ? pattern : arg)) };
}

function read(pattern: Expr, p: Printing): Computed | 'constant' | undefined {
  const parts = partsOf(pattern);
  if (parts.every((part) => typeof constantOf(part) === 'string')) return 'constant';
  const [first, last] = [parts[0], parts.at(-1)].map((part) => (part && constantOf(part)) ?? '') as [string, string];
  const inner = parts.slice(first === '' ? 0 : 1, last === '' ? undefined : -1);
  const atStart = first.startsWith('^');
  const [lead, end] = [plainOf(atStart ? first.slice(1) : first), plainOf(last)];
  // What is made of nothing but what comes with the row may well be a whole pattern.
  if (lead === undefined || inner.length === 0 || (first === '' && last === '')) return undefined;
  const texts = [...(lead === '' ? [] : [literal(lead)]), ...inner.map((part) => asItself(part, p)), ...(end ? [literal(end)] : [])];
  const rest = end === undefined ? last : '';
  const about = patternRest(rest);
  if (!about || !texts.every((text) => text !== undefined)) return undefined;
  return { atStart, text: texts.reduce((left, right) => operator('||', left, right, TEXT)), rest, about };
}

function partsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'operator' && expr.name === '||' && expr.left) return [...partsOf(expr.left), ...partsOf(expr.right)];
  return expr.kind === 'cast' && !expr.explicit ? partsOf(expr.operand) : [expr];
}

/** `INV-` and `INV\-`; undefined where something means more than itself. */
function plainOf(text: string): string | undefined {
  const plain = text.replaceAll(/\\([^A-Za-z0-9])/gu, (_match, character: string) => (/[\\.[\](){}*+?|^$]/u.test(character) ? '\\' : character));
  return /[\\.[\](){}*+?|^$]/u.test(plain) ? undefined : plain;
}

/** A text of which nothing is known fails where it has a character that means something else. */
function asItself(part: Expr, p: Printing): Expr | undefined {
  const constant = constantOf(part);
  if (typeof constant === 'string') return plainOf(constant) === undefined ? undefined : literal(plainOf(constant) ?? '');
  if (isPlainText(part, p.catalog)) return p.family(part.type) === 'text' ? part : { kind: 'cast', operand: part, type: TEXT, explicit: true };
  return p.family(part.type) === 'text' && constant === undefined && !isVolatile(part) && !(part.kind === 'call' && PUT_TOGETHER.has(part.name)) ? call('text_as_pattern', [part], TEXT) : undefined;
}

/** They make whole patterns. */
const PUT_TOGETHER: ReadonlySet<string> = new Set(['concat', 'concat_ws', 'format', 'array_to_string', 'string_agg']);

/** `value ~ pattern`, `value !~* pattern` */
function tested(value: Expr, computed: Computed, { name }: Pick<Operator, 'name'>): Expr | undefined {
  const anyCase = name.endsWith('*');
  const test = anyCase ? matches(inLower(value), { ...computed, text: inLower(computed.text) }, '~*') : matches(value, computed);
  return test && name.startsWith('!') ? { kind: 'logical', op: 'not', type: BOOL, args: [test] } : test;
}

function inLower(text: Expr): Expr {
  return call('lower', [text], TEXT);
}

function matches(value: Expr, { atStart, text, rest }: Computed, match = '~'): Expr | undefined {
  if (!atStart && rest === '$') return operator('=', call('right', [value, call('length', [text], INT4)], TEXT), text, BOOL);
  if (!atStart) return rest === '' ? operator('>', call('strpos', [value, text], INT4), { kind: 'literal', type: INT4, value: '0' }, BOOL) : undefined;
  if (rest === '$') return operator('=', value, text, BOOL);
  const there = call('starts_with', [value, text], BOOL);
  if (rest === '') return there;
  return { kind: 'logical', op: 'and', type: BOOL, args: [there, operator(match, after(value, text), literal(`^${rest}`), BOOL)] };
}

function found(value: Expr, computed: Computed, expr: Call): Expr | undefined {
  if (expr.name === 'regexp_like') return matches(value, computed);
  const { atStart, text, rest, about } = computed;
  if (!atStart) return foundInside(value, computed, expr);
  const there = matches(value, computed);
  const following = after(value, text);
  const pattern = literal(`^${rest}`);
  if (!there) return undefined;
  if (expr.name === 'regexp_replace') {
    const [, , by] = expr.args;
    const written = by && constantOf(by);
    if (!by || typeof written !== 'string' || /\\[&0]/u.test(written) || (rest === '' && written.includes('\\'))) return undefined;
    const replaced = rest === '' ? operator('||', by, following, TEXT) : call('regexp_replace', [following, pattern, by], TEXT);
    return choice([[there, replaced], [{ kind: 'test', test: 'null', negated: false, operand: text, type: BOOL }, { kind: 'literal', type: TEXT, value: null }]], value);
  }
  if (about.groups > 0) return choice([[there, call(expr.name, [following, pattern], expr.type)]]);
  if (expr.name !== 'substring') return undefined;
  return choice([[there, rest === '' ? text : operator('||', text, call('substring', [following, pattern], TEXT), TEXT)]]);
}

/** A character of nobody's stands for the text, where none of its places can lie over another one, and the rest does not go over them. */
const MARK = '\u{F8FF}';

function foundInside(value: Expr, { text, rest, about }: Computed, expr: Call): Expr | undefined {
  const [first] = partsOf(text);
  const lead = first && constantOf(first);
  const [head = '', ...others] = lead ?? '';
  if (head === '' || others.includes(head) || !partsOf(text).slice(1).every((part) => isWithout(part, head))) return undefined;
  if (expr.name === 'regexp_replace' || about.groups === 0 || !about.endsBefore(head) || !about.endsBefore(MARK)) return undefined;
  return call(expr.name, [call('replace', [value, text, literal(MARK)], TEXT), literal(`${MARK}${rest}`)], expr.type);
}

/** Numbers and dates have no letters, but for those of a date's name. */
function isWithout(part: Expr, character: string): boolean {
  const constant = constantOf(part);
  if (typeof constant === 'string') return !constant.includes(character);
  const inner = part.kind === 'cast' ? part.operand : part;
  if (inner.type.kind === 'base' && /^(?:int[248]|date)$/.test(inner.type.name)) return !/[-0-9]/u.test(character);
  if (inner.kind === 'call' && inner.name === 'extract') return !/[-.0-9]/u.test(character);
  if (inner.kind !== 'call' || inner.name !== 'to_char') return inner !== part && isWithout(inner, character);
  return /^(?:YYYY|YY|MM|DD|HH24|MI|SS|[-_/: ])*$/u.test(constantOf(inner.args[1] ?? inner) ?? 'x') && !/[-0-9_/: ]/u.test(character);
}

function after(value: Expr, text: Expr): Expr {
  return call('substr', [value, operator('+', call('length', [text], INT4), { kind: 'literal', type: INT4, value: '1' }, INT4)], TEXT);
}

function literal(value: string): Expr {
  return { kind: 'literal', type: TEXT, value };
}

function call(name: string, args: readonly Expr[], type: DataType): Call {
  return { kind: 'call', name, args, type };
}

function operator(name: string, left: Expr, right: Expr, type: DataType): Operator {
  return { kind: 'operator', name, left, right, type };
}

function choice(branches: readonly (readonly [when: Expr, then: Expr])[], otherwise?: Expr): Case {
  // oxlint-disable-next-line unicorn/no-thenable -- a branch is no promise
  return { kind: 'case', type: branches[0]?.[1].type ?? TEXT, branches: branches.map(([when, then]) => ({ when, then })), ...(otherwise && { otherwise }) };
}
