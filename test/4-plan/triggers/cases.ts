import type { Volatile } from '../../support/facts/compare-rows.js';

/** A schema with triggers, and statements after which all rows must be as they are in Postgres. */
export interface TriggerCase {
  readonly name: string;
  readonly schema: string;
  /** Each is run by itself; one that Postgres refuses must be refused by the target. */
  readonly script: readonly string[];
  readonly volatile?: Readonly<Record<string, Volatile>>;
  /** Something fires itself, which is told: the rows are those of Postgres where recursive_triggers is on. */
  readonly recursive?: true;
}

const plpgsql = (name: string, body: string): string => `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$\n${body}\n$$;`;

export const TRIGGER_CASES: readonly TriggerCase[] = [
  {
    name: 'RETURN OLD where nothing has changed, beside a version that counts',
    schema: `CREATE DOMAIN moment AS timestamptz DEFAULT '2000-01-01'; CREATE DOMAIN version AS int NOT NULL DEFAULT 1 CHECK (VALUE > 0);
      CREATE TABLE docs (id int PRIMARY KEY, body text, price numeric(8, 2), changed moment, version version);
      ${plpgsql('changed', 'BEGIN IF row(NEW.*) IS DISTINCT FROM row(OLD.*) THEN NEW.changed = now(); RETURN NEW; ELSE RETURN OLD; END IF; END')}
      ${plpgsql('counted', "BEGIN IF NEW IS DISTINCT FROM OLD AND NEW.version = OLD.version THEN EXECUTE format('UPDATE %I SET version = $1 WHERE id = $2', TG_RELID::regclass) USING OLD.version + 1, NEW.id; END IF; RETURN NULL; END")}
      CREATE TRIGGER changed BEFORE UPDATE ON docs FOR EACH ROW EXECUTE FUNCTION changed();
      CREATE TRIGGER counted AFTER UPDATE OF body, price, changed ON docs FOR EACH ROW EXECUTE FUNCTION counted();`,
    script: ["INSERT INTO docs (id, body, price) VALUES (1, 'a', 1), (2, 'b', NULL)", 'UPDATE docs SET body = body', "UPDATE docs SET body = 'c' WHERE id = 1", "UPDATE docs SET body = 'd', version = 9 WHERE id = 2", "UPDATE docs SET price = 2"],
    volatile: { 'docs.changed': 'now' },
  },
  {
    name: 'columns that are named in TG_ARGV stay as they are',
    schema: `CREATE TABLE deeds (id int PRIMARY KEY, owner text, at timestamptz, body text, rank numeric(6, 2)); CREATE TABLE seals (id uuid PRIMARY KEY, n int); CREATE TABLE tally (name text, n int);
      ${plpgsql('fixed', `DECLARE name text; was text; now_is text; BEGIN
        IF array_length(TG_ARGV, 1) IS NULL THEN RAISE EXCEPTION 'nothing is fixed'; END IF;
        FOREACH name IN ARRAY TG_ARGV LOOP
          EXECUTE format('SELECT $1.%I', name) INTO now_is USING NEW;
          EXECUTE format('SELECT $1.%I', name) INTO was USING OLD;
          IF now_is IS DISTINCT FROM was THEN RAISE EXCEPTION '%.% is fixed', TG_TABLE_NAME, name; END IF;
          IF name = ANY(TG_ARGV) AND TG_NARGS > 1 THEN INSERT INTO tally VALUES (name, TG_NARGS); END IF;
        END LOOP;
        IF FOUND THEN EXECUTE format('UPDATE %I SET n = n + 1 WHERE name = $1', 'tally') USING TG_RELID::regclass::text; END IF;
        RETURN NEW;
      END`)}
      CREATE TRIGGER fixed BEFORE UPDATE ON deeds FOR EACH ROW EXECUTE FUNCTION fixed('id', 'owner', 'at', 'rank');
      CREATE TRIGGER fixed BEFORE UPDATE ON seals FOR EACH ROW EXECUTE FUNCTION fixed('id');`,
    script: ["INSERT INTO tally VALUES ('deeds', 0), ('seals', 0)", "INSERT INTO deeds VALUES (1, 'a', '2024-02-03 04:05:06+00', 'x', 1), (2, NULL, NULL, 'y', NULL)", "INSERT INTO seals VALUES ('11111111-1111-1111-1111-111111111111', 1)", "UPDATE deeds SET body = 'z'", "UPDATE deeds SET owner = 'b' WHERE id = 1", "UPDATE deeds SET owner = 'b' WHERE id = 2", "UPDATE deeds SET at = NULL WHERE id = 1", 'UPDATE deeds SET rank = 2 WHERE id = 1', 'UPDATE deeds SET id = 7 WHERE id = 1', 'UPDATE seals SET n = 2', "UPDATE seals SET id = '22222222-2222-2222-2222-222222222222'"],
  },
  {
    name: 'a RETURN inside a branch that ends in an exception otherwise',
    schema: `CREATE TABLE kinds (id int PRIMARY KEY, kind text, parent int); CREATE TABLE grants (id int PRIMARY KEY, kind_id int, over int);
      ${plpgsql('check_grant', `DECLARE k text; p int; BEGIN
        IF NEW.over = NEW.kind_id THEN RETURN NEW; END IF;
        SELECT kind INTO k FROM kinds WHERE id = NEW.kind_id;
        IF k = 'tree' THEN
          SELECT parent INTO p FROM kinds WHERE id = NEW.over;
          IF p = NEW.kind_id THEN RETURN NEW; END IF;
          RAISE EXCEPTION 'not below it';
        END IF;
        CASE k WHEN 'free' THEN IF NEW.id > 90 THEN RETURN NULL; END IF; ELSE RAISE EXCEPTION 'unknown kind'; END CASE;
        NEW.over = -NEW.over;
        RETURN NEW;
      END`)}
      CREATE TRIGGER check_grant BEFORE INSERT OR UPDATE ON grants FOR EACH ROW EXECUTE FUNCTION check_grant();`,
    script: ["INSERT INTO kinds VALUES (1, 'tree', NULL), (2, 'leaf', 1), (3, 'leaf', NULL), (4, 'free', NULL)", 'INSERT INTO grants VALUES (1, 1, 1)', 'INSERT INTO grants VALUES (2, 1, 2)', 'INSERT INTO grants VALUES (3, 1, 3)', 'INSERT INTO grants VALUES (4, 4, 7)', 'INSERT INTO grants VALUES (91, 4, 7)', 'INSERT INTO grants VALUES (5, 2, 7)', 'UPDATE grants SET over = 2 WHERE id = 1'],
  },
  {
    name: 'one moment for several rows, and a row that must be there',
    schema: `CREATE TABLE shops (id int PRIMARY KEY, name text, seen timestamptz); CREATE TABLE aisles (id int PRIMARY KEY, shop int, seen timestamptz); CREATE TABLE goods (id int PRIMARY KEY, aisle int, n int, seen timestamptz);
      ${plpgsql('seen', `DECLARE moment timestamptz := clock_timestamp(); which int; BEGIN
        NEW.seen := moment;
        UPDATE aisles SET seen = moment WHERE id = OLD.aisle RETURNING shop INTO STRICT which;
        UPDATE shops SET seen = moment WHERE id = which;
        RETURN NEW;
      END`)}
      CREATE TRIGGER seen BEFORE UPDATE ON goods FOR EACH ROW EXECUTE FUNCTION seen();`,
    script: ["INSERT INTO shops VALUES (1, 'a', NULL), (2, 'b', NULL)", 'INSERT INTO aisles VALUES (1, 1, NULL), (2, NULL, NULL)', 'INSERT INTO goods VALUES (1, 1, 1, NULL), (2, 2, 1, NULL), (3, 3, 1, NULL)', 'UPDATE goods SET n = 2 WHERE id = 1', 'UPDATE goods SET n = 2 WHERE id = 2', 'UPDATE goods SET n = 2 WHERE id = 3'],
    volatile: { 'shops.seen': 'now', 'aisles.seen': 'now', 'goods.seen': 'now' },
  },
  {
    name: 'a tree that is followed level by level',
    schema: `CREATE TABLE nodes (id int PRIMARY KEY, parent int, path text);
      ${plpgsql('moved', "BEGIN UPDATE nodes SET path = NEW.path || '.' || id WHERE parent = NEW.id; RETURN NULL; END")}
      ${plpgsql('gone', 'BEGIN DELETE FROM nodes WHERE parent = OLD.id; RETURN NULL; END')}
      CREATE TRIGGER moved AFTER UPDATE OF path ON nodes FOR EACH ROW EXECUTE FUNCTION moved();
      CREATE TRIGGER gone AFTER DELETE ON nodes FOR EACH ROW EXECUTE FUNCTION gone();`,
    script: ["INSERT INTO nodes VALUES (1, NULL, 'a'), (2, 1, 'a.2'), (3, 2, 'a.2.3'), (4, 3, 'a.2.3.4'), (5, NULL, 'b')", "UPDATE nodes SET path = 'c' WHERE id = 1", 'DELETE FROM nodes WHERE id = 2'],
    recursive: true,
  },
  {
    name: 'two tables that keep each other the same',
    schema: `CREATE TABLE lefts (id int PRIMARY KEY, n int, seen int NOT NULL DEFAULT 0); CREATE TABLE rights (id int PRIMARY KEY, n int);
      ${plpgsql('to_right', 'BEGIN UPDATE rights SET n = NEW.n WHERE id = NEW.id AND n <> NEW.n; RETURN NULL; END')}
      ${plpgsql('to_left', 'BEGIN UPDATE lefts SET n = NEW.n, seen = seen + 1 WHERE id = NEW.id; RETURN NULL; END')}
      CREATE TRIGGER to_right AFTER UPDATE ON lefts FOR EACH ROW EXECUTE FUNCTION to_right();
      CREATE TRIGGER to_left AFTER UPDATE ON rights FOR EACH ROW EXECUTE FUNCTION to_left();`,
    script: ['INSERT INTO lefts VALUES (1, 1), (2, 2)', 'INSERT INTO rights VALUES (1, 1), (2, 2)', 'UPDATE lefts SET n = 5 WHERE id = 1', 'UPDATE rights SET n = n + 1'],
    recursive: true,
  },
  {
    name: 'triggers that do nothing when they are fired again',
    schema: `CREATE TABLE cards (id int PRIMARY KEY, owner int, main boolean NOT NULL DEFAULT false, state text, changes int NOT NULL DEFAULT 0);
      ${plpgsql('one_main', 'BEGIN IF NEW.main THEN UPDATE cards SET main = false WHERE owner = NEW.owner AND id <> NEW.id; END IF; RETURN NULL; END')}
      ${plpgsql('count_states', 'BEGIN UPDATE cards SET changes = changes + 1 WHERE id = NEW.id; RETURN NULL; END')}
      CREATE TRIGGER one_main AFTER INSERT OR UPDATE ON cards FOR EACH ROW EXECUTE FUNCTION one_main();
      CREATE TRIGGER count_states AFTER UPDATE OF state ON cards FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION count_states();`,
    script: ['INSERT INTO cards (id, owner, main) VALUES (1, 1, true)', 'INSERT INTO cards (id, owner, main) VALUES (2, 1, true)', "UPDATE cards SET state = 'a', main = true WHERE id = 1"],
  },
  {
    name: 'updated_at on every update',
    schema: `CREATE TABLE notes (id int PRIMARY KEY, body text, updated_at timestamp NOT NULL DEFAULT '2000-01-01');
      ${plpgsql('touch', 'BEGIN NEW.updated_at = now(); RETURN NEW; END')}
      CREATE TRIGGER touch BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();`,
    script: ["INSERT INTO notes (id, body) VALUES (1, 'a'), (2, 'b')", "UPDATE notes SET body = 'c' WHERE id = 1", "DELETE FROM notes WHERE id = 2"],
    volatile: { 'notes.updated_at': 'now' },
  },
  {
    name: 'updated_at only when something changed and nobody set it',
    schema: `CREATE TABLE notes (id int PRIMARY KEY, body text, updated_at timestamp NOT NULL DEFAULT '2000-01-01');
      ${plpgsql('touch', 'BEGIN IF (NEW IS DISTINCT FROM OLD AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at) THEN NEW.updated_at := current_timestamp; END IF; RETURN NEW; END')}
      CREATE TRIGGER touch BEFORE UPDATE ON notes FOR EACH ROW EXECUTE PROCEDURE touch();`,
    script: ["INSERT INTO notes (id, body) VALUES (1, 'a'), (2, NULL)", 'UPDATE notes SET body = body', "UPDATE notes SET body = 'x', updated_at = '2001-02-03' WHERE id = 2"],
  },
  {
    name: 'a counter kept on another table',
    schema: `CREATE TABLE posts (id int PRIMARY KEY, comments int NOT NULL DEFAULT 0); CREATE TABLE comments (id int PRIMARY KEY, post_id int REFERENCES posts);
      ${plpgsql('count_comments', `BEGIN
        IF TG_OP = 'INSERT' THEN UPDATE posts SET comments = comments + 1 WHERE id = NEW.post_id; RETURN NEW;
        ELSIF TG_OP = 'DELETE' THEN UPDATE posts SET comments = comments - 1 WHERE id = OLD.post_id; RETURN OLD;
        END IF;
        RETURN NULL;
      END`)}
      CREATE TRIGGER count_comments AFTER INSERT OR DELETE ON comments FOR EACH ROW EXECUTE FUNCTION count_comments();`,
    script: ['INSERT INTO posts (id) VALUES (1), (2)', 'INSERT INTO comments VALUES (1, 1), (2, 1), (3, 2), (4, NULL)', 'DELETE FROM comments WHERE id = 2'],
  },
  {
    name: 'a counter that moves when the parent changes',
    schema: `CREATE TABLE teams (id int PRIMARY KEY, members int NOT NULL DEFAULT 0); CREATE TABLE people (id int PRIMARY KEY, team_id int);
      ${plpgsql('recount', `BEGIN
        IF TG_OP IN ('UPDATE', 'DELETE') THEN UPDATE teams SET members = members - 1 WHERE id = OLD.team_id; END IF;
        IF TG_OP IN ('UPDATE', 'INSERT') THEN UPDATE teams SET members = members + 1 WHERE id = NEW.team_id; END IF;
        RETURN NULL;
      END`)}
      CREATE TRIGGER recount AFTER INSERT OR UPDATE OF team_id OR DELETE ON people FOR EACH ROW EXECUTE FUNCTION recount();`,
    script: ['INSERT INTO teams (id) VALUES (1), (2)', 'INSERT INTO people VALUES (1, 1), (2, 1), (3, 2)', 'UPDATE people SET team_id = 2 WHERE id = 1', 'UPDATE people SET team_id = NULL WHERE id = 2', 'DELETE FROM people WHERE id = 3'],
  },
  {
    name: 'an upsert by UPDATE and IF NOT FOUND',
    schema: `CREATE TABLE totals (user_id int PRIMARY KEY, total int); CREATE TABLE history (id int PRIMARY KEY, user_id int);
      ${plpgsql('count_history', `BEGIN
        IF (TG_OP='INSERT') THEN
          UPDATE totals SET total = total + 1 WHERE user_id = NEW.user_id;
          IF NOT FOUND THEN INSERT INTO totals (user_id, total) VALUES (NEW.user_id, (SELECT count(1) FROM history WHERE user_id = NEW.user_id)); END IF;
        END IF;
        RETURN NEW;
      END`)}
      CREATE TRIGGER count_history AFTER INSERT ON history FOR EACH ROW EXECUTE PROCEDURE count_history();`,
    script: ['INSERT INTO history VALUES (1, 1)', 'INSERT INTO history VALUES (2, 1)', 'INSERT INTO history VALUES (3, 2)', 'INSERT INTO history VALUES (4, 2)'],
  },
  {
    name: 'an upsert by ON CONFLICT',
    schema: `CREATE TABLE totals (user_id int PRIMARY KEY, total int NOT NULL); CREATE TABLE sales (id int PRIMARY KEY, user_id int NOT NULL, amount int NOT NULL);
      ${plpgsql('add_sale', `BEGIN
        INSERT INTO totals AS t (user_id, total) VALUES (NEW.user_id, NEW.amount) ON CONFLICT (user_id) DO UPDATE SET total = t.total + EXCLUDED.total;
        RETURN NULL;
      END`)}
      CREATE TRIGGER add_sale AFTER INSERT ON sales FOR EACH ROW EXECUTE FUNCTION add_sale();`,
    script: ['INSERT INTO sales VALUES (1, 1, 10), (2, 1, 5), (3, 2, 7)'],
  },
  {
    name: 'audit rows with the row as a document',
    schema: `CREATE TABLE accounts (id int PRIMARY KEY, owner text, active boolean NOT NULL DEFAULT true);
      CREATE TABLE audit (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tab text NOT NULL, op text NOT NULL, before jsonb, after jsonb);
      ${plpgsql('audit', `BEGIN
        IF (TG_OP = 'DELETE') THEN INSERT INTO audit (tab, op, before) VALUES (TG_TABLE_NAME, TG_OP, to_jsonb(OLD)); RETURN OLD;
        ELSIF (TG_OP = 'UPDATE') THEN INSERT INTO audit (tab, op, before, after) VALUES (TG_TABLE_NAME, TG_OP, to_jsonb(OLD), to_jsonb(NEW)); RETURN NEW;
        ELSE INSERT INTO audit (tab, op, after) VALUES (TG_TABLE_NAME, TG_OP, to_jsonb(NEW)); RETURN NEW;
        END IF;
      END`)}
      CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION audit();`,
    script: ["INSERT INTO accounts VALUES (1, 'Zoë', true), (2, NULL, false)", "UPDATE accounts SET owner = 'q''uote' WHERE id = 1", 'DELETE FROM accounts WHERE id = 2'],
  },
  {
    name: 'an audit row only for what changed, with the values as text',
    schema: `CREATE TABLE prices (id int PRIMARY KEY, amount numeric(10,2), label text); CREATE TABLE changes (id serial PRIMARY KEY, price int, what text, old text, new text);
      ${plpgsql('log_changes', `BEGIN
        IF NEW.amount IS DISTINCT FROM OLD.amount THEN INSERT INTO changes (price, what, old, new) VALUES (NEW.id, 'amount', OLD.amount::text, NEW.amount::text); END IF;
        IF NEW.label IS DISTINCT FROM OLD.label THEN INSERT INTO changes (price, what, old, new) VALUES (NEW.id, 'label', OLD.label, NEW.label); END IF;
        RETURN NEW;
      END`)}
      CREATE TRIGGER log_changes AFTER UPDATE ON prices FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION log_changes();`,
    script: ["INSERT INTO prices VALUES (1, 1.50, 'a'), (2, NULL, NULL)", 'UPDATE prices SET label = label', "UPDATE prices SET label = 'b'", 'UPDATE prices SET amount = 2.25, label = NULL WHERE id = 1'],
  },
  {
    name: 'validation with RAISE',
    schema: `CREATE TABLE bookings (id int PRIMARY KEY, starts date NOT NULL, ends date NOT NULL, seats int);
      ${plpgsql('validate', `DECLARE days int;
      BEGIN
        days := NEW.ends - NEW.starts;
        IF days < 0 THEN RAISE EXCEPTION 'booking % ends % days early', NEW.id, -days USING ERRCODE = 'check_violation', HINT = 'swap'; END IF;
        IF NEW.seats IS NULL OR NEW.seats <= 0 THEN RAISE EXCEPTION 'no seats: %', NEW.seats; END IF;
        RETURN NEW;
      END;`)}
      CREATE TRIGGER validate BEFORE INSERT OR UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION validate();`,
    script: ["INSERT INTO bookings VALUES (1, '2024-01-01', '2024-01-03', 2)", "INSERT INTO bookings VALUES (2, '2024-01-05', '2024-01-03', 2)", "INSERT INTO bookings VALUES (3, '2024-01-01', '2024-01-03', NULL)", 'UPDATE bookings SET seats = 0', 'UPDATE bookings SET seats = 3'],
  },
  {
    name: 'a quota read from another table',
    schema: `CREATE TABLE plans (id int PRIMARY KEY, quota int NOT NULL); CREATE TABLE items (id int PRIMARY KEY, plan_id int NOT NULL);
      ${plpgsql('check_quota', `DECLARE allowed int; used int;
      BEGIN
        SELECT quota INTO STRICT allowed FROM plans WHERE id = NEW.plan_id;
        SELECT count(*) INTO used FROM items WHERE plan_id = NEW.plan_id;
        IF used >= allowed THEN RAISE EXCEPTION 'quota of plan % reached: %', NEW.plan_id, allowed; END IF;
        RETURN NEW;
      END`)}
      CREATE TRIGGER check_quota BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION check_quota();`,
    script: ['INSERT INTO plans VALUES (1, 2), (2, 0)', 'INSERT INTO items VALUES (1, 1)', 'INSERT INTO items VALUES (2, 1)', 'INSERT INTO items VALUES (3, 1)', 'INSERT INTO items VALUES (4, 2)', 'INSERT INTO items VALUES (5, 9)'],
  },
  {
    name: 'values normalised before insert and update',
    schema: `CREATE TABLE users (id int PRIMARY KEY, email text, name text);
      ${plpgsql('normalise', "BEGIN NEW.email := lower(trim(NEW.email)); IF NEW.name IS NULL OR NEW.name = '' THEN NEW.name := 'user ' || NEW.id; END IF; RETURN NEW; END")}
      CREATE TRIGGER normalise BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION normalise();`,
    script: ["INSERT INTO users VALUES (1, ' A@X.org ', NULL), (2, 'b@x.org', 'Bea'), (3, NULL, '')", "UPDATE users SET email = 'C@X.ORG' WHERE id = 2", "UPDATE users SET name = '' WHERE id = 2", "UPDATE users SET id = 9 WHERE id = 3"],
  },
  {
    name: 'a slug from a title',
    schema: `CREATE TABLE pages (id int PRIMARY KEY, title text NOT NULL, slug text);
      ${plpgsql('slugify', "BEGIN IF NEW.slug IS NULL THEN NEW.slug := replace(lower(NEW.title), ' ', '-'); END IF; RETURN NEW; END")}
      CREATE TRIGGER slugify BEFORE INSERT OR UPDATE OF title, slug ON pages FOR EACH ROW EXECUTE FUNCTION slugify();`,
    script: ["INSERT INTO pages VALUES (1, 'Hello World', NULL), (2, 'Two', 'own')", "UPDATE pages SET slug = NULL, title = 'New Title' WHERE id = 2", "UPDATE pages SET title = 'X' WHERE id = 1"],
  },
  {
    name: 'a normalised value is what later triggers and audit rows see',
    schema: `CREATE TABLE users (id int PRIMARY KEY, email text, updated_at timestamp); CREATE TABLE log (id serial PRIMARY KEY, op text, email text, old text);
      ${plpgsql('lower_email', 'BEGIN NEW.email := lower(NEW.email); RETURN NEW; END')}
      ${plpgsql('touch', 'BEGIN NEW.updated_at := now(); RETURN NEW; END')}
      ${plpgsql('log_user', 'BEGIN INSERT INTO log (op, email, old) VALUES (TG_OP, NEW.email, OLD.email); RETURN NULL; END')}
      CREATE TRIGGER a_lower BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION lower_email();
      CREATE TRIGGER b_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
      CREATE TRIGGER c_log AFTER INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION log_user();`,
    script: ["INSERT INTO users (id, email) VALUES (1, 'A@X'), (2, 'b@x')", "UPDATE users SET email = 'C@X' WHERE id = 1", 'UPDATE users SET id = id WHERE id = 1'],
    volatile: { 'users.updated_at': 'now' },
  },
  {
    name: 'rows are marked instead of deleted',
    schema: `CREATE TABLE files (id int PRIMARY KEY, deleted boolean NOT NULL DEFAULT false, keep boolean NOT NULL DEFAULT true);
      ${plpgsql('soft_delete', 'BEGIN IF OLD.keep THEN UPDATE files SET deleted = true WHERE id = OLD.id; RETURN NULL; END IF; RETURN OLD; END')}
      CREATE TRIGGER soft_delete BEFORE DELETE ON files FOR EACH ROW EXECUTE FUNCTION soft_delete();`,
    script: ['INSERT INTO files (id, keep) VALUES (1, true), (2, false)', 'DELETE FROM files'],
  },
  {
    name: 'rows that are skipped',
    schema: `CREATE TABLE words (id int PRIMARY KEY, word text);
      ${plpgsql('skip', "BEGIN IF NEW.word = 'bad' THEN RETURN NULL; END IF; RETURN NEW; END")}
      CREATE TRIGGER skip BEFORE INSERT OR UPDATE ON words FOR EACH ROW EXECUTE FUNCTION skip();`,
    script: ["INSERT INTO words VALUES (1, 'good'), (2, 'bad'), (3, NULL)", "UPDATE words SET word = 'bad' WHERE id = 1", "UPDATE words SET word = 'fine' WHERE id = 3"],
  },
  {
    name: 'one function for two tables, with arguments',
    schema: `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY); CREATE TABLE seen (id serial PRIMARY KEY, tab text, tag text, n text);
      ${plpgsql('see', 'BEGIN INSERT INTO seen (tab, tag, n) VALUES (TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1] || TG_NARGS::text); RETURN NULL; END')}
      CREATE TRIGGER see AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION see('first', '1');
      CREATE TRIGGER see AFTER INSERT ON b FOR EACH ROW EXECUTE FUNCTION see('second');`,
    script: ['INSERT INTO a VALUES (1)', 'INSERT INTO b VALUES (2)'],
  },
  {
    name: 'CASE, early returns and variables',
    schema: `CREATE TABLE orders (id int PRIMARY KEY, status text, total int); CREATE TABLE events (id serial PRIMARY KEY, order_id int, kind text, size text);
      ${plpgsql('order_event', `DECLARE kind text := 'other'; size text;
      BEGIN
        IF NEW.status IS NOT DISTINCT FROM OLD.status THEN RETURN NEW; END IF;
        CASE NEW.status WHEN 'paid', 'refunded' THEN kind := 'money'; WHEN 'shipped' THEN kind := 'goods'; ELSE NULL; END CASE;
        size := CASE WHEN NEW.total > 100 THEN 'big' ELSE 'small' END;
        IF kind = 'other' AND NEW.total IS NULL THEN RETURN NEW; END IF;
        INSERT INTO events (order_id, kind, size) VALUES (NEW.id, kind, size);
        RETURN NEW;
      END`)}
      CREATE TRIGGER order_event AFTER INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION order_event();`,
    script: ["INSERT INTO orders VALUES (1, 'new', 5), (2, 'paid', 500), (3, NULL, NULL), (4, 'new', NULL)", "UPDATE orders SET status = 'shipped' WHERE id < 3", 'UPDATE orders SET status = status', "UPDATE orders SET status = 'refunded' WHERE id = 3"],
  },
  {
    name: 'a record, its fields, and a row type',
    schema: `CREATE TABLE customers (id int PRIMARY KEY, name text, level int); CREATE TABLE invoices (id int PRIMARY KEY, customer_id int, customer_name text, discount int);
      ${plpgsql('fill', `DECLARE c customers%ROWTYPE; r record;
      BEGIN
        SELECT * INTO c FROM customers WHERE id = NEW.customer_id;
        IF NOT FOUND THEN RETURN NEW; END IF;
        SELECT level * 10 AS percent, name INTO r FROM customers WHERE id = NEW.customer_id;
        NEW.customer_name := c.name;
        NEW.discount := r.percent;
        RETURN NEW;
      END`)}
      CREATE TRIGGER fill BEFORE INSERT ON invoices FOR EACH ROW EXECUTE FUNCTION fill();`,
    script: ["INSERT INTO customers VALUES (1, 'Ann', 2)", 'INSERT INTO invoices (id, customer_id) VALUES (1, 1), (2, 9), (3, NULL)'],
  },
  {
    name: 'a denormalised total worked out from the rows',
    schema: `CREATE TABLE carts (id int PRIMARY KEY, total int NOT NULL DEFAULT 0); CREATE TABLE lines (id int PRIMARY KEY, cart_id int, price int, quantity int);
      ${plpgsql('sum_cart', `DECLARE cart int;
      BEGIN
        cart := COALESCE(NEW.cart_id, OLD.cart_id);
        UPDATE carts SET total = (SELECT COALESCE(sum(price * quantity), 0) FROM lines WHERE cart_id = cart) WHERE id = cart;
        RETURN NULL;
      END`)}
      CREATE TRIGGER sum_cart AFTER INSERT OR UPDATE OR DELETE ON lines FOR EACH ROW EXECUTE FUNCTION sum_cart();`,
    script: ['INSERT INTO carts (id) VALUES (1), (2)', 'INSERT INTO lines VALUES (1, 1, 10, 2), (2, 1, 5, 1), (3, 2, 1, 1)', 'UPDATE lines SET quantity = 3 WHERE id = 1', 'DELETE FROM lines WHERE id = 3'],
  },
  {
    name: 'a protected column',
    schema: `CREATE TABLE licences (id int PRIMARY KEY, code text, note text);
      ${plpgsql('protect', "BEGIN IF NEW.code <> OLD.code THEN RAISE EXCEPTION 'code of % is fixed', OLD.id; END IF; NEW.note := coalesce(NEW.note, OLD.note); RETURN NEW; END")}
      CREATE TRIGGER protect BEFORE UPDATE ON licences FOR EACH ROW EXECUTE FUNCTION protect();`,
    script: ["INSERT INTO licences VALUES (1, 'a', 'n')", "UPDATE licences SET code = 'b'", "UPDATE licences SET note = NULL", "UPDATE licences SET code = 'a', note = 'm'"],
  },
  {
    name: 'nothing may be deleted or truncated row by row',
    schema: `CREATE TABLE ledger (id int PRIMARY KEY);
      ${plpgsql('forbid', "BEGIN RAISE EXCEPTION '% on % is not allowed', TG_OP, TG_TABLE_NAME; END")}
      CREATE TRIGGER forbid BEFORE UPDATE OR DELETE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION forbid();`,
    script: ['INSERT INTO ledger VALUES (1)', 'DELETE FROM ledger', 'UPDATE ledger SET id = 2'],
  },
  {
    name: 'a trigger that is switched off and on again',
    schema: `CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE log (id serial PRIMARY KEY, t int);
      ${plpgsql('logit', 'BEGIN INSERT INTO log (t) VALUES (NEW.id); RETURN NULL; END')}
      CREATE TRIGGER logit AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION logit();
      ALTER TABLE t DISABLE TRIGGER logit; INSERT INTO t VALUES (1); ALTER TABLE t ENABLE TRIGGER ALL; INSERT INTO t VALUES (2); ALTER TABLE t DISABLE TRIGGER USER;`,
    script: ['INSERT INTO t VALUES (3)', 'ALTER TABLE t ENABLE TRIGGER logit', 'INSERT INTO t VALUES (4)'],
  },
  {
    name: 'a function that is replaced changes its triggers',
    schema: `CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE log (id serial PRIMARY KEY, what text);
      ${plpgsql('logit', "BEGIN INSERT INTO log (what) VALUES ('one'); RETURN NULL; END")}
      CREATE TRIGGER logit AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION logit(); CREATE TRIGGER logit AFTER INSERT ON u FOR EACH ROW EXECUTE FUNCTION logit();`,
    script: ['INSERT INTO t VALUES (1)', plpgsql('logit', "BEGIN INSERT INTO log (what) VALUES ('two'); RETURN NULL; END").replace('CREATE', 'CREATE OR REPLACE'), 'INSERT INTO t VALUES (2)', 'INSERT INTO u VALUES (2)', 'DROP FUNCTION logit() CASCADE', 'INSERT INTO t VALUES (3)'],
  },
  {
    name: 'tables and columns that change under triggers which name them',
    schema: `CREATE TABLE t (id int PRIMARY KEY, name varchar(10)); CREATE TABLE log (id serial PRIMARY KEY, what text, extra int);
      ${plpgsql('logit', 'BEGIN INSERT INTO log (what) VALUES (NEW.name); RETURN NULL; END')}
      CREATE TRIGGER logit AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION logit();`,
    script: ["INSERT INTO t VALUES (1, 'a')", 'ALTER TABLE log DROP COLUMN extra', 'ALTER TABLE log ALTER COLUMN what TYPE varchar(100)', 'ALTER TABLE t ALTER COLUMN name TYPE text', "INSERT INTO t VALUES (2, 'b')", 'ALTER TABLE t ADD COLUMN more int', 'ALTER TABLE t ADD CHECK (more > 0)', "UPDATE t SET name = 'c'"],
  },
  {
    name: 'a function that refers to a table which comes later',
    schema: `CREATE TABLE t (id int PRIMARY KEY);
      ${plpgsql('logit', 'BEGIN INSERT INTO later (t) VALUES (NEW.id); RETURN NULL; END')}
      CREATE TRIGGER logit AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION logit();`,
    script: ['INSERT INTO t VALUES (1)', 'CREATE TABLE later (id serial PRIMARY KEY, t int)', 'INSERT INTO t VALUES (2)', 'DROP TABLE later', 'INSERT INTO t VALUES (3)'],
  },
  {
    name: 'a scalar function in SQL at its uses',
    schema: `CREATE FUNCTION canon(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT replace(lower($1), '-', '_') $$;
      CREATE FUNCTION full_name(first text, last text DEFAULT 'Doe') RETURNS text LANGUAGE sql IMMUTABLE STRICT RETURN first || ' ' || last;
      CREATE TABLE names (id int PRIMARY KEY, name text, full_name text); CREATE UNIQUE INDEX ON names (canon(name));
      CREATE TABLE reserved (name text PRIMARY KEY);
      ${plpgsql('check_reserved', "BEGIN IF canon(NEW.name) IN (SELECT canon(name) FROM reserved) THEN RAISE EXCEPTION 'reserved: %', NEW.name; END IF; NEW.full_name := full_name(NEW.name); RETURN NEW; END")}
      CREATE TRIGGER check_reserved BEFORE INSERT OR UPDATE ON names FOR EACH ROW EXECUTE FUNCTION check_reserved();`,
    script: ["INSERT INTO reserved VALUES ('Std-Lib')", "INSERT INTO names (id, name) VALUES (1, 'My-Name'), (4, NULL)", "INSERT INTO names (id, name) VALUES (2, 'my_name')", "INSERT INTO names (id, name) VALUES (3, 'STD_lib')", "UPDATE names SET name = 'other'  WHERE id = 1"],
  },
  {
    name: 'a history row with the old values, and a version that counts',
    schema: `CREATE TABLE docs (id int PRIMARY KEY, body text, version int NOT NULL DEFAULT 1); CREATE TABLE doc_history (id serial PRIMARY KEY, doc int, body text, version int);
      ${plpgsql('keep', 'BEGIN INSERT INTO doc_history (doc, body, version) VALUES (OLD.id, OLD.body, OLD.version); NEW.version := OLD.version + 1; RETURN NEW; END')}
      CREATE TRIGGER keep BEFORE UPDATE ON docs FOR EACH ROW EXECUTE FUNCTION keep();`,
    script: ["INSERT INTO docs (id, body) VALUES (1, 'a'), (2, 'b')", "UPDATE docs SET body = 'c' WHERE id = 1", 'UPDATE docs SET body = upper(body) WHERE id = 2', 'UPDATE docs SET version = 7 WHERE id = 1'],
  },
  {
    name: 'a version that counts itself, beside a row for each change',
    schema: `CREATE TABLE docs (id int PRIMARY KEY, body text, version int NOT NULL DEFAULT 0); CREATE TABLE log (id serial PRIMARY KEY, version int);
      ${plpgsql('bump', 'BEGIN NEW.version := NEW.version + 1; RETURN NEW; END')}
      ${plpgsql('logit', 'BEGIN INSERT INTO log (version) VALUES (NEW.version); RETURN NULL; END')}
      CREATE TRIGGER bump BEFORE INSERT OR UPDATE ON docs FOR EACH ROW EXECUTE FUNCTION bump();
      CREATE TRIGGER logit AFTER UPDATE ON docs FOR EACH ROW EXECUTE FUNCTION logit();`,
    script: ["INSERT INTO docs (id, body) VALUES (1, 'a')", "UPDATE docs SET body = 'b'", 'UPDATE docs SET version = 10'],
  },
  {
    name: 'insert where it is missing, with EXISTS and a variable',
    schema: `CREATE TABLE tags (id serial PRIMARY KEY, name text UNIQUE, uses int NOT NULL DEFAULT 0); CREATE TABLE uses (id int PRIMARY KEY, tag text);
      ${plpgsql('use_tag', `BEGIN
        IF NOT EXISTS (SELECT 1 FROM tags WHERE name = NEW.tag) THEN INSERT INTO tags (name) VALUES (NEW.tag); END IF;
        UPDATE tags SET uses = uses + 1 WHERE name = NEW.tag;
        RETURN NEW;
      END`)}
      CREATE TRIGGER use_tag AFTER INSERT ON uses FOR EACH ROW WHEN (NEW.tag IS NOT NULL) EXECUTE FUNCTION use_tag();`,
    script: ["INSERT INTO uses VALUES (1, 'a'), (2, 'b'), (3, 'a'), (4, NULL)"],
  },
  {
    name: 'two rows from one event, in SQL of several rows',
    schema: `CREATE TABLE friends (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE feed (id serial PRIMARY KEY, who int, what text);
      ${plpgsql('announce', "BEGIN IF NEW.a <> NEW.b THEN INSERT INTO feed (who, what) VALUES (NEW.a, 'added ' || NEW.b), (NEW.b, 'was added by ' || NEW.a); ELSE DELETE FROM feed AS f WHERE f.who = NEW.a; END IF; RETURN NULL; END")}
      CREATE TRIGGER announce AFTER INSERT ON friends FOR EACH ROW EXECUTE FUNCTION announce();`,
    script: ['INSERT INTO friends VALUES (1, 2)', 'INSERT INTO friends VALUES (3, 4), (1, 1)'],
  },
  {
    name: 'PERFORM, NOTICE and notifications',
    schema: `CREATE TABLE jobs (id int PRIMARY KEY, parent int); CREATE TABLE log (id serial PRIMARY KEY, job int);
      ${plpgsql('announce', `BEGIN
        PERFORM pg_notify('jobs', NEW.id::text);
        RAISE NOTICE 'job %', NEW.id;
        PERFORM 1 FROM jobs WHERE id = NEW.parent;
        IF FOUND THEN INSERT INTO log (job) VALUES (NEW.id); END IF;
        RETURN NULL;
      END`)}
      CREATE TRIGGER announce AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION announce();`,
    script: ['INSERT INTO jobs VALUES (1, NULL)', 'INSERT INTO jobs VALUES (2, 1), (3, 9)'],
  },
  {
    name: 'a scalar function in PL/pgSQL that triggers call',
    schema: `CREATE TABLE delays (event text PRIMARY KEY, minutes int); CREATE TABLE things (id int PRIMARY KEY, kind text); CREATE TABLE queue (thing int PRIMARY KEY, minutes int, event text);
      CREATE FUNCTION delay_of(e text, fallback int DEFAULT 60) RETURNS int VOLATILE LANGUAGE plpgsql AS $$
        DECLARE result int;
        BEGIN
          SELECT minutes INTO result FROM delays WHERE event = e;
          IF result IS NULL THEN RETURN fallback; ELSIF result > 1000 THEN result := 1000; END IF;
          RETURN result;
        END $$;
      ${plpgsql('enqueue', "BEGIN INSERT INTO queue VALUES (NEW.id, delay_of(NEW.kind), NEW.kind) ON CONFLICT (thing) DO UPDATE SET minutes = delay_of(EXCLUDED.event, 7), event = 'again'; RETURN NULL; END")}
      CREATE TRIGGER enqueue AFTER INSERT OR UPDATE ON things FOR EACH ROW EXECUTE FUNCTION enqueue();`,
    script: ["INSERT INTO delays VALUES ('a', 5), ('b', 5000)", "INSERT INTO things VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, NULL)", "UPDATE things SET kind = 'b' WHERE id = 1", "UPDATE things SET kind = 'zzz' WHERE id = 2"],
  },
  {
    name: 'transition tables whose rows are taken one by one',
    schema: `CREATE TABLE layers (id int PRIMARY KEY, blob int); CREATE TABLE blobs (id int PRIMARY KEY); CREATE TABLE review (blob int PRIMARY KEY, times int NOT NULL, level text);
      ${plpgsql('track', `BEGIN
        IF (TG_LEVEL = 'STATEMENT') THEN
          INSERT INTO review (blob, times, level) SELECT gone.blob, 1, TG_LEVEL FROM old_table gone JOIN blobs b ON gone.blob = b.id ORDER BY gone.blob
          ON CONFLICT (blob) DO UPDATE SET times = review.times + 1;
        ELSIF (TG_LEVEL = 'ROW') THEN INSERT INTO review VALUES (OLD.blob, 0, TG_LEVEL);
        END IF;
        RETURN NULL;
      END`)}
      CREATE TRIGGER track AFTER DELETE ON layers REFERENCING OLD TABLE AS old_table FOR EACH STATEMENT EXECUTE FUNCTION track();`,
    script: ['INSERT INTO blobs VALUES (1), (2)', 'INSERT INTO layers VALUES (1, 1), (2, 2), (3, 9), (4, 1)', 'DELETE FROM layers WHERE id < 4', 'DELETE FROM layers'],
  },
  {
    name: 'transition tables in conditions, joined by their key, and of both kinds',
    schema: `CREATE TABLE lists (id int PRIMARY KEY, stale boolean NOT NULL DEFAULT false); CREATE TABLE items (id int PRIMARY KEY, list int, n int);
      CREATE TABLE moves (item int, was int, now int); CREATE TABLE seen (list int PRIMARY KEY); CREATE TABLE gone (list int);
      ${plpgsql('changed', `BEGIN
        INSERT INTO moves SELECT o.id, o.list, n.list FROM before o JOIN after n ON n.id = o.id WHERE o.list IS DISTINCT FROM n.list;
        UPDATE lists SET stale = true WHERE id IN (SELECT list FROM before UNION SELECT list FROM after);
        INSERT INTO seen SELECT DISTINCT list FROM after WHERE list IS NOT NULL ON CONFLICT DO NOTHING;
        RETURN NULL;
      END`)}
      CREATE TRIGGER changed AFTER UPDATE ON items REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION changed();
      ${plpgsql('cleared', `BEGIN
        IF EXISTS (SELECT 1 FROM before WHERE n > 100) THEN RAISE EXCEPTION 'too much to lose'; END IF;
        DELETE FROM seen WHERE list IN (SELECT list FROM before) OR EXISTS (SELECT 1 FROM before b WHERE b.n = -seen.list);
        INSERT INTO gone SELECT list FROM before UNION ALL SELECT list + 1000 FROM before;
        RETURN NULL;
      END`)}
      CREATE TRIGGER cleared AFTER DELETE ON items REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION cleared();`,
    script: ['INSERT INTO lists (id) VALUES (1), (2), (3)', 'INSERT INTO items VALUES (1, 1, 5), (2, 1, 6), (3, 2, 7), (4, NULL, 200), (5, 3, -2)', 'UPDATE items SET list = 2 WHERE n < 7', 'UPDATE items SET n = n', 'DELETE FROM items', 'DELETE FROM items WHERE id IN (1, 5)', 'DELETE FROM items WHERE id < 4'],
  },
  {
    name: 'counts of the own table for the keys of the rows, whose last one leaves them complete',
    schema: `CREATE TABLE parents (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); CREATE TABLE children (id int PRIMARY KEY, parent int);
      ${plpgsql('recount_new', `BEGIN UPDATE parents p SET n = (SELECT count(*) FROM children c WHERE c.parent = p.id) WHERE p.id IN (SELECT parent FROM fresh); RETURN NULL; END`)}
      ${plpgsql('recount_both', `BEGIN UPDATE parents p SET n = (SELECT count(*) FROM children c WHERE c.parent = p.id) WHERE p.id IN (SELECT parent FROM was UNION SELECT parent FROM fresh); RETURN NULL; END`)}
      CREATE TRIGGER recount_new AFTER INSERT ON children REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION recount_new();
      CREATE TRIGGER recount_both AFTER UPDATE ON children REFERENCING OLD TABLE AS was NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION recount_both();`,
    script: ['INSERT INTO parents VALUES (1), (2), (3), (4)', 'INSERT INTO children VALUES (1, 1), (2, 2), (3, 1), (4, 3), (5, NULL)', 'UPDATE children SET parent = parent + 1', 'UPDATE children SET parent = 1 WHERE id > 3'],
  },
  {
    name: 'WITH before the statements of a trigger',
    schema: `CREATE TABLE nodes (id int PRIMARY KEY, parent int, depth int); CREATE TABLE closure (low int, high int); CREATE TABLE jobs (id int PRIMARY KEY, node int, state text);
      ${plpgsql('rise', `BEGIN
        WITH RECURSIVE up (node, steps) AS (SELECT NEW.parent, 1 WHERE NEW.parent IS NOT NULL UNION ALL SELECT n.parent, steps + 1 FROM up JOIN nodes n ON n.id = up.node WHERE n.parent IS NOT NULL)
        INSERT INTO closure (low, high) SELECT NEW.id, node FROM up;
        WITH below AS (SELECT count(*) AS many FROM closure WHERE low = NEW.id), twice AS (SELECT many * 2 AS many FROM below)
        UPDATE nodes SET depth = t.many FROM twice t, below b WHERE nodes.id = NEW.id AND b.many < 100;
        WITH late AS MATERIALIZED (SELECT id FROM jobs WHERE state = 'late')
        DELETE FROM jobs USING late WHERE jobs.id = late.id AND jobs.node = NEW.parent;
        WITH ready (job) AS (SELECT id FROM jobs WHERE state = 'ready') UPDATE jobs SET state = 'done' WHERE id IN (SELECT job FROM ready) AND node = NEW.parent;
        RETURN NULL;
      END`)}
      CREATE TRIGGER rise AFTER INSERT ON nodes FOR EACH ROW EXECUTE FUNCTION rise();
      ${plpgsql('note', `BEGIN
        WITH ours AS (SELECT id, node FROM added WHERE state <> 'done'), theirs AS (SELECT o.id, n.depth FROM ours o JOIN nodes n ON n.id = o.node)
        INSERT INTO closure SELECT -id, depth FROM theirs;
        RETURN NULL;
      END`)}
      CREATE TRIGGER note AFTER INSERT ON jobs REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note();`,
    script: ['INSERT INTO nodes (id, parent) VALUES (1, NULL)', "INSERT INTO jobs VALUES (1, 1, 'late'), (2, 1, 'ready'), (3, 1, 'done')", 'INSERT INTO nodes (id, parent) VALUES (2, 1)', "INSERT INTO jobs VALUES (4, 2, 'ready'), (5, 2, 'late'), (6, 9, 'late')", 'INSERT INTO nodes (id, parent) VALUES (3, 2), (4, 2)'],
  },
  {
    name: 'an interval that is read from a column',
    schema: `CREATE TABLE waits (kind text PRIMARY KEY, wait interval NOT NULL); CREATE TABLE jobs (id int PRIMARY KEY, kind text, starts timestamp NOT NULL, due timestamp, before timestamp);
      ${plpgsql('set_due', "DECLARE w interval; BEGIN SELECT wait INTO w FROM waits WHERE kind = NEW.kind; NEW.due := (SELECT NEW.starts + wait FROM waits WHERE kind = NEW.kind); NEW.before := (SELECT NEW.starts - wait FROM waits WHERE kind = NEW.kind); RETURN NEW; END")}
      CREATE TRIGGER set_due BEFORE INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION set_due();`,
    script: [
      "INSERT INTO waits VALUES ('day', '1 day'), ('mixed', '1 year 2 months 3 days 04:05:06'), ('month', '1 month'), ('time', '90 minutes'), ('back', '-2 days -03:00'), ('none', '0')",
      "INSERT INTO jobs (id, kind, starts) SELECT n, kind, '2024-01-31 12:00:00' FROM (VALUES (1, 'day'), (2, 'mixed'), (3, 'month'), (4, 'time'), (5, 'back'), (6, 'none'), (7, 'missing')) AS v (n, kind)",
    ],
  },
  {
    name: 'a serial column beside the key, and triggers on UPDATE',
    schema: `CREATE TABLE tickets (id uuid PRIMARY KEY, number serial, title text, changes int NOT NULL DEFAULT 0); CREATE TABLE log (id serial PRIMARY KEY, what text); CREATE TABLE numbers (number int);
      ${plpgsql('keep_number', 'BEGIN INSERT INTO numbers VALUES (NEW.number); RETURN NULL; END')}
      CREATE TRIGGER keep_number AFTER INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION keep_number();
      ${plpgsql('count_changes', 'BEGIN NEW.changes := OLD.changes + 1; RETURN NEW; END')}
      ${plpgsql('log_change', 'BEGIN INSERT INTO log (what) VALUES (OLD.title); RETURN NULL; END')}
      CREATE TRIGGER count_changes BEFORE UPDATE ON tickets FOR EACH ROW EXECUTE FUNCTION count_changes();
      CREATE TRIGGER log_change AFTER UPDATE ON tickets FOR EACH ROW EXECUTE FUNCTION log_change();`,
    script: ["INSERT INTO tickets (id, title) VALUES ('11111111-1111-4111-8111-111111111111', 'a')", "INSERT INTO tickets (id, title) VALUES ('22222222-2222-4222-8222-222222222222', 'b')", "UPDATE tickets SET title = 'c' WHERE number = 2", "INSERT INTO tickets (id, number) VALUES ('33333333-3333-4333-8333-333333333333', 30)"],
  },
  {
    name: 'a row of an identity column that is checked before it is there',
    schema: `CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text); CREATE TABLE seen (note bigint, body text);
      ${plpgsql('see', "BEGIN IF NEW.body = '' THEN RAISE EXCEPTION 'empty'; END IF; INSERT INTO seen VALUES (NEW.id, NEW.body); RETURN NEW; END")}
      CREATE TRIGGER see BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION see();`,
    script: ["INSERT INTO notes (body) VALUES ('a'), ('b')", 'INSERT INTO notes (body) VALUES (NULL)', "INSERT INTO notes (body) VALUES ('')"],
  },
  {
    name: 'a function that a trigger calls is replaced',
    schema: `CREATE TABLE t (id int PRIMARY KEY, a text); CREATE TABLE log (id serial PRIMARY KEY, a text);
      CREATE FUNCTION mark(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 || '!' $$;
      ${plpgsql('logit', 'BEGIN INSERT INTO log (a) VALUES (mark(NEW.a)); RETURN NULL; END')}
      CREATE TRIGGER logit AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION logit();`,
    script: ["INSERT INTO t VALUES (1, 'x')", "CREATE OR REPLACE FUNCTION mark(text) RETURNS text LANGUAGE sql AS $$ SELECT '<' || $1 || '>' $$", "INSERT INTO t VALUES (2, 'y')", 'DROP FUNCTION mark(text)', "INSERT INTO t VALUES (3, 'z')"],
  },
];
