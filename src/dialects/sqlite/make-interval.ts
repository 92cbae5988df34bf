import type { Render } from '../dialect.js';
import type { Interval } from '../../model/interval.js';
import { fill, infix, PRECEDENCE, primary, type Sql } from '../sql.js';
import { counted } from './interval.js';
import { isoParts } from './iso-interval.js';

/** The arguments of make_interval(years, months, weeks, days, hours, mins, secs): units, and how many of them each one has. */
const MADE_OF: readonly (readonly [keyof Interval, number])[] = [['months', 12], ['months', 1], ['days', 7], ['days', 1], ['seconds', 3600], ['seconds', 60], ['seconds', 1]];

/** One part that is not zero is a count of its unit; of several the parts are sums, which are NULL where any of them is. */
export const makeInterval: Render = (args) => {
  const used = args.flatMap((arg, i) => {
    const [unit, factor = 1] = MADE_OF[i] ?? [];
    if (!unit || Number(arg.constant ?? NaN) === 0) return [];
    return [{ unit, arg, amount: factor === 1 ? arg.sql : infix(arg.sql, '*', primary(String(factor)), PRECEDENCE.product) }];
  });
  const [only] = used;
  if (!only) return { ...primary("'PT0S'"), parts: { months: primary('0'), days: primary('0'), seconds: primary('0') } };
  if (used.length === 1) return counted(only.amount, only.unit);
  const unknown = used.filter(({ arg }) => typeof arg.constant !== 'string');
  const of = (unit: keyof Interval): Sql => {
    const sum = used.filter((part) => part.unit === unit).map(({ amount }) => amount).reduce<Sql | undefined>((left, amount) => (left ? infix(left, '+', amount, PRECEDENCE.sum) : amount), undefined) ?? primary('0');
    const others = unknown.filter((part) => part.unit !== unit).map(({ arg }) => arg.sql);
    return others.length === 0 ? sum : fill(`iif(${others.map((_, i) => `{${i + 1}} IS NULL`).join(' OR ')}, NULL, {${others.length + 1}})`, [...others, sum]);
  };
  const parts = { months: of('months'), days: of('days'), seconds: of('seconds') };
  return { ...isoParts(parts), parts };
};
