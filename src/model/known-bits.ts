import { BIT, INT4 } from './base-types.js';
import type { DataType } from './data-type.js';
import type { Call, Expr } from './expression.js';

/**
 * A value whose bits are known one by one, highest first: `bits('0111', random_bit(), bits_from(n, 47, 0))`. None of the three is Postgres': they
 * stand for what set_bit(), overlay() and their like make of bytes and numbers, which no target could do step by step.
 */
export const BITS = 'bits';
const RANDOM_BIT = 'random_bit';
const BITS_FROM = 'bits_from';

/** One bit: a constant, a random one, or one of a whole number. */
export type Bit = '0' | '1' | RandomBit | BitOf;

/** Two of them are the same bit where they are the same object. */
export interface RandomBit {
  readonly random: Call;
}

/** Counted from the lowest. */
export interface BitOf {
  readonly value: Expr;
  readonly place: number;
}

export interface KnownBits extends Call {
  readonly name: typeof BITS;
}

export function isKnownBits(expr: Expr | undefined): expr is KnownBits {
  return expr?.kind === 'call' && expr.function === undefined && expr.name === BITS;
}

/** One of the three that stand for known bits. */
export function isOfKnownBits({ name }: Call): boolean {
  return name === BITS || name === RANDOM_BIT || name === BITS_FROM;
}

/** `bits(..)` of these: constants and bits of one number that stand side by side are one argument. */
export function knownBits(bits: readonly Bit[], type: DataType): Call {
  return { kind: 'call', name: BITS, args: runsOf(bits).map(argumentOf), type };
}

export function bitsOfCall({ args }: Call): readonly Bit[] {
  return args.flatMap((arg): readonly Bit[] => {
    if (arg.kind === 'literal') return [...(arg.value ?? '')] as Bit[];
    if (arg.kind !== 'call' || arg.name === RANDOM_BIT) return [{ random: arg as Call }];
    const [value, high, low] = arg.args;
    const [first, last] = [placeIn(high), placeIn(low)];
    return value ? Array.from({ length: first - last + 1 }, (_, i) => ({ value, place: first - i })) : [];
  });
}

/** Bits of one kind, side by side. */
function runsOf(bits: readonly Bit[]): readonly (readonly Bit[])[] {
  const runs: Bit[][] = [];
  for (const bit of bits) {
    const last = runs.at(-1);
    if (last && continues(last.at(-1), bit)) last.push(bit);
    else runs.push([bit]);
  }
  return runs;
}

function continues(before: Bit | undefined, bit: Bit): boolean {
  if (before === undefined || typeof bit === 'string' || typeof before === 'string') return typeof bit === 'string' && typeof before === 'string';
  return 'value' in bit && 'value' in before && before.value === bit.value && before.place === bit.place + 1;
}

function argumentOf(run: readonly Bit[]): Expr {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || typeof first === 'string') return { kind: 'literal', type: BIT, value: run.join('') };
  if ('random' in first) return first.random;
  const low = typeof last === 'object' && 'value' in last ? last.place : first.place;
  return { kind: 'call', name: BITS_FROM, args: [first.value, whole(first.place), whole(low)], type: BIT };
}

function placeIn(expr: Expr | undefined): number {
  return expr?.kind === 'literal' ? Number(expr.value) : 0;
}

function whole(value: number): Expr {
  return { kind: 'literal', type: INT4, value: String(value) };
}

const ORIGINS = new WeakMap<Expr, Expr>();

/** The random bits of a value: the same ones wherever they are asked for. @param from the call that makes the value */
export function randomBit(from: Expr): Bit {
  const random: Call = { kind: 'call', name: RANDOM_BIT, args: [], type: BIT, volatile: true };
  ORIGINS.set(random, from);
  return { random };
}

/** What a random bit is a bit of. */
export function originOf(bit: Expr): Expr | undefined {
  return ORIGINS.get(bit);
}
