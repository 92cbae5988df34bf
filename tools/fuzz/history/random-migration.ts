import { tablesOf } from '../../../src/model/catalog-lookup.js';
import type { Catalog, Column, Table } from '../../../src/model/catalog.js';
import type { Random } from '../random.js';
import { subcommand } from './random-alter.js';
import { schemaStatement, sequenceStatement, triggerStatement, typeStatement, viewStatement } from './random-objects.js';
import { deleteRows, insertRows, truncate, update } from './random-rows.js';
import { createTable } from './random-table.js';
import { COLUMNS, COUNTER, nameOf, quoted, relationOf, TABLES } from './vocabulary.js';

/** One to four statements that fit the catalog as far as is easily seen; Postgres says whether they are valid. */
export function randomMigration(catalog: Catalog, random: Random): string {
  const tables = tablesOf(catalog).filter(({ columns }) => columns.length > 0);
  if (tables.length < 2) return `${createTable(tables, catalog, random)};`;
  const kind = random.below(10);
  if (kind < 3) return insertRows(random.pick(tables), catalog, random);
  const statements = Array.from({ length: 1 + random.below(4) }, () => statement(tables, catalog, random));
  return statements.map((sql) => `${sql};`).join('\n');
}

function statement(tables: readonly Table[], catalog: Catalog, random: Random): string {
  const table = random.pick(tables);
  const name = relationOf(table);
  const column = random.pick(table.columns.filter((each) => each.name !== COUNTER)) as Column | undefined;
  const command = (): string => subcommand(table, tables, catalog, random);
  return random.pick([
    () => createTable(tables, catalog, random),
    () => `ALTER TABLE ${name} ${command()}`,
    () => `ALTER TABLE ${name} ${command()}`,
    () => `ALTER TABLE ${name} ${command()}`,
    () => `ALTER TABLE ${name} ${command()}, ${command()}`,
    () => (column ? `ALTER TABLE ${name} RENAME COLUMN ${nameOf(column)} TO ${quoted(random.pick(COLUMNS))}` : `ALTER TABLE ${name} ${command()}`),
    () => `ALTER TABLE ${name} RENAME TO ${quoted(random.pick(TABLES))}`,
    () => swap(table, random),
    () => `DROP TABLE ${name}${random.chance(0.5) ? ' CASCADE' : ''}`,
    () => createIndex(table, random),
    () => viewStatement(tables, catalog, random),
    () => viewStatement(tables, catalog, random),
    () => typeStatement(tables, random),
    () => sequenceStatement(table, random),
    () => triggerStatement(table, catalog, random),
    () => triggerStatement(table, catalog, random),
    () => schemaStatement(table, random),
    () => `ALTER TABLE ${name} ${random.pick(['INHERIT', 'NO INHERIT'])} ${relationOf(random.pick(tables))}`,
    () => `ALTER TABLE ${random.chance(0.3) ? 'ONLY ' : ''}${name} ${command()}`,
    () => partStatement(random),
    () => update(table, catalog, random),
    () => deleteRows(table, catalog, random),
    () => (random.chance(0.3) ? truncate(tables, random) : insertRows(table, catalog, random).slice(0, -1)),
  ])();
}

function createIndex(table: Table, random: Random): string {
  const columns = random.some(table.columns, 0.3).map((column) => `${nameOf(column)}${random.chance(0.3) ? ' DESC' : ''}`);
  const where = random.chance(0.3) ? ` WHERE ${nameOf(random.pick(table.columns))} IS NOT NULL` : '';
  const unique = random.chance(0.4);
  return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ON ${relationOf(table)} (${columns.join(', ') || nameOf(random.pick(table.columns))})${unique && random.chance(0.2) ? ' NULLS NOT DISTINCT' : ''}${where}`;
}

/** Two columns take each other's names. */
function swap(table: Table, random: Random): string {
  const [a, b] = [random.pick(table.columns), random.pick(table.columns)];
  if (a.name === COUNTER || b.name === COUNTER) return `ALTER TABLE ${relationOf(table)} RENAME TO "moving"; ALTER TABLE ${table.schema}."moving" RENAME TO ${nameOf(table)}`;
  const rename = (from: string, to: string): string => `ALTER TABLE ${relationOf(table)} RENAME ${from} TO ${to}`;
  return [rename(nameOf(a), '"moving"'), rename(nameOf(b), nameOf(a)), rename('"moving"', nameOf(b))].join('; ');
}

/** What is done to a partition by its own name. */
function partStatement(random: Random): string {
  const name = random.pick(['parts', 'slices']);
  return random.pick([
    () => `DROP TABLE ${name}_one`,
    () => `TRUNCATE ${name}_one`,
    () => `INSERT INTO ${name}_one (id, a) VALUES (${random.below(9)}, 2)`,
    () => `INSERT INTO ${name} (id, a) VALUES (${random.below(9)}, 7)`,
    () => `DELETE FROM ${name}_rest WHERE id < 4`,
    () => `CREATE TABLE ${name}_late PARTITION OF ${name} FOR VALUES ${random.pick(['FROM (20) TO (30)', 'IN (20)'])}`,
    () => `ALTER TABLE ${name}_one ${random.pick(['ADD CHECK (id < 100)', 'ALTER id SET DEFAULT 5', 'RENAME TO moved_part'])}`,
    () => `UPDATE ${name} SET a = a + 1`,
    () => `ALTER TABLE ${name} DETACH PARTITION ${name}_one`,
  ])();
}
