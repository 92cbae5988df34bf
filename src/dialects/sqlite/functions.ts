import type { FunctionRow } from '../dialect.js';
import { primary } from '../sql.js';
import { AGGREGATE_FUNCTIONS } from './functions-aggregate.js';
import { ARRAY_FUNCTIONS } from './functions-array.js';
import { BINARY_FUNCTIONS } from './functions-binary.js';
import { JSON_FUNCTIONS } from './functions-json.js';
import { INPUT_FUNCTIONS } from './input-valid.js';
import { HSTORE_FUNCTIONS } from './hstore.js';
import { LTREE_FUNCTIONS } from './ltree.js';
import { NETWORK_FUNCTIONS } from './network.js';
import { NUMBER_FUNCTIONS } from './functions-number.js';
import { TEXT_FUNCTIONS } from './functions-text.js';
import { TIME_FUNCTIONS } from './functions-time.js';
import { RANGE_FUNCTIONS } from './range.js';
import { uuidMoment, uuidVersion } from './uuid.js';
import { emulated, exact, refused } from './row.js';
import { SEARCH_FUNCTIONS } from './search-path.js';
import { unaccent } from './unaccent.js';

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

/** A version 1 UUID: units of 100 ns since 1582, and random bytes that are marked as no network card's. */
const UUID_1 = [
  emulated(
    [],
    "(printf('%08x-%04x-1%03x', CAST(unixepoch('subsec') * 10000000 AS INTEGER) + 122192928000000000 & 4294967295, CAST(unixepoch('subsec') * 10000000 AS INTEGER) + 122192928000000000 >> 32 & 65535, CAST(unixepoch('subsec') * 10000000 AS INTEGER) + 122192928000000000 >> 48 & 4095) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(2))), 2) || '-' || printf('%02x', random() & 255 | 1) || lower(hex(randomblob(5))))",
  ),
];

/** Whoever opens the file is its only user. */
const user = [emulated([], "'postgres'", { code: 'lossy-session', message: "SQLite has no users: the name of the current user is always 'postgres'" })];

/** What only a server knows of whom it serves. Audit triggers write it down. */
const client = [emulated([], 'NULL', { code: 'lossy-session', message: 'SQLite serves nobody: inet_client_addr() and its like are always NULL' })];
/** Postgres always knows one, so that columns for it are often NOT NULL. */
const ownText = [emulated([], "''", { code: 'lossy-session', message: 'SQLite does not tell the statement that it carries out: current_query() is always empty' })];

/** Settings of an application have a dot in their names. None is set here, as in a session that sets none. */
const setting = [
  emulated(['string', 'any', '...'], ([name], context) => {
    if (name?.constant?.toLowerCase() === 'application_name') {
      context.note({ code: 'lossy-session', message: "SQLite has no connections to a server: current_setting('application_name') is always empty" });
      return primary("''");
    }
    if (!name?.constant?.includes('.')) return undefined;
    context.note({ code: 'lossy-session', message: `SQLite has no settings of a session: current_setting('${name.constant}') is always NULL` });
    return primary('NULL');
  }),
];
const session = refused('SQLite has no users, sessions or settings', 'Write the value as a constant.');
/** pg_cron and pg_net: whoever wants the number of the job or of the request gets none. */
const serverWork = [emulated(['any', '...'], () => primary('NULL'), { code: 'server-work-ignored', message: 'there is no server that would run the job or send the request: its number is NULL' })];
const noXml = refused('SQLite has no XML', 'Keep the document as text, and read it in the application.');
const sequence = refused(
  'nextval() has no rendering in this place',
  'Take numbers in the default of a column, in the rows of an INSERT, in SET of an UPDATE or in a trigger function, each sequence once, or by SELECT nextval(..) alone.',
);
const search = refused('full-text search is not available', 'Use an FTS5 table in an override for SQLite.');
const lock = refused('SQLite has no advisory locks', 'Leave it out for SQLite with a skip comment.');

/** Functions by `pg_proc.proname`. */
export const FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  ...TIME_FUNCTIONS,
  ...NETWORK_FUNCTIONS,
  ...HSTORE_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...BINARY_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
  ...AGGREGATE_FUNCTIONS,
  ...RANGE_FUNCTIONS,
  ...LTREE_FUNCTIONS,
  ...INPUT_FUNCTIONS,
  ...SEARCH_FUNCTIONS,
  unaccent: [emulated(['string'], unaccent), emulated(['any', 'string'], unaccent)],
  gen_random_uuid: UUID_4,
  uuid_generate_v4: UUID_4,
  uuid_generate_v1: UUID_1,
  uuid_generate_v1mc: UUID_1,
  /** Not Postgres': RAISE EXCEPTION of a body, where a condition over rows holds. */
  raise_exception: [emulated(['string'], "json('exception: ' || {1})")],
  pg_trigger_depth: [emulated([], '0', { code: 'lossy-trigger-depth', message: 'pg_trigger_depth() is 0 here also within a trigger: only its own function and its WHEN know how deep it is' })],
  uuid_nil: [exact([], "'00000000-0000-0000-0000-000000000000'")],
  uuidv4: UUID_4,
  uuid_extract_version: [exact(['uuid'], uuidVersion)],
  uuid_extract_timestamp: [emulated(['uuid'], uuidMoment)],
  uuidv7: UUID_7,
  uuid_generate_v7: UUID_7,
  uuid_v7: UUID_7,
  gen_uuid_v7: UUID_7,
  generate_uuid_v7: UUID_7,
  gen_random_uuid_v7: UUID_7,
  current_schema: [exact([], "'public'")],
  current_user: user,
  session_user: user,
  current_role: user,
  user,
  current_query: ownText,
  inet_client_addr: client,
  inet_client_port: client,
  inet_server_addr: client,
  inet_server_port: client,
  current_database: session,
  current_setting: [...setting, ...session],
  set_config: session,
  xmltext: noXml,
  xmlcomment: noXml,
  xmlagg: noXml,
  schedule: serverWork,
  schedule_in_database: serverWork,
  unschedule: serverWork,
  http_get: serverWork,
  http_post: serverWork,
  http_delete: serverWork,
  version: session,
  txid_current: session,
  nextval: sequence,
  currval: sequence,
  setval: sequence,
  lastval: refused('lastval() has no rendering: which sequence gave the last number is not kept', "Name the sequence: currval('t_id_seq'), or take the number where it is given: INSERT .. RETURNING id INTO .."),
  to_tsquery: search,
  plainto_tsquery: search,
  phraseto_tsquery: search,
  websearch_to_tsquery: search,
  ts_headline: search,
  ts_rank: search,
  ts_rank_cd: search,
  similarity: search,
  pg_advisory_lock: lock,
  pg_advisory_xact_lock: lock,
  pg_advisory_unlock: lock,
};
