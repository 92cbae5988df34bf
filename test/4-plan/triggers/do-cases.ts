/** Migrations with DO blocks, run one after another; afterwards schema and rows must be as in Postgres. */
export interface DoCase {
  readonly name: string;
  readonly scripts: readonly string[];
}

const TABLES = `CREATE TABLE users (id int PRIMARY KEY, email text); CREATE TABLE orders (id int PRIMARY KEY, user_id int, total int);`;

export const DO_CASES: readonly DoCase[] = [
  {
    name: 'queries of the system views that group, number and combine rows',
    scripts: [
      `CREATE TABLE owners (id serial PRIMARY KEY, email text UNIQUE, code text, area int, UNIQUE (code, area));
       CREATE TABLE pets (id int PRIMARY KEY, owner_id int CONSTRAINT pets_owner REFERENCES owners (id), note varchar(20) DEFAULT 'none');
       CREATE TABLE told (what text); CREATE TYPE mood AS ENUM ('calm', 'wild'); CREATE VIEW pet_names AS SELECT id, note FROM pets;
       CREATE FUNCTION tag(a int, b text DEFAULT 'x') RETURNS text LANGUAGE sql AS $$ SELECT b $$;
       CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN new; END $$;`,
      `DO $$ DECLARE n text; BEGIN
         SELECT con.conname INTO n FROM pg_constraint con JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = ANY (con.conkey)
         WHERE con.conrelid = 'owners'::regclass AND con.contype = 'u' GROUP BY con.conname HAVING array_agg(att.attname::text ORDER BY att.attname) = ARRAY['area', 'code'];
         EXECUTE format('ALTER TABLE owners DROP CONSTRAINT %I', n);
         INSERT INTO told VALUES (n);
       END $$;`,
      `DO $$ DECLARE r record; BEGIN
         FOR r IN SELECT c.conname, array_agg(a.attname::text ORDER BY u.ord) AS cols, count(*) AS n FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS u (attnum, ord)
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = u.attnum WHERE c.contype IN ('u', 'p', 'f') AND c.connamespace = 'public'::regnamespace GROUP BY c.conname ORDER BY 1 LOOP
           INSERT INTO told VALUES (r.conname || ' ' || array_to_string(r.cols, ',') || ' ' || r.n);
         END LOOP;
         FOR r IN SELECT DISTINCT ON (table_name) table_name, column_name FROM information_schema.columns WHERE table_name IN ('owners', 'pets') ORDER BY table_name, ordinal_position DESC LOOP
           INSERT INTO told VALUES ('last ' || r.table_name || '.' || r.column_name);
         END LOOP;
         FOR r IN WITH t AS (SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public') SELECT name FROM t WHERE name <> 'told' UNION SELECT viewname FROM pg_views WHERE schemaname = 'public' ORDER BY 1 DESC OFFSET 1 LOOP
           INSERT INTO told VALUES ('relation ' || r.name);
         END LOOP;
       END $$;`,
      `DO $$ DECLARE n int; t text; BEGIN
         SELECT count(DISTINCT table_name) INTO n FROM information_schema.columns WHERE table_name IN ('owners', 'pets');
         INSERT INTO told VALUES ('tables ' || n);
         SELECT count(*) FILTER (WHERE column_name = 'id') INTO n FROM information_schema.columns WHERE table_name IN ('owners', 'pets');
         INSERT INTO told VALUES ('ids ' || n);
         IF (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder DESC) FROM pg_enum WHERE enumtypid = 'mood'::regtype) = 'wild,calm' THEN INSERT INTO told VALUES ('labels'); END IF;
         FOR t IN SELECT c.relname FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class c ON c.oid = r.ev_class WHERE d.refobjid = 'pets'::regclass AND d.deptype = 'n' GROUP BY c.relname LOOP
           INSERT INTO told VALUES ('reads pets: ' || t);
         END LOOP;
       END $$;`,
      `DO $$ DECLARE r record; line text; BEGIN
         FOR r IN SELECT p.oid, p.oid::regprocedure::text AS sig FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' AND NOT p.prosecdef
           AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e') LOOP
           line := r.sig || ' | ' || pg_get_function_arguments(r.oid) || ' | ' || pg_get_function_identity_arguments(r.oid) || ' | ' || pg_get_function_result(r.oid);
           INSERT INTO told VALUES (line);
           EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', r.sig);
         END LOOP;
         IF to_regprocedure('tag(int, text)') IS NULL OR to_regproc('stamp') IS NULL OR to_regprocedure('tag(int)') IS NOT NULL THEN RAISE EXCEPTION 'functions'; END IF;
       END $$;`,
      `DO $$ DECLARE r record; BEGIN
         FOR r IN SELECT * FROM (VALUES ('owners', 'seen_at'), ('pets', 'fed_at')) AS v (tab, col) LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN %I timestamptz', r.tab, r.col); END LOOP;
         FOR r IN SELECT v.tab, t.table_type FROM (VALUES ('pets'), ('nothing')) AS v (tab) JOIN information_schema.tables t ON t.table_name = v.tab LOOP INSERT INTO told VALUES (r.tab || ' ' || r.table_type); END LOOP;
       END $$;`,
    ],
  },
  {
    name: 'guards on information_schema and pg_constraint',
    scripts: [
      TABLES,
      `DO $$ BEGIN
         IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'users' AND column_name = 'name') THEN
           ALTER TABLE users ADD COLUMN name text;
         END IF;
         IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'email') THEN
           ALTER TABLE users ADD COLUMN email text;
         ELSE
           ALTER TABLE users ALTER COLUMN email SET NOT NULL;
         END IF;
       END $$;
       DO $$ BEGIN
         IF NOT EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE constraint_name = 'orders_user_id_fkey' AND table_name = 'orders') THEN
           ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
         END IF;
         IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'orders_user_id_fkey') THEN
           DROP TABLE orders;
         END IF;
         IF EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'orders' AND n.nspname = 'public' AND c.relkind = 'r') THEN
           CREATE INDEX orders_total ON orders (total);
         END IF;
         IF to_regclass('public.nothing') IS NULL AND to_regclass('orders_total') IS NOT NULL THEN CREATE TABLE nothing (id int); END IF;
       END $$;`,
    ],
  },
  {
    name: 'a type that may be there already',
    scripts: [
      `DO $$ BEGIN CREATE TYPE color AS ENUM ('red', 'green'); EXCEPTION WHEN duplicate_object THEN null; END $$;
       DO $$ BEGIN CREATE TYPE color AS ENUM ('blue'); EXCEPTION WHEN duplicate_object THEN RAISE NOTICE 'there: %', SQLERRM; END $$;
       DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typname = 'size' AND n.nspname = 'public') THEN CREATE TYPE size AS ENUM ('s', 'm'); END IF; END $$;
       CREATE TABLE shirts (id int PRIMARY KEY, color color NOT NULL DEFAULT 'red', size size);`,
      `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_enum e JOIN pg_type t ON e.enumtypid = t.oid WHERE t.typname = 'size' AND e.enumlabel = 'l') THEN ALTER TYPE size ADD VALUE 'l'; END IF; END $$;`,
      "INSERT INTO shirts (id, size) VALUES (1, 'l')",
    ],
  },
  {
    name: 'errors that are caught undo what the block did before them',
    scripts: [
      TABLES,
      `DO $$ BEGIN
         CREATE TABLE a (id int);
         BEGIN
           ALTER TABLE users ADD COLUMN first text;
           ALTER TABLE users ADD COLUMN email text;
         EXCEPTION
           WHEN undefined_table THEN DROP TABLE a;
           WHEN duplicate_column OR duplicate_table THEN ALTER TABLE users ADD COLUMN second text;
         END;
         BEGIN ALTER TABLE missing ADD COLUMN c int; EXCEPTION WHEN OTHERS THEN CREATE TABLE b (id int); END;
         BEGIN DROP INDEX missing_index; EXCEPTION WHEN SQLSTATE '42704' THEN NULL; END;
       END $$;`,
    ],
  },
  {
    name: 'loops that build statements from the catalogs',
    scripts: [
      TABLES + 'CREATE TABLE "Odd Name" (id int); CREATE TABLE other (id int);',
      `DO $$
       DECLARE r RECORD; t text; names text[] := ARRAY['users', 'orders']; n int := 0;
       BEGIN
         FOR r IN SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name DESC LOOP
           CONTINUE WHEN r.table_name = 'other';
           EXECUTE format('ALTER TABLE %I ADD COLUMN created_at timestamp NOT NULL DEFAULT %L', r.table_name, '2020-01-01');
           n := n + 1;
         END LOOP;
         FOREACH t IN ARRAY names LOOP
           EXECUTE 'CREATE INDEX ' || quote_ident(t || '_created') || ' ON ' || quote_ident(t) || ' (created_at)';
         END LOOP;
         FOR i IN 1..n LOOP EXECUTE format('CREATE TABLE part_%s (id int PRIMARY KEY, CHECK (id %% 3 = %s))', i, i - 1); END LOOP;
         FOR t IN SELECT indexname FROM pg_indexes WHERE tablename = 'orders' AND indexname LIKE '%\\_created' LOOP EXECUTE format('DROP INDEX %I', t); END LOOP;
         WHILE n > 0 LOOP n := n - 1; EXIT WHEN n = 1; END LOOP;
         IF n = 1 THEN CREATE TABLE one (id int); END IF;
       END $$;`,
    ],
  },
  {
    name: 'a constraint whose name is looked up',
    scripts: [
      `CREATE TABLE parents (id int PRIMARY KEY); CREATE TABLE children (id int PRIMARY KEY, parent_id int REFERENCES parents, kind text CHECK (kind <> ''));`,
      `DO $$
       DECLARE name text; con record;
       BEGIN
         SELECT conname INTO name FROM pg_constraint WHERE conrelid = 'children'::regclass AND contype = 'f';
         IF name IS NOT NULL THEN EXECUTE format('ALTER TABLE children DROP CONSTRAINT %I', name); END IF;
         FOR con IN SELECT c.conname, c.conrelid::regclass AS tab FROM pg_constraint c WHERE c.contype = 'c' AND c.conrelid = 'children'::regclass LOOP
           EXECUTE 'ALTER TABLE ' || con.tab || ' DROP CONSTRAINT ' || con.conname;
         END LOOP;
         SELECT a.attname INTO name FROM pg_attribute a WHERE a.attrelid = 'children'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attname = 'kind';
         IF FOUND THEN EXECUTE format('ALTER TABLE %s RENAME COLUMN %I TO %I', 'children'::regclass, name, name || '2'); END IF;
       END $$;`,
    ],
  },
  {
    name: 'statements about rows, without a condition or under one',
    scripts: [
      `${TABLES} INSERT INTO users VALUES (1, 'a@x'), (2, 'b@x');`,
      `DO $$
       DECLARE new_total int := 5 + 5; who text := 'a@x'; found_id int;
       BEGIN
         ALTER TABLE orders ADD COLUMN note text;
         INSERT INTO orders (id, user_id, total, note) VALUES (1, 1, new_total, 'for ' || who);
         UPDATE orders SET total = total + new_total;
         SELECT id INTO found_id FROM users WHERE email = who;
         INSERT INTO orders (id, user_id) VALUES (2, found_id);
       END $$;
       DO $$ BEGIN
         IF EXISTS (SELECT 1 FROM users WHERE email = 'b@x') THEN INSERT INTO orders (id, user_id, total) VALUES (3, 2, 1), (4, 2, 2); ELSE INSERT INTO orders (id) VALUES (5); END IF;
         IF NOT EXISTS (SELECT 1 FROM users WHERE email = 'nobody') THEN INSERT INTO users VALUES (9, 'nobody'); END IF;
         IF (SELECT count(*) FROM orders) > 100 THEN UPDATE users SET email = NULL; END IF;
       END $$;`,
    ],
  },
  {
    name: 'random values from arrays',
    scripts: [
      `${TABLES} INSERT INTO users VALUES (1, 'a'), (2, 'b');`,
      `DO $$ DECLARE words text[] := ARRAY['x', 'x', 'x'];
       BEGIN
         ALTER TABLE users ADD COLUMN code text;
         UPDATE users SET code = words[floor(random() * array_length(words, 1) + 1)] || '-' || id;
         CREATE UNIQUE INDEX users_code ON users (code);
       END $$;`,
    ],
  },
  {
    name: 'roles, extensions, policies and grants',
    scripts: [
      `DO $$ BEGIN
         IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_reader_of_test') THEN CREATE ROLE app_reader_of_test; END IF;
         IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'plpgsql_that_is_not_there') THEN CREATE TABLE t (id int); END IF;
         PERFORM set_config('search_path', 'public', false);
         GRANT SELECT ON t TO app_reader_of_test;
       END $$; DROP OWNED BY app_reader_of_test; DROP ROLE app_reader_of_test;`.replace(' DROP OWNED BY app_reader_of_test;', ' REVOKE SELECT ON t FROM app_reader_of_test;'),
    ],
  },
  {
    name: 'functions and procedures that are called to do something',
    scripts: [
      `${TABLES}
       CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.total := coalesce(NEW.total, 0) + 1; RETURN NEW; END $$;
       CREATE FUNCTION manage(_tbl regclass, suffix text DEFAULT 'x') RETURNS void LANGUAGE plpgsql AS $$
       BEGIN
         EXECUTE format('CREATE TRIGGER managed_%s BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION set_updated_at()', suffix, _tbl);
         INSERT INTO users VALUES (length(suffix), suffix);
       END $$;
       CREATE PROCEDURE add_order(n int, who int) LANGUAGE plpgsql AS $$ BEGIN INSERT INTO orders VALUES (n, who, n * 10); END $$;`,
      "SELECT manage('orders'); CALL add_order(7, 1);",
      'UPDATE orders SET user_id = 2;',
    ],
  },
  {
    name: 'CASE, nested blocks and triggers made in a loop',
    scripts: [
      `CREATE TABLE a (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); CREATE TABLE b (id int PRIMARY KEY, n int NOT NULL DEFAULT 0);
       CREATE FUNCTION bump() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.n := OLD.n + 1; RETURN NEW; END';`,
      `DO $$ DECLARE t text; mode int := 2;
       BEGIN
         <<inner_block>> DECLARE t text := 'hidden'; BEGIN IF t <> 'hidden' THEN RAISE EXCEPTION 'no'; END IF; EXIT inner_block; RAISE EXCEPTION 'not here'; END;
         CASE mode WHEN 1 THEN CREATE TABLE wrong (id int); WHEN 2, 3 THEN CREATE TABLE right_one (id int); END CASE;
         FOR t IN SELECT table_name FROM information_schema.columns WHERE column_name = 'n' AND table_schema NOT IN ('pg_catalog', 'information_schema') GROUP BY 1 LOOP NULL; END LOOP;
         RETURN;
       END $$;`.replace(' GROUP BY 1', ''),
      `DO $$ DECLARE t text; BEGIN
         FOR t IN SELECT unnest FROM unnest(ARRAY['a', 'b']) LOOP
           EXECUTE format('DROP TRIGGER IF EXISTS bump ON %I', t);
           EXECUTE format('CREATE TRIGGER bump BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION bump()', t);
         END LOOP;
       END $$;`,
      'INSERT INTO a (id) VALUES (1); INSERT INTO b (id) VALUES (1); UPDATE a SET id = 2; UPDATE b SET id = id;',
    ],
  },
  {
    name: 'records with the values of a row',
    scripts: [
      `CREATE TABLE teams (id serial PRIMARY KEY, name text NOT NULL, size int, main boolean NOT NULL DEFAULT false);
       CREATE TABLE logs (what text, n int, name text);
       INSERT INTO teams (name, size) VALUES ('red', 3), ('blue', NULL), ('green', 5);`,
      `DO $$ DECLARE r record; t teams; u teams%ROWTYPE; none record;
       BEGIN
         SELECT INTO r * FROM teams WHERE name = 'red';
         IF r IS NOT NULL THEN INSERT INTO logs VALUES ('whole', r.size, r.name); DELETE FROM teams WHERE id = r.id; END IF;
         SELECT id, size INTO r FROM teams WHERE name = 'blue';
         IF r IS NULL THEN INSERT INTO logs VALUES ('null', 0, NULL); ELSIF r IS NOT NULL THEN INSERT INTO logs VALUES ('not null', 0, NULL); ELSE INSERT INTO logs VALUES ('in part', r.id, NULL); END IF;
         SELECT * INTO t FROM teams WHERE size > 4 ORDER BY id;
         t.size := t.size + 1;
         UPDATE teams SET size = t.size WHERE id = t.id;
         INSERT INTO logs VALUES ('grown', t.size, t.name);
         INSERT INTO teams (name, size) VALUES ('new', 1) RETURNING * INTO u;
         INSERT INTO logs SELECT 'inserted', u.id, u.name;
         SELECT * INTO none FROM teams WHERE name = 'nobody';
         IF NOT FOUND THEN INSERT INTO logs VALUES ('none', none.size, none.name); END IF;
         IF u.size > 5 THEN SELECT * INTO t FROM teams WHERE name = 'blue'; END IF;
         INSERT INTO logs VALUES ('still', t.size, t.name);
         IF t.main THEN INSERT INTO logs VALUES ('main', t.size, t.name); END IF;
         FOR r IN SELECT id, name FROM teams ORDER BY id LOOP
           INSERT INTO logs VALUES ('beside ' || t.name, r.id - u.id, r.name);
         END LOOP;
       END $$;`,
    ],
  },
  {
    name: 'loops over rows that carry values, end early or return',
    scripts: [
      `CREATE TABLE cards (id serial PRIMARY KEY, deck text, name text, place int, seen text);
       CREATE TABLE notes (what text, n int);
       INSERT INTO cards (deck, name) VALUES ('b', 'four'), ('a', 'two'), ('a', 'one'), ('b', 'three'), ('c', NULL);`,
      `DO $$ DECLARE c record; i int := 0; last cards.deck%TYPE; names text := ''; total bigint := 0;
       BEGIN
         FOR c IN SELECT * FROM cards ORDER BY deck, name LOOP
           CONTINUE WHEN c.name IS NULL;
           IF c.deck IS DISTINCT FROM last THEN i := 0; END IF;
           i := i + 1;
           total := total + c.id;
           UPDATE cards SET place = i, seen = names WHERE id = c.id;
           names := names || c.name || ',';
           last := c.deck;
         END LOOP;
         INSERT INTO notes VALUES (names, total), (last, i);
         RAISE NOTICE '% cards', i;
       END $$;`,
      `DO $$ DECLARE c record; found_id int; tries int := 0;
       BEGIN
         FOR c IN SELECT id, name FROM cards ORDER BY id DESC LOOP
           tries := tries + 1;
           IF c.name LIKE 't%' THEN found_id := c.id; EXIT; END IF;
           EXIT WHEN tries > 10;
           INSERT INTO notes VALUES ('passed', c.id);
         END LOOP;
         IF found_id IS NOT NULL THEN INSERT INTO notes VALUES ('tries', tries), ('found', found_id); END IF;
       END $$;
       DO $$ DECLARE c record;
       BEGIN
         FOR c IN SELECT id, deck FROM cards ORDER BY id LOOP
           IF c.deck = 'a' THEN INSERT INTO notes VALUES ('returns', c.id); RETURN; ELSIF c.deck = 'z' THEN CONTINUE; END IF;
           INSERT INTO notes VALUES ('goes on', c.id);
         END LOOP;
         INSERT INTO notes VALUES ('not reached', 0);
       END $$;
       DO $$ DECLARE c record;
       BEGIN
         FOR c IN SELECT id FROM cards WHERE deck = 'z' LOOP RETURN; END LOOP;
         INSERT INTO notes VALUES ('reached', 0);
       END $$;`,
      `DO $$ DECLARE ids int[]; v int; n int := 0;
       BEGIN
         SELECT array_agg(id ORDER BY name DESC) INTO ids FROM cards WHERE deck <> 'c';
         FOREACH v IN ARRAY ids LOOP
           n := n + 1;
           INSERT INTO notes VALUES ('no. ' || n, v);
         END LOOP;
         IF EXISTS (SELECT 1 FROM cards) AND NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'cards' AND column_name = 'colour') THEN
           INSERT INTO notes VALUES ('no colour', n);
         END IF;
       END $$;`,
    ],
  },
  {
    name: 'partitions that a function makes as long as they are missing',
    scripts: [
      `CREATE TABLE readings (id bigint NOT NULL, at date NOT NULL, v int, PRIMARY KEY (id, at)) PARTITION BY HASH (id);
       CREATE FUNCTION split_readings(wanted int) RETURNS void LANGUAGE plpgsql AS $$
       DECLARE have int := (SELECT count(*) FROM pg_inherits WHERE inhparent = 'readings'::regclass);
       BEGIN
         IF wanted < have THEN RAISE EXCEPTION 'readings has % parts', have; END IF;
         WHILE have < wanted LOOP
           EXECUTE format('CREATE TABLE %I PARTITION OF readings FOR VALUES WITH (MODULUS %s, REMAINDER %s)', 'readings_part' || have, wanted, have);
           have := have + 1;
         END LOOP;
       END $$;
       SELECT split_readings(3);`,
      `SELECT split_readings(3);
       DO $$ BEGIN IF (SELECT count(*) FROM pg_inherits WHERE inhparent = 'readings'::regclass) = 3 THEN CREATE TABLE three (id int); END IF; END $$;
       INSERT INTO readings SELECT n, '2024-01-01', n * 2 FROM generate_series(1, 5) AS n;`,
    ],
  },
  {
    name: 'CASE and EXECUTE .. USING over what only the database knows',
    scripts: [
      `${TABLES} INSERT INTO orders VALUES (1, 1, 2), (2, 1, 7), (3, 2, 5); INSERT INTO users VALUES (1, 'x'), (2, NULL); CREATE TABLE log (what text, n numeric);`,
      `DO $$ DECLARE t int; BEGIN
         SELECT sum(total) INTO t FROM orders;
         CASE t WHEN 1, 2 THEN INSERT INTO log VALUES ('low', t); WHEN 14, 15 THEN INSERT INTO log VALUES ('middle', t); t := t * 2; ELSE t := 0; END CASE;
         CASE WHEN t > 100 THEN DELETE FROM orders; WHEN t IS NULL THEN NULL; WHEN t = 28 THEN UPDATE users SET email = 'case' WHERE id > 1; END CASE;
         FOR i IN 1..3 LOOP CASE i WHEN 1 THEN INSERT INTO log VALUES ('one', i); WHEN 2, 3 THEN INSERT INTO log VALUES ('more', t + i); END CASE; END LOOP;
         INSERT INTO log VALUES ('last', t);
       END $$;
       DO $$ DECLARE t numeric; m text; r int; BEGIN
         SELECT sum(total), max(email) INTO t, m FROM orders, users;
         EXECUTE 'INSERT INTO log VALUES ($2, $1)' USING t, m || '?';
         EXECUTE 'SELECT count(*) FROM orders WHERE total > $1' INTO r USING t / 7;
         INSERT INTO log VALUES ('above', r);
         EXECUTE format('UPDATE %I SET total = $1 WHERE id = $2', 'orders') USING t + 1, (SELECT max(id) FROM orders);
       END $$;
       CREATE FUNCTION put(int, text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'INSERT INTO log VALUES ($1, $2)' USING $2, $1; END $$;
       SELECT put(7, 'seven');
       SELECT put(id, email) FROM users;`,
    ],
  },
  {
    name: 'a row that may be there already',
    scripts: [
      `CREATE TABLE tags (name text UNIQUE, uses int DEFAULT 0);
       CREATE TABLE notes (what text, n int);
       INSERT INTO tags (name) VALUES ('old');`,
      `DO $$ BEGIN INSERT INTO tags (name) VALUES ('old'); EXCEPTION WHEN unique_violation THEN RAISE NOTICE 'there: %', SQLERRM; END $$;
       DO $$ BEGIN INSERT INTO tags (name) VALUES ('new'); EXCEPTION WHEN unique_violation THEN UPDATE tags SET uses = -1; END $$;
       DO $$ DECLARE state text := 'made'; n int := 7;
       BEGIN
         n := (SELECT count(*) FROM tags);
         BEGIN
           n := n + 10;
           INSERT INTO tags (name, uses) SELECT 'old', n;
         EXCEPTION WHEN unique_violation THEN
           UPDATE tags SET uses = uses + n WHERE name = 'old';
           state := 'there';
         END;
         INSERT INTO notes VALUES (state, n);
       END $$;
       DO $$ DECLARE name text; made int := 0;
       BEGIN
         FOREACH name IN ARRAY ARRAY['old', 'third', 'third', 'fourth'] LOOP
           BEGIN
             INSERT INTO tags (name) VALUES (name);
           EXCEPTION WHEN unique_violation THEN
             INSERT INTO notes VALUES (name, made);
             made := made + 1;
           END;
         END LOOP;
       END $$;`,
    ],
  },
];

/** Blocks that cannot be carried over, with what the message says. */
export const REFUSED_BLOCKS: readonly (readonly [script: string, message: RegExp])[] = [
  ['DO $$ BEGIN IF EXISTS (SELECT 1 FROM users) THEN DROP TABLE orders; END IF; END $$', /depends on rows/],
  ["DO $$ BEGIN INSERT INTO users VALUES (1, 'a'), (2, 'b'); EXCEPTION WHEN unique_violation THEN NULL; END $$", /only the database knows whether this statement fails/],
  ["DO $$ DECLARE r record; BEGIN INSERT INTO users SELECT n, 'a' FROM generate_series(1, 2) AS n; FOR r IN SELECT * FROM users LOOP EXECUTE format('CREATE TABLE t_%s (id int)', r.id); END LOOP; END $$", /each round of this loop runs in the database, as a trigger does: only statements about rows can stand in a trigger/],
  ["DO $$ BEGIN RAISE EXCEPTION 'stop at %', 1 + 1; END $$", /stop at 2/],
  ["DO $$ BEGIN EXECUTE 'ALTER TABLE missing ADD COLUMN c int'; END $$", /relation "missing" does not exist, in: ALTER TABLE missing/],
  ['DO $$ BEGIN LOOP NULL; END LOOP; END $$', /never ends/],
  ['DO $$ DECLARE t text; BEGIN UPDATE users SET id = 1; GET DIAGNOSTICS t = PG_CONTEXT; END $$', /GET DIAGNOSTICS/],
];
