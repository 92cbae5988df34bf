import { readInterval } from '../model/interval.js';

/** ISO 8601 text as Postgres prints it with `intervalstyle = iso_8601`: `P1Y2M3DT4H5M6S`, `PT0S`. */
export function intervalText(text: string): string | undefined {
  const interval = readInterval(text);
  if (!interval) return undefined;
  const { months, days } = interval;
  const seconds = Math.round(interval.seconds * 1e6) / 1e6;
  const date = part(Math.trunc(months / 12), 'Y') + part(months % 12, 'M') + part(days, 'D');
  const rest = Math.round((seconds % 60) * 1e6) / 1e6;
  const time = part(Math.trunc(seconds / 3600), 'H') + part(Math.trunc(seconds / 60) % 60, 'M') + part(rest, 'S');
  return date || time ? `P${date}${time && `T${time}`}` : 'PT0S';
}

function part(amount: number, unit: string): string {
  return amount === 0 ? '' : `${amount}${unit}`;
}
