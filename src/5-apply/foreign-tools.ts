import type { Row } from '../model/adapter.js';

/** What a row says of its migration. `baseline`: it and all before it are there. `half`: it failed on the way. `other`: the row is about none. */
export type RowState = 'applied' | 'undone' | 'half' | 'baseline' | 'other';

/** The ledger of another tool. */
export interface ForeignTool {
  readonly tool: string;
  /** With its schema where the tool has one of its own on Postgres; SQLite has the last part only. */
  readonly table: string;
  /** The column after which rows are sorted: the last row of a migration counts. */
  readonly order: string;
  readonly version?: string;
  /** Columns that may hold the name of a file, where there is no version: the first in which files are known counts. */
  readonly names?: readonly string[];
  /** The column with the time in milliseconds that the folder gives a migration: all up to the newest are applied. */
  readonly time?: string;
  readonly at?: string;
  readonly state?: (row: Row) => RowState;
  /** Why it cannot be taken over. */
  readonly refused?: string;
}

const isTrue = (value: unknown): boolean => value === true || value === 1;
const isNone = (value: unknown): boolean => value === null || value === undefined;

function prisma({ rolled_back_at: back, finished_at: finished }: Row): RowState {
  if (!isNone(back)) return 'undone';
  return isNone(finished) ? 'half' : 'applied';
}

function flyway({ success, type }: Row): RowState {
  const kind = String(type).toUpperCase();
  if (kind.startsWith('UNDO')) return 'undone';
  if (kind === 'SCHEMA' || kind === 'DELETE') return 'other';
  if (!isTrue(success)) return 'half';
  return kind === 'BASELINE' ? 'baseline' : 'applied';
}

function atlas({ version, type, applied, total, error }: Row): RowState {
  if (String(version).startsWith('.')) return 'other';
  if (Number(applied) < Number(total) || (!isNone(error) && error !== '')) return 'half';
  return (Number(type) & 1) === 1 ? 'baseline' : 'applied';
}

const ATLAS = { tool: 'Atlas', order: 'executed_at', version: 'version', at: 'executed_at', state: atlas } as const;
const DRIZZLE = { tool: 'Drizzle', order: 'created_at', names: ['name'], time: 'created_at' } as const;
/** Runners that projects wrote themselves, and tools whose migrations are files of another language: only whole names count. */
const BY_NAME = { tool: 'another tool', order: 'id', names: ['filename', 'file_name', 'migration_name', 'migration', 'name', 'id', 'version'], at: 'applied_at' } as const;

export const FOREIGN_TOOLS: readonly ForeignTool[] = [
  { tool: 'Prisma', table: '_prisma_migrations', order: 'started_at', names: ['migration_name'], at: 'finished_at', state: prisma },
  { ...DRIZZLE, table: 'drizzle.__drizzle_migrations' },
  { ...DRIZZLE, table: '__drizzle_migrations' },
  { tool: 'goose', table: 'goose_db_version', order: 'id', version: 'version_id', at: 'tstamp', state: (row) => (Number(row['version_id']) === 0 ? 'other' : isTrue(row['is_applied']) ? 'applied' : 'undone') },
  { tool: 'sqlx', table: '_sqlx_migrations', order: 'version', version: 'version', at: 'installed_on', state: ({ success }) => (isTrue(success) ? 'applied' : 'half') },
  { tool: 'Diesel', table: '__diesel_schema_migrations', order: 'version', version: 'version', at: 'run_on' },
  { tool: 'Flyway', table: 'flyway_schema_history', order: 'installed_rank', version: 'version', names: ['script'], at: 'installed_on', state: flyway },
  { tool: 'Refinery', table: 'refinery_schema_history', order: 'version', version: 'version', at: 'applied_on' },
  { tool: 'Supabase', table: 'supabase_migrations.schema_migrations', order: 'version', version: 'version' },
  { tool: 'wrangler', table: 'd1_migrations', order: 'id', names: ['name'], at: 'applied_at' },
  { tool: 'node-pg-migrate', table: 'pgmigrations', order: 'id', names: ['name'], at: 'run_on' },
  { tool: 'sql-migrate', table: 'gorp_migrations', order: 'applied_at', names: ['id'], at: 'applied_at' },
  { ...ATLAS, table: 'atlas_schema_revisions.atlas_schema_revisions' },
  { ...ATLAS, table: 'atlas_schema_revisions' },
  { tool: 'postgrator', table: 'schemaversion', order: 'version', version: 'version', at: 'run_at' },
  { tool: 'tern', table: 'schema_version', order: 'version', version: 'version', state: () => 'baseline' },
  { tool: 'graphile-migrate', table: 'graphile_migrate.migrations', order: 'date', names: ['filename'], at: 'date' },
  { tool: 'Play', table: 'play_evolutions', order: 'id', version: 'id', at: 'applied_at', state: ({ state }) => (state === 'applied' ? 'applied' : 'half') },
  { tool: 'MyBatis', table: 'changelog', order: 'id', version: 'id', at: 'applied_at' },
  { tool: 'Knex', table: 'knex_migrations', order: 'id', names: ['name'], at: 'migration_time' },
  { tool: 'Kysely', table: 'kysely_migration', order: 'timestamp', names: ['name'], at: 'timestamp' },
  { tool: 'MikroORM', table: 'mikro_orm_migrations', order: 'id', names: ['name'], at: 'executed_at' },
  { tool: 'Sequelize', table: '"SequelizeMeta"', order: 'name', names: ['name'] },
  { tool: 'Liquibase', table: 'databasechangelog', order: 'orderexecuted', names: ['filename'], refused: 'counts change sets, not files' },
  { ...BY_NAME, table: 'migrations' },
  { ...BY_NAME, table: '_migrations' },
  { ...BY_NAME, table: '__migrations' },
  { ...BY_NAME, table: 'applied_migrations' },
];
