import { isOwnUuid } from './value.js';
import type { PgColumn } from '../../test/support/facts/schema-facts.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
const MOMENT = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)?/g;
/** Unix time, in seconds or milliseconds. */
const EPOCH = /^1\d{9}(?:\d{3})?$/;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * What clocks and generators give differs between two databases: moments from yesterday on become hours from the start, random uuids become one, and the
 * numbers of sequences, which follow the order in which a statement comes to its rows, too. What the scripts write is of another kind (`value.ts`),
 * and `isOwn` knows the numbers that they give.
 */
export function maskOf(start: number, isOwn: (cell: string) => boolean): (cell: string, column: PgColumn) => string {
  const hours = (at: number): string => `${Math.round((at - start) / HOUR_MS)} hours from now`;
  const moment = (text: string): string => {
    const at = Date.parse(/(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(text.slice(11)) ? text.replace(/([+-]\d\d)$/, '$1:00') : `${text.replace(' ', 'T')}Z`);
    return at > start - DAY_MS ? hours(at) : text;
  };
  return (cell, { counted }) => {
    if (counted && !isOwn(cell)) return 'numbered';
    const seconds = EPOCH.test(cell) ? Number(cell) / (cell.length > 12 ? 1000 : 1) : 0;
    if (seconds * 1000 > start - DAY_MS) return hours(seconds * 1000);
    return cell.replaceAll(UUID, (uuid) => (isOwnUuid(uuid) ? uuid : 'a uuid')).replaceAll(MOMENT, moment);
  };
}
