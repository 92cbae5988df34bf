import type { Code } from '../codes.js';
import type { Explanation } from './explanation.js';

const USERS = { '001_users.sql': 'CREATE TABLE users (id int PRIMARY KEY);' };

/** What is found when a command runs: settings, the ledger, the database, the files that are written. */
export const DATABASE_EXPLANATIONS = {
  'checksum-changed': {
    why: 'The ledger keeps a checksum of each file as it was applied (line ends and a byte order mark do not count). The file says something else now, so this database and a new one would differ. Nothing is run.',
    example: [USERS, 'transmigrate up', { '001_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY);' }, 'transmigrate up'],
  },
  'database-not-named': {
    why: 'SQLite has a file by default; a Postgres server has no address by default.',
    example: [USERS, 'DB_TYPE=postgres transmigrate up'],
  },
  'foreign-layout': {
    why: 'drizzle-kit numbers its files in a journal and keeps a snapshot of the schema beside them. A file that is only added to the directory would not be run by it.',
    example: [{ '0000_users.sql': 'CREATE TABLE users (id int);', 'meta/_journal.json': '{"version":"7","dialect":"postgresql","entries":[{"idx":0,"when":1704067200000,"tag":"0000_users"}]}' }, 'transmigrate new "add orders"'],
  },
  'invalid-configuration': {
    why: 'A key that is misspelt would have no effect and nobody would know.',
    example: [{ '../transmigrate.config.json': '{ "maping": "exact" }' }, 'transmigrate up'],
  },
  'ledger-adopted': {
    why: 'The database was migrated by another tool. What its ledger lists was taken over into `schema_migrations` and is not run again; the other ledger stays as it is (a `schema_migrations` under the name `schema_migrations_before_transmigrate`). Known are the ledgers of Prisma, Drizzle, goose, golang-migrate, dbmate, sqlx, Diesel, Flyway, Refinery, Supabase, wrangler, node-pg-migrate, sql-migrate, Atlas, postgrator, tern, graphile-migrate, Play and MyBatis, and tables such as `migrations` that name files. One that knows none of the files is left alone. Liquibase counts change sets, not files; it is not taken over.',
    example: [
      USERS,
      'sqlite3 local.db "CREATE TABLE users (id INTEGER PRIMARY KEY)"',
      'sqlite3 local.db "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY)"',
      'sqlite3 local.db "INSERT INTO schema_migrations VALUES (\'001\')"',
      'transmigrate up',
    ],
  },
  'ledger-unreadable': {
    why: 'The database has a table `schema_migrations`, or the ledger of another tool, that does not say clearly which of these files are applied: it has columns of which nothing can be told, a migration failed half-way, or two ledgers know the same files. Nothing is run.',
    example: [USERS, 'sqlite3 local.db "CREATE TABLE schema_migrations (who TEXT)"', 'transmigrate up'],
  },
  'line-break-in-default': {
    why: 'In a file for D1 each statement stands on one line, because wrangler and the HTTP API split files in different ways. A line break inside a string is then written as `char(10)`; that is an expression, which ADD COLUMN does not take as a default on a table that has rows.',
    example: [{ '001_users.sql': 'CREATE TABLE users (id int PRIMARY KEY);', '002_address.sql': "ALTER TABLE users ADD COLUMN address text DEFAULT 'street\ntown';" }, 'transmigrate transpile --to d1 --stdout'],
  },
  'line-break-in-name': {
    why: 'In a file for D1 each statement stands on one line, and a name cannot be written in two parts.',
    example: [{ '001_users.sql': 'CREATE TABLE users ("first\nname" text);' }, 'transmigrate transpile --to d1 --stdout'],
  },
  'migration-failed': {
    why: 'The database was given the statement and did not take it, most often because of the rows that it has. The place is that of your own statement; the help shows what was executed. The migration is one transaction: nothing of it is left.',
    example: "CREATE TABLE users (id int PRIMARY KEY);\nINSERT INTO users VALUES (1), (1);",
  },
  'migration-interrupted': {
    why: 'Only a migration that cannot be one transaction (CREATE INDEX CONCURRENTLY, on Postgres) can stop halfway. The ledger knows how far it came; `up` goes on from there, and going back has to wait for it.',
    example: [{ ...USERS, '001_users.down.sql': 'DROP TABLE users;' }, 'transmigrate up', 'sqlite3 local.db "UPDATE schema_migrations SET state = \'running\', steps_done = 0"', 'transmigrate down'],
  },
  'migration-late': {
    why: 'Its number is lower than that of migrations that this database has already: it was merged later. It is applied now, on the schema as it is now, and not skipped.',
    example: [{ '002_orders.sql': 'CREATE TABLE orders (id int);' }, 'transmigrate up', USERS, 'transmigrate up'],
  },
  'migration-missing': {
    why: 'The ledger has a migration whose file is not there. What comes next would be planned for a schema that is not known, so nothing is applied. As long as nothing is pending, it is a warning: an older release runs on a newer database.',
    example: [{ ...USERS, '002_orders.sql': 'CREATE TABLE orders (id int);' }, 'transmigrate up', { '002_orders.sql': null, '003_plans.sql': 'CREATE TABLE plans (id int);' }, 'transmigrate up'],
  },
  'migration-running': {
    why: 'Another process is executing a migration step by step (one that cannot be a transaction) and did not come to an end while this one waited. Nothing was begun.',
    example: { text: '-- in two terminals, on one Postgres database\nCREATE INDEX CONCURRENTLY orders_total ON orders (total);' },
  },
  'no-down-script': {
    why: 'There is no file that says how to take the migration back, and it is not guessed: what DROP removes does not come back.',
    example: [USERS, 'transmigrate up', 'transmigrate down'],
  },
  'unknown-database-type': {
    why: 'Which database is meant is never guessed: a misspelt type would migrate another one.',
    example: [USERS, 'DB_TYPE=oracle transmigrate up'],
  },
  'unknown-migration': {
    why: 'No file has this name or version, so there is nowhere to stop.',
    example: [USERS, 'transmigrate up --to 007'],
  },
  'unusable-name': {
    why: 'The file name is made of the letters and digits of the title, and there are none.',
    example: [USERS, 'transmigrate new "***"'],
  },
  'wrangler-name': {
    why: 'wrangler writes the file name between quotes into an SQL text of its own, without doubling quotes in it.',
    example: [{ "001_o'brien.sql": 'CREATE TABLE users (id int);' }, 'transmigrate transpile --to d1 --out d1'],
  },
  'wrangler-order': {
    why: 'wrangler sorts files by name, and then by the number before the first underscore. The files would run in another order than here.',
    example: [{ '20240131120000_users/migration.sql': 'CREATE TABLE users (id int);', '20240201_orders/migration.sql': 'CREATE TABLE orders (id int);' }, 'transmigrate transpile --to d1 --out d1'],
  },
} as const satisfies Partial<Record<Code, Explanation>>;
