import type { Render } from '../dialect.js';
import { fill } from '../sql.js';
import { moment } from './moments.js';

const digit = (place: number): string => `(instr('0123456789abcdef', substr({1}, ${place}, 1)) - 1)`;
/** Whether it is one of RFC 9562. */
const KNOWN = "substr({1}, 20, 1) IN ('8', '9', 'a', 'b')";

/** uuid_extract_version() */
export const uuidVersion = `iif(${KNOWN}, ${digit(15)}, NULL)`;

/** The number that the hexadecimal digits at these places make. */
const number = (places: readonly number[]): string => places.map((place, i) => `${digit(place)} * ${16 ** (places.length - 1 - i)}`).join(' + ');

/** Milliseconds since 1970, which version 7 begins with, and units of 100 ns since 1582 in version 1, whose highest digits come last. */
const MILLISECONDS = `(${number([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13])}) / 1000.0`;
const TICKS = `(${number([16, 17, 18, 10, 11, 12, 13, 1, 2, 3, 4, 5, 6, 7, 8])} - 122192928000000000) / 10000000.0`;
const SECONDS = `iif(${KNOWN}, iif(substr({1}, 15, 1) = '7', ${MILLISECONDS}, iif(substr({1}, 15, 1) = '1', ${TICKS}, NULL)), NULL)`;

/** uuid_extract_timestamp() */
export const uuidMoment: Render = ([value], { mapping }) => value && moment(fill(SECONDS, [value.sql]), ["'unixepoch'"], mapping, true);
