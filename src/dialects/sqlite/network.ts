import type { FunctionRow, Operand, RenderContext } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { failure } from './moments.js';

/** An address is kept as Postgres prints it; as a text it names the bits of its network, also where they are all of them. */
export function withMask({ sql }: Operand): Sql {
  return fill("{1} || iif(instr({1}, '/'), '', iif(instr({1}, ':'), '/128', '/32'))", [sql]);
}

export function isAddress({ type }: Pick<Operand, 'type'>): boolean {
  return type.kind === 'base' && type.name === 'inet';
}

const WHOLE_MASK = "iif(substr({1}, -4) = '/128', substr({1}, 1, length({1}) - 4), iif(substr({1}, -3) = '/32' AND instr({1}, ':') = 0, substr({1}, 1, length({1}) - 3), {1}))";

/** text -> inet: in small letters, without a mask of all bits; what has other signs than an address is an error. Long forms of IPv6 stay long. */
export function readAddress([arg]: readonly Operand[], { result }: RenderContext): Sql | undefined {
  if (!arg || !isAddress(result)) return arg?.sql;
  return fill(`iif({1} GLOB '*[^0-9A-Fa-f.:/]*' OR instr({1}, '.') + instr({1}, ':') = 0, ${failure('invalid address')}, lower(${WHOLE_MASK}))`, [arg.sql]);
}

/** https://www.postgresql.org/docs/18/functions-net.html */
export const NETWORK_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  host: [{ args: ['other'], render: "substr({1}, 1, instr({1} || '/', '/') - 1)", verdict: 'exact' }],
  family: [{ args: ['other'], render: "iif({1} IS NULL, NULL, iif(instr({1}, ':'), 6, 4))", verdict: 'exact' }],
  masklen: [{ args: ['other'], render: "iif(instr({1}, '/'), CAST(substr({1}, instr({1}, '/') + 1) AS INTEGER), iif({1} IS NULL, NULL, iif(instr({1}, ':'), 128, 32)))", verdict: 'exact' }],
};
