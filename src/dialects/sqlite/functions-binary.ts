import type { FunctionRow, Render } from '../dialect.js';
import { fill, PRECEDENCE, primary, type Sql } from '../sql.js';
import { MD5, SHA1, SHA256 } from './hash.js';
import { BIT_COUNT } from './number-bytes.js';
import { CRC32, CRC32C } from './checksums.js';
import { failure } from './moments.js';
import { emulated, exact, hiding, refused } from './row.js';

const ALPHABET = "'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'";
const digit = (position: number): string => `instr('123456789ABCDEF', substr(_rest, ${position}, 1))`;
const TWELVE_BITS = `(256 * ${digit(1)} + 16 * ${digit(2)} + ${digit(3)})`;

/** Three hexadecimal digits are two characters; what the last group lacks is padded. Postgres ends lines after 76 characters. */
const BASE64 = [
  "(WITH RECURSIVE base64(_rest, _text) AS (SELECT hex({1}) || substr('0000', 1, (3 - length({1}) % 3) % 3 * 2), ''",
  `UNION ALL SELECT substr(_rest, 4), _text || iif(length(_text) % 77 = 76, char(10), '') || substr(${ALPHABET}, 1 + ${TWELVE_BITS} / 64, 1) || substr(${ALPHABET}, 1 + ${TWELVE_BITS} % 64, 1)`,
  "FROM base64 WHERE _rest <> '') SELECT substr(_text, 1, length(_text) - (3 - length({1}) % 3) % 3) || substr('==', 1, (3 - length({1}) % 3) % 3) || iif(length({1}) > 0 AND length({1}) % 57 = 0, char(10), '') FROM base64 WHERE _rest = '')",
].join(' ');

/** Four characters are six hexadecimal digits; white space between them is nothing. */
const BYTES_OF_BASE64 = [
  "(WITH RECURSIVE base64(_rest, _hex, _bytes) AS (SELECT rtrim(_text, '=') || substr('AAA', 1, (4 - length(rtrim(_text, '=')) % 4) % 4), '', length(rtrim(_text, '=')) * 3 / 4",
  "FROM (SELECT replace(replace(replace(replace({1}, ' ', ''), char(9), ''), char(10), ''), char(13), '') AS _text) WHERE _text IS NOT NULL",
  `UNION ALL SELECT substr(_rest, 5), _hex || printf('%06x', ${[1, 2, 3, 4].map((place) => `((instr(${ALPHABET}, substr(_rest, ${place}, 1)) - 1) << ${24 - 6 * place})`).join(' | ')}), _bytes FROM base64 WHERE _rest <> '')`,
  "SELECT unhex(substr(_hex, 1, _bytes * 2)) FROM base64 WHERE _rest = '')",
].join(' ');

const character = (bits: string): string => `substr(${ALPHABET}, 1 + (${bits}), 1)`;

/** Of random bytes any characters will do, which a DEFAULT can have: a query it cannot. */
function randomBase64(bytes: number): Sql {
  const rest = bytes % 3;
  const whole = Array.from({ length: Math.ceil((bytes * 4) / 3) - (rest === 0 ? 0 : 1) }, () => character('random() & 63'));
  const end = rest === 0 ? [] : [character(rest === 1 ? '(random() & 3) * 16' : '(random() & 15) * 4'), rest === 1 ? "'=='" : "'='"];
  return { text: [...whole, ...end].join(' || '), precedence: PRECEDENCE.concat };
}

const encode: Render = ([value, form]) => {
  const name = form?.constant?.toLowerCase();
  const count = Number(/^randomblob\((\d+)\)$/u.exec(value?.sql.text ?? '')?.[1]);
  if (count > 0 && name === 'hex') return primary(`lower(hex(randomblob(${count})))`);
  if (count > 0 && count <= 48 && name === 'base64') return randomBase64(count);
  if (!value || (name !== 'hex' && name !== 'base64')) return undefined;
  // hex(NULL) is the empty text; random bytes are never NULL, and come anew wherever they are written.
  const hex = value.sql.text.startsWith('randomblob(') ? 'lower(hex({1}))' : 'iif({1} IS NULL, NULL, lower(hex({1})))';
  return fill(name === 'hex' ? hex : BASE64, [value.sql]);
};

/** Of the escapes only the doubled backslash is read; one in octal digits fails. */
const BYTES_OF_ESCAPE = String.raw`iif(instr(replace({1}, '\\', ''), '\') > 0, ${failure('unsupported escape')}, CAST(replace({1}, '\\', '\') AS BLOB))`;

const decode: Render = ([value, form]) => {
  const name = form?.constant?.toLowerCase();
  if (!value) return undefined;
  if (name === 'hex') return fill('unhex({1})', [value.sql]);
  if (name === 'base64') return fill(BYTES_OF_BASE64, [value.sql]);
  return name === 'escape' ? fill(BYTES_OF_ESCAPE, [value.sql]) : undefined;
};

const isUtf8 = (name: string | null | undefined): boolean => /^utf-?8$/iu.test(name ?? '');
const bytesOf: Render = ([value, encoding]) => (value && isUtf8(encoding?.constant) ? fill('CAST({1} AS BLOB)', [value.sql]) : undefined);
const textOfBytes: Render = ([value, encoding]) => (value && isUtf8(encoding?.constant) ? fill('CAST({1} AS TEXT)', [value.sql]) : undefined);

const half = (place: string): string => `(instr('0123456789ABCDEF', substr(hex(substr({1}, {2} + 1, 1)), ${place}, 1)) - 1)`;

/** Counted from 0. */
const byteAt = `iif({1} IS NULL OR {2} IS NULL, NULL, iif({2} BETWEEN 0 AND length({1}) - 1, ${half('1')} * 16 + ${half('2')}, ${failure('index out of valid range', 2)}))`;

const digest: Render = ([value, algorithm]) => {
  const hash = { md5: MD5, sha1: SHA1, sha256: SHA256 }[algorithm?.constant?.toLowerCase() ?? ''];
  return value && hash !== undefined ? fill(`unhex(${hash})`, [value.sql]) : undefined;
};

const noHash = refused('only md5, sha1 and sha256 are worked out on SQLite, which has no hash functions', 'Compute the value in the application.');

/** The first 16 bytes of a hash of a name within a namespace, with the version among them (https://www.rfc-editor.org/rfc/rfc9562, section 5.5). */
function uuidOf(hash: string, version: number): string {
  const bytes = hash.replace('{1}', "(SELECT unhex(replace({1}, '-', '') || hex({2})) WHERE {1} IS NOT NULL AND {2} IS NOT NULL)");
  const variant = "substr('89ab', 1 + (instr('0123456789abcdef', substr(_hash, 17, 1)) - 1) % 4, 1)";
  return `(SELECT substr(_hash, 1, 8) || '-' || substr(_hash, 9, 4) || '-${version}' || substr(_hash, 14, 3) || '-' || ${variant} || substr(_hash, 18, 3) || '-' || substr(_hash, 21, 12) FROM (SELECT ${bytes} AS _hash))`;
}

const namespace = (digits: string): readonly FunctionRow[] => [exact([], `'6ba7b81${digits}-9dad-11d1-80b4-00c04fd430c8'`)];

/** Functions of bytes: their text forms, hashes and random ones (https://www.postgresql.org/docs/18/functions-binarystring.html, pgcrypto.html). */
export const BINARY_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  encode: [emulated(['bytea', 'string'], encode)],
  decode: [emulated(['string', 'string'], decode)],
  /** Of bit strings, which are kept as text; the bits of bytea are counted from the other end. */
  get_bit: [exact(['other', 'int'], 'CAST(substr({1}, {2} + 1, 1) AS INTEGER)')],
  get_byte: [exact(['bytea', 'int'], byteAt)],
  gen_random_bytes: [exact(['int'], 'randomblob({1})')],
  /** Not Postgres': get_byte() of random bytes. */
  random_byte: [exact([], '(random() & 255)')],
  md5: [emulated(['any'], MD5)],
  bit_count: [hiding([1], exact(['bytea'], BIT_COUNT)), exact(['other'], "length(replace({1}, '0', ''))")],
  crc32: [emulated(['bytea'], CRC32)],
  crc32c: [emulated(['bytea'], CRC32C)],
  /** Not Postgres': chr(get_byte('..', n)), where n is within the text. */
  digit_of: [exact(['string', 'int'], 'substr({1}, {2} + 1, 1)')],
  /** Not Postgres': md5() of a random value. */
  md5_of_random: [emulated([], 'lower(hex(randomblob(16)))')],
  sha224: noHash,
  sha256: [emulated(['bytea'], `unhex(${SHA256})`)],
  sha384: noHash,
  sha512: noHash,
  uuid_generate_v3: [emulated(['uuid', 'string'], uuidOf(MD5, 3))],
  uuid_generate_v5: [emulated(['uuid', 'string'], uuidOf(SHA1, 5))],
  uuid_ns_dns: namespace('0'),
  uuid_ns_url: namespace('1'),
  uuid_ns_oid: namespace('2'),
  uuid_ns_x500: namespace('4'),
  digest: [emulated(['any', 'string'], digest)],
  hmac: noHash,
  crypt: refused("only crypt() of a password that is written out, with gen_salt('bf'), is worked out", 'Hash the password in the application.'),
  convert_to: [exact(['string', 'any'], bytesOf)],
  convert_from: [exact(['bytea', 'any'], textOfBytes)],
};
