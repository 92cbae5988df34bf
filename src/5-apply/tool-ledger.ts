import { diagnose } from '../diagnostics/diagnose.js';
import type { DatabaseAdapter, Row } from '../model/adapter.js';
import type { Migration } from '../model/migration.js';
import { matchName, matchVersion, readTime, refuse, toEntries, type ForeignContext, type ForeignLedger, type ForeignRow } from './foreign-entries.js';
import { FOREIGN_TOOLS, type ForeignTool, type RowState } from './foreign-tools.js';
import { compareVersions } from './versions.js';

/** One row that is about a migration: all that may be meant, and what became of it. */
interface Statement extends ForeignRow {
  readonly matches: readonly Migration[];
  readonly state: RowState;
}

/**
 * What the ledger of another tool says of these files, when the database has one that knows at least one of them; undefined
 * otherwise: databases are shared, and another application's ledger says nothing here. Nothing is changed.
 */
export async function readToolLedger(adapter: DatabaseAdapter, migrations: readonly Migration[], toolVersion: string): Promise<ForeignLedger | undefined> {
  const context = { migrations, dialect: adapter.dialect, toolVersion };
  const found: { readonly tool: ForeignTool; readonly rows: readonly Statement[] }[] = [];
  for (const tool of await existingTables(adapter)) {
    const rows = readRows(tool, await adapter.query(`SELECT * FROM ${tableOf(tool, adapter)}`), context);
    if (rows.some(({ matches }) => matches.length > 0)) found.push({ tool, rows });
  }
  const [first, second] = found;
  if (!first) return undefined;
  if (second) return refuse(`both ${titleOf(first.tool)} and ${titleOf(second.tool)} know migrations of these files`, 'Drop or rename the one that is no longer kept.');
  return ledgerOf(first.tool, first.rows, context);
}

async function existingTables(adapter: DatabaseAdapter): Promise<readonly ForeignTool[]> {
  if (adapter.dialect === 'postgres') {
    const rows = await adapter.query(`SELECT t FROM (VALUES ${FOREIGN_TOOLS.map(({ table }) => `('${table}')`).join(', ')}) AS v(t) WHERE to_regclass(t) IS NOT NULL`);
    const there = new Set(rows.map(({ t }) => t));
    return FOREIGN_TOOLS.filter(({ table }) => there.has(table));
  }
  const rows = await adapter.query(`SELECT lower(name) AS name FROM sqlite_master WHERE type = 'table' AND lower(name) IN (${FOREIGN_TOOLS.map(({ table }) => `'${bare(table).toLowerCase()}'`).join(', ')})`);
  const there = new Set(rows.map(({ name }) => name));
  const tools = FOREIGN_TOOLS.filter(({ table }) => there.has(bare(table).toLowerCase()));
  return tools.filter(({ table }, index) => tools.findIndex((other) => bare(other.table) === bare(table)) === index);
}

function bare(table: string): string {
  return table.slice(table.lastIndexOf('.') + 1).replaceAll('"', '');
}

function tableOf({ table }: ForeignTool, { dialect }: DatabaseAdapter): string {
  return dialect === 'postgres' ? table : `"${bare(table)}"`;
}

function readRows(tool: ForeignTool, rows: readonly Row[], { migrations }: ForeignContext): readonly Statement[] {
  const sorted = rows.toSorted((a, b) => compareCells(a[tool.order], b[tool.order]));
  const column = tool.names?.find((name) => rows.some((row) => matchName(textOf(row[name]) ?? '', migrations).length > 0));
  if (tool.time !== undefined && column === undefined) return upTo(tool.time, rows, migrations);
  const statements = sorted.flatMap((row): readonly Statement[] => {
    const version = tool.version === undefined ? undefined : textOf(row[tool.version]);
    const name = version ?? textOf(row[column ?? tool.names?.[0] ?? '']);
    const state = tool.state?.(row) ?? 'applied';
    if (state === 'other' || name === undefined) return [];
    const matches = version === undefined ? matchName(name, migrations) : matchVersion(version, migrations);
    return [{ matches, migration: matches[0], name, at: tool.at === undefined ? undefined : readTime(row[tool.at]), state }];
  });
  return [...new Map(statements.map((statement) => [statement.name, statement])).values()];
}

/** Drizzle runs what its journal dates after the newest row. */
function upTo(time: string, rows: readonly Row[], migrations: readonly Migration[]): readonly Statement[] {
  const times = new Set(rows.map((row) => Number(row[time])));
  if (!migrations.some((migration) => times.has(timeOf(migration)))) return [];
  const newest = Math.max(...times);
  const applied = migrations.filter((migration) => timeOf(migration) <= newest);
  return applied.map((migration) => ({ matches: [migration], migration, name: migration.name, at: undefined, state: 'applied' }));
}

function timeOf({ journalTime, version }: Migration): number {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(version)?.slice(1).map(Number);
  return journalTime ?? (parts ? Date.UTC(parts[0] ?? 0, (parts[1] ?? 0) - 1, parts[2], parts[3], parts[4], parts[5]) : Number.NaN);
}

function ledgerOf(tool: ForeignTool, rows: readonly Statement[], context: ForeignContext): ForeignLedger {
  const help = 'To say yourself what is applied: CREATE TABLE schema_migrations (version text), with one row for each such file.';
  if (tool.refused !== undefined) return refuse(`${titleOf(tool)} ${tool.refused}`, help);
  const half = rows.find(({ state }) => state === 'half');
  if (half) return refuse(`${titleOf(tool)} says that ${half.name} failed half-way`, 'Finish or undo it by hand, say so with that tool, and run up again.');
  const ambiguous = rows.find(({ matches }) => matches.length > 1);
  if (ambiguous) return refuse(`${titleOf(tool)} has "${ambiguous.name}", which may be ${ambiguous.matches.map(({ up }) => up.file).join(' and ')}`, 'Give the files different versions.');
  const applied = new Map<string, ForeignRow>();
  for (const row of rows) {
    const before = row.state === 'baseline' ? context.migrations.filter(({ version }) => version !== '' && compareVersions(version, row.name) <= 0) : [];
    for (const migration of before) applied.set(migration.name, { migration, name: migration.name, at: row.at });
    if (row.state === 'applied') applied.set(row.migration?.name ?? row.name, row);
  }
  const count = [...applied.values()].filter(({ migration }) => migration !== undefined).length;
  const message = `${titleOf(tool)} has ${count} of these ${context.migrations.length} migrations: they count as applied. That table stays as it is, and what is applied from here is not written there`;
  return { entries: toEntries([...applied.values()], context), diagnostics: [diagnose('ledger-adopted', { message })] };
}

function titleOf({ tool, table }: ForeignTool): string {
  return `${table} (${tool})`;
}

function textOf(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

function compareCells(a: unknown, b: unknown): number {
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  return compareVersions(textOf(a) ?? '', textOf(b) ?? '');
}
