import type { IntoClause, Node, SelectStmt } from '@pgsql/types';
import type { Column, Table } from '../model/catalog.js';
import { nameKey } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import type { Insert, OutputColumn, Query } from '../model/query.js';
import { requireUserColumn } from './add-columns.js';
import { analyzeQuery } from './analyze/data-statement.js';
import { withMoments } from './analyze/relative-moment.js';
import { addObject } from './catalog/names.js';
import { creationSchema, requireFreeRelation, stringOf, writtenRange } from './catalog/resolve.js';
import { newId, newPartId, type Draft } from './draft.js';
import { refuse } from './refuse.js';
import { persistenceIn } from './temporary-schema.js';

/** `CREATE [TEMP] TABLE [IF NOT EXISTS] name [(columns)] AS query [WITH NO DATA]`: the table, then INSERT .. SELECT. */
export function createTableFrom(draft: Draft, into: IntoClause | undefined, node: Node | undefined, ifNotExists: boolean): Effect | undefined {
  const written = writtenRange(into?.rel);
  const schema = creationSchema(draft, written, into?.rel?.relpersistence);
  if (ifNotExists && draft.catalog.names.has(nameKey('relation', schema, written.name))) return undefined;
  requireFreeRelation(draft, schema, written, true);
  if (!node || !('SelectStmt' in node)) {
    return refuse(draft, 'unsupported-statement', 'only a query can fill the table', { name: written.name, at: written.at, help: 'Write the query itself.' });
  }
  const query = analyzeQuery(node, { catalog: draft.catalog, file: draft.statement.file });
  const id = newId(draft);
  const columns = columnsOf(draft, query, into?.colNames);
  addObject(draft, { kind: 'table', id, schema, name: written.name, columns, constraints: [], indexes: [], triggers: [], persistence: persistenceIn(schema, into?.rel?.relpersistence) } satisfies Table);
  if (!into?.skipData) draft.rowsAfter.push(filled(id, columns, withMoments(query)));
  return undefined;
}

/** `SELECT .. INTO name ..` is another spelling of CREATE TABLE .. AS; of a set operation, the first query bears the name. */
export function selectInto(draft: Draft, select: SelectStmt): Effect | undefined {
  return createTableFrom(draft, intoOf(select), { SelectStmt: withoutInto(select) }, false);
}

export function intoOf(select: SelectStmt): IntoClause | undefined {
  return select.intoClause ?? (select.larg && intoOf(select.larg));
}

function withoutInto(select: SelectStmt): SelectStmt {
  const { intoClause: _into, ...rest } = select;
  return rest.larg ? { ...rest, larg: withoutInto(rest.larg) } : rest;
}

function columnsOf(draft: Draft, query: Query, aliases: readonly Node[] | undefined): readonly Column[] {
  const names = (aliases ?? []).map(stringOf);
  if (names.length > query.columns.length) refuse(draft, 'invalid-table-definition', 'too many column names were specified', { name: names.at(query.columns.length) });
  const named = query.columns.map((column, i): OutputColumn => ({ ...column, name: names[i] ?? column.name }));
  return named.map(({ name, type }, i) => {
    requireUserColumn(draft, name);
    if (named.findIndex((other) => other.name === name) !== i) refuse(draft, 'duplicate-column', `column "${name}" specified more than once`, { name });
    return { id: newPartId(draft), name, type, notNull: false };
  });
}

/** No analysed statement has this source: the target's columns are only filled, not read. */
const TARGET = -40;

function filled(relation: number, columns: readonly Column[], rows: Query): Insert {
  return { kind: 'insert', with: [], recursive: false, target: { kind: 'table', source: TARGET, relation }, columns: columns.map(({ id }) => id), rows, returning: [] };
}
