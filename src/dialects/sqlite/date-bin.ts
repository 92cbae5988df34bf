import { readInterval } from '../../model/interval.js';
import type { Render } from '../dialect.js';
import { fill } from '../sql.js';
import { moment, wholeMoment } from './moments.js';

/** date_bin('15 minutes', at, origin): the beginning of the stretch that the moment is in. Months are no stretches in Postgres either. */
export const dateBin: Render = ([stride, value, origin], { mapping }) => {
  const interval = typeof stride?.constant === 'string' ? readInterval(stride.constant) : undefined;
  const length = interval && interval.months === 0 ? interval.days * 86_400 + interval.seconds : 0;
  if (!value || !origin || !Number.isSafeInteger(length) || length <= 0) return undefined;
  const whole = typeof origin.constant === 'string' && !origin.constant.includes('.');
  const from = whole ? 'unixepoch({2})' : "unixepoch({2}, 'subsec')";
  const start = fill(`${from} + CAST(floor((unixepoch({1}, 'subsec') - ${from}) / ${length}.0) AS INTEGER) * ${length}`, [value.sql, origin.sql]);
  return (whole ? wholeMoment : moment)(start, ["'unixepoch'"], mapping);
};
