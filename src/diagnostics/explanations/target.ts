import type { Code } from '../codes.js';
import type { Explanation } from './explanation.js';

const columns = Array.from({ length: 101 }, (_, index) => `c${index} int`).join(', ');

/** What SQLite and D1 do otherwise, or cannot do. */
export const TARGET_EXPLANATIONS = {
  'constraint-by-trigger': {
    why: 'SQLite allows neither a subquery nor the current time in a CHECK, has no EXCLUDE, and knows no `NOT VALID`. Where a constraint needs one of them, two triggers hold it instead: they reject the same rows, with the message of Postgres. Rows that are there already are checked once, when the constraint is added; those of a CHECK that is `NOT VALID` when `VALIDATE CONSTRAINT` makes it an ordinary one.',
    example: "CREATE TABLE offers (title text CHECK (title ~ '(ab|ba)+c'), ends timestamptz CHECK (ends > now()));",
  },
  'constraint-validated-early': {
    why: 'Postgres adds a `NOT VALID` foreign key without looking at the rows that are there, and checks them when `VALIDATE CONSTRAINT` is run. SQLite has no such state: rows are checked when the key is added. If existing rows violate it, the migration fails there: mend them before. A CHECK that is `NOT VALID` is held by triggers until it is validated.',
    example: 'CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE orders (id int, owner int);\nALTER TABLE orders ADD CONSTRAINT orders_owner FOREIGN KEY (owner) REFERENCES users NOT VALID;',
  },
  'empty-table-unsupported': {
    why: 'Postgres has tables and views without columns. SQLite does not.',
    example: 'CREATE TABLE nothing ();',
  },
  'lossy-exclusion': {
    why: 'An EXCLUDE constraint compares each row with all others by operators of your choice. Triggers do that for `=` and its like and for ranges that overlap. For other operators the table is created without it: rows that Postgres would reject are accepted there.',
    example: 'CREATE TABLE rooms (opens int, closes int, EXCLUDE USING gist (int4range(opens, closes) WITH -|-));',
  },
  'expression-too-deep': {
    why: 'The target refuses expressions that are nested deeper than its limit: 1000 levels on SQLite, 100 on D1.',
    example: [{ '001_deep.sql': `CREATE TABLE t (n int);\nUPDATE t SET n = ${'n + '.repeat(101)}1;` }, 'transmigrate transpile --to d1 --stdout'],
  },
  'foreign-key-set-columns': {
    why: 'In Postgres, ON DELETE SET NULL may name the columns that it sets. In SQLite it sets all columns of the key, so a trigger of the referenced table sets those that are named.',
    example:
      'CREATE TABLE users (tenant int, id int, PRIMARY KEY (tenant, id));\nCREATE TABLE posts (tenant int, author int, FOREIGN KEY (tenant, author) REFERENCES users ON DELETE SET NULL (author));',
  },
  'index-include-ignored': {
    why: 'INCLUDE columns spare Postgres a look at the table. They change no result, so SQLite gets the index without them.',
    example: 'CREATE TABLE users (id int, email text, name text);\nCREATE INDEX users_email ON users (email) INCLUDE (name);',
  },
  'inheritance-apart': {
    why: 'A table that INHERITS another one has its columns, NOT NULLs and CHECKs, and takes part when those change; statements of migrations that read the parent read the rows of its children too, as in Postgres. SQLite knows nothing of that: what an application reads from the parent are the parent\'s own rows. Where the parent only lends its columns, as a table without rows does, there is no difference.',
    example: 'CREATE TABLE dated (created timestamptz NOT NULL DEFAULT now());\nCREATE TABLE users (id int PRIMARY KEY, name text) INHERITS (dated);',
  },
  'inheritance-unsupported': {
    why: 'Each table of a family is a table of its own here. What a migration reads from a parent or changes in it is written out for the children that are there, and views for those that come later. What triggers, WITH and MERGE change in a parent cannot be written once for each table, nor can a view be that asks for ctid or gives columns other names in FROM.',
    example: 'CREATE TABLE dated (created timestamptz NOT NULL DEFAULT now());\nCREATE VIEW days AS SELECT at::date AS day FROM dated AS d (at);\nCREATE TABLE notes (id int PRIMARY KEY) INHERITS (dated);',
  },
  'generated-anew': {
    why: 'A function that a generated column calls is replaced. Postgres keeps the values that are stored until their rows are updated. On SQLite the table is made again, and with it the values of all rows.',
    example: "CREATE FUNCTION shape(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || 1';\nCREATE TABLE codes (code text, shaped text GENERATED ALWAYS AS (shape(code)) STORED);\nINSERT INTO codes (code) VALUES ('a');\nCREATE OR REPLACE FUNCTION shape(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || 2';",
  },
  'generated-by-trigger': {
    why: 'SQLite allows no subquery in a generated column, and some functions need one there, such as `md5()` and `regexp_replace()`. The column is an ordinary one that triggers fill with each INSERT and UPDATE, after all others. RETURNING shows it as it was before, ON CONFLICT over it does not find the new row\'s value, and a value that a statement gives to it is replaced, where Postgres rejects the statement.',
    example: 'CREATE TABLE files (content text, hash text GENERATED ALWAYS AS (md5(content)) STORED);',
  },
  'json-part-text': {
    why: "`->>` gives the text of what it selects. Where that is an object or an array, Postgres writes jsonb with blanks after colons and commas and json as it came, and SQLite writes both without blanks. Statements and triggers of migrations write it as Postgres does with jsonb; in views, generated columns and CHECKs that would take a query for each value, so there it stays as SQLite writes it. Texts, numbers and booleans are the same.",
    example: "CREATE TABLE posts (id int, data jsonb);\nCREATE VIEW titles AS SELECT id, data ->> 'title' AS title FROM posts;",
  },
  'key-by-index': {
    why: 'SQLite takes no generated column into a primary key, but into a unique index it does. The columns are NOT NULL, as those of a key are, and foreign keys may point at them.',
    example: "CREATE TABLE folders (path text, depth int GENERATED ALWAYS AS (length(path) - length(replace(path, '/', ''))) STORED, PRIMARY KEY (depth, path));",
  },
  'like-pattern-too-long': {
    why: 'D1 refuses LIKE patterns of more than 50 bytes when the statement runs; SQLite allows 50,000.',
    example: [{ '001_spam.sql': `CREATE TABLE mails (body text);\nDELETE FROM mails WHERE body LIKE '${'buy now '.repeat(7)}%';` }, 'transmigrate transpile --to d1 --stdout'],
  },
  'lossy-array': {
    why: 'Arrays are JSON. Postgres counts all elements of an array of several dimensions, appends rows to it and reads one element by all of its subscripts; here each row is a list in a list, and functions and operators see the outer one.',
    example: "CREATE TABLE boards (id int, cells int[][]);\nINSERT INTO boards VALUES (1, '{{0,1},{1,0}}');",
  },
  'lossy-case-folding': {
    why: 'SQLite knows upper and lower case of A to Z only: `lower(\'É\')` stays `É`, and ILIKE and citext tell `é` from `É`.',
    example: 'CREATE TABLE users (email text);\nCREATE UNIQUE INDEX users_email ON users (lower(email));',
  },
  'lossy-char-padding': {
    why: 'Postgres fills `char(n)` with blanks and leaves them out of comparisons. Migrations write such values without them, which compares in the same way; what the application itself writes with blanks at its end is kept so.',
    example: 'CREATE TABLE countries (code char(2));',
  },
  'lossy-check': {
    why: 'The condition of a CHECK uses something that the target cannot compute, such as a regular expression with a back reference. The table is created without it: rows that Postgres would reject are accepted there.',
    example: "CREATE TABLE users (name text CHECK (name !~ '(.)\\1'));",
  },
  'lossy-collation': {
    why: 'SQLite compares text byte by byte (the collation "C"). Other orders of letters are not available.',
    example: 'CREATE TABLE users (name text);\nCREATE VIEW sorted AS SELECT name FROM users ORDER BY name COLLATE "de-x-icu";',
  },
  'lossy-ctid': {
    why: 'Postgres tells where a row is stored, and an UPDATE moves it. SQLite numbers rows as they come. To tell duplicates apart, both will do; which of them is the first can differ where rows were updated before.',
    example: 'CREATE TABLE tags (name text);\nDELETE FROM tags a USING tags b WHERE a.ctid > b.ctid AND a.name = b.name;',
  },
  'lossy-deferrable-unique': {
    why: 'Postgres can check a deferrable unique constraint at the end of the statement or of the transaction. SQLite checks after each row: `UPDATE t SET n = n + 1` can fail there. Where a migration updates the columns of a unique constraint, its index is taken away for so long; what the application writes, and a primary key, is checked row by row.',
    example: 'CREATE TABLE pages (id int, position int UNIQUE DEFERRABLE INITIALLY DEFERRED);',
  },
  'lossy-division-by-zero': {
    why: 'Postgres raises an error; in SQLite the result is NULL.',
    example: 'CREATE TABLE orders (total int, parts int);\nUPDATE orders SET total = total / parts;',
  },
  'lossy-index': {
    why: 'The target cannot work out what the index is over: a function or type that it does not have, or one that its indexes may not call. An index that is not unique only makes queries faster, so it is left out. A unique index is refused.',
    example: "CREATE TABLE posts (id int, body text);\nCREATE INDEX posts_plain ON posts (regexp_replace(body, '<[^>]+>', '', 'g'));",
  },
  'lossy-index-method': {
    why: 'SQLite has B-trees only. The index is made on the same columns; queries that only GIN or GiST can serve will not use it.',
    example: "CREATE TABLE posts (id int, tags jsonb);\nCREATE INDEX posts_tags ON posts USING gin (tags);",
  },
  'lossy-index-predicate': {
    why: 'The target cannot work out in an index which rows its predicate picks. The index is over all rows instead: larger, and of the same use to queries. A unique index is refused.',
    example: "CREATE TABLE posts (id int, name text, tags jsonb);\nCREATE INDEX posts_pinned ON posts (name) WHERE tags ? 'pinned';",
  },
  'lossy-json-containment': {
    why: 'With a constant on one side, `@>` becomes tests of the paths that the constant has. Where only the rows know both documents, their paths are compared; an object or array that is an element of an array has no path of its own to compare, and the statement fails where the contained document has one.',
    example: 'CREATE TABLE jobs (id int, tags jsonb);\nCREATE TABLE workers (id int, tags jsonb);\nCREATE VIEW fitting AS SELECT jobs.id, workers.id AS worker FROM jobs JOIN workers ON workers.tags @> jobs.tags;',
  },
  'lossy-json-equality': {
    why: 'jsonb is stored as JSON text. Postgres ignores the order of keys and sees `1.0` and `1` as equal when it compares; text does not.',
    example: "CREATE TABLE posts (id int, tags jsonb, old jsonb);\nDELETE FROM posts WHERE tags = old;",
  },
  'lossy-json-text': {
    why: 'Postgres writes jsonb with sorted keys and with blanks after colons and commas. In CHECKs, generated columns and indexes, which have no queries, keys stay in the order in which they came, without blanks. The text of what json_build_object() and its like have built has no blanks either.',
    example: "CREATE TABLE posts (id int, tags jsonb, CHECK (length(tags::text) < 1000));",
  },
  'lossy-like-escape': {
    why: 'In Postgres a backslash in a LIKE pattern takes away the meaning of the next character. In SQLite it does so only with an ESCAPE clause, which fails on patterns that end in one.',
    example: 'CREATE TABLE rules (id int, pattern text, name text);\nDELETE FROM rules WHERE name LIKE pattern;',
  },
  'lossy-match-full': {
    why: 'With MATCH FULL, a key must be NULL in all of its columns or in none. SQLite parses it and checks MATCH SIMPLE: one NULL is enough to pass.',
    example: 'CREATE TABLE users (tenant int, id int, PRIMARY KEY (tenant, id));\nCREATE TABLE posts (tenant int, author int, FOREIGN KEY (tenant, author) REFERENCES users MATCH FULL);',
  },
  'lossy-number-text': {
    why: 'Postgres writes a floating-point number with as many digits as it takes to read it back; SQLite writes 15.',
    example: 'CREATE TABLE points (x double precision, label text);\nUPDATE points SET label = x::text;',
  },
  'lossy-numeric': {
    why: 'The mapping `classic` stores numeric as REAL, which keeps about 15 digits, and sums of decimals are not exact. What a migration or a trigger stores is rounded to the digits of its column as Postgres rounds decimals (`1.005` to `1.01`); what the application writes is stored as it comes. The mapping `exact` stores them as text.',
    example: 'CREATE TABLE orders (total numeric(19,4));',
  },
  'lossy-password': {
    why: "SQLite has no crypt(). The hash of a password that stands in the migration is worked out when the migration is transpiled. It always has the same salt, so that the same migration gives the same SQL; Postgres takes a new one each time. Whoever reads the migration knows the password anyway: let its owner change it, or insert the account from the application.",
    example: "CREATE EXTENSION pgcrypto;\nCREATE TABLE accounts (id int PRIMARY KEY, password text);\nINSERT INTO accounts VALUES (1, crypt('secret', gen_salt('bf')));",
  },
  'lossy-row-security': {
    why: 'SQLite and D1 have no users, so policies cannot hold there.',
    example: 'CREATE TABLE orders (id int, tenant int);\nALTER TABLE orders ENABLE ROW LEVEL SECURITY;',
  },
  'lossy-search': {
    why: 'Only Postgres makes search documents (tsvector) and searches them. Here the column is there and always NULL, also where it is NOT NULL in Postgres; its indexes, and triggers and updates that do nothing but fill it, are left out. So the rest of the schema runs. A statement that searches (`@@`, `ts_rank`), or reads a document in any other way, is refused where it stands.',
    example: "CREATE TABLE posts (id int, body text, search tsvector GENERATED ALWAYS AS (to_tsvector('english', body)) STORED);\nCREATE INDEX posts_search ON posts USING gin (search);",
  },
  'lossy-sequence-row': {
    why: 'Postgres keeps a sequence as a row: its last value, and whether that has been given already. SQLite keeps beside an AUTOINCREMENT column only the last number that was given. After `setval(name, n, false)` Postgres shows n, which has not been given, and here stands the number before it; the next number is the same.',
    example: `CREATE TABLE tickets (id serial PRIMARY KEY);\nCREATE TABLE marks AS SELECT last_value FROM tickets_id_seq;`,
  },
  'lossy-session': {
    why: 'SQLite has neither roles nor settings that an application gives its session. The name of the current user is a constant, and a setting such as `app.user_id` is NULL, as in a session that never sets it. Where the value matters, let the application write it into the column.',
    example: "CREATE TABLE notes (id int, author text NOT NULL DEFAULT current_user, tenant uuid DEFAULT current_setting('app.tenant', true)::uuid);",
  },
  'lossy-time-zone': {
    why: 'SQLite has no history of time zones. What `AT TIME ZONE` adds is what the clocks of the place show by the rules of today; moments before the year that is named may be another hour in Postgres.',
    example: "CREATE TABLE visits (id int, at timestamptz);\nCREATE VIEW days AS SELECT id, (at AT TIME ZONE 'America/Sao_Paulo')::date AS day FROM visits;",
  },
  'lossy-timestamp': {
    why: 'The mapping `exact` keeps timestamps to the millisecond: a constant with more digits is rounded. SQLite itself counts milliseconds, so what is added to a timestamp is rounded in both mappings. Times of the day are kept and added to the microsecond.',
    example: [{ '001_events.sql': "CREATE TABLE events (at timestamptz);\nINSERT INTO events VALUES ('2024-01-31 12:00:00.123456+00');" }, 'transmigrate up --mapping exact'],
  },
  'lossy-type': {
    why: 'SQLite has no such type. Values are kept as text; the operators and the input checks of the type are not there.',
    example: 'CREATE TABLE visits (id int, address inet);',
  },
  'lossy-unaccent': {
    why: 'What `unaccent()` of Postgres makes of a letter stands in a list of its own. Here the Latin letters are known, accented Greek and Cyrillic ones and typographic marks such as dashes and quotes; symbols and letters of other scripts stay as they are.',
    example: 'CREATE EXTENSION unaccent;\nCREATE TABLE places (id int, name text);\nUPDATE places SET name = unaccent(name);',
  },
  'name-clash': {
    why: 'In Postgres, names in double quotes keep their case and may differ in nothing else. SQLite takes them for the same name.',
    example: 'CREATE TABLE users (id int);\nCREATE TABLE "Users" (id int);',
  },
  'partitioning-ignored': {
    why: 'SQLite has no partitions. The rows of all partitions are in one table, which holds the same rows for every query of it. The statements of migrations write only rows that a partition takes; what the application writes is not held to that, so that it goes on where no partition has been made for the next month.',
    example: 'CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);',
  },
  'sequence-as-table': {
    why: 'SQLite has no sequences. One that numbers a single integer column becomes AUTOINCREMENT of that column. Any other is kept in a table of its name, with `last_value`, `is_called` and `increment_by`; triggers take the numbers for defaults and for `nextval()` in trigger functions. To take one by hand: `UPDATE s SET last_value = iif(is_called, last_value + increment_by, last_value), is_called = 1 RETURNING last_value`.',
    example: "CREATE SEQUENCE numbers START WITH 100;\nCREATE TABLE orders (id int PRIMARY KEY, code text);\nINSERT INTO orders VALUES (1, 'O-' || nextval('numbers'));",
  },
  'sequence-options-ignored': {
    why: 'SQLite numbers rows with the highest number plus one. A sequence that takes other steps, or that begins again at its end, has no counterpart.',
    example: 'CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY (INCREMENT BY 10) PRIMARY KEY);',
  },
  'numbers-after-given': {
    why: 'Where a statement gives a serial or identity column its number, Postgres leaves the sequence where it is: the next row without a number gets the next one of the sequence, which may be lower. SQLite goes on behind the highest number in the table. Rows get the same numbers everywhere once setval() has set the sequence behind the given ones.',
    example: `CREATE TABLE roles (id serial PRIMARY KEY, name text);\nINSERT INTO roles (id, name) VALUES (10, 'admin');\nINSERT INTO roles (name) VALUES ('guest');`,
  },
  'serial-outside-primary-key': {
    why: 'SQLite numbers rows by itself only in a primary key of one integer column. Elsewhere a trigger gives the next number, the highest plus one; numbers of rows that were deleted can come again.',
    example: 'CREATE TABLE orders (id uuid PRIMARY KEY, number serial);',
  },
  'statement-too-long': {
    why: 'D1 takes statements of up to 100,000 bytes.',
    example: [{ '001_seed.sql': `CREATE TABLE texts (body text);\nINSERT INTO texts VALUES ('${'lorem ipsum '.repeat(9000)}');` }, 'transmigrate transpile --to d1 --stdout'],
  },
  'too-many-columns': {
    why: 'D1 takes 100 columns a table, SQLite 2,000.',
    example: [{ '001_wide.sql': `CREATE TABLE wide (${columns});` }, 'transmigrate transpile --to d1 --stdout'],
  },
  'unsupported-cast': {
    why: 'There is no SQL that turns one type into the other on this target as Postgres does.',
    example: 'CREATE TABLE shifts (starts text);\nINSERT INTO shifts VALUES (now()::timetz::text);',
  },
  'unsupported-expression': {
    why: 'The expression has no form on this target that always gives what Postgres gives.',
    example: 'CREATE TABLE users (id int);\nDELETE FROM users WHERE id IN (SELECT id FROM users TABLESAMPLE system (10));',
  },
  'unsupported-function': {
    why: 'The function has no counterpart on this target, and none can be made of what there is.',
    example: "CREATE TABLE posts (body text);\nDELETE FROM posts WHERE ts_headline(body, to_tsquery('spam')) <> body;",
  },
  'unsupported-literal': {
    why: 'The constant is valid in Postgres, but the target cannot hold the value.',
    example: "CREATE TABLE points (x double precision DEFAULT 'NaN');",
  },
  'unsupported-operator': {
    why: 'The operator has no counterpart on this target for these types.',
    example: "CREATE TABLE mails (body text);\nDELETE FROM mails WHERE body::tsvector @@ 'spam'::tsquery;",
  },
  'rule-by-trigger': {
    why: 'Postgres writes a statement anew by its rules: what a rule says is done once for all of its rows, instead of it or besides. Here a trigger does it for each row, before any other trigger. Rules are refused for which that is not the same: those that add up (SET n = n + NEW.n where several rows may fit), gather rows, read what they change, or work out NEW.id with another number than the row gets. Two things may still show: the order in which rows come, and a statement whose own WHERE asks a table that the rule has changed by then.',
    example: 'CREATE TABLE ledger (id int PRIMARY KEY, cents int NOT NULL);\nCREATE RULE ledger_stays AS ON UPDATE TO ledger DO INSTEAD NOTHING;',
  },
  'view-by-triggers': {
    why: 'Postgres changes the table below when an application writes to a view that shows its columns and nothing else. SQLite\'s views take no changes without a trigger, so such a view gets INSTEAD OF triggers, if it shows the primary key or another key without NULL. Statements of migrations need none: they are printed for the table. Three things differ for the application. A trigger cannot tell a column that is left out from NULL, so that NULL gives the default of a column that has one. RETURNING shows the values that the statement gives, without numbers and defaults. And SQLite counts no changed rows: changes() is 0, and last_insert_rowid() stays as it was. SQLite refuses INSERT .. ON CONFLICT and an alias of the view in UPDATE and DELETE. A view WITH CHECK OPTION takes only DELETE, and one takes no UPDATE whose table has triggers for certain columns only (UPDATE OF).',
    example: 'CREATE TABLE customers (id int PRIMARY KEY, name text, gone boolean NOT NULL DEFAULT false);\nCREATE VIEW current_customers AS SELECT id, name FROM customers WHERE NOT gone;',
  },
  'unsupported-statement': {
    why: 'The statement makes something that the target does not have.',
    example: 'CREATE TABLE users (id int);\nCREATE RULE quiet AS ON DELETE TO users DO ALSO DELETE FROM users;',
  },
  'unsupported-type': {
    why: 'Values of the type would lose what they are for: they could neither be compared nor searched. In the configuration you may choose how to store them.',
    example: 'CREATE TABLE bookings (id int, during tstzmultirange);',
  },
} as const satisfies Partial<Record<Code, Explanation>>;
