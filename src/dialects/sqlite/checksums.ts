/** Bits of one of two numbers, not of both: SQLite has no operator for it. */
const either = (a: string, b: string): string => `((${a}) | (${b})) - ((${a}) & (${b}))`;
const byteAt = (at: string): string => `((instr('0123456789ABCDEF', substr(hex({1}), ${at} * 2 + 1, 1)) - 1) * 16 + instr('0123456789ABCDEF', substr(hex({1}), ${at} * 2 + 2, 1)) - 1)`;

/** Byte by byte and bit by bit, the lowest first. @param polynomial with its bits in that order */
function checksum(polynomial: number): string {
  const with8 = `iif(_bit = 0, ${either('_crc', byteAt('_at'))}, _crc)`;
  const step = `iif((${with8}) & 1, ${either(`(${with8}) >> 1`, String(polynomial))}, (${with8}) >> 1)`;
  return `(WITH RECURSIVE crc(_at, _bit, _crc) AS (SELECT 0, 0, 4294967295 UNION ALL SELECT _at + (_bit = 7), (_bit + 1) % 8, ${step} FROM crc WHERE _at < length({1})) SELECT ${either('_crc', '4294967295')} FROM crc WHERE _at = length({1}))`;
}

/** crc32() */
export const CRC32 = checksum(0xed_b8_83_20);

/** crc32c() */
export const CRC32C = checksum(0x82_f6_3b_78);
