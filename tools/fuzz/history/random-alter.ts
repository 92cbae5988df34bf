import { columnOf } from '../../../src/model/catalog-lookup.js';
import type { Catalog, Table } from '../../../src/model/catalog.js';
import type { Random } from '../random.js';
import { definition, generatedFrom } from './random-table.js';
import { ACTIONS, COLUMNS, COUNTER, isCounted, keyColumn, nameOf, quoted, relationOf, typeText, value } from './vocabulary.js';

/** One subcommand of ALTER TABLE. */
export function subcommand(table: Table, tables: readonly Table[], catalog: Catalog, random: Random): string {
  return random.pick([columnCommand, columnCommand, columnCommand, constraintCommand, constraintCommand, counterCommand, triggerCommand])(table, tables, catalog, random);
}

function columnCommand(table: Table, tables: readonly Table[], catalog: Catalog, random: Random): string {
  const column = random.pick(table.columns);
  const name = nameOf(column);
  return random.pick([
    () => `ADD COLUMN ${quoted(random.pick(COLUMNS))} ${definition(tables, catalog, random)}`,
    () => `ADD COLUMN IF NOT EXISTS ${quoted(random.pick(COLUMNS))} ${definition(tables, catalog, random)}`,
    () => `ADD COLUMN ${quoted(random.pick(COLUMNS))} ${generatedFrom(column, catalog)} ${random.pick(['STORED', 'STORED', 'VIRTUAL'])}`,
    () => `DROP COLUMN ${name}${random.chance(0.3) ? ' CASCADE' : ''}`,
    () => `ALTER ${name} SET NOT NULL`,
    // The trigger that numbers a column of SQLite cannot tell a NULL that was written from none.
    () => (isCounted(column) ? `ALTER ${name} SET NOT NULL` : `ALTER ${name} DROP NOT NULL`),
    () => `ALTER ${name} SET DEFAULT ${value(column, catalog, random)}`,
    () => `ALTER ${name} DROP DEFAULT`,
    () => `ALTER ${name} TYPE ${random.pick(['text', 'varchar(5)', 'bigint', 'integer', 'numeric(8,2)', 'code', 'level'])}`,
    () => (['jsonb', 'bytea'].includes(typeText(column.type, catalog)) ? `ALTER ${name} DROP DEFAULT` : `ALTER ${name} TYPE text USING ${name}::text || '!'`),
    () => `ALTER ${name} TYPE integer USING length(${name}::text)`,
    () => (column.generated ? `ALTER ${name} DROP EXPRESSION` : `ALTER ${name} DROP EXPRESSION IF EXISTS`),
  ])();
}

function constraintCommand(table: Table, tables: readonly Table[], catalog: Catalog, random: Random): string {
  const column = random.pick(table.columns);
  const name = nameOf(column);
  const droppable = table.constraints.filter((one) => one.kind !== 'not-null' || !isCounted(columnOf(table, one.column)));
  const constraint = droppable.length > 0 ? random.pick(droppable) : undefined;
  const columns = (share: number): string => random.some(table.columns, share).map(nameOf).join(', ') || name;
  return random.pick([
    () => `ADD CHECK (${name} IS NOT NULL OR ${nameOf(random.pick(table.columns))} IS NOT NULL)`,
    () => `ADD CONSTRAINT own_check CHECK (${name} IS DISTINCT FROM ${value(column, catalog, random)})${random.pick(['', ' NOT VALID'])}`,
    () => 'VALIDATE CONSTRAINT own_check',
    () => `ADD UNIQUE${random.pick(['', ' NULLS NOT DISTINCT'])} (${columns(0.4)})${random.pick(['', '', ' DEFERRABLE'])}`,
    () => (table.schema === 'public' ? `ADD EXCLUDE USING btree (${name} WITH =)` : 'VALIDATE CONSTRAINT own_check'),
    () => {
      const parent = random.pick(tables);
      const key = keyColumn(parent) ?? random.pick(parent.columns);
      return `ADD FOREIGN KEY (${name}) REFERENCES ${relationOf(parent)} (${nameOf(key)})${random.pick([...ACTIONS, ` ON DELETE SET NULL (${name})`])}${random.pick(['', '', ' NOT VALID'])}`;
    },
    () => (constraint ? `DROP CONSTRAINT ${nameOf(constraint)}${random.chance(0.3) ? ' CASCADE' : ''}` : `ALTER ${name} DROP DEFAULT`),
    () => (constraint ? `DROP CONSTRAINT ${nameOf(constraint)}` : `ADD PRIMARY KEY (${name})`),
    () => (constraint ? `RENAME CONSTRAINT ${nameOf(constraint)} TO ${random.pick(['own_check', 'renamed', 'other name'].map(quoted))}` : `ADD PRIMARY KEY (${name})`),
    () => `ADD PRIMARY KEY (${columns(0.2)})`,
  ])();
}

/** Numbers begin again only above those that are there: SQLite would go on above them. */
function counterCommand(table: Table, tables: readonly Table[], catalog: Catalog, random: Random): string {
  const counter = table.columns.find(({ name }) => name === COUNTER);
  if (!counter) return columnCommand(table, tables, catalog, random);
  return random.pick([() => `ALTER ${COUNTER} RESTART WITH ${100 + random.below(900)}`, () => `ALTER ${COUNTER} SET GENERATED ${random.pick(['ALWAYS', 'BY DEFAULT'])}`, () => `ALTER ${COUNTER} TYPE bigint`])();
}

function triggerCommand(table: Table, tables: readonly Table[], catalog: Catalog, random: Random): string {
  if (table.triggers.length === 0) return columnCommand(table, tables, catalog, random);
  return `${random.pick(['DISABLE', 'ENABLE'])} TRIGGER ${random.pick([...table.triggers.map(nameOf), 'ALL', 'USER'])}`;
}
