import type { FunctionRow } from '../dialect.js';
import { AGGREGATE_FUNCTIONS } from './functions-aggregate.js';
import { JSON_FUNCTIONS } from './functions-json.js';
import { NUMBER_FUNCTIONS } from './functions-number.js';
import { TEXT_FUNCTIONS } from './functions-text.js';
import { TIME_FUNCTIONS } from './functions-time.js';
import { emulated, exact, refused } from './row.js';

/** A version 4 UUID from SQLite's random bytes. */
const UUID_4 = [
  emulated(
    [],
    "(lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6))))",
  ),
];

/** A version 7 UUID: 48 bits of milliseconds, then random bytes. */
const UUID_7 = [
  emulated(
    [],
    "(printf('%08x-%04x', unixepoch('subsec') * 1000 / 65536, CAST(unixepoch('subsec') * 1000 AS INTEGER) % 65536) || '-7' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6))))",
  ),
];

const session = refused('SQLite has no users, sessions or settings', 'Write the value as a constant.');
const sequence = refused('a sequence can only number its own column here', 'Leave the column out: SQLite numbers it.');
const search = refused('full-text search is not available', 'Use an FTS5 table in an override for SQLite.');
const lock = refused('SQLite has no advisory locks', 'Leave it out for SQLite with a skip comment.');

/** Functions by `pg_proc.proname`. */
export const FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  ...TIME_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...AGGREGATE_FUNCTIONS,
  gen_random_uuid: UUID_4,
  uuid_generate_v4: UUID_4,
  uuidv4: UUID_4,
  uuidv7: UUID_7,
  current_schema: [exact([], "'public'")],
  current_user: session,
  session_user: session,
  current_database: session,
  current_setting: session,
  set_config: session,
  version: session,
  txid_current: session,
  nextval: sequence,
  currval: sequence,
  setval: sequence,
  lastval: sequence,
  to_tsvector: search,
  to_tsquery: search,
  plainto_tsquery: search,
  setweight: search,
  similarity: search,
  pg_advisory_lock: lock,
  pg_advisory_xact_lock: lock,
  pg_advisory_unlock: lock,
};
