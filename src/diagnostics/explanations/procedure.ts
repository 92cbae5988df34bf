import type { Code } from '../codes.js';
import type { Explanation } from './explanation.js';

const TRIGGERS = 'CREATE TABLE users (id int PRIMARY KEY, name text, n int);\nCREATE TABLE log (id int, note text NOT NULL);\n';

/** Functions, triggers and DO blocks on SQLite and D1. */
export const PROCEDURE_EXPLANATIONS = {
  'do-block-unsupported': {
    why: 'DO blocks are carried out when the migration is planned, against the schema as it is then. Rows may decide what happens to rows, but not what happens to the schema: they are not known at that time, unless only migrations have written them.',
    example: "CREATE TABLE users (id int, name text);\nINSERT INTO users SELECT n FROM generate_series(1, 3) n;\nDO $$ BEGIN\n  IF NOT EXISTS (SELECT 1 FROM users WHERE name IS NULL) THEN\n    ALTER TABLE users ALTER COLUMN name SET NOT NULL;\n  END IF;\nEND $$;",
  },
  'function-by-name': {
    why: 'Functions that make a UUID are often written by hand, bit by bit, for servers that do not have them yet. What is made of a random UUID, random bytes and the time is worked out from the body; where the body does something else that SQLite cannot do, a function that is called uuid_generate_v4, uuid_generate_v7, uuidv7 or the like and takes nothing gives a random or time-ordered UUID here, as its name says.',
    example: "CREATE FUNCTION uuid_generate_v7() RETURNS uuid LANGUAGE plpgsql AS $$ BEGIN RETURN encode(set_bit(decode(md5(clock_timestamp()::text), 'hex'), 52, 1), 'hex')::uuid; END $$;\nCREATE TABLE users (id uuid PRIMARY KEY DEFAULT uuid_generate_v7());",
  },
  'lossy-exception-handler': {
    why: 'A trigger of SQLite cannot catch an error and go on. Most errors are foreseen, and the handler runs as in Postgres: whether a value can be worked out, a key is there already, a parent is missing, NOT NULL or a CHECK would be broken, and what the body raises itself is asked before the block. Where an error is not foreseen (of another trigger, a number out of range) or the block does what cannot be looked through (loops, several rows at once), the whole statement fails where Postgres runs the handler. Where nothing fails there is no difference.',
    example: `${TRIGGERS}CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (NEW.id, NEW.name); RETURN NEW; EXCEPTION WHEN OTHERS THEN RAISE WARNING 'not noted'; RETURN NEW; END $$;\nCREATE TRIGGER note AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION note();`,
  },
  'lossy-trigger-depth': {
    why: 'A trigger of SQLite is not told how deep it is, so triggers whose statements may fire one that asks for pg_trigger_depth() write down that they are at work. What a foreign key changes or deletes, Postgres does within a trigger of its own; here that is told by the parent, which is gone by then. In a table with a key to itself one statement may delete both: a row that comes after its parent then seems to go with it.',
    example: `CREATE TABLE folders (id int PRIMARY KEY, parent int REFERENCES folders ON DELETE CASCADE);\nCREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF pg_trigger_depth() = 1 AND OLD.parent IS NOT NULL THEN RAISE EXCEPTION 'folders go with their parents'; END IF; RETURN OLD; END $$;\nCREATE TRIGGER keep BEFORE DELETE ON folders FOR EACH ROW EXECUTE FUNCTION keep();`,
  },
  'notification-ignored': {
    why: 'SQLite and D1 are not asked by listeners, so a trigger that sends a notification does nothing.',
    example: `${TRIGGERS}CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('users', 'new'); RETURN NEW; END $$;\nCREATE TRIGGER tell AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION tell();`,
  },
  'rounds-left-out': {
    why: 'The loop does something to the schema for each row of a table, as for each table that users have made or for each tenant. SQLite has no dynamic SQL, so the statements must be known when the SQL is written. No migration has put a row into the table: on a new database the loop does nothing. A statement in its place has the database look whether that is so; where there are rows, the migration fails and changes nothing.',
    example: [{ '001_tenants.sql': `CREATE TABLE tenants (slug text PRIMARY KEY);`, '002_notes.sql': `DO $$ DECLARE name text; BEGIN FOR name IN SELECT slug FROM tenants LOOP EXECUTE format('CREATE TABLE %I (id int PRIMARY KEY)', name || '_notes'); END LOOP; END $$;` }, 'transmigrate up'],
  },
  'rows-supposed': {
    why: 'SQLite has no IF around a statement that changes the schema, so whether it runs must be known when the SQL is written. Where the condition is over a table into which only migrations write, as the list of a tool or a version number is, it is known: the rows are read in the migrations. A statement before it has the database look whether they are still the same; where they are not, the migration fails and changes nothing.',
    example: `CREATE TABLE version (number int NOT NULL);\nINSERT INTO version VALUES (1);\nCREATE TABLE notes (id int PRIMARY KEY);\nDO $$ BEGIN IF (SELECT number FROM version) < 2 THEN ALTER TABLE notes ADD COLUMN body text; UPDATE version SET number = 2; END IF; END $$;`,
  },
  'server-work-ignored': {
    why: 'pg_cron, pg_net and Supabase make the server of Postgres work by itself: it runs statements at their times and sends requests and messages. A database in a file does nothing while nobody asks it, so such calls are left out, in triggers too. Where the value of one is used, it is NULL.',
    example: `SELECT cron.schedule('clean', '0 3 * * *', 'DELETE FROM sessions WHERE expires_at < now()');`,
  },
  'trigger-adds-per-row': {
    why: 'SQLite has triggers for each row only. What a statement trigger adds once, such as one to a version or a row to a log, is added for each row that the statement changes: the same where it changes one.',
    example: `${TRIGGERS}CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE log SET id = id + 1; RETURN NULL; END $$;\nCREATE TRIGGER t AFTER INSERT ON users FOR EACH STATEMENT EXECUTE FUNCTION f();`,
  },
  'trigger-after-constraints': {
    why: 'A SQLite trigger cannot change the row that is being inserted: it updates the row once it is there. NOT NULL and CHECKs of such columns are held by triggers too, which work the new value out; but a random value would be another one, so that a CHECK of it stays with the column and is asked of what the statement gives.',
    example: [{ '../transmigrate.config.json': '{ "accept": ["trigger-sets-row-later"] }', '001_code.sql': `CREATE TABLE invitations (id int PRIMARY KEY, code text CHECK (length(code) = 8));\nCREATE FUNCTION code() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.code := left(md5(random()::text), 8); RETURN NEW; END $$;\nCREATE TRIGGER code BEFORE INSERT ON invitations FOR EACH ROW EXECUTE FUNCTION code();` }, 'transmigrate up'],
  },
  'trigger-broken': {
    why: 'Postgres reads the body of a function when it runs. This one names what is not there, so each statement that fires the trigger would fail; the same happens here.',
    example: `${TRIGGERS}CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.nmae := 'x'; RETURN NEW; END $$;\nCREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();`,
  },
  'trigger-cascade-order': {
    why: 'In Postgres the AFTER triggers of rows that ON DELETE CASCADE and its like take along wait until those of the rows that the statement names are through. In SQLite such a row is gone, with all that its triggers do, before the triggers of its parent go on. It is said where that shows: one trigger reads what the other writes, or both add rows to one table that numbers them.',
    example: `${TRIGGERS}CREATE TABLE gone (place serial PRIMARY KEY, id int);\nCREATE TABLE posts (id int PRIMARY KEY, author int REFERENCES users ON DELETE CASCADE);\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO gone (id) VALUES (OLD.id); RETURN NULL; END $$;\nCREATE TRIGGER t AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION f();\nCREATE TRIGGER t AFTER DELETE ON posts FOR EACH ROW EXECUTE FUNCTION f();`,
  },
  'trigger-checked-by-key': {
    why: 'A constraint trigger that is INITIALLY DEFERRED waits in Postgres until the transaction ends, one FOR EACH STATEMENT until all rows of the statement are there, so that a condition may be broken for a while. Triggers of SQLite run with each row, but foreign keys can wait: a row that breaks the condition is written down in a table of ours, with a foreign key that names no row. Each change of a table that the condition asks takes away what holds by now; what is left fails the COMMIT or the statement. `transmigrate up` shows what the trigger says where a COMMIT of SQLite fails; D1 does not let anybody look. Foreign keys have to be on, as they are on D1 and in better-sqlite3.',
    example: `CREATE TABLE orders (id int PRIMARY KEY);\nCREATE TABLE items (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders (id));\nCREATE FUNCTION has_items() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM items WHERE order_id = NEW.id) THEN RAISE EXCEPTION 'order % is empty', NEW.id; END IF; RETURN NULL; END $$;\nCREATE CONSTRAINT TRIGGER has_items AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION has_items();`,
  },
  'trigger-not-deferred': {
    why: 'A constraint trigger that is INITIALLY DEFERRED waits in Postgres until the transaction ends. Where it only checks a condition over other rows it does here too; where it changes rows, or its function calls others, it runs at once, as all triggers of SQLite do: statements must come in an order that it can bear.',
    example: `${TRIGGERS}CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.n < 0 THEN RAISE EXCEPTION 'negative'; END IF; RETURN NULL; END $$;\nCREATE CONSTRAINT TRIGGER t AFTER INSERT ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f();`,
  },
  'trigger-per-row': {
    why: 'SQLite has triggers for each row only. A statement trigger becomes one of them where doing the work once a row ends in the same rows: also where it adds up or counts the rows of a transition table, which is the same sum row by row, or makes what belongs to a key of theirs anew, which the last of the rows completes.',
    example: `${TRIGGERS}CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM log WHERE id > 100; RETURN NULL; END $$;\nCREATE TRIGGER t AFTER INSERT ON users FOR EACH STATEMENT EXECUTE FUNCTION f();`,
  },
  'trigger-recursion': {
    why: 'Postgres fires a trigger again for the rows that the trigger itself changes, level by level: so a tree is followed from a node to its leaves. SQLite fires no trigger that is at work already, neither by itself nor by way of another one, unless `PRAGMA recursive_triggers = ON` is set on the connection. Where the conditions of the trigger show that nothing would happen the second time, nothing is said.',
    example: 'CREATE TABLE folders (id int PRIMARY KEY, parent int);\nCREATE TABLE gone (id int);\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO gone VALUES (OLD.id); RETURN NULL; END $$;\nCREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM folders WHERE parent = NEW.id; RETURN NULL; END $$;\nCREATE TRIGGER t AFTER DELETE ON folders FOR EACH ROW EXECUTE FUNCTION f();\nCREATE TRIGGER t AFTER INSERT ON gone FOR EACH ROW EXECUTE FUNCTION g();',
  },
  'trigger-row-by-row': {
    why: 'The trigger reads its own table. In Postgres an AFTER trigger sees all rows of the statement; in SQLite those that came so far. Or two triggers work on the same rows, so that it shows which comes first: Postgres fires the BEFORE triggers for all rows of a statement, then the AFTER triggers, then those FOR EACH STATEMENT one by one; SQLite all of them for one row before the next. Statements of one row are the same. Nothing is said where it comes to the same: a trigger reads the row itself by its key, or makes all that belongs to a key of the row anew, which the last of the rows completes.',
    example: `${TRIGGERS}CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log SELECT count(*), 'users' FROM users; RETURN NULL; END $$;\nCREATE TRIGGER t AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();`,
  },
  'trigger-sets-row-later': {
    why: 'SQLite cannot assign to NEW. What a BEFORE trigger gives to columns of the row is written by an AFTER trigger with an UPDATE, and RETURNING of the statement itself shows the row before that; so does `excluded` of ON CONFLICT, but in statements of migrations, into which the values are written. So is a default that takes a number of a sequence, or a query: its function reads tables or loops. NOT NULL and CHECKs of such columns are held by triggers, which ask them of the row as it will be.',
    example: `${TRIGGERS}CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := trim(NEW.name); RETURN NEW; END $$;\nCREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION f();`,
  },
  'trigger-truncate-ignored': {
    why: 'SQLite has no TRUNCATE: it becomes a DELETE of all rows, which fires no trigger of the kind.',
    example: `${TRIGGERS}CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM log; RETURN NULL; END $$;\nCREATE TRIGGER t AFTER TRUNCATE ON users FOR EACH STATEMENT EXECUTE FUNCTION f();`,
  },
  'trigger-unsupported': {
    why: 'The body of the trigger has no form as SQL statements with conditions, which is all that SQLite runs in a trigger: loops that return from the function or give NEW a value in rounds that change rows, statements whose text only the row knows and queries of the server are beyond it.',
    example: `${TRIGGERS}CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DELETE FROM ' || NEW.name; RETURN NEW; END $$;\nCREATE TRIGGER t AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();`,
  },
} as const satisfies Partial<Record<Code, Explanation>>;
