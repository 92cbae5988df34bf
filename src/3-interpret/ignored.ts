import type { ObjectType } from '@pgsql/types';
import type { Handler } from './draft.js';

/** A statement that changes nothing that a schema or its rows would show. */
export function ignored(reason: string): Handler {
  return () => ({ kind: 'none', reason });
}

export const PRIVILEGES = ignored('roles, owners and privileges have no counterpart');
export const POLICIES = ignored('row-level security is not enforced');
export const REPLICATION = ignored('logical replication has no counterpart');
const MAKING_DOCUMENTS = 'full-text search documents are not kept, so it does not matter how they would be made';
export const SEARCH = ignored(MAKING_DOCUMENTS);
const SEARCH_OBJECTS = { OBJECT_TSCONFIGURATION: MAKING_DOCUMENTS, OBJECT_TSDICTIONARY: MAKING_DOCUMENTS, OBJECT_TSPARSER: MAKING_DOCUMENTS, OBJECT_TSTEMPLATE: MAKING_DOCUMENTS } as const;

const notKept = (what: string): string => `${what} are not kept: only what uses one would show it, and is refused`;

/** Kinds of objects that the catalog does not hold, for CREATE, ALTER, DROP, RENAME and SET SCHEMA. */
export const UNKEPT_OBJECTS: Partial<Readonly<Record<ObjectType, string>>> = {
  ...SEARCH_OBJECTS,
  OBJECT_ACCESS_METHOD: notKept('access methods'),
  OBJECT_CAST: notKept('casts'),
  OBJECT_COLLATION: 'collations are not kept: text is compared byte by byte',
  OBJECT_CONVERSION: notKept('encoding conversions'),
  OBJECT_EVENT_TRIGGER: 'event triggers have no counterpart',
  OBJECT_FDW: notKept('foreign data wrappers'),
  OBJECT_FOREIGN_SERVER: notKept('foreign servers'),
  OBJECT_LANGUAGE: notKept('procedural languages'),
  OBJECT_OPCLASS: notKept('operator classes'),
  OBJECT_OPERATOR: notKept('operators'),
  OBJECT_OPFAMILY: notKept('operator families'),
  OBJECT_POLICY: 'policies are not enforced',
  OBJECT_PUBLICATION: 'logical replication has no counterpart',
  OBJECT_STATISTIC_EXT: 'planner statistics have no counterpart',
  OBJECT_TRANSFORM: notKept('transforms'),
  OBJECT_USER_MAPPING: notKept('user mappings'),
};

/** A statement about one of them. */
export function unkept(kind: keyof typeof UNKEPT_OBJECTS): Handler {
  return ignored(UNKEPT_OBJECTS[kind] ?? '');
}

/** What changes nothing here wherever it stands, in the body of a trigger too. */
export const WITHOUT_EFFECT = {
  ConstraintsSetStmt: ignored('constraints are checked when Postgres would check deferred ones: at commit'),
  LockStmt: ignored('the whole migration holds the only write lock'),
  RefreshMatViewStmt: ignored('a materialized view is kept as a view, which is always current'),
} as const;

export const STATISTICS = ignored('planner statistics have no counterpart');
export const MAINTENANCE = ignored('maintenance: it changes neither the schema nor its rows');
export const SESSION = ignored('a setting of the session: it changes neither the schema nor its rows');
export const TRANSACTION = ignored('every migration runs in one transaction of its own');
export const SERVER = ignored('settings of the server and of databases have no counterpart');
export const EVENTS = ignored('event triggers and notifications have no counterpart');
