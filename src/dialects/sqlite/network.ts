import type { FunctionRow, Operand } from '../dialect.js';
import { fill, type Sql } from '../sql.js';

/** An address is kept as Postgres prints it; as a text it names the bits of its network, also where they are all of them. */
export function withMask({ sql }: Operand): Sql {
  return fill("{1} || iif(instr({1}, '/'), '', iif(instr({1}, ':'), '/128', '/32'))", [sql]);
}

export function isAddress({ type }: Pick<Operand, 'type'>): boolean {
  return type.kind === 'base' && type.name === 'inet';
}

/** https://www.postgresql.org/docs/18/functions-net.html */
export const NETWORK_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  host: [{ args: ['other'], render: "substr({1}, 1, instr({1} || '/', '/') - 1)", verdict: 'exact' }],
  family: [{ args: ['other'], render: "iif({1} IS NULL, NULL, iif(instr({1}, ':'), 6, 4))", verdict: 'exact' }],
  masklen: [{ args: ['other'], render: "iif(instr({1}, '/'), CAST(substr({1}, instr({1}, '/') + 1) AS INTEGER), iif({1} IS NULL, NULL, iif(instr({1}, ':'), 128, 32)))", verdict: 'exact' }],
};
