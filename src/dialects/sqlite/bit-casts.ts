import type { CastRow, Render } from '../dialect.js';
import { fill } from '../sql.js';
import { failure } from './moments.js';
import { readAddress } from './network.js';

const DIGITS = [...'0123456789abcdef'];

/** Bit strings are kept as texts of 0 and 1: the digits of a hexadecimal one become four bits each, the first two by way of letters, since the others are made of them. */
const HEXADECIMAL = DIGITS.reduce((text, digit, i) => `replace(${text}, '${i < 2 ? 'gh'[i] : digit}', '${i.toString(2).padStart(4, '0')}')`, "replace(replace(lower(substr(_text, 2)), '0', 'g'), '1', 'h')");

const WRITTEN = `iif(_text LIKE 'x%', ${HEXADECIMAL}, ltrim(substr(_text, 1, 1), 'bB') || substr(_text, 2))`;

function isBits(type: { readonly kind: string; readonly name?: string }): boolean {
  return type.kind === 'base' && (type.name === 'bit' || type.name === 'varbit');
}

/** `('x' || hash)::bit(32)`, `'101'::varbit`; and an address, whose type is kept as text too. */
const readBits: Render = (args, context) => {
  const [value] = args;
  if (!value || !isBits(context.result.type)) return readAddress(args, context);
  return fill(`(SELECT iif(_bits GLOB '*[^01]*', ${failure('no binary or hexadecimal digit').replace('{1}', '_text')}, _bits) FROM (SELECT _text, ${WRITTEN} AS _bits FROM (SELECT {1} AS _text)))`, [value.sql]);
};

/** `bits::int`: as many bits as the type has are its two's complement, fewer a number that is not negative. */
const bitsToInt: Render = ([bits], { result }) => {
  if (!bits || !isBits(bits.type)) return undefined;
  const width = result.type.kind === 'base' && result.type.name === 'int8' ? 64 : 32;
  const number = width === 64 ? '_number' : '_number - (_number >> 31 << 32)';
  const walk = 'WITH RECURSIVE walk(_bits, _at, _number) AS (SELECT {1}, 0, 0 UNION ALL SELECT _bits, _at + 1, _number << 1 | substr(_bits, _at + 1, 1) FROM walk WHERE _at < length(_bits))';
  return fill(`(${walk} SELECT iif(_at > ${width}, ${failure('integer out of range').replace('{1}', '_bits')}, ${number}) FROM walk WHERE _at = length(_bits))`, [bits.sql]);
};

/** `5::bit(8)` is `00000101`: the last bits of the number, before which there are those of its sign. */
const intToBits: Render = ([number], { result: { type } }) => {
  const length = type.kind === 'base' && type.name === 'bit' ? (type.modifiers[0] ?? 1) : undefined;
  const walk = `WITH RECURSIVE bits(_at, _text) AS (SELECT 0, '' UNION ALL SELECT _at + 1, (({1} >> min(_at, 63)) & 1) || _text FROM bits WHERE _at < ${length})`;
  return number && length !== undefined ? fill(`(${walk} SELECT _text FROM bits WHERE _at = ${length} AND {1} IS NOT NULL)`, [number.sql]) : undefined;
};

/** https://www.postgresql.org/docs/18/functions-bitstring.html */
export const BIT_CASTS: readonly CastRow[] = [
  ...(['text', 'citext'] as const).map((text): CastRow => ({ from: [text], to: ['other'], render: readBits, verdict: 'emulated' })),
  { from: ['other'], to: ['int'], render: bitsToInt, verdict: 'emulated' },
  { from: ['int'], to: ['other'], render: intToBits, verdict: 'emulated' },
];
