import { readInterval } from '../../model/interval.js';
import type { Render } from '../dialect.js';
import { fill } from '../sql.js';
import { wholeMoment } from './moments.js';

/** date_bin('15 minutes', at, origin): the beginning of the stretch that the moment is in. Whole seconds only; months are none in Postgres either. */
export const dateBin: Render = ([stride, value, origin], { mapping }) => {
  const interval = typeof stride?.constant === 'string' ? readInterval(stride.constant) : undefined;
  const length = interval && interval.months === 0 ? interval.days * 86_400 + interval.seconds : 0;
  if (!value || !origin || !Number.isSafeInteger(length) || length <= 0 || origin.constant?.includes('.')) return undefined;
  const since = `CAST(floor((unixepoch({1}, 'subsec') - unixepoch({2})) / ${length}.0) AS INTEGER)`;
  return wholeMoment(fill(`unixepoch({2}) + ${since} * ${length}`, [value.sql, origin.sql]), ["'unixepoch'"], mapping);
};
