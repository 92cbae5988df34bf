import { TEXT } from '../../model/base-types.js';
import type { Table } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { sheltered } from '../../model/sheltered.js';
import type { Query } from '../../model/query.js';
import { printAssigned } from './cast.js';
import { quoteLiteral, relationName } from './identifier.js';
import { KEPT_COLUMNS } from './kept-values.js';
import type { Printing } from './printing.js';

/** Its rows stand for the rounds of loops in triggers: what a loop does in a round is done by a trigger of this table. */
export const ROUNDS = '__tm_rounds';

export const ROUNDS_COLUMNS = `loop TEXT NOT NULL, ${KEPT_COLUMNS}`;

/** `INSERT INTO __tm_rounds (loop, v1) SELECT 'posts t insert loop 1', ..` */
export function beginRounds(loop: string, rows: Query, guard: Expr | undefined, table: Table, p: Printing): string {
  const key: Expr = { kind: 'literal', value: loopKey(loop, table), type: TEXT };
  const own = sheltered(rows.body, guard);
  const body = own.kind === 'select' ? { ...own, targets: [{ name: 'loop', expr: key }, ...own.targets], ...(guard && { where: guard }) } : own;
  const names = own.kind === 'select' ? own.targets.map(({ name }) => name) : [];
  return `INSERT INTO ${ROUNDS} (${['loop', ...names].join(', ')}) ${p.query({ ...rows, body }, { names: 'none', value: printAssigned })}`;
}

/** The row of a round, in WHEN. */
export function isRoundOf(loop: string, table: Table): string {
  return `NEW.loop = ${quoteLiteral(loopKey(loop, table))}`;
}

/** The row goes with the round. */
export const END_OF_ROUND = `DELETE FROM ${ROUNDS} WHERE rowid = NEW.rowid`;

function loopKey(loop: string, { schema, name }: Table): string {
  return `${relationName(schema, name)} ${loop}`;
}
