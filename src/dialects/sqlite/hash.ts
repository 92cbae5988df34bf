/**
 * Hash functions as queries, because SQLite has none (https://www.rfc-editor.org/rfc/rfc1321, https://csrc.nist.gov/pubs/fips/180-4/upd1/final).
 * `{1}` are bytes or a text; one row of the recursive query is one round, and a last one for each block adds it to the blocks before it.
 */

const MASK = 4294967295;

function xor(a: string, b: string): string {
  return `((${a} | ${b}) - (${a} & ${b}))`;
}

/** 32 bits turned to the left: 2^32 counts as 1. The value must be written once only. */
function rotated(word: string, bits: string | number): string {
  return `(((${word} << ${bits}) - 1) % ${MASK} + 1)`;
}

/** The number that eight hexadecimal digits write: JSON5 has hexadecimal integers. */
function word(digits: string): string {
  return `(('0x' || ${digits}) ->> '$')`;
}

/** The message with its padding: a bit, zeros, and its length in bits at the end of a block of 64 bytes. */
function message(length: string): string {
  return [
    'WITH RECURSIVE _bytes(_hex) AS (SELECT hex(CAST(_value AS BLOB)) FROM (SELECT {1} AS _value) WHERE _value IS NOT NULL),',
    `_message(_text) AS (SELECT _hex || '80' || hex(zeroblob((length(_hex) / 2 + 8) / 64 * 64 + 55 - length(_hex) / 2)) || ${length} FROM _bytes),`,
  ].join(' ');
}

function words(names: string, value: (name: string) => string): string {
  return [...names].map(value).join(', ');
}

const ROUND = '_i % 65 / 16';
const MD5_MIX = `iif(${ROUND} = 0, (_b & _c) | (~_b & _d), iif(${ROUND} = 1, (_d & _b) | (~_d & _c), iif(${ROUND} = 2, ${xor(xor('_b', '_c'), '_d')}, ${xor('_c', `(_b | (~_d & ${MASK}))`)})))`;
const MD5_PLACE = `_i / 65 * 128 + (_i % 65 * substr('1537', ${ROUND} + 1, 1) + substr('0150', ${ROUND} + 1, 1)) % 16 * 8`;
const MD5_WORD = word([7, 5, 3, 1].map((place) => `substr(_text, ${MD5_PLACE} + ${place}, 2)`).join(' || '));
const MD5_SUM = `(_a + (${MD5_MIX}) + CAST(abs(sin(_i % 65 + 1)) * 4294967296 AS INTEGER) + ${MD5_WORD} & ${MASK})`;
const MD5_SHIFT = `substr('07121722050914200411162306101521', ${ROUND} * 8 + _i % 65 % 4 * 2 + 1, 2)`;

/** 32 hexadecimal digits. */
export const MD5 = [
  `(${message("printf('%02X%02X%02X%02X00000000', length(_hex) * 4 & 255, length(_hex) * 4 >> 8 & 255, length(_hex) * 4 >> 16 & 255, length(_hex) * 4 >> 24 & 255)")}`,
  '_rounds(_i, _a, _b, _c, _d, _p, _q, _r, _s) AS (SELECT 0, 1732584193, 4023233417, 2562383102, 271733878, 1732584193, 4023233417, 2562383102, 271733878 FROM _message',
  `UNION ALL SELECT _i + 1, iif(_i % 65 = 64, _p + _a & ${MASK}, _d), iif(_i % 65 = 64, _q + _b & ${MASK}, _b + ${rotated(MD5_SUM, MD5_SHIFT)} & ${MASK}), iif(_i % 65 = 64, _r + _c & ${MASK}, _b), iif(_i % 65 = 64, _s + _d & ${MASK}, _c),`,
  `${words('pqrs', (name) => `iif(_i % 65 = 64, _${name} + _${String.fromCodePoint((name.codePointAt(0) ?? 0) - 15)} & ${MASK}, _${name})`)} FROM _rounds, _message WHERE _i < length(_text) / 128 * 65)`,
  `SELECT printf('${'%02x'.repeat(16)}', ${words('abcd', (name) => `_${name} & 255, _${name} >> 8 & 255, _${name} >> 16 & 255, _${name} >> 24`)}) FROM _rounds ORDER BY _i DESC LIMIT 1)`,
].join(' ');

const SHA_START = [1779033703, 3144134277, 1013904242, 2773480762, 1359893119, 2600822924, 528734635, 1541459225].join(', ');
const SHA_CONSTANTS =
  '428A2F9871374491B5C0FBCFE9B5DBA53956C25B59F111F1923F82A4AB1C5ED5D807AA9812835B01243185BE550C7DC372BE5D7480DEB1FE9BDC06A7C19BF174E49B69C1EFBE47860FC19DC6240CA1CC2DE92C6F4A7484AA5CB0A9DC76F988DA983E5152A831C66DB00327C8BF597FC7C6E00BF3D5A7914706CA63511429296727B70A852E1B21384D2C6DFC53380D13650A7354766A0ABB81C2C92E92722C85A2BFE8A1A81A664BC24B8B70C76C51A3D192E819D6990624F40E3585106AA07019A4C1161E376C082748774C34B0BCB5391C0CB34ED8AA4A5B9CCA4F682E6FF3748F82EE78A5636F84C878148CC7020890BEFFFAA4506CEBBEF9A3F7C67178F2';

const turned = (name: string, bits: readonly number[]): string => bits.map((count) => rotated(name, 32 - count)).reduce(xor);
const added = (text: string): string => word(`substr(_w, ${text}, 8)`);
const shifted = (name: string, bits: readonly number[], right: number): string => xor(turned(name, bits), `(${name} >> ${right})`);

const SHA_FIRST = `(_h + ${turned('_e', [6, 11, 25])} + ${xor('(_e & _f)', '(~_e & _g)')} + ${word(`substr('${SHA_CONSTANTS}', _i % 65 * 8 + 1, 8)`)} + ${added('1')})`;
const SHA_SECOND = `${turned('_a', [2, 13, 22])} + ${xor(xor('(_a & _b)', '(_a & _c)'), '(_b & _c)')}`;
const SHA_NEXT = `substr(_w, 9) || printf('%08X', ${shifted(added('113'), [17, 19], 10)} + ${added('73')} + ${shifted(added('9'), [7, 18], 3)} + ${added('1')} & ${MASK})`;
const SHA_STEP: Readonly<Record<string, string>> = { a: `${SHA_FIRST} + ${SHA_SECOND} & ${MASK}`, b: '_a', c: '_b', d: '_c', e: `_d + ${SHA_FIRST} & ${MASK}`, f: '_e', g: '_f', h: '_g' };

/** The sum over the blocks so far of `_a` is kept in `_j`, and so on. */
const sumOf = (name: string): string => String.fromCodePoint((name.codePointAt(0) ?? 0) + 9);

/** 64 hexadecimal digits. */
export const SHA256 = [
  `(${message("printf('%016X', length(_hex) * 4)")}`,
  `_rounds(_i, _w, _a, _b, _c, _d, _e, _f, _g, _h, _j, _k, _l, _m, _n, _o, _p, _q) AS (SELECT 0, substr(_text, 1, 128), ${SHA_START}, ${SHA_START} FROM _message`,
  `UNION ALL SELECT _i + 1, iif(_i % 65 = 64, substr(_text, _i / 65 * 128 + 129, 128), ${SHA_NEXT}),`,
  `${words('abcdefgh', (name) => `iif(_i % 65 = 64, _${sumOf(name)} + _${name} & ${MASK}, ${SHA_STEP[name]})`)},`,
  `${words('abcdefgh', (name) => `iif(_i % 65 = 64, _${sumOf(name)} + _${name} & ${MASK}, _${sumOf(name)})`)} FROM _rounds, _message WHERE _i < length(_text) / 128 * 65)`,
  `SELECT printf('${'%08x'.repeat(8)}', ${words('abcdefgh', (name) => `_${name}`)}) FROM _rounds ORDER BY _i DESC LIMIT 1)`,
].join(' ');

/** 80 rounds a block; the last 16 words are a window that moves on. */
const SHA1_ROUND = '_i % 81 / 20';
const SHA1_ODD = xor(xor('_b', '_c'), '_d');
const SHA1_MIX = `CASE ${SHA1_ROUND} WHEN 0 THEN ((_b & _c) | (~_b & _d)) + 1518500249 WHEN 1 THEN ${SHA1_ODD} + 1859775393 WHEN 2 THEN ((_b & _c) | (_b & _d) | (_c & _d)) + 2400959708 ELSE ${SHA1_ODD} + 3395469782 END`;
const SHA1_NEXT = `substr(_w, 9) || printf('%08X', ${rotated(xor(xor(added('105'), added('65')), xor(added('17'), added('1'))), 1)} & ${MASK})`;
const SHA1_STEP: Readonly<Record<string, string>> = { a: `${rotated('_a', 5)} + ${SHA1_MIX} + _e + ${added('1')} & ${MASK}`, b: '_a', c: `${rotated('_b', 30)} & ${MASK}`, d: '_c', e: '_d' };
const SHA1_START = '1732584193, 4023233417, 2562383102, 271733878, 3285377520';

/** 40 hexadecimal digits. */
export const SHA1 = [
  `(${message("printf('%016X', length(_hex) * 4)")}`,
  `_rounds(_i, _w, _a, _b, _c, _d, _e, _j, _k, _l, _m, _n) AS (SELECT 0, substr(_text, 1, 128), ${SHA1_START}, ${SHA1_START} FROM _message`,
  `UNION ALL SELECT _i + 1, iif(_i % 81 = 80, substr(_text, _i / 81 * 128 + 129, 128), ${SHA1_NEXT}),`,
  `${words('abcde', (name) => `iif(_i % 81 = 80, _${sumOf(name)} + _${name} & ${MASK}, ${SHA1_STEP[name]})`)},`,
  `${words('abcde', (name) => `iif(_i % 81 = 80, _${sumOf(name)} + _${name} & ${MASK}, _${sumOf(name)})`)} FROM _rounds, _message WHERE _i < length(_text) / 128 * 81)`,
  `SELECT printf('${'%08x'.repeat(5)}', ${words('abcde', (name) => `_${name}`)}) FROM _rounds ORDER BY _i DESC LIMIT 1)`,
].join(' ');
