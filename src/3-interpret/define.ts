import type { DefineStmt } from '@pgsql/types';
import type { Effect } from '../model/change.js';
import type { Draft } from './draft.js';
import { UNKEPT_OBJECTS } from './ignored.js';
import { createAggregate } from './procedure/create-aggregate.js';
import { refuse } from './refuse.js';

/** `CREATE TEXT SEARCH CONFIGURATION | DICTIONARY ..`, and with the same syntax `CREATE AGGREGATE | OPERATOR | TYPE | COLLATION ..` */
export function define(draft: Draft, statement: DefineStmt): Effect {
  const { kind } = statement;
  if (kind === 'OBJECT_AGGREGATE') return createAggregate(draft, statement);
  const reason = kind && UNKEPT_OBJECTS[kind];
  if (reason !== undefined) return { kind: 'none', reason };
  return refuse(draft, 'unsupported-statement', 'a type that is made of functions cannot be carried over');
}
