/** Queries and data statements over the schema, one a line. Their columns, or their errors, are asked of Postgres. */
export const STATEMENTS = String.raw`
-- select lists
SELECT 1
SELECT 1, 'a', NULL
SELECT * FROM parents
SELECT p.* FROM parents p
SELECT parents.*, 1 AS one FROM parents
SELECT p.id, p."Odd Name" FROM parents AS p
SELECT * FROM shop.items
SELECT items.id FROM shop.items
SELECT shop.items.id FROM shop.items
SELECT * FROM items
SELECT * FROM named_parents
SELECT size + 1 FROM named_parents
SELECT * FROM parents AS p(a, b)
SELECT * FROM parents AS p(a, b, c, d, e, f)
SELECT p.a, p.code FROM parents AS p(a)
SELECT parents.id FROM parents p
SELECT x.* FROM parents p
SELECT *
SELECT id id2, name "Name" FROM parents
SELECT p FROM parents p
SELECT count(*), max(created_at) FROM parents
SELECT id, id FROM parents
SELECT name COLLATE "C" FROM parents
SELECT (SELECT max(id) FROM children) AS m, (SELECT name FROM parents LIMIT 1)
SELECT ARRAY(SELECT id FROM parents), EXISTS (SELECT 1)
SELECT CASE WHEN true THEN id END, CASE WHEN true THEN 1 ELSE id END FROM parents
SELECT id::text, name::varchar(5), 'x'::text, (id)::bigint::text FROM parents
SELECT DISTINCT name FROM parents
SELECT DISTINCT ON (name) id, name FROM parents ORDER BY name, id
SELECT DISTINCT ON (name) id, name FROM parents ORDER BY id
SELECT DISTINCT name FROM parents ORDER BY id
SELECT ALL name FROM parents
TABLE parents
-- where
SELECT id FROM parents WHERE name = 'a'
SELECT id FROM parents WHERE name
SELECT id FROM parents WHERE id
SELECT id FROM parents WHERE 't'
SELECT id FROM parents WHERE count(*) > 1
SELECT id FROM parents WHERE row_number() OVER () = 1
SELECT id FROM parents WHERE nome = 'a'
SELECT id AS x FROM parents WHERE x = 1
SELECT id FROM parents WHERE generate_series(1,2) = 1
-- joins
SELECT * FROM parents, children
SELECT id FROM parents, children
SELECT parents.id, parent_id FROM parents, children
SELECT * FROM parents p JOIN children c ON p.id = c.parent_id
SELECT p.name, c.name FROM parents p LEFT JOIN children c ON c.parent_id = p.id
SELECT * FROM parents p JOIN children c USING (id)
SELECT id, p.id, c.id FROM parents p JOIN children c USING (id)
SELECT id FROM parents p LEFT JOIN children c USING (id, name)
SELECT * FROM parents p FULL JOIN children c USING (id)
SELECT * FROM parents p RIGHT JOIN children c USING (name)
SELECT * FROM parents NATURAL JOIN children
SELECT * FROM parents p JOIN children c USING (missing)
SELECT * FROM parents p JOIN children c USING (created_at)
SELECT * FROM parents p CROSS JOIN children c
SELECT j.* FROM (parents p JOIN children c USING (id)) AS j
SELECT p.id FROM (parents p JOIN children c USING (id)) AS j
SELECT * FROM (parents p JOIN children c ON p.id = c.parent_id) AS j (a, b)
SELECT * FROM parents p JOIN parents p ON true
SELECT * FROM parents a JOIN children b ON a.id = b.parent_id JOIN samples s ON s.i4 = a.id
SELECT * FROM parents a JOIN children b ON a.id = s.i4 JOIN samples s ON true
SELECT * FROM parents p JOIN children c ON p.id
SELECT * FROM parents p JOIN children c ON p.id = c.name
SELECT u.id FROM parents p JOIN children c USING (id) AS u
-- derived tables and lateral
SELECT * FROM (SELECT id, name FROM parents) s
SELECT * FROM (SELECT id, name FROM parents) s (a)
SELECT s.x FROM (SELECT 1 AS x, 'a' AS y) s
SELECT * FROM (SELECT 1, 'a') s
SELECT * FROM (SELECT 1)
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v
SELECT * FROM (VALUES (1, 'a'), (2.5, NULL)) v (id, name)
SELECT * FROM (VALUES (1), ('x')) v
SELECT * FROM (VALUES (1, 2), (3)) v
SELECT v.column1 FROM (VALUES (NULL), (NULL)) v
SELECT * FROM parents p, (SELECT p.id) s
SELECT * FROM parents p, LATERAL (SELECT p.id AS pid) s
SELECT * FROM parents p LEFT JOIN LATERAL (SELECT c.id FROM children c WHERE c.parent_id = p.id LIMIT 1) l ON true
SELECT * FROM parents p RIGHT JOIN LATERAL (SELECT p.id) l ON true
SELECT p.id, l.n FROM parents p CROSS JOIN LATERAL (SELECT count(*) AS n FROM children c WHERE c.parent_id = p.id) l
-- functions in from
SELECT * FROM generate_series(1, 3)
SELECT * FROM generate_series(1, 3) AS n
SELECT n FROM generate_series(1, 3) n
SELECT n.n + 1 FROM generate_series(1, 3) AS n(n)
SELECT last_value FROM identities_id_seq
SELECT s.last_value + 1, s.is_called FROM public.identities_id_seq AS s WHERE s.is_called
SELECT * FROM generate_series(1, 3) WITH ORDINALITY
SELECT * FROM generate_series(1, 3) WITH ORDINALITY AS t(a, b)
SELECT g.d::date FROM generate_series('2020-01-01'::date, '2020-02-01', '1 day') AS g(d)
SELECT * FROM unnest(ARRAY[1,2]) AS x
SELECT x FROM unnest(ARRAY['a','b']) x
SELECT c.id, tag FROM children c, unnest(c.tags) AS tag
SELECT c.id, t.tag, t.pos FROM children c CROSS JOIN LATERAL unnest(c.tags) WITH ORDINALITY AS t(tag, pos)
SELECT * FROM jsonb_each('{}'::jsonb)
SELECT e.key, e.value FROM children c, jsonb_each_text(c.data) e
SELECT * FROM children c, jsonb_array_elements(c.data -> 'x') AS item
SELECT item ->> 'a' FROM children c, jsonb_array_elements(c.data) item
SELECT value FROM jsonb_array_elements_text('[]') AS t(value)
SELECT * FROM json_to_recordset('[]') AS x(a int, b text)
SELECT * FROM jsonb_to_record('{}') AS x(a int, b jsonb)
SELECT * FROM json_to_recordset('[]')
SELECT * FROM jsonb_populate_recordset(NULL::parents, '[]')
SELECT * FROM regexp_matches('a', 'b') AS m
SELECT * FROM regexp_split_to_table('a,b', ',') AS part
SELECT * FROM string_to_table('a,b', ',')
SELECT * FROM now()
SELECT * FROM now() AS t
SELECT * FROM current_date
SELECT * FROM missing_function(1)
SELECT * FROM lower('A')
-- grouping
SELECT name, count(*) FROM parents GROUP BY name
SELECT name, id FROM parents GROUP BY name
SELECT id, name FROM parents GROUP BY id
SELECT p.id, p.name, count(c.id) FROM parents p LEFT JOIN children c ON c.parent_id = p.id GROUP BY p.id
SELECT c.name, count(*) FROM children c GROUP BY 1
SELECT lower(name) AS n, count(*) FROM parents GROUP BY n
SELECT lower(name), count(*) FROM parents GROUP BY lower(name)
SELECT name || 'x', count(*) FROM parents GROUP BY name
SELECT count(*) FROM parents HAVING count(*) > 1
SELECT name FROM parents GROUP BY name HAVING count(*) > 1 AND max(id) > 2
SELECT name FROM parents HAVING count(*) > 1
SELECT name FROM parents GROUP BY name HAVING id > 1
SELECT name FROM parents GROUP BY 5
SELECT name FROM parents GROUP BY name ORDER BY count(*) DESC
SELECT name FROM parents GROUP BY name ORDER BY id
SELECT sum(amount), sum(position), avg(amount) FROM children
SELECT name, sum(amount) OVER (PARTITION BY name) FROM children
SELECT name, sum(sum(amount)) OVER (ORDER BY name) FROM children GROUP BY name
SELECT DISTINCT name, count(*) FROM parents GROUP BY name
SELECT name, count(*) FROM parents GROUP BY ROLLUP (name)
SELECT GROUPING(name), GROUPING(name, code) FROM parents GROUP BY ROLLUP (name), code
SELECT GROUPING(name) FROM parents GROUP BY name
SELECT GROUPING(id) FROM parents GROUP BY name
SELECT GROUPING(id) FROM parents
SELECT name FROM parents WHERE GROUPING(name) = 0 GROUP BY name
SELECT code, count(*) FROM parents GROUP BY GROUPING SETS ((id), (name))
SELECT code, count(*) FROM parents GROUP BY GROUPING SETS ((id), (id, name))
SELECT name FROM parents GROUP BY GROUPING SETS (name, (), CUBE (code, id)), ROLLUP ((name, code), id)
SELECT count(*) FROM parents GROUP BY count(*)
SELECT state, count(*) FILTER (WHERE amount > 1) FROM children GROUP BY state
-- windows
SELECT row_number() OVER w FROM children WINDOW w AS (PARTITION BY parent_id ORDER BY id)
SELECT row_number() OVER (w ORDER BY id) FROM children WINDOW w AS (PARTITION BY parent_id)
SELECT row_number() OVER missing FROM children
SELECT id, lag(amount) OVER (PARTITION BY parent_id ORDER BY id) FROM children
SELECT sum(amount) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM children
-- order, limit
SELECT id FROM parents ORDER BY 1
SELECT id FROM parents ORDER BY 2
SELECT id AS x FROM parents ORDER BY x DESC NULLS LAST
SELECT id AS x FROM parents ORDER BY x + 1
SELECT id FROM parents ORDER BY name
SELECT id FROM parents ORDER BY 'x'
SELECT id FROM parents ORDER BY lower(name), 1
SELECT name AS a, code AS a FROM parents ORDER BY a
SELECT id FROM parents LIMIT 10 OFFSET 5
SELECT id FROM parents LIMIT 'x'
SELECT id FROM parents LIMIT '10'
SELECT id FROM parents LIMIT 1.5
SELECT id FROM parents LIMIT id
SELECT id FROM parents LIMIT ALL
SELECT id FROM parents FETCH FIRST 3 ROWS ONLY
SELECT id FROM parents ORDER BY id FETCH FIRST 3 ROWS WITH TIES
SELECT id FROM parents LIMIT (SELECT count(*) FROM parents)
SELECT id FROM parents FOR UPDATE
-- set operations
SELECT 1 UNION SELECT 2
SELECT 1 UNION SELECT 2.5
SELECT 1 UNION ALL SELECT NULL
SELECT NULL UNION SELECT NULL
SELECT 'a' UNION SELECT 'b'
SELECT 'a' UNION SELECT name FROM parents
SELECT 1 UNION SELECT 'a'
SELECT 1 UNION SELECT name FROM parents
SELECT '1' UNION SELECT 2
SELECT id, name FROM parents UNION SELECT id, name FROM children
SELECT id, name FROM parents UNION SELECT id FROM children
SELECT id FROM parents INTERSECT SELECT id FROM children
SELECT id FROM parents EXCEPT SELECT parent_id FROM children ORDER BY 1
SELECT id AS x FROM parents UNION SELECT id FROM children ORDER BY x
SELECT id AS x FROM parents UNION SELECT id FROM children ORDER BY x + 1
SELECT id AS x FROM parents UNION SELECT id FROM children ORDER BY id
(SELECT id FROM parents ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM children LIMIT 1)
SELECT 1 UNION SELECT 2 UNION SELECT 3.5
SELECT NULL UNION SELECT NULL UNION SELECT 1
SELECT state FROM children UNION SELECT 'sad'
SELECT state FROM children UNION SELECT 'nope'
SELECT code FROM parents UNION SELECT name FROM parents
SELECT code FROM parents UNION SELECT code FROM parents
VALUES (1, 'a'), (2, 'b')
VALUES (1), (2.5) ORDER BY 1
VALUES (1), ('2')
-- with
WITH x AS (SELECT id FROM parents) SELECT * FROM x
WITH x (a, b) AS (SELECT id, name FROM parents) SELECT b FROM x WHERE a = 1
WITH x AS (SELECT 1 AS n), y AS (SELECT n + 1 AS m FROM x) SELECT * FROM x, y
WITH x AS (SELECT 'a' AS t) SELECT t || 'b' FROM x
WITH x AS (SELECT 1) SELECT * FROM y
WITH x (a, b) AS (SELECT 1) SELECT * FROM x
WITH x AS (SELECT 1), x AS (SELECT 2) SELECT * FROM x
WITH x AS MATERIALIZED (SELECT 1 AS n) SELECT x.n FROM x
SELECT * FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) WITH ORDINALITY
SELECT * FROM unnest(ARRAY[1], ARRAY['a']) AS u (n, t)
WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1.5 FROM t) SELECT * FROM t
WITH RECURSIVE tree AS (SELECT id, parent_id, ARRAY[id] AS path FROM children WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, t.path || c.id FROM children c JOIN tree t ON c.parent_id = t.id) SELECT * FROM tree
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t ORDER BY 1) SELECT * FROM t
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t LIMIT 3) SELECT * FROM t
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT 2 ORDER BY 1) SELECT * FROM t
WITH parents AS (SELECT 1 AS other) SELECT other FROM parents
WITH x AS (SELECT 1 AS a) SELECT * FROM (WITH y AS (SELECT a FROM x) SELECT * FROM y) z
WITH d AS (DELETE FROM children RETURNING id, name) SELECT * FROM d
WITH i AS (INSERT INTO parents (id, name) VALUES (1, 'a') RETURNING id) INSERT INTO children (id, parent_id) SELECT 1, id FROM i RETURNING *
WITH u AS (UPDATE parents SET name = 'x' RETURNING *) SELECT count(*) FROM u
-- correlated subqueries
SELECT p.id FROM parents p WHERE EXISTS (SELECT 1 FROM children c WHERE c.parent_id = p.id)
SELECT p.id FROM parents p WHERE p.id IN (SELECT parent_id FROM children)
SELECT p.id FROM parents p WHERE p.id NOT IN (SELECT c.parent_id FROM children c WHERE c.name = p.name)
SELECT p.id FROM parents p WHERE (p.id, p.name) IN (SELECT parent_id, name FROM children)
SELECT p.id FROM parents p WHERE p.name IN (SELECT id FROM children)
SELECT p.id, (SELECT count(*) FROM children WHERE parent_id = p.id) FROM parents p
SELECT p.id, (SELECT count(*) FROM children WHERE parent_id = id) FROM parents p
SELECT p.id FROM parents p WHERE p.id = (SELECT max(parent_id) FROM children)
SELECT p.id FROM parents p WHERE p.id = (SELECT name FROM children)
-- insert
INSERT INTO parents (id, name) VALUES (1, 'a')
INSERT INTO parents (id, name) VALUES (1, 'a') RETURNING *
INSERT INTO parents (id, name) VALUES (1, 'a') RETURNING id, lower(name) AS low, 'x'
INSERT INTO parents VALUES (1, 'a')
INSERT INTO parents VALUES (1, 'a', 'c', 5, now()), (2, 'b', DEFAULT, NULL, DEFAULT)
INSERT INTO parents VALUES (1, 'a', 'c', 5, now(), 6)
INSERT INTO parents (id, name) VALUES (1)
INSERT INTO parents (id) VALUES (1, 'a')
INSERT INTO parents (id, nome) VALUES (1, 'a')
INSERT INTO parents (id, id) VALUES (1, 2)
INSERT INTO parents (id, name) VALUES ('x', 'a')
INSERT INTO parents (id, name) VALUES ('1', 'a')
INSERT INTO parents (id, name) VALUES (1, 2)
INSERT INTO parents (id, name) VALUES (true, 'a')
INSERT INTO parents (id, name) VALUES (1, now())
INSERT INTO parents (id, name, created_at) VALUES (1, 'a', '2020-01-01')
INSERT INTO parents (id, name, created_at) VALUES (1, 'a', 5)
INSERT INTO parents (id, name) VALUES (1, 'a'), (2)
INSERT INTO children (id, state) VALUES (1, 'sad')
INSERT INTO children (id, state) VALUES (1, 'nope')
INSERT INTO children (id, amount) VALUES (1, 1.005)
INSERT INTO children (id, amount) VALUES (1, 'a')
INSERT INTO children (id, tags) VALUES (1, '{a,b}')
INSERT INTO children (id, tags) VALUES (1, ARRAY['a'])
INSERT INTO children (id, tags) VALUES (1, ARRAY[1])
INSERT INTO children (id, tags) VALUES (1, 'a')
INSERT INTO children (id, data) VALUES (1, '{"a": 1}')
INSERT INTO children (id, data) VALUES (1, '{bad}')
INSERT INTO children (id, data) VALUES (1, '{"a": 1}'::json)
INSERT INTO children (id, data) VALUES (1, 'x'::text)
INSERT INTO children (id, position) VALUES (1, 2)
INSERT INTO children (id, position) VALUES (1, 1.5)
INSERT INTO parents (id, name) SELECT id, name FROM children
INSERT INTO parents SELECT 1, 'a'
INSERT INTO parents (id, name) SELECT name, id FROM children
INSERT INTO parents (id, name) SELECT 1
INSERT INTO parents (id, name) SELECT DISTINCT 1, 'a' FROM children
INSERT INTO parents (id, name, created_at) SELECT DISTINCT 1, 'a', '2020-01-01' FROM children
INSERT INTO parents (id, name) SELECT 1, 'a' UNION SELECT 2, 'b'
INSERT INTO parents (id, name, created_at) SELECT 1, 'a', '2020-01-01' UNION SELECT 2, 'b', '2020-01-02'
INSERT INTO parents (id, name) SELECT i, 'name ' || i FROM generate_series(1, 3) i
INSERT INTO parents (id, name) SELECT i, i FROM generate_series(1, 3) i
INSERT INTO parents (id, name) VALUES ((SELECT count(*) FROM children), 'a')
INSERT INTO parents (id, name) VALUES (1, name)
INSERT INTO shop.items DEFAULT VALUES
INSERT INTO missing VALUES (1)
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT DO NOTHING
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT (id) DO NOTHING
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = excluded.name
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name || parents.name WHERE parents.name <> 'x' RETURNING *
INSERT INTO parents AS p (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = p.name
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = name
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT (name) DO NOTHING
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT (code) DO NOTHING
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT ON CONSTRAINT parents_pkey DO NOTHING
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT ON CONSTRAINT parents_code_key DO UPDATE SET code = excluded.code
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT ON CONSTRAINT missing DO NOTHING
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT DO UPDATE SET name = 'x'
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = 5
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET id = 'x'
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET missing = 'x'
INSERT INTO parents (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET (name, code) = (excluded.name, 'x')
INSERT INTO children (id) VALUES (1) ON CONFLICT (parent_id, name) DO NOTHING
INSERT INTO children (id) VALUES (1) ON CONFLICT (name) WHERE amount > 0 DO NOTHING
INSERT INTO children (id) VALUES (1) ON CONFLICT (name) DO NOTHING
INSERT INTO children (id) VALUES (1) ON CONFLICT (missing) DO NOTHING
INSERT INTO identities (label) VALUES ('a') RETURNING *
INSERT INTO identities (id, label) VALUES (1, 'a')
INSERT INTO identities (id, label) OVERRIDING SYSTEM VALUE VALUES (1, 'a')
INSERT INTO identities (id, label) VALUES (DEFAULT, 'a')
INSERT INTO identities (other, label) VALUES (1, 'a')
INSERT INTO identities (twice) VALUES (1)
INSERT INTO identities (id, label) SELECT 1, 'a'
-- update
UPDATE parents SET name = 'x'
UPDATE parents SET name = 'x' WHERE id = 1 RETURNING id, name
UPDATE parents SET name = 5
UPDATE parents SET name = name || id
UPDATE parents SET nome = 'x'
UPDATE parents SET id = '5', created_at = now(), code = DEFAULT
UPDATE parents SET id = 'x'
UPDATE parents SET id = name
UPDATE parents SET id = 1, id = 2
UPDATE parents p SET name = p.name WHERE p.id = 1
UPDATE parents p SET p.name = 'x'
UPDATE parents p SET name = 'x' WHERE parents.id = 1
UPDATE parents SET name = c.name FROM children c WHERE c.parent_id = parents.id
UPDATE parents SET name = name FROM children c WHERE c.parent_id = parents.id
UPDATE parents SET name = s.n FROM (SELECT parent_id, max(name) AS n FROM children GROUP BY parent_id) s WHERE s.parent_id = parents.id RETURNING parents.id, s.n
UPDATE parents SET (name, code) = ('a', 'b')
UPDATE parents SET (name, code) = ROW('a', 'b')
UPDATE parents SET (name, code) = (SELECT name, name FROM children LIMIT 1)
UPDATE parents SET (name, code) = (SELECT name FROM children LIMIT 1)
UPDATE parents SET (name, code) = ('a', 'b', 'c')
UPDATE parents SET name = (SELECT c.name FROM children c WHERE c.parent_id = parents.id LIMIT 1)
UPDATE parents SET name = (SELECT count(*) FROM children)
UPDATE children SET state = 'sad', tags = tags || 'x'::text, data = data || '{"a":1}', position = position + 1, amount = amount * 1.1
UPDATE children SET state = CASE WHEN amount > 1 THEN 'sad' ELSE 'ok' END
UPDATE children SET state = (CASE WHEN amount > 1 THEN 'sad' ELSE 'ok' END)::mood
UPDATE children SET state = name
UPDATE children SET state = COALESCE(state, 'ok')
UPDATE children SET data = jsonb_set(data, '{a}', '1') WHERE data ? 'a'
UPDATE children SET tags = ARRAY[]::text[]
UPDATE children SET tags = '{}'
UPDATE children SET position = id
UPDATE children SET amount = NULL
UPDATE parents SET name = 'x' WHERE count(*) > 1
UPDATE parents SET name = max(name)
UPDATE identities SET id = 5
UPDATE identities SET id = DEFAULT
UPDATE identities SET twice = 5
UPDATE named_parents SET name = 'x'
UPDATE missing SET a = 1
WITH x AS (SELECT 1 AS id) UPDATE parents SET name = 'x' FROM x WHERE x.id = parents.id
UPDATE parents SET name = 'x' FROM parents WHERE true
-- delete
DELETE FROM parents
DELETE FROM parents WHERE id = 1 RETURNING *
DELETE FROM parents p USING children c WHERE c.parent_id = p.id RETURNING p.id, c.id
DELETE FROM parents WHERE nome = 1
DELETE FROM parents WHERE id IN (SELECT parent_id FROM children)
DELETE FROM parents a USING parents b WHERE a.id < b.id AND a.name = b.name
DELETE FROM missing
DELETE FROM parents WHERE id
WITH x AS (SELECT id FROM parents) DELETE FROM children WHERE parent_id IN (SELECT id FROM x)
-- truncate
TRUNCATE children
TRUNCATE TABLE parents, children RESTART IDENTITY
TRUNCATE parents CASCADE
TRUNCATE missing
TRUNCATE named_parents
`;

/** What Postgres accepts and we refuse, each with a help. */
export const REFUSED = String.raw`
SELECT * FROM pg_class
SELECT table_name FROM information_schema.tables
SELECT xmin FROM parents
SELECT xmin, id FROM parents
SELECT parents.tableoid FROM parents
SELECT * FROM parents TABLESAMPLE SYSTEM (10)
SELECT id INTO other_parents FROM parents
UPDATE children SET tags[1] = 'x'
WITH x AS (MERGE INTO parents p USING children c ON p.id = c.parent_id WHEN MATCHED THEN DELETE RETURNING p.id) SELECT id FROM x
SELECT xmlelement(name a)
`;
