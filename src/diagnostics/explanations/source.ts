import type { Code } from '../codes.js';
import { latin1, type Explanation } from './explanation.js';

/** What is found in files before any statement is looked at. */
export const SOURCE_EXPLANATIONS = {
  'down-without-up': {
    why: 'A `.down.sql` file belongs to the migration with the same name. None has this name, so the file would never run; most often one of the two was renamed.',
    example: [{ '001_create_users.sql': 'CREATE TABLE users (id int);', '001_create_user.down.sql': 'DROP TABLE users;' }, 'transmigrate up'],
  },
  'duplicate-migration': {
    why: 'A file name is the identity of a migration in the ledger, so one name can stand for one script only. With Flyway names, the version is the identity.',
    example: [{ '001_users.postgres.sql': 'CREATE TABLE users (id int);', '001_users.pg.sql': 'CREATE TABLE users (id bigint);' }, 'transmigrate up'],
  },
  'empty-migration': {
    why: 'The file holds nothing but white space. It is recorded as applied, and filling it later would be a changed checksum.',
    example: [{ '004_todo.sql': '' }, 'transmigrate up'],
  },
  'environment-in-migration': {
    why: 'With substitution the same file would be different SQL on every machine, and its checksum would not say so.',
    example: [{ '001_role.sql': '-- +goose ENVSUB ON\n-- +goose Up\nCREATE ROLE app;' }, 'transmigrate up'],
  },
  'foreign-file-skipped': {
    why: 'In trees that hold one file a database, the files with `.postgres.` or `.pg.` (or without a database) are read, and SQLite and D1 are made from them. Those for MySQL, CockroachDB and others are left alone.',
    example: [{ '2015_networks.postgres.up.sql': 'CREATE TABLE networks (id int);', '2015_networks.mysql.up.sql': 'CREATE TABLE networks (id int unsigned);' }, 'transmigrate check'],
  },
  'malformed-directive': {
    why: 'A comment that begins with `transmigrate` is an instruction. If it were ignored when it cannot be read, the migration would do something else than what is written. An instruction stands above its statement or inside it, and a statement has one for each target at most. A native block before a semicolon of its own, or at the end of the file, runs for itself.',
    example: '-- transmigrate: leave this out on sqlite\nCREATE TABLE posts (body text);',
  },
  'migrations-directory-missing': {
    why: 'Nothing is created on the way: a misspelt directory would otherwise look like a project without migrations.',
    example: ['transmigrate up --dir migratoins'],
  },
  'migrations-directory-unreadable': {
    why: 'The path is not a directory, or the process may not read it.',
    example: [{ '001_users.sql': 'CREATE TABLE users (id int);' }, 'transmigrate up --dir migrations/001_users.sql'],
  },
  'mixed-layouts': {
    why: 'The files are named (or divided) in two ways, so it is not certain what is a migration, and in which order. A `seed.sql` among numbered files is perhaps none.',
    example: [{ '001_users.up.sql': 'CREATE TABLE users (id int);', '002_orders.sql': 'CREATE TABLE orders (id int);' }, 'transmigrate up'],
  },
  'no-migrations': {
    why: 'The directory exists, but holds no SQL file. Hidden files and files without `.sql` do not count.',
    example: [{ 'README.md': 'Migrations go here.' }, 'transmigrate check'],
  },
  'not-utf8': {
    why: 'Postgres reads migrations in UTF-8. In another encoding, letters outside ASCII would be stored wrongly, and on every machine differently. The message names the first byte that is not UTF-8. `iconv -f latin1 -t utf-8` converts a file.',
    example: [{ '001_users.sql': latin1("INSERT INTO users VALUES ('José');") }, 'transmigrate up'],
  },
  'override-without-migration': {
    why: 'A file such as `003_name.sqlite.sql` replaces `003_name.sql` on SQLite. There is no such file, so the native one runs by itself, and nothing runs on the other databases. That may be meant; more often one name is misspelt.',
    example: [{ '003_orders.sql': 'CREATE TABLE orders (id int);', '003_order.sqlite.sql': 'CREATE TABLE orders_text (id INTEGER);' }, 'transmigrate up'],
  },
  'repeatable-migration': {
    why: 'Flyway runs `R__` files again whenever their text changes. Here each migration runs once, and its text never changes: the file runs after all that have a version, and a later change of it is reported as a changed checksum.',
    example: [{ 'V1__users.sql': 'CREATE TABLE users (id int);', 'R__views.sql': 'CREATE OR REPLACE VIEW everybody AS SELECT id FROM users;' }, 'transmigrate up'],
  },
  'syntax-error': {
    why: "The script is read by Postgres' own grammar (version 18); what it cannot read, no Postgres can. No statement of the file is run.",
    example: 'CREATE TABLE users (\n  id int AUTO_INCREMENT,\n  name text\n);',
  },
  'text-outside-sections': {
    why: 'In a file that holds both directions, everything before the first marker belongs to neither, and would be left out in silence.',
    example: [{ '001_users.sql': 'CREATE TABLE users (id int);\n-- migrate:up\nCREATE TABLE orders (id int);\n-- migrate:down\nDROP TABLE orders;' }, 'transmigrate up'],
  },
  'unexpected-file': {
    why: 'The file is SQL, but the layout of the directory has no place for it: it lies in a directory of its own, or is missing in the journal.',
    example: [{ '001_users.sql': 'CREATE TABLE users (id int);', 'old/001_users.sql': 'CREATE TABLE users (id text);' }, 'transmigrate up'],
  },
  'unknown-target': {
    why: 'A target that is misspelt would never be met, and the comment would have no effect.',
    example: '-- transmigrate: skip sqllite\nCREATE EXTENSION pgcrypto;',
  },
  'unreadable-file': {
    why: 'The file exists by name, but its content cannot be had: rights, a broken link, or a journal that names a file that is gone.',
    example: [{ 'meta/_journal.json': '{"version":"7","dialect":"postgresql","entries":[{"idx":0,"when":1704067200000,"tag":"0000_orders"}]}' }, 'transmigrate up'],
  },
} as const satisfies Partial<Record<Code, Explanation>>;
