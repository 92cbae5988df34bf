import type { Code } from '../codes.js';
import type { Explanation } from './explanation.js';
import { SUPABASE_BEGINNING } from './supabase.js';

/** What Postgres would not take either: said before anything runs, on every target. */
export const POSTGRES_EXPLANATIONS = {
  'ambiguous-column': {
    why: 'Two tables of the query have a column of this name, and Postgres does not choose.',
    example: 'CREATE TABLE users (id int, name text);\nCREATE TABLE orders (id int, user_id int);\nUPDATE orders SET user_id = users.id FROM users WHERE id = 1;',
  },
  'ambiguous-function': {
    why: 'Functions may share a name and differ in their arguments. Postgres does not choose one when the statement or the types of the arguments leave it open.',
    example: "CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';\nCREATE FUNCTION twice(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT $1 * 2';\nDROP FUNCTION twice;",
  },
  'ambiguous-operator': {
    why: 'The operator exists for several types, and constants in quotes could be of any of them.',
    example: "SELECT '1' + '2';",
  },
  'dependent-objects': {
    why: 'A view, a foreign key or a default uses what would be dropped. Postgres refuses without `CASCADE`, which drops the dependents too.',
    example: 'CREATE TABLE users (id int);\nCREATE VIEW everybody AS SELECT id FROM users;\nDROP TABLE users;',
  },
  'do-block-raised': {
    why: 'A DO block is carried out when the migration is planned, against the schema as it is then. It ends with an exception that nothing in it catches, as it would in Postgres.',
    example: "DO $$ BEGIN\n  RAISE EXCEPTION 'not on this schema';\nEND $$;",
  },
  'duplicate-column': {
    why: 'A table has one column of a name. Names without quotes are folded to lower case first.',
    example: 'CREATE TABLE users (id int, name text);\nALTER TABLE users ADD COLUMN Name text;',
  },
  'duplicate-constraint': {
    why: 'Constraints of a table have different names, those that Postgres makes up (`users_age_check`) included.',
    example: 'CREATE TABLE users (age int CHECK (age > 0));\nALTER TABLE users ADD CONSTRAINT users_age_check CHECK (age < 150);',
  },
  'duplicate-extension': {
    why: 'An extension is created once in a database.',
    example: 'CREATE EXTENSION citext;\nCREATE EXTENSION citext;',
  },
  'duplicate-function': {
    why: 'There is a function with this name and these arguments.',
    example: "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';\nCREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 2';",
  },
  'duplicate-schema': {
    why: 'There is a schema of this name; `public` is always there.',
    example: 'CREATE SCHEMA auth;\nCREATE SCHEMA auth;',
  },
  'duplicate-table': {
    why: 'Tables, views, indexes and sequences of a schema share their names.',
    example: 'CREATE TABLE users (id int);\nCREATE VIEW users AS SELECT 1 AS id;',
  },
  'duplicate-trigger': {
    why: 'A table has one trigger of a name.',
    example:
      "CREATE TABLE users (id int);\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\nCREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();\nCREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION f();",
  },
  'duplicate-type': {
    why: 'Types of a schema have different names. Each table is a type too, of the rows that it has.',
    example: "CREATE TYPE role AS ENUM ('admin');\nCREATE TYPE role AS ENUM ('member');",
  },
  'invalid-enum-label': {
    why: 'The type does not list this label. Labels are compared with their case.',
    example: "CREATE TYPE role AS ENUM ('admin', 'member');\nCREATE TABLE users (id int, role role DEFAULT 'Admin');",
  },
  'invalid-expression': {
    why: 'Postgres parses the expression, but does not allow it at this place: an aggregate in WHERE, a function in a CHECK that needs other rows, a volatile function in an index.',
    example: 'CREATE TABLE orders (id int, total int);\nDELETE FROM orders WHERE total = max(total);',
  },
  'invalid-foreign-key': {
    why: 'A foreign key refers to columns that a primary key or a unique constraint covers, of types that can be compared with its own.',
    example: 'CREATE TABLE users (id int PRIMARY KEY, email text);\nCREATE TABLE orders (email text REFERENCES users (email));',
  },
  'invalid-index': {
    why: 'The access method cannot do what the index asks for.',
    example: 'CREATE TABLE users (email text);\nCREATE UNIQUE INDEX users_email ON users USING hash (email);',
  },
  'invalid-literal': {
    why: 'The text in quotes is not one that the type reads.',
    example: "CREATE TABLE users (id int, age int DEFAULT 'young');",
  },
  'invalid-sequence': {
    why: 'The options of a sequence, or of an identity column, exclude each other.',
    example: 'CREATE SEQUENCE numbers MINVALUE 10 MAXVALUE 5;',
  },
  'invalid-table-definition': {
    why: 'Each clause is valid, but not all of them together.',
    example: 'CREATE TABLE users (id int PRIMARY KEY, email text PRIMARY KEY);',
  },
  'invalid-trigger': {
    why: 'A trigger sees OLD, NEW and transition tables only at events that have them.',
    example: "CREATE TABLE users (id int, name text);\nCREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;\nCREATE TRIGGER note AFTER INSERT OR UPDATE ON users FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION note();",
  },
  'invalid-type-modifier': {
    why: 'The type takes no number in parentheses, or another one.',
    example: 'CREATE TABLE users (name varchar(0));',
  },
  'system-catalog-query': {
    why: 'SQLite and D1 have no `pg_catalog` and no `information_schema`. DO blocks may ask them (they are answered from the schema as the migrations leave it); statements about rows may not.',
    example: 'CREATE TABLE found (name text);\nINSERT INTO found SELECT relname FROM pg_class;',
  },
  'system-column': {
    why: 'Columns such as `xmin` and `tableoid` say how Postgres stores a row. Other databases store it otherwise.',
    example: 'CREATE TABLE users (id int);\nDELETE FROM users WHERE xmin IS NULL;',
  },
  'system-schema': {
    why: 'Schemas that begin with `pg_` are kept for Postgres.',
    example: 'CREATE SCHEMA pg_mine;',
  },
  'type-mismatch': {
    why: 'The value is of another type than is asked for, and Postgres converts it only when a cast is written.',
    example: 'CREATE TABLE users (id int, active boolean);\nALTER TABLE users ALTER COLUMN active TYPE int;',
  },
  'unknown-column': {
    why: 'No table of the statement has a column of this name at this point of the history. Names in double quotes are compared with their case.',
    example: 'CREATE TABLE users (id int, email text);\nUPDATE users SET emial = lower(email);',
  },
  'unknown-constraint': {
    why: 'The table has no constraint of this name. Those without a name of their own were given one: `users_pkey`, `users_email_key`, `orders_user_id_fkey`, `users_age_check`.',
    example: 'CREATE TABLE users (id int PRIMARY KEY);\nALTER TABLE users DROP CONSTRAINT users_pk;',
  },
  'unknown-extension': {
    why: 'The extension was not created before.',
    example: 'DROP EXTENSION citext;',
  },
  'unknown-function': {
    why: 'Neither Postgres nor an extension that is known here has a function of this name for these types, and no migration has created one.',
    example: 'CREATE TABLE users (email text DEFAULT lowercase(\'A\'));',
  },
  'unknown-index': {
    why: 'There is no index of this name at this point of the history.',
    example: 'CREATE TABLE users (email text);\nCREATE INDEX users_email ON users (email);\nDROP INDEX users_emial;',
  },
  'unknown-operator': {
    why: 'The operator does not exist for these types; most often one side needs a cast.',
    example: 'CREATE TABLE users (id int, name text);\nDELETE FROM users WHERE name = id;',
  },
  'unknown-parameter': {
    why: 'A migration is not given parameters.',
    example: 'CREATE TABLE users (id int);\nDELETE FROM users WHERE id = $1;',
  },
  'unknown-schema': {
    why: `The schema was not created before.\n\nSupabase has schemas of its own before the first migration. Put this before yours, as \`00000000000000_supabase.sql\`: on SQLite and D1 it makes what they refer to, in Supabase it does nothing.\n\n\`\`\`sql\n${SUPABASE_BEGINNING}\n\`\`\``,
    example: 'CREATE TABLE auth.users (id int);',
  },
  'unknown-sequence': {
    why: 'There is no sequence of this name at this point of the history. That of a serial column is named after it: `users_id_seq`.',
    example: 'CREATE TABLE users (id serial PRIMARY KEY);\nDROP SEQUENCE user_id_seq;',
  },
  'unknown-table': {
    why: 'There is no table or view of this name at this point of the history: it is misspelt, comes later, or was renamed or dropped before.',
    example: 'CREATE TABLE orders (id int);\nALTER TABLE order_s ADD COLUMN total int;',
  },
  'unknown-trigger': {
    why: 'The table has no trigger of this name.',
    example: 'CREATE TABLE users (id int);\nDROP TRIGGER touch ON users;',
  },
  'unknown-type': {
    why: 'Neither Postgres nor an extension that is known here has a type of this name, and no migration has created one.',
    example: 'CREATE TABLE users (id int, created_at datetime);',
  },
  'unknown-window': {
    why: 'The query has no WINDOW clause with this name.',
    example: 'CREATE TABLE scores (player int, points int);\nCREATE VIEW ranks AS SELECT player, rank() OVER w FROM scores;',
  },
  'view-not-updatable': {
    why: 'Postgres changes rows through a view only where each of its rows is one row of one table, and only in columns that are the table\'s own.',
    example: 'CREATE TABLE orders (id int PRIMARY KEY, cents int);\nCREATE VIEW totals AS SELECT sum(cents) AS cents FROM orders;\nUPDATE totals SET cents = 0;',
  },
  'wrong-object-type': {
    why: 'The statement is for another kind of object than the one that has this name.',
    example: 'CREATE TABLE users (id int);\nDROP VIEW users;',
  },
} as const satisfies Partial<Record<Code, Explanation>>;
