import type { CreateTableAsStmt, ViewStmt } from '@pgsql/types';
import type { Effect } from '../model/change.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';

/** CREATE [OR REPLACE] VIEW */
export function createView(draft: Draft, statement: ViewStmt): Effect | undefined {
  return refuse(draft, 'unsupported-statement', 'views are not read yet', { name: statement.view?.relname });
}

/** CREATE TABLE .. AS, CREATE MATERIALIZED VIEW */
export function createTableAs(draft: Draft, statement: CreateTableAsStmt): Effect | undefined {
  return refuse(draft, 'unsupported-statement', 'CREATE TABLE AS is not supported', { name: statement.into?.rel?.relname });
}
