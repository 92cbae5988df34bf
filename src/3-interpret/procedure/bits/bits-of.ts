import type { Call, Cast, Expr, Operator } from '../../../model/expression.js';
import { BITS, bitsOfCall, isKnownBits, randomBit, type Bit } from '../../../model/known-bits.js';
import { isRandom } from '../../../model/walk.js';
import { combined, constant, joined, overlaid, paddedByte, part, replaced, shifted, withBit, type Bits } from './bit-lists.js';
import { bytesOfLiteral } from './bytes-of-literal.js';

const WIDTHS: Readonly<Record<string, number>> = { int2: 16, int4: 32, int8: 64 };
/** Above this nobody writes them one by one. */
const MOST_BYTES = 64;

export function baseName({ type }: Expr): string {
  return type.kind === 'base' ? type.name : '';
}

/** The bits of bytes, of a bit string or of a whole number, highest first; undefined where they are not known one by one. */
export function bitsOf(expr: Expr): Bits {
  switch (expr.kind) {
    case 'literal':
      return bitsOfLiteral(expr.value, baseName(expr));
    case 'call':
      return expr.function === undefined ? bitsOfFunction(expr) : bitsOfNumber(expr);
    case 'cast':
      return bitsOfCast(expr) ?? bitsOfNumber(expr);
    case 'operator':
      return bitsOfOperator(expr) ?? bitsOfNumber(expr);
    default:
      return bitsOfNumber(expr);
  }
}

/** Any whole number has bits; a random one has them once only. */
function bitsOfNumber(expr: Expr): Bits {
  const width = WIDTHS[baseName(expr)];
  return width === undefined || isRandom(expr) ? undefined : Array.from({ length: width }, (_, i) => ({ value: expr, place: width - 1 - i }));
}

function bitsOfLiteral(value: string | null, type: string): Bits {
  const width = WIDTHS[type];
  if (value === null) return undefined;
  if (width !== undefined) return constant(BigInt.asUintN(width, BigInt(value)), width);
  if (type === 'bit' || type === 'varbit') return /^[01]*$/.test(value) ? ([...value] as Bit[]) : undefined;
  return type === 'bytea' ? bytesOfLiteral(value)?.flatMap((byte) => constant(BigInt(byte), 8)) : undefined;
}

function bitsOfCast({ operand, type, ...cast }: Cast): Bits {
  const [from, to] = [baseName(operand), baseName({ ...cast, operand, type })];
  const width = WIDTHS[to];
  if (to.endsWith('bit')) return bitString(operand, from, to, type.kind === 'base' ? type.modifiers[0] : undefined);
  if (width === undefined) return undefined;
  const bits = from === 'bit' || WIDTHS[from] !== undefined ? bitsOf(operand) : undefined;
  if (!bits || bits.length === 0) return undefined;
  // What does not fit fails.
  if (bits.length > width) return bits.slice(0, bits.length - width + 1).every((bit) => bit === '0') ? bits.slice(-width) : undefined;
  const sign: Bit = from === 'bit' ? '0' : (bits[0] ?? '0');
  return [...Array.from({ length: width - bits.length }, () => sign), ...bits];
}

/** Of a number as many bits as there is room for, from the lowest; of a bit string from the first. */
function bitString(operand: Expr, from: string, to: string, length: number | undefined): Bits {
  const bits = bitsOf(operand);
  if (!bits || (!from.endsWith('bit') && to === 'varbit')) return undefined;
  const count = length ?? (to === 'bit' ? 1 : bits.length);
  if (!from.endsWith('bit')) return bits.length >= count ? bits.slice(-count) : undefined;
  const missing = to === 'bit' ? Math.max(count - bits.length, 0) : 0;
  return [...bits.slice(0, count), ...Array.from({ length: missing }, (): Bit => '0')];
}

function bitsOfOperator({ name, left, right, ...rest }: Operator): Bits {
  const type = baseName(rest as Expr);
  if (!left) return undefined;
  if (name === '||' && (type === 'bytea' || type.endsWith('bit'))) return joined(bitsOf(left), bitsOf(right));
  if (WIDTHS[type] === undefined) return undefined;
  if (name === '<<' || name === '>>') return shifted(bitsOf(left), name, wholeIn(right));
  return name === '&' || name === '|' ? combined(name, bitsOf(left), bitsOf(right)) : undefined;
}

function wholeIn(expr: Expr | undefined): number | undefined {
  const bits = expr && (expr.kind === 'literal' ? expr.value : isKnownBits(expr) ? undefined : expr.kind === 'cast' && expr.operand.kind === 'literal' ? expr.operand.value : undefined);
  return bits !== undefined && bits !== null && /^-?\d{1,9}$/.test(bits) ? Number(bits) : undefined;
}

const RANDOM = new WeakMap<Expr, readonly Bit[]>();

/** The same call makes the same bits, however often its value is used. */
function randomBits(from: Expr, layout: string): readonly Bit[] {
  const known = RANDOM.get(from) ?? [...layout].map((bit) => (bit === 'r' ? randomBit(from) : (bit as Bit)));
  RANDOM.set(from, known);
  return known;
}

const UUID_4 = `${'r'.repeat(48)}0100${'r'.repeat(12)}10${'r'.repeat(62)}`;

function bitsOfFunction(call: Call): Bits {
  const { name, args: [first, second, third, fourth] } = call;
  const at = wholeIn(second);
  switch (name) {
    case BITS:
      return bitsOfCall(call);
    case 'gen_random_bytes': {
      const length = wholeIn(first);
      return length !== undefined && length > 0 && length <= MOST_BYTES ? randomBits(call, 'r'.repeat(8 * length)) : undefined;
    }
    case 'uuid_send':
      return first?.kind === 'call' && first.function === undefined && ['gen_random_uuid', 'uuid_generate_v4', 'uuidv4'].includes(first.name) ? randomBits(first, UUID_4) : undefined;
    case 'int2send':
    case 'int4send':
    case 'int8send':
      return first && bitsOf(first);
    case 'get_byte':
      return paddedByte(first && bitsOf(first), at);
    case 'set_byte':
      return replaced(first && bitsOf(first), at, (third && bitsOf(third))?.slice(-8), 8);
    case 'set_bit':
      return baseName(call) === 'bytea' && at !== undefined ? withBit(first && bitsOf(first), at, wholeIn(third)) : undefined;
    case 'substring':
    case 'substr':
      return baseName(call) === 'bytea' ? part(first && bitsOf(first), at, third ? wholeIn(third) : Infinity) : undefined;
    case 'overlay':
      return baseName(call) === 'bytea' ? overlaid(first && bitsOf(first), second && bitsOf(second), wholeIn(third), fourth && wholeIn(fourth), fourth !== undefined) : undefined;
    default:
      return bitsOfNumber(call);
  }
}
