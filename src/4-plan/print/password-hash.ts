import { encodeBase64, hashSync } from 'bcryptjs';
import type { Call, Expr } from '../../model/expression.js';
import { constantOf } from './literal.js';

/** Beyond it a hash takes seconds. */
const MOST_ROUNDS = 12;

const HASHES = new WeakMap<Call, string | undefined>();

/**
 * `crypt('secret', gen_salt('bf', 8))`: the hash of a password that is written out is worked out here, with a salt that depends on its place only, so that
 * the same migration gives the same SQL. Undefined for other methods, and for passwords that rows hold.
 */
export function passwordHash(call: Call): string | undefined {
  if (call.name !== 'crypt' || call.function !== undefined) return undefined;
  if (!HASHES.has(call)) HASHES.set(call, hashOf(call));
  return HASHES.get(call);
}

function hashOf({ args: [password, salt], at = 0 }: Call): string | undefined {
  const text = password && constantOf(password);
  const rounds = salt && roundsOf(salt);
  if (typeof text !== 'string' || rounds === undefined) return undefined;
  const bytes = saltOf(`${text}\0${at}`);
  return hashSync(text, `$2a$${String(rounds).padStart(2, '0')}$${encodeBase64(bytes, 16)}`);
}

/** Postgres takes 2^6 rounds when nothing is said. */
function roundsOf(salt: Expr): number | undefined {
  if (salt.kind !== 'call' || salt.name !== 'gen_salt' || salt.function !== undefined || !salt.args[0] || constantOf(salt.args[0]) !== 'bf') return undefined;
  const count = salt.args[1] ? Number(constantOf(salt.args[1])) : 6;
  return Number.isInteger(count) && count >= 4 && count <= MOST_ROUNDS ? count : undefined;
}

function saltOf(text: string): number[] {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) state = Math.imul(state ^ byte, 0x01000193);
  return Array.from({ length: 16 }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 255;
  });
}
