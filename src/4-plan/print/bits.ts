import { embed, PRECEDENCE, primary, type Sql } from '../../dialects/sql.js';
import type { Call, Cast, Expr } from '../../model/expression.js';
import { bitsOfCall, isKnownBits, type Bit, type BitOf } from '../../model/known-bits.js';
import { isFalse, nullTest } from '../../model/null-test.js';
import { sameTree } from '../../model/same-tree.js';
import { isRandom } from '../../model/walk.js';
import type { Printing } from './printing.js';

/** A value whose bits are known: a number as the sum of its parts, bytes by their hexadecimal digits, which encode() asks for by themselves. */
export function printBits(call: Call, p: Printing): Sql | undefined {
  if (call.function !== undefined) return undefined;
  if (isKnownBits(call)) return p.family(call.type) === 'bytea' ? bytes(bitsOfCall(call), p) : number(bitsOfCall(call), p);
  const [value, form] = call.args;
  return call.name === 'encode' && isKnownBits(value) && form?.kind === 'literal' && form.value?.toLowerCase() === 'hex' ? digits([bitsOfCall(value)], '', p) : undefined;
}

/** `encode(bytes, 'hex')::uuid`: its digits, with what stands between them. */
export function printUuidOfBits({ operand, type }: Cast, p: Printing): Sql | undefined {
  if (operand.kind !== 'call' || operand.function !== undefined || operand.name !== 'encode' || p.family(type) !== 'uuid') return undefined;
  const [value] = operand.args;
  const bits = isKnownBits(value) ? bitsOfCall(value) : [];
  if (bits.length !== 128) return undefined;
  return digits([[0, 32], [32, 48], [48, 64], [64, 80], [80, 128]].map(([from, to]) => bits.slice(from, to)), '-', p);
}

function bytes(bits: readonly Bit[], p: Printing): Sql | undefined {
  const text = digits([bits], '', p);
  return text && primary(`unhex(${text.text})`);
}

/** Groups of hexadecimal digits, with a text between them. Constants that meet are one. */
function digits(groups: readonly (readonly Bit[])[], between: string, p: Printing): Sql | undefined {
  const parts: string[] = [];
  let text = '';
  const end = (): void => {
    if (text !== '') parts.push(`'${text}'`);
    text = '';
  };
  for (const [i, group] of groups.entries()) {
    if (i > 0) text += between;
    for (const run of nibbleRuns(group)) {
      if (kindOf(run[0] ?? []) === 'constant') {
        text += constantDigits(run);
        continue;
      }
      const digit = digitsOf(run, p);
      if (digit === undefined) return undefined;
      end();
      parts.push(digit);
    }
  }
  end();
  return { text: parts.join(' || '), precedence: parts.length > 1 ? PRECEDENCE.concat : PRECEDENCE.primary };
}

function constantDigits(run: readonly Nibble[]): string {
  return run.map((nibble) => Number.parseInt(nibble.join(''), 2).toString(16)).join('');
}

type Nibble = readonly Bit[];

function kindOf(nibble: Nibble): 'constant' | 'random' | 'value' | 'mixed' {
  if (nibble.every((bit) => typeof bit === 'string')) return 'constant';
  if (nibble.every((bit) => typeof bit === 'object' && 'random' in bit)) return 'random';
  return nibble.every((bit, i) => isNext(nibble[i - 1], bit)) ? 'value' : 'mixed';
}

function isNext(before: Bit | undefined, bit: Bit): boolean {
  if (typeof bit === 'string' || 'random' in bit) return false;
  return before === undefined || (typeof before === 'object' && 'value' in before && before.place === bit.place + 1 && sameTree(before.value, bit.value));
}

/** Digits of one kind side by side, those of a number as far as they follow each other. */
function nibbleRuns(bits: readonly Bit[]): readonly (readonly Nibble[])[] {
  const runs: Nibble[][] = [];
  for (let i = 0; i < bits.length; i += 4) {
    const nibble = bits.slice(i, i + 4);
    const [run, kind] = [runs.at(-1), kindOf(nibble)];
    const last = run?.at(-1);
    if (run && last && kind !== 'mixed' && kindOf(last) === kind && (kind !== 'value' || isNext(last.at(-1), nibble[0] ?? '0'))) run.push(nibble);
    else runs.push([nibble]);
  }
  return runs;
}

const DIGITS = "'0123456789abcdef'";

function digitsOf(run: readonly Nibble[], p: Printing): string | undefined {
  const bits = run.flat();
  const kind = kindOf(run[0] ?? []);
  if (kind === 'value') {
    const { value, place } = bits.at(-1) as BitOf;
    return isRandom(value) ? undefined : digitsOfValue(value, place, run.length, p);
  }
  if (kind === 'random' && run.length > 1) return run.length % 2 === 0 ? randomDigits(run.length) : `substr(${randomDigits(run.length + 1)}, 2)`;
  const value = number(bits, p);
  return value && `substr(${DIGITS}, ${embed(value, PRECEDENCE.sum)} + 1, 1)`;
}

function randomDigits(count: number): string {
  return `lower(hex(randomblob(${count / 2})))`;
}

/** printf() takes NULL for 0. */
function digitsOfValue(value: Expr, place: number, count: number, p: Printing): string {
  const test = nullTest(value);
  const text = `printf('%0${count}x', ${masked(p.print(value), place, count * 4)})`;
  return isFalse(test) ? text : `iif(${p.print(test).text}, NULL, ${text})`;
}

function masked(value: Sql, place: number, count: number): string {
  const moved = place === 0 ? embed(value, PRECEDENCE.bits) : `${embed(value, PRECEDENCE.bits)} >> ${place}`;
  return count >= 64 ? moved : `${moved} & ${2n ** BigInt(count) - 1n}`;
}

/** `112 | (random() & 15) | (n >> 8 & 255)` */
function number(bits: readonly Bit[], p: Printing): Sql | undefined {
  const width = bits.length;
  const at = (i: number): bigint => 1n << BigInt(width - 1 - i);
  const sum = (is: (bit: Bit) => boolean): bigint => BigInt.asIntN(width === 32 ? 32 : 64, bits.reduce((all, bit, i) => (is(bit) ? all | at(i) : all), 0n));
  const [fixed, random] = [sum((bit) => bit === '1'), sum((bit) => typeof bit === 'object' && 'random' in bit)];
  const terms = [...(fixed === 0n ? [] : [String(fixed)]), ...(random === 0n ? [] : [`random() & ${random}`])];
  for (const { value, shift, mask } of partsOf(bits, at)) {
    if (isRandom(value)) return undefined;
    const text = embed(p.print(value), PRECEDENCE.bits);
    // The sign of an integer goes on to the left.
    terms.push(`${shift === 0 ? text : shift > 0 ? `${text} >> ${shift}` : `${text} << ${-shift}`} & ${shift === 0 && width === 32 ? BigInt.asIntN(32, mask) : mask}`);
  }
  const [first = '0', ...others] = terms;
  // SQLite's operators of bits all bind alike.
  return { text: [first, ...others.map((term) => `(${term})`)].join(' | '), precedence: PRECEDENCE.bits };
}

interface Part {
  readonly value: Expr;
  /** How far to the right. */
  readonly shift: number;
  mask: bigint;
}

function partsOf(bits: readonly Bit[], at: (i: number) => bigint): readonly Part[] {
  const parts: Part[] = [];
  for (const [i, bit] of bits.entries()) {
    if (typeof bit === 'string' || 'random' in bit) continue;
    const shift = bit.place - (bits.length - 1 - i);
    const known = parts.find((part) => part.shift === shift && sameTree(part.value, bit.value));
    if (known) known.mask |= at(i);
    else parts.push({ value: bit.value, shift, mask: at(i) });
  }
  return parts;
}
