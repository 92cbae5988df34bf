import type { Child } from './children.js';
import { setsSomeColumns } from './physical/own-constraints.js';
import { createTable } from './physical/table.js';
import type { PhysicalTable } from './physical/physical.js';
import { quoteIdentifier, quoteLiteral } from './print/identifier.js';

/** A table that must be written anew. */
export interface Rebuild {
  readonly old: PhysicalTable;
  readonly wanted: PhysicalTable;
  /** For each stored (not generated) column of `wanted` its printed value over the columns of `old`; absent for columns that take their default. */
  readonly values: ReadonlyMap<string, string>;
  readonly children: readonly Child[];
  /** Keys that the table has no longer and children still reference, until they are rebuilt themselves: unique indexes for so long. */
  readonly borrowed: readonly { readonly index: string; readonly columns: readonly string[] }[];
}

const OLD = '__tm_old';
const NEW = '__tm_new';
const SEQUENCE = '__tm_sequence';

/**
 * The statements of one rebuild, the new table's indexes and triggers included. Views that read the table must be gone before.
 *
 * A table that nothing references is copied once and takes the old one's name. A referenced table is emptied and filled again under its
 * own name, because dropping it runs ON DELETE actions on its children and D1 cannot switch foreign keys off; see `guardedReload`.
 */
export function rebuildTable(rebuild: Rebuild): readonly string[] {
  return isReferenced(rebuild) ? guardedReload(rebuild) : copyAndRename(rebuild);
}

/** By other tables or by itself. A copy under another name that references its own table would hold on to the old one. */
export function isReferenced({ wanted, children }: Rebuild): boolean {
  return children.length > 0 || wanted.source.constraints.some((constraint) => constraint.kind === 'foreign-key' && constraint.target === wanted.id);
}

/** https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes", inside a transaction. */
function copyAndRename({ old, wanted, values }: Rebuild): readonly string[] {
  const from = quoteIdentifier(old.name);
  return [
    createTable(wanted, NEW),
    ...copyRows(NEW, from, wanted, values),
    ...(old.autoincrement && wanted.autoincrement ? carrySequence(old.name) : []),
    `DROP TABLE ${from}`,
    `ALTER TABLE ${quoteIdentifier(NEW)} RENAME TO ${quoteIdentifier(wanted.name)}`,
    ...wanted.indexes.map(({ sql }) => sql),
    ...wanted.triggers.map(({ sql }) => sql),
  ];
}

/** An AUTOINCREMENT column never gives a number twice, not even those of deleted rows: sqlite_sequence holds the highest. */
function carrySequence(name: string): readonly string[] {
  const [from, to] = [quoteLiteral(name), quoteLiteral(NEW)];
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${to}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${to}, seq FROM sqlite_sequence WHERE name = ${from}`,
  ];
}

/**
 * Foreign keys stay on. DROP TABLE deletes the rows, which would cascade into the children: an action fires the child's BEFORE triggers, and
 * RAISE(IGNORE) in one cancels it. The violations that this leaves are counted (deferred), and filling the table again under its own name
 * repays them, so that COMMIT proves that no reference was lost. Every child column needs an index while it runs: without one, each
 * deleted row scans the child.
 */
function guardedReload({ old, wanted, values, children, borrowed }: Rebuild): readonly string[] {
  const name = quoteIdentifier(old.name);
  const others = children.filter((child) => child.table.id !== old.id);
  const indexes = unindexed(others, children, old).map((child, i) => ({ index: quoteIdentifier(`__tm_index_${i}`), child }));
  const guards = children.flatMap((child) => guardTrigger(child)).map((guard, i) => ({ ...guard, trigger: quoteIdentifier(`__tm_guard_${i}`) }));
  const keys = wanted.indexes.filter(({ unique }) => unique);
  return [
    ...(old.autoincrement ? [`CREATE TABLE ${SEQUENCE} AS SELECT seq FROM sqlite_sequence WHERE name = ${quoteLiteral(old.name)}`] : []),
    `CREATE TABLE ${OLD} AS SELECT * FROM ${name}`,
    ...indexes.map(({ index, child }) => `CREATE INDEX ${index} ON ${quoteIdentifier(child.name)} (${child.columns.map(quoteIdentifier).join(', ')})`),
    ...guards.map(({ trigger, event, table }) => `CREATE TRIGGER ${trigger} BEFORE ${event} ON ${quoteIdentifier(table)} BEGIN SELECT RAISE(IGNORE); END`),
    `DROP TABLE ${name}`,
    createTable(wanted),
    ...keys.map(({ sql }) => sql),
    ...borrowed.map(({ index, columns }) => `CREATE UNIQUE INDEX ${quoteIdentifier(index)} ON ${quoteIdentifier(wanted.name)} (${columns.map(quoteIdentifier).join(', ')})`),
    ...copyRows(wanted.name, OLD, wanted, values),
    ...(old.autoincrement && wanted.autoincrement ? restoreSequence(wanted.name) : []),
    ...guards.filter(({ table }) => table !== old.name).map(({ trigger }) => `DROP TRIGGER ${trigger}`),
    ...indexes.filter(({ child }) => child.table.id !== old.id).map(({ index }) => `DROP INDEX ${index}`),
    `DROP TABLE ${OLD}`,
    ...(old.autoincrement ? [`DROP TABLE ${SEQUENCE}`] : []),
    ...wanted.indexes.filter(({ unique }) => !unique).map(({ sql }) => sql),
    ...wanted.triggers.map(({ sql }) => sql),
  ];
}

function unindexed(others: readonly Child[], children: readonly Child[], old: PhysicalTable): readonly Child[] {
  const own = children.filter((child) => child.table.id === old.id);
  const seen = new Set<string>();
  return [...others, ...own].filter((child) => {
    const key = `${child.name}\0${child.columns.join('\0')}`;
    return !child.indexed && !seen.has(key) && seen.add(key);
  });
}

function guardTrigger(child: Child): readonly { readonly table: string; readonly event: string }[] {
  if (setsSomeColumns(child.key)) return [];
  switch (child.key.onDelete) {
    case 'cascade':
      return [{ table: child.name, event: 'DELETE' }];
    case 'set null':
    case 'set default':
      return [{ table: child.name, event: `UPDATE OF ${child.columns.map(quoteIdentifier).join(', ')}` }];
    case 'no action':
    case 'restrict':
      return [];
  }
}

function restoreSequence(name: string): readonly string[] {
  const literal = quoteLiteral(name);
  return [
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${literal}, seq FROM ${SEQUENCE} WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ${literal})`,
    `UPDATE sqlite_sequence SET seq = max(seq, (SELECT seq FROM ${SEQUENCE})) WHERE name = ${literal} AND EXISTS (SELECT 1 FROM ${SEQUENCE})`,
  ];
}

function copyRows(into: string, from: string, wanted: PhysicalTable, values: ReadonlyMap<string, string>): readonly string[] {
  const columns = wanted.columns.filter(({ name, generated }) => generated === undefined && values.has(name));
  if (columns.length === 0) return [];
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const selected = columns.map(({ name }) => values.get(name)).join(', ');
  return [`INSERT INTO ${quoteIdentifier(into)} (${names}) SELECT ${selected} FROM ${from}`];
}
