import type { CreateStmt, Node } from '@pgsql/types';
import type { Column } from '../model/catalog.js';
import type { Effect } from '../model/change.js';
import { columnOf, nameKey } from '../model/catalog-lookup.js';
import { addValue, bareColumn } from './add-columns.js';
import { addObject } from './catalog/names.js';
import { creationSchema, requireFreeRelation, writtenRange } from './catalog/resolve.js';
import { gatherColumn, gatherTableConstraint, noClauses, type ColumnPlan, type NotNullClause, type TableClauses } from './column-clauses.js';
import { addCheck } from './constraints/check.js';
import { addForeignKey } from './constraints/foreign-key.js';
import { addKey, distinctKeys } from './constraints/key.js';
import { addNotNulls } from './constraints/not-null.js';
import { editTable, newId, tableIn, type Draft } from './draft.js';
import { gatherInherited, isInherited, link } from './inherit.js';
import { copyAfterwards, gatherLike, type Copied } from './like.js';
import { createPartition } from './partition.js';
import { partitionKey } from './partition-bound.js';
import { refuse } from './refuse.js';
import { linkSerial } from './serial.js';
import { persistenceIn } from './temporary-schema.js';
import { startWritten } from './written-rows.js';


function refuseForms(draft: Draft, statement: CreateStmt): void {
  if (statement.ofTypename) {
    refuse(draft, 'unsupported-statement', 'typed tables (CREATE TABLE .. OF type) are not supported', {
      name: 'of',
      at: statement.ofTypename.location,
      help: 'Write the columns of the type into the table.',
    });
  }
}

export interface Elements {
  readonly columns: ColumnPlan[];
  readonly clauses: TableClauses;
  readonly copies: Copied[];
}

function gather(draft: Draft, table: string, nodes: readonly Node[]): Elements {
  const elements: Elements = { columns: [], clauses: noClauses(), copies: [] };
  for (const node of nodes) {
    if ('ColumnDef' in node) elements.columns.push(gatherColumn(draft, table, node.ColumnDef, elements.clauses));
    else if ('Constraint' in node) gatherTableConstraint(draft, node.Constraint, elements.clauses);
    else if ('TableLikeClause' in node) gatherLike(draft, node.TableLikeClause, elements);
  }
  requireDistinctColumns(draft, elements.columns);
  return elements;
}

function requireDistinctColumns(draft: Draft, columns: readonly ColumnPlan[]): void {
  const seen = new Set<string>();
  for (const { name, at } of columns) {
    if (seen.has(name)) refuse(draft, 'duplicate-column', `column "${name}" specified more than once`, { name, at });
    seen.add(name);
  }
}

/** CREATE TABLE: columns, then what Postgres adds in this order: defaults, checks, not nulls, keys, foreign keys. */
export function createTable(draft: Draft, statement: CreateStmt): Effect | undefined {
  refuseForms(draft, statement);
  const written = writtenRange(statement.relation);
  const schema = creationSchema(draft, written, statement.relation?.relpersistence);
  if (statement.if_not_exists && draft.catalog.names.has(nameKey('relation', schema, written.name))) return undefined;
  requireFreeRelation(draft, schema, written, true);
  if (statement.partbound) return createPartition(draft, statement, schema, written.name);
  const id = newId(draft);
  const elements = gather(draft, written.name, statement.tableElts ?? []);
  const parents = statement.inhRelations ? gatherInherited(draft, statement, elements) : [];
  const home = { id, name: written.name, schema };
  const columns = elements.columns.map((plan) => bareColumn(draft, home, plan));
  requireFreeRelation(draft, schema, written, true);
  addObject(draft, { kind: 'table', ...home, columns, constraints: [], indexes: [], triggers: [], persistence: persistenceIn(schema, statement.relation?.relpersistence) });
  startWritten(draft, id);
  if (statement.partspec) {
    const key = partitionKey(draft, statement.partspec, { ...home, columns });
    editTable(draft, id, (table) => ({ ...table, partitioned: key }));
  }
  fill(draft, id, columns, elements);
  link(draft, id, parents);
  return undefined;
}

function fill(draft: Draft, id: number, columns: readonly Column[], elements: Elements): void {
  const { clauses } = elements;
  for (const [index, plan] of elements.columns.entries()) addValue(draft, id, columns[index]?.id ?? 0, plan);
  // What comes from parents has its names already.
  for (const copy of elements.copies) if (copy.merging) copyAfterwards(draft, id, copy);
  for (const clause of clauses.checks) if (!isInherited(draft, id, clause)) addCheck(draft, id, onNoRows(clause));
  const named = clauses.notNulls.filter((clause) => clause.name !== undefined);
  const rest = clauses.notNulls.filter((clause) => clause.name === undefined);
  requireOneName(draft, named);
  addNotNulls(draft, id, [...named, ...rest]);
  addKeys(draft, id, clauses);
  for (const { id: column } of columns) if (columnOf(tableIn(draft, id), column).default) linkSerial(draft, id, column);
  for (const copy of elements.copies) if (!copy.merging) copyAfterwards(draft, id, copy);
  for (const clause of clauses.foreignKeys) addForeignKey(draft, id, onNoRows(clause));
}

/** `CREATE TABLE t (.., CHECK (..) NOT VALID)`: a table without rows has none that were not looked at. */
function onNoRows<T extends { readonly skip_validation?: boolean }>(clause: T): T {
  return { ...clause, skip_validation: false };
}

function requireOneName(draft: Draft, named: readonly NotNullClause[]): void {
  for (const { column, name, at } of named) {
    const other = named.find((candidate) => candidate.column === column && candidate.name !== name);
    if (other) refuse(draft, 'duplicate-constraint', `conflicting not-null constraint names "${name ?? ''}" and "${other.name ?? ''}"`, { name: other.name, at: other.at ?? at });
  }
}

function addKeys(draft: Draft, id: number, clauses: TableClauses): void {
  for (const clause of distinctKeys(clauses.keys)) addKey(draft, id, clause);
}

