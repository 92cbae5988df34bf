import { PRECEDENCE, type Sql } from '../../dialects/sql.js';
import type { Call, Cast, Expr } from '../../model/expression.js';
import { walkExpression } from '../../model/walk.js';
import { constantOf } from './literal.js';
import type { Printing } from './printing.js';

const RANDOM: ReadonlySet<string> = new Set(['random', 'gen_random_uuid', 'uuid_generate_v4', 'gen_random_bytes']);

/** `md5(random()::text)`, the usual way to a random token: 32 random hexadecimal digits need no hash function. */
export function isRandomHash({ name, args, function: own }: Call): boolean {
  if (name !== 'md5' || own !== undefined) return false;
  let random = false;
  for (const arg of args) walkExpression(arg, (node) => { random ||= node.kind === 'call' && RANDOM.has(node.name); });
  return random;
}

/**
 * `md5(random()::text)::uuid`, from the time before gen_random_uuid(), also with `overlay(.. placing '4' from 13)` for the digits that a UUID of
 * version 4 has: its parts side by side with the dashes between them, since a subquery, which alone could take one value apart, cannot stand in a DEFAULT.
 */
export function uuidOfRandomHash({ operand, type }: Cast, p: Printing): Sql | undefined {
  if (operand.type.kind !== 'base' || p.family(type) !== 'uuid') return undefined;
  const digits = randomDigits(operand);
  if (digits?.length !== 32) return undefined;
  const groups = [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map(([from, to]) => printDigits(digits.slice(from, to)));
  return { text: groups.join(" || '-' || "), precedence: PRECEDENCE.concat };
}

/** What a hexadecimal digit of a text may be, each as likely as the others. */
type Digit = string;

const ANY: Digit = '0123456789abcdef';

function randomDigits(expr: Expr): readonly Digit[] | undefined {
  if (expr.kind === 'cast') return randomDigits(expr.operand);
  if (expr.kind !== 'call' || expr.function !== undefined) return undefined;
  if (isRandomHash(expr)) return Array.from({ length: 32 }, () => ANY);
  const [text, one, from] = expr.args;
  const place = Number(from && constantOf(from));
  const digits = expr.name === 'overlay' && expr.args.length === 3 && text ? randomDigits(text) : undefined;
  const digit = digits && one ? oneDigit(one) : undefined;
  return digits && digit !== undefined && place >= 1 && place <= digits.length ? digits.with(place - 1, digit) : undefined;
}

/** `'4'`, or `to_hex(floor(random() * 4 + 8)::int)`. */
function oneDigit(expr: Expr): Digit | undefined {
  const inner = expr.kind === 'cast' ? expr.operand : expr;
  const text = constantOf(inner);
  if (text !== undefined) return text !== null && /^[0-9a-f]$/u.test(text) ? text : undefined;
  if (inner.kind !== 'call' || inner.name !== 'to_hex' || inner.function !== undefined) return undefined;
  const floor = inner.args[0]?.kind === 'cast' ? inner.args[0].operand : undefined;
  if (floor?.kind !== 'call' || floor.name !== 'floor' || !floor.args[0]) return undefined;
  const { least, below } = rangeOf(floor.args[0]) ?? { least: 0, below: 0 };
  return Number.isInteger(least) && Number.isInteger(below) && least >= 0 && below <= ANY.length && least < below ? ANY.slice(least, below) : undefined;
}

/** Between which numbers a sum or product of constants and one random() lies. */
function rangeOf(expr: Expr): { readonly least: number; readonly below: number } | undefined {
  if (expr.kind === 'cast') return rangeOf(expr.operand);
  if (expr.kind === 'call') return expr.name === 'random' && expr.args.length === 0 && expr.function === undefined ? { least: 0, below: 1 } : undefined;
  const value = Number(constantOf(expr) ?? undefined);
  if (!Number.isNaN(value)) return { least: value, below: value };
  if (expr.kind !== 'operator' || !expr.left) return undefined;
  const [left, right] = [rangeOf(expr.left), rangeOf(expr.right)];
  if (!left || !right || (left.least < left.below && right.least < right.below)) return undefined;
  if (expr.name === '+') return { least: left.least + right.least, below: left.below + right.below };
  if (expr.name === '-' && right.least === right.below) return { least: left.least - right.least, below: left.below - right.least };
  return expr.name === '*' && left.least >= 0 && right.least >= 0 ? { least: left.least * right.least, below: left.below * right.below } : undefined;
}

function printDigits(digits: readonly Digit[]): string {
  const parts: string[] = [];
  for (let at = 0; at < digits.length; at++) {
    const digit = digits[at] ?? ANY;
    if (digit !== ANY) {
      parts.push(digit.length === 1 ? `'${digit}'` : `substr('${digit}', 1 + (random() & 2147483647) % ${digit.length}, 1)`);
      continue;
    }
    let count = 1;
    while (digits[at + 1] === ANY) [at, count] = [at + 1, count + 1];
    const bytes = `lower(hex(randomblob(${Math.ceil(count / 2)})))`;
    parts.push(count % 2 === 0 ? bytes : `substr(${bytes}, 2)`);
  }
  return parts.join(' || ');
}
