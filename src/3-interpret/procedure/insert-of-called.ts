import type { InsertStmt, SelectStmt } from '@pgsql/types';
import type { Effect } from '../../model/change.js';
import type { ProcedureStatement } from '../../model/procedure.js';
import type { DataStatement } from '../../model/query.js';
import type { Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { whatDoes } from './called-alone.js';
import { insertingRound } from './called-round.js';
import { runBody } from './do-block.js';
import { asksOfChanging } from './do/asks-of-changing.js';
import { READS_OWN_ROWS, readsOwnRows, rowAtATime } from './row-at-a-time.js';

/** `INSERT INTO items VALUES (new_order(10), ..)`, where the function changes rows: carried out like a block of one INSERT for each row. */
export function insertOfCalled(draft: Draft, statements: readonly DataStatement[]): Effect | undefined {
  const { statement } = draft;
  if (!('InsertStmt' in statement.node) || !asksOfChanging(statements, draft.catalog)) return undefined;
  const { span, file } = statement;
  const insert = statement.node.InsertStmt;
  const select = insert.selectStmt && 'SelectStmt' in insert.selectStmt ? insert.selectStmt.SelectStmt : undefined;
  const body = (rounds: readonly ProcedureStatement[]): Effect => runBody(draft, { kind: 'block', span, variables: [], handlers: [], statements: rounds }, file, new Map());
  if (select?.fromClause && isPlain(select) && !insert.withClause) return body([insertingRound(statement, insert, select, (call) => whatDoes(call, draft.catalog) !== undefined)]);
  return body(rowByRow(insert, select).map((row) => ({ kind: 'sql', span, strict: false, statement: { ...statement, node: { InsertStmt: row } } })));
}

/** A row for each row of FROM. `*` stands for columns that are not counted here. */
function isPlain({ targetList = [], withClause, groupClause, havingClause, distinctClause, windowClause, larg }: SelectStmt): boolean {
  return !withClause && !groupClause && !havingClause && !distinctClause && !windowClause && !larg && !JSON.stringify(targetList).includes('"A_Star"');
}

/** VALUES of several rows as several statements. */
function rowByRow(insert: InsertStmt, select: SelectStmt | undefined): readonly InsertStmt[] {
  const lists = select?.valuesLists ?? [];
  return select && lists.length > 1 && !insert.onConflictClause && !insert.withClause ? lists.map((list) => ({ ...insert, selectStmt: { SelectStmt: { ...select, valuesLists: [list] } } })) : [insert];
}

/** A statement whose functions read the rows that it changes, a row at a time. */
export function ofOwnRows(draft: Draft, statements: readonly DataStatement[]): Effect | undefined {
  const { statement, catalog } = draft;
  const { reader, block } = rowAtATime(statement, () => statements, catalog) ?? {};
  if (!reader) return undefined;
  return block ? runBody(draft, block, statement.file, new Map()) : refuse(draft, 'unsupported-function', readsOwnRows(reader), { help: READS_OWN_ROWS });
}
