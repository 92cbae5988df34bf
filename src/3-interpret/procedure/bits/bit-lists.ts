import type { Bit } from '../../../model/known-bits.js';

/** Bits, highest first; undefined where they are not known one by one. */
export type Bits = readonly Bit[] | undefined;

export function constant(value: bigint, width: number): readonly Bit[] {
  return [...value.toString(2).padStart(width, '0')] as Bit[];
}

export function joined(left: Bits, right: Bits): Bits {
  return left && right && [...left, ...right];
}

export function shifted(bits: Bits, name: string, by: number | undefined): Bits {
  if (!bits || by === undefined || by < 0 || by >= bits.length) return undefined;
  const sign = bits[0] ?? '0';
  return name === '<<' ? [...bits.slice(by), ...constant(0n, bits.length).slice(0, by)] : [...Array.from({ length: by }, () => sign), ...bits.slice(0, bits.length - by)];
}

/** Of two bits that are no constants nothing is known. */
export function combined(name: string, left: Bits, right: Bits): Bits {
  if (!left || left.length !== right?.length) return undefined;
  const absorbing = name === '&' ? '0' : '1';
  const bits = left.map((a, i): Bit | undefined => {
    const b = right[i] ?? '0';
    if (typeof a === 'string') return a === absorbing ? a : b;
    return typeof b === 'string' ? (b === absorbing ? b : a) : undefined;
  });
  return bits.some((bit) => bit === undefined) ? undefined : (bits as Bit[]);
}

export function paddedByte(bits: Bits, at: number | undefined): Bits {
  return bits && at !== undefined && at >= 0 && 8 * at < bits.length ? [...constant(0n, 24), ...bits.slice(8 * at, 8 * at + 8)] : undefined;
}

export function replaced(bits: Bits, at: number | undefined, by: Bits, unit: number): Bits {
  if (!bits || at === undefined || by?.length !== unit || at < 0 || unit * at >= bits.length) return undefined;
  return [...bits.slice(0, unit * at), ...by, ...bits.slice(unit * at + unit)];
}

/** The bits of bytea are counted from the lowest of the first byte. */
export function withBit(bits: Bits, at: number, value: number | undefined): Bits {
  return value === 0 || value === 1 ? replaced(bits, 8 * Math.floor(at / 8) + 7 - (at % 8), [value === 1 ? '1' : '0'], 1) : undefined;
}

export function part(bits: Bits, from: number | undefined, count: number | undefined): Bits {
  if (!bits || from === undefined || count === undefined || count < 0) return undefined;
  const end = from + count;
  return bits.slice(8 * (Math.max(from, 1) - 1), Math.max(8 * (end - 1), 0));
}

export function overlaid(bits: Bits, by: Bits, from: number | undefined, count: number | undefined, counted: boolean): Bits {
  if (!bits || !by || from === undefined || from < 1 || (counted && (count === undefined || count < 0))) return undefined;
  const gone = count ?? by.length / 8;
  return [...bits.slice(0, 8 * (from - 1)), ...by, ...bits.slice(8 * (from - 1 + gone))];
}
