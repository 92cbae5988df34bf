import type { Node } from '@pgsql/types';
import { Refusal } from '../diagnostics/refusal.js';
import type { Change, Effect } from '../model/change.js';
import type { Statement } from '../model/statement.js';
import type { Draft } from './draft.js';

/** What Postgres makes first, whatever stands first (`transformCreateSchemaStmtElements`). */
const ORDER = ['CreateSeqStmt', 'CreateStmt', 'ViewStmt', 'IndexStmt', 'CreateTrigStmt', 'GrantStmt'];

/** `CREATE SCHEMA name CREATE TABLE .. CREATE VIEW ..`: as statements that stand behind it, while the schema is the first of the search path. */
export function createElements(draft: Draft, schema: string, elements: readonly Node[]): Effect {
  const { searchPath } = draft.catalog;
  let catalog = { ...draft.catalog, searchPath: [schema, ...searchPath] };
  const changes: Change[] = [];
  for (const statement of elements.map((node) => elementOf(node, draft.statement)).toSorted((a, b) => ORDER.indexOf(a.tag) - ORDER.indexOf(b.tag))) {
    const change = draft.services.interpret(statement, catalog);
    const [refused] = change.effect.kind === 'refused' ? change.diagnostics : [];
    if (refused) throw new Refusal(refused);
    changes.push(change);
    catalog = { ...change.after, searchPath: [schema, ...searchPath] };
  }
  draft.catalog = { ...catalog, searchPath };
  return { kind: 'sequence', changes };
}

function elementOf(node: Node, whole: Statement): Statement {
  return { ...whole, node, tag: Object.keys(node)[0] as Statement['tag'] };
}
