import type { CastRow, Render, RenderContext } from '../dialect.js';
import type { DataType } from '../../model/data-type.js';
import { fill } from '../sql.js';
import { failure } from './moments.js';

const WIDTHS: Readonly<Record<string, number>> = { int2: 2, int4: 4, int8: 8 };

function widthOf(type: DataType | undefined): number | undefined {
  return type?.kind === 'base' ? WIDTHS[type.name] : undefined;
}

/** `258::bytea` is `\x00000102`: two's complement, the highest byte first. */
const bytesOf: Render = ([value]) => {
  const width = widthOf(value?.type);
  if (!value || width === undefined) return undefined;
  const number = width === 8 ? '{1}' : `{1} & ${2 ** (8 * width) - 1}`;
  return fill(`iif({1} IS NULL, NULL, unhex(printf('%0${2 * width}x', ${number})))`, [value.sql]);
};

const BYTE = "((instr('0123456789ABCDEF', substr(hex({1}), _at * 2 + 1, 1)) - 1) << 4 | (instr('0123456789ABCDEF', substr(hex({1}), _at * 2 + 2, 1)) - 1))";

/** Fewer bytes than the type has are a number without a sign. */
const numberOf: Render = ([value], { result }: RenderContext) => {
  const width = widthOf(result.type);
  if (!value || width === undefined) return undefined;
  const signed = width === 8 ? '_number' : `iif(_at = ${width} AND _number >= ${2 ** (8 * width - 1)}, _number - ${2 ** (8 * width)}, _number)`;
  const walk = `(WITH RECURSIVE bytes(_at, _number) AS (SELECT 0, 0 UNION ALL SELECT _at + 1, _number << 8 | ${BYTE} FROM bytes WHERE _at < length({1})) SELECT ${signed} FROM bytes WHERE _at = length({1}))`;
  return fill(`iif(length({1}) > ${width}, ${failure('integer out of range').replace('{1}', 'hex({1})')}, ${walk})`, [value.sql]);
};

/** Between whole numbers and bytes. */
export const BYTE_CASTS: readonly CastRow[] = [
  { from: ['int'], to: ['bytea'], render: bytesOf, verdict: 'emulated' },
  { from: ['bytea'], to: ['int'], render: numberOf, verdict: 'emulated' },
];

/** bit_count() of bytes: each hexadecimal digit as so many marks. */
export const BIT_COUNT = `length(${[...'123456789ABCDEF'].reduce((text, digit) => `replace(${text}, '${digit}', '${'x'.repeat([...Number.parseInt(digit, 16).toString(2)].filter((bit) => bit === '1').length)}')`, "replace(hex({1}), '0', '')")})`;
