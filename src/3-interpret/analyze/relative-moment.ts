import { DATE, INT4 } from '../../model/base-types.js';
import type { BaseType, DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';
import type { DataStatement, Query } from '../../model/query.js';
import { mapExpressions } from '../../model/walk.js';

const NOW = { timestamptz: 'current_timestamp', timestamp: 'localtimestamp', date: 'current_date' } as const;
const DAYS: ReadonlyMap<string, number> = new Map([['today', 0], ['tomorrow', 1], ['yesterday', -1]]);

/**
 * What 'now', 'today', 'tomorrow' and 'yesterday' are as a date or timestamp when they are read: `now()`, `current_date + 1`.
 * @see https://www.postgresql.org/docs/18/datatype-datetime.html "Special Values"
 */
export function relativeMoment(text: string, type: DataType): Expr | undefined {
  if (type.kind !== 'base' || !isMoment(type.name)) return undefined;
  // Postgres passes over the parentheses of 'now()'.
  const word = text.trim().toLowerCase().replace('()', '');
  if (word === 'now') return { kind: 'current', which: NOW[type.name], type, ...(type.modifiers[0] !== undefined && { precision: type.modifiers[0] }) };
  const days = DAYS.get(word);
  if (days === undefined) return undefined;
  const today: Expr = { kind: 'current', which: 'current_date', type: DATE };
  const date: Expr = days === 0 ? today : { kind: 'operator', name: days > 0 ? '+' : '-', left: today, right: { kind: 'literal', type: INT4, value: '1' }, type: DATE };
  return type.name === 'date' ? date : { kind: 'cast', operand: date, type, explicit: false };
}

function isMoment(name: BaseType['name']): name is keyof typeof NOW {
  return Object.hasOwn(NOW, name);
}

/** A statement that runs as soon as it is read, or each time anew: 'now' in it is the moment at which it runs. In what is stored it would be a constant. */
export function withMoments<T extends Expr | Query | DataStatement>(tree: T): T {
  return mapExpressions(tree, (node) => (node.kind === 'literal' && node.value !== null ? (relativeMoment(node.value, node.type) ?? node) : node));
}
