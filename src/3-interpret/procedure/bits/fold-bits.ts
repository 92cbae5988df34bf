import type { Call, Expr } from '../../../model/expression.js';
import { isKnownBits, knownBits } from '../../../model/known-bits.js';
import { mapExpression } from '../../../model/walk.js';
import type { Bits } from './bit-lists.js';
import { baseName, bitsOf } from './bits-of.js';
import { bytesOfLiteral } from './bytes-of-literal.js';

const MAKERS: ReadonlySet<string> = new Set(['uuid_send', 'int2send', 'int4send', 'int8send', 'set_bit', 'set_byte', 'overlay']);
const READERS: ReadonlySet<string> = new Set(['get_byte', 'substring', 'substr']);

/**
 * `set_bit(overlay(uuid_send(gen_random_uuid()) PLACING ..), 52, 1)`, the way in which projects make UUIDs and ULIDs of their own, as the bits that it has;
 * what is not known bit by bit stays as it is.
 */
export function withKnownBits(expr: Expr): Expr {
  return mapExpression(expr, (node) => foldBits(node) ?? node);
}

/** The same of one node, whose parts have been through it. */
export function foldBits(node: Expr): Expr | undefined {
  if (node.kind === 'call') return digitOf(node) ?? made(isOfBits(node) ? bitsOf(node) : undefined, node);
  if (node.kind === 'cast') return made(['int4', 'int8'].includes(baseName(node)) && (baseName(node.operand) === 'bit' || isKnownBits(node.operand)) ? bitsOf(node) : undefined, node);
  if (node.kind !== 'operator' || ![node.left, node.right].some(isKnownBits)) return undefined;
  return made(bitsOf(node), node);
}

function isOfBits(call: Call): boolean {
  if (call.function !== undefined) return false;
  return (MAKERS.has(call.name) && baseName(call) === 'bytea') || (READERS.has(call.name) && isKnownBits(call.args[0]));
}

/** Constants stay what they are, or become constants. */
function made(bits: Bits, node: Expr): Expr | undefined {
  // A number that is not taken apart has nothing but its own bits.
  if (!bits || bits.every((bit) => typeof bit === 'object' && 'value' in bit && bit.value === node)) return undefined;
  if (bits.every((bit) => typeof bit === 'string')) {
    if (baseName(node) !== 'bytea') return undefined;
    const bytes = Array.from({ length: bits.length / 8 }, (_, i) => Number.parseInt(bits.slice(8 * i, 8 * i + 8).join(''), 2).toString(16).padStart(2, '0'));
    return { kind: 'literal', type: node.type, value: `\\x${bytes.join('')}` };
  }
  return knownBits(bits, node.type);
}

/** `chr(get_byte('0123..', n))`, where n is known to be within: one character of the text. */
function digitOf({ name, function: own, args: [byte], type }: Call): Expr | undefined {
  if (own !== undefined || name !== 'chr' || byte?.kind !== 'call' || byte.name !== 'get_byte' || byte.function !== undefined) return undefined;
  const [digits, at] = byte.args;
  const bytes = digits?.kind === 'literal' && digits.value !== null ? bytesOfLiteral(digits.value) : undefined;
  const bits = isKnownBits(at) ? bitsOf(at) : undefined;
  if (!bytes || !bits || !at || bytes.some((each) => each < 32 || each > 126)) return undefined;
  const most = 2 ** (bits.length - Math.max(bits.findIndex((bit) => bit !== '0'), 0));
  return most <= bytes.length ? { kind: 'call', name: 'digit_of', args: [{ kind: 'literal', type, value: String.fromCodePoint(...bytes) }, at], type } : undefined;
}
