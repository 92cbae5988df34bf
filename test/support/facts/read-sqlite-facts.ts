import { readCreateTable, tokens } from './create-table-text.js';
import { TOOL_TABLES, type ForeignKeyFact, type SqliteColumn, type SqliteFacts, type SqliteTable } from './schema-facts.js';

type Row = Readonly<Record<string, unknown>>;

/** Where facts and rows are read from: better-sqlite3 or D1. All statements of one call see the same state. */
export interface SqliteSource {
  queryAll(statements: readonly string[]): Promise<readonly (readonly Row[])[]>;
}

/** A source over anything with `query`, such as the product's adapters. */
export function sourceOf(adapter: { query(sql: string): Promise<readonly Row[]> }): SqliteSource {
  return {
    async queryAll(statements) {
      const results: (readonly Row[])[] = [];
      for (const sql of statements) results.push(await adapter.query(sql));
      return results;
    },
  };
}

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const OBJECTS = `SELECT type, name, tbl_name, sql FROM sqlite_master WHERE substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, 4) <> '_cf_' AND substr(name, 1, 5) <> '__tm_' ORDER BY name`;

/** The questions about one table; D1 refuses to join sqlite_master with the pragmas. */
function questions(table: string): readonly string[] {
  const name = quoteText(table);
  return [
    `SELECT * FROM pragma_table_xinfo(${name}) ORDER BY cid`,
    `SELECT * FROM pragma_foreign_key_list(${name}) ORDER BY id, seq`,
    `SELECT l.name, l."unique", l.origin, l.partial, k.seqno, k.cid, k.name AS "column", k."desc" FROM pragma_index_list(${name}) l, pragma_index_xinfo(l.name) k WHERE k.key = 1 ORDER BY l.name, k.seqno`,
  ];
}

/** Reads a whole SQLite or D1 database from its catalog. */
export async function readSqliteFacts(source: SqliteSource): Promise<SqliteFacts> {
  const [objects = []] = await source.queryAll([OBJECTS]);
  const tables = objects.filter((row) => row['type'] === 'table' && !TOOL_TABLES.has(String(row['name'])));
  const views = objects.filter((row) => row['type'] === 'view').map((row) => String(row['name']));
  const answers = await source.queryAll([
    ...tables.flatMap((row) => questions(String(row['name']))),
    ...views.map((name) => `SELECT name FROM pragma_table_info(${quoteText(name)}) ORDER BY cid`),
  ]);
  return {
    tables: fillTargetColumns(tables.map((row, i) => tableFacts(row, answers.slice(i * 3, i * 3 + 3), objects))),
    views: views.map((name, i) => ({ name, columns: (answers[tables.length * 3 + i] ?? []).map((row) => String(row['name'])) })),
  };
}

function tableFacts(object: Row, [columns = [], keys = [], indexes = []]: readonly (readonly Row[])[], objects: readonly Row[]): SqliteTable {
  const name = String(object['name']);
  const sql = String(object['sql']);
  const { checks, autoincrement } = readCreateTable(sql);
  const primaryKey = columns.filter((row) => Number(row['pk']) > 0).toSorted((a, b) => Number(a['pk']) - Number(b['pk'])).map((row) => String(row['name']));
  const rowid = primaryKey.length === 1 && columns.some((row) => row['name'] === primaryKey[0] && String(row['type']).toUpperCase() === 'INTEGER') ? primaryKey[0] : undefined;
  const triggers = objects.filter((row) => row['type'] === 'trigger' && row['tbl_name'] === name).map((row) => ({ name: String(row['name']), sql: String(row['sql']) }));
  return {
    name,
    sql,
    columns: columns.map((row) => columnFacts(row, rowid)),
    primaryKey,
    autoincrement,
    foreignKeys: foreignKeyFacts(keys),
    checks,
    triggerChecks: triggers.flatMap(({ sql: text }) => checkOfTrigger(text, name)),
    indexes: indexFacts(indexes),
    triggers,
  };
}

/** A CHECK that triggers hold, by its trigger for UPDATE: the one for INSERT need not name a column that a trigger fills. */
function checkOfTrigger(sql: string, table: string): SqliteTable['checks'] {
  const [relation, name] = (/ AFTER UPDATE .* relation "([^"]+)" violates check constraint "([^"]+)"/su.exec(sql)?.slice(1) ?? []).map((text) => text.replaceAll("''", "'"));
  // The message has Postgres' name, without the schema that is folded into ours.
  const isOwn = relation === table || table.endsWith(`_${relation}`);
  return name === undefined || !isOwn ? [] : [{ name, expr: sql, identifiers: tokens(sql).filter(({ kind }) => kind === 'word' || kind === 'name').map(({ value }) => value) }];
}

const GENERATED: Readonly<Record<number, 's' | 'v'>> = { 2: 'v', 3: 's' };

function columnFacts(row: Row, rowid: string | undefined): SqliteColumn {
  const value = row['dflt_value'];
  return {
    name: String(row['name']),
    type: String(row['type']),
    notNull: Number(row['notnull']) === 1 || row['name'] === rowid,
    generated: GENERATED[Number(row['hidden'])] ?? '',
    ...(value !== null && value !== undefined && { default: String(value) }),
  };
}

function foreignKeyFacts(rows: readonly Row[]): readonly ForeignKeyFact[] {
  const byId = groupBy(rows, (row) => String(row['id']));
  return [...byId.values()].map((parts) => ({
    columns: parts.map((row) => String(row['from'])),
    target: String(parts[0]?.['table']),
    targetColumns: parts.map((row) => (row['to'] === null ? '' : String(row['to']))),
    onDelete: String(parts[0]?.['on_delete']),
    onUpdate: String(parts[0]?.['on_update']),
  }));
}

/** `REFERENCES t` without columns means the primary key of `t`. */
function fillTargetColumns(tables: readonly SqliteTable[]): readonly SqliteTable[] {
  const keys = new Map(tables.map((table) => [table.name, table.primaryKey]));
  const fill = (key: ForeignKeyFact): ForeignKeyFact => ({ ...key, targetColumns: key.targetColumns.map((name, i) => name || (keys.get(key.target)?.[i] ?? '')) });
  return tables.map((table) => ({ ...table, foreignKeys: table.foreignKeys.map((key) => withActionOfTrigger(fill(key), table.name, tables)) }));
}

/** ON DELETE SET NULL (columns): a trigger of the referenced table sets them. */
function withActionOfTrigger(key: ForeignKeyFact, child: string, tables: readonly SqliteTable[]): ForeignKeyFact {
  const triggers = tables.find(({ name }) => name === key.target)?.triggers ?? [];
  const set = triggers.map(({ sql }) => / AFTER DELETE ON .* BEGIN UPDATE "?(.+?)"? SET .* = (NULL|.+?) WHERE (.*); END/su.exec(sql)).find((found) => found?.[1] === child && key.columns.every((column) => found[3]?.includes(column)));
  return set && key.onDelete === 'NO ACTION' ? { ...key, onDelete: set[2] === 'NULL' ? 'SET NULL' : 'SET DEFAULT' } : key;
}

function indexFacts(rows: readonly Row[]): SqliteTable['indexes'] {
  return [...groupBy(rows, (row) => String(row['name']))].map(([name, keys]) => ({
    name,
    unique: Number(keys[0]?.['unique']) === 1,
    partial: Number(keys[0]?.['partial']) === 1,
    origin: keys[0]?.['origin'] as 'c' | 'u' | 'pk',
    keys: keys.map((row) => ({ column: row['column'] === null || Number(row['cid']) < 0 ? null : String(row['column']), descending: Number(row['desc']) === 1 })),
  }));
}

function groupBy(rows: readonly Row[], key: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}
