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
/** What text search is configured by, for CREATE, DROP, RENAME and SET SCHEMA. */
export const SEARCH_OBJECTS = { OBJECT_TSCONFIGURATION: MAKING_DOCUMENTS, OBJECT_TSDICTIONARY: MAKING_DOCUMENTS, OBJECT_TSPARSER: MAKING_DOCUMENTS, OBJECT_TSTEMPLATE: MAKING_DOCUMENTS } as const;
export const STATISTICS = ignored('planner statistics have no counterpart');
export const MAINTENANCE = ignored('maintenance: it changes neither the schema nor its rows');
export const SESSION = ignored('a setting of the session: it changes neither the schema nor its rows');
export const TRANSACTION = ignored('every migration runs in one transaction of its own');
export const SERVER = ignored('settings of the server and of databases have no counterpart');
export const EVENTS = ignored('event triggers and notifications have no counterpart');
