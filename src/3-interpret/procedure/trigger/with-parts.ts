import type { Catalog, ObjectId } from '../../../model/catalog.js';
import type { CommonTable, DataStatement, Query } from '../../../model/query.js';
import { relationsOf, someNode } from '../../../model/walk.js';
import type { BodyCounter } from '../body-scope.js';
import { handedOn } from './handed-on.js';
import { withoutWith } from './inline-with.js';
import { rowsBefore, type Change } from './rows-changed.js';

/**
 * `WITH done AS (UPDATE jobs .. RETURNING id) INSERT INTO log SELECT id FROM done` as statements one after the other: the outer one first, which asks what the others
 * are about to change, and sees all as it was before, as in Postgres. Undefined where one would see what an earlier one has done.
 */
export function partsOfWith(statement: Exclude<DataStatement, { kind: 'select-statement' | 'truncate' }>, catalog: Catalog, counter: BodyCounter): readonly DataStatement[] | undefined {
  const rows = statement.kind === 'insert' && statement.rows !== 'default values' ? statement.rows : undefined;
  const entries = [...statement.with, ...(rows?.with ?? [])];
  const outer: DataStatement = { ...statement, with: [], ...(rows && { rows: { ...rows, with: [] } }) };
  const parts = changesOf(entries, outer, catalog, counter);
  if (!parts) return undefined;
  const first = withoutWith({ ...outer, with: parts.asked } as DataStatement, counter);
  return isPlain(first) && inTurn([first, ...parts.changes], catalog) ? [first, ...parts.changes] : undefined;
}

/** The same of a SELECT, which is asked before anything is changed. */
export function partsOfSelect(query: Query, catalog: Catalog, counter: BodyCounter): { readonly read: Query; readonly done: readonly DataStatement[] } | undefined {
  const parts = changesOf(query.with, { kind: 'select-statement', query: { ...query, with: [] } }, catalog, counter);
  return parts && inTurn(parts.changes, catalog) ? { read: { ...query, with: parts.asked }, done: parts.changes } : undefined;
}

interface Parts {
  /** The entries as queries of the rows as they are before. */
  readonly asked: readonly CommonTable[];
  readonly changes: readonly DataStatement[];
}

function changesOf(entries: readonly CommonTable[], outer: DataStatement, catalog: Catalog, counter: BodyCounter): Parts | undefined {
  const asked: CommonTable[] = [];
  const changes: DataStatement[] = [];
  for (const entry of entries) {
    const change = changeOf(entry);
    if (!change) {
      asked.push(entry);
      continue;
    }
    const alone = withoutWith({ ...change, with: [...asked, ...change.with], returning: [] }, counter);
    if (!isPlain(alone)) return undefined;
    changes.push(alone);
    const isAsked = [outer, ...entries.map(({ statement }) => statement)].some((tree) => someNode(tree, (node) => node.kind === 'common-table' && 'common' in node && node.common === entry.source));
    const before = isAsked ? rowsBefore({ ...alone, returning: change.returning } as Change, catalog) : undefined;
    if (isAsked && !before) return undefined;
    if (before) asked.push({ ...entry, statement: before });
  }
  return changes.length > 0 ? { asked, changes } : undefined;
}

function changeOf({ statement }: CommonTable): Change | undefined {
  return 'kind' in statement && (statement.kind === 'insert' || statement.kind === 'update' || statement.kind === 'delete') ? statement : undefined;
}

function isPlain(statement: DataStatement): boolean {
  return 'with' in statement && statement.with.length === 0 && !(statement.kind === 'insert' && statement.rows !== 'default values' && statement.rows.with.length > 0);
}

/** None reads or changes what an earlier one has changed. Where the outer one has deleted rows, others may come into their place. */
function inTurn(statements: readonly DataStatement[], catalog: Catalog): boolean {
  const changed = new Set<ObjectId>();
  const emptied = new Set<ObjectId>();
  for (const statement of statements) {
    const target = 'target' in statement ? statement.target.relation : -1;
    if (readBy(statement).some((id) => changed.has(id) || emptied.has(id))) return false;
    if (changed.has(target) || (emptied.has(target) && statement.kind !== 'insert')) return false;
    if (statement.kind === 'delete') emptied.add(target);
    else changed.add(target);
    for (const id of handedOn(statement, catalog)) changed.add(id);
  }
  return true;
}

/** What it reads besides the rows that it changes. */
function readBy(statement: DataStatement): readonly ObjectId[] {
  return relationsOf('target' in statement ? ({ ...statement, target: { kind: 'none' } } as unknown as DataStatement) : statement);
}
