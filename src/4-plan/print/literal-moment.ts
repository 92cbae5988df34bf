import { isoDay } from './literal-day.js';

/** How a mapping stores timestamps: `2024-01-31 10:00:00.5` as Postgres prints them, or `2024-01-31T10:00:00.500Z`. */
export type MomentForm = 'classic' | 'exact';

const DATE = /(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d{2})(\d{2})/u.source;
const TIME = /(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?/u.source;
/** `102030.5`, without colons. */
const COMPACT = /^((?:\d{4}-\d{1,2}-\d{1,2}|\d{8})(?:t|\s+))(\d{2})(\d{2})(\d{2})?/u;
const ZONE = /(z|utc|gmt|[+-]\d{1,2}(?::?\d{2}(?::\d{2})?)?)/u.source;
const MOMENT = new RegExp(`^(?:${DATE})(?:(?:t|\\s+)${TIME})?\\s*${ZONE}?$`, 'iu');
const DAY = 86_400_000;

/**
 * A timestamp constant in the mapping's form; with a zone and `zoned` it is moved to UTC, otherwise the zone is ignored, as Postgres does.
 * Reads ISO 8601 forms, `epoch` and, in the classic form, the infinities (their text sorts right); other forms are undefined.
 * `precision` is that of `timestamp(0)`; `lost` tells that digits below the millisecond were rounded away.
 */
export function momentText(value: string, zoned: boolean, form: MomentForm, precision = 6): { readonly text: string; readonly lost?: boolean } | undefined {
  const trimmed = value.trim().toLowerCase();
  if (trimmed === 'epoch') return { text: write(0, 0, form) };
  if (form === 'classic' && (trimmed === 'infinity' || trimmed === '-infinity')) return { text: trimmed };
  const moment = read(trimmed, zoned);
  if (!moment) return undefined;
  const micros = roundedTo(precision, moment.micros);
  if (form === 'classic') return { text: write(moment.milliseconds, micros, form) };
  return { text: write(moment.milliseconds + Math.round(micros / 1000), 0, form), ...(micros % 1000 !== 0 && { lost: true }) };
}

function roundedTo(precision: number, micros: number): number {
  const unit = 10 ** (6 - Math.min(precision, 6));
  return Math.round(micros / unit) * unit;
}

/** Whole seconds in milliseconds since 1970, and the microseconds below. */
function read(value: string, zoned: boolean): { readonly milliseconds: number; readonly micros: number } | undefined {
  const match = MOMENT.exec(isoDay(value).replace(COMPACT, (_all, day: string, hour: string, minute: string, second = '00') => `${day}${hour}:${minute}:${second}`));
  if (!match) return undefined;
  const [, y1, m1, d1, y2, m2, d2, hour = '0', minute = '0', second = '0', fraction = '', zone = ''] = match;
  const day = dayOf(Number(y1 ?? y2), Number(m1 ?? m2), Number(d1 ?? d2));
  if (day === undefined || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const clock = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const micros = Math.round(Number(`0.${fraction || '0'}`) * 1e6);
  return { milliseconds: day + (clock - (zoned ? offsetOf(zone) : 0)) * 1000, micros };
}

function dayOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year > 0 ? date.getTime() : undefined;
}

/** Seconds east of Greenwich: `+02`, `+0530`, `-03:30`. */
function offsetOf(zone: string): number {
  const match = /^([+-])(\d{1,2}):?(\d{2})?:?(\d{2})?$/u.exec(zone);
  if (!match) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -seconds : seconds;
}

function write(milliseconds: number, micros: number, form: MomentForm): string {
  const iso = new Date(milliseconds + (form === 'classic' ? Math.floor(micros / 1e6) * 1000 : 0)).toISOString();
  if (form === 'exact') return iso;
  const fraction = String(micros % 1e6).padStart(6, '0').replace(/0+$/u, '');
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction && `.${fraction}`}`;
}

/** `2024-1-31`, `20240131`, or the date of a timestamp -> `2024-01-31`. */
export function dateText(value: string): string | undefined {
  const trimmed = value.trim().toLowerCase();
  if (trimmed === 'infinity' || trimmed === '-infinity') return trimmed;
  if (trimmed === 'epoch') return '1970-01-01';
  const moment = read(trimmed, false);
  return moment && new Date(Math.floor(moment.milliseconds / DAY) * DAY).toISOString().slice(0, 10);
}

/** `9:30`, `9:30 AM` -> `09:30:00`, `allballs` is midnight; a fraction keeps its digits without closing zeros, as many as `time(3)` has. */
export function timeText(value: string, precision = 6): string | undefined {
  const [all, written = '', minute = '', second = '00', fraction = '', half] = new RegExp(`^${TIME}\\s*([ap]m)?$`, 'iu').exec(value.trim().replace(/^allballs$/iu, '00:00')) ?? [];
  if (all === undefined || (half && Number(written) > 12)) return undefined;
  const hour = half ? (Number(written) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : written;
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const micros = roundedTo(precision, Math.round(Number(`0.${fraction || '0'}`) * 1e6));
  const digits = String(micros % 1e6).padStart(6, '0').replace(/0+$/u, '');
  const whole = (Number(hour) * 60 + Number(minute)) * 60 + Number(second) + Math.floor(micros / 1e6);
  const clock = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `${clock}${digits && `.${digits}`}`;
}

/** `10:00`, `2000-01-01 10:00 UTC` -> `10:00:00+00`: the session's zone is UTC, and the date says nothing but the zone's summer time, which is not read. */
export function zonedTimeText(value: string, precision = 6): string | undefined {
  const match = new RegExp(`^(?:(?:${DATE})(?:t|\\s+))?(?<clock>${TIME})\\s*(?<zone>${ZONE})?$`, 'iu').exec(value.trim().replace(/^allballs$/iu, '00:00 z'));
  const clock = match?.groups?.['clock'] === undefined ? undefined : timeText(match.groups['clock'], precision);
  if (clock === undefined) return undefined;
  const seconds = offsetOf(match?.groups?.['zone'] ?? '');
  const parts = [Math.floor(Math.abs(seconds) / 3600), Math.floor(Math.abs(seconds) / 60) % 60, Math.abs(seconds) % 60];
  const shown = parts.slice(0, parts[2] ? 3 : parts[1] ? 2 : 1).map((part) => String(part).padStart(2, '0')).join(':');
  return `${clock}${seconds < 0 ? '-' : '+'}${shown}`;
}
