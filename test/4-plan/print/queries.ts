/** Whole queries over the rows of `rows.ts` and `SHOP`; each has a total order. */
export const QUERIES: readonly string[] = [
  'SELECT * FROM customer ORDER BY id',
  'SELECT c.name, o.total FROM customer c JOIN orders o ON o.customer_id = c.id ORDER BY o.id',
  'SELECT c.name, o.total FROM customer c LEFT JOIN orders o ON o.customer_id = c.id AND o.total > 10 ORDER BY c.id, o.id',
  'SELECT c.id, o.id FROM customer c FULL JOIN orders o ON o.customer_id = c.id ORDER BY 1, 2',
  'SELECT c.id, o.id FROM orders o RIGHT JOIN customer c ON o.customer_id = c.id ORDER BY 1, 2',
  'SELECT id, customer_id FROM customer JOIN orders USING (id) ORDER BY id',
  'SELECT * FROM customer CROSS JOIN (VALUES (1), (2)) v(n) ORDER BY id, n',
  'SELECT customer_id, count(*), sum(total), avg(total), min(total), max(total) FROM orders GROUP BY customer_id ORDER BY customer_id',
  'SELECT customer_id AS c, count(*) AS n FROM orders GROUP BY 1 HAVING count(*) > 1 ORDER BY n DESC, c',
  'SELECT city FROM customer ORDER BY city',
  'SELECT city FROM customer ORDER BY city DESC',
  'SELECT city, id FROM customer ORDER BY city NULLS FIRST, id',
  'SELECT city, id FROM customer ORDER BY city DESC NULLS LAST, id DESC',
  'SELECT DISTINCT city FROM customer ORDER BY city',
  'SELECT DISTINCT ON (customer_id) customer_id, id, total FROM orders ORDER BY customer_id, total DESC, id',
  'SELECT DISTINCT ON (customer_id) id FROM orders ORDER BY customer_id, id DESC LIMIT 2',
  'SELECT * FROM (SELECT DISTINCT ON (customer_id) customer_id AS c, total AS t FROM orders ORDER BY customer_id, id) x WHERE t > 1 ORDER BY c',
  'SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY total DESC, id) FROM orders ORDER BY id',
  'SELECT id, rank() OVER w, sum(total) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM orders WINDOW w AS (ORDER BY total) ORDER BY id',
  'SELECT id, lag(total, 1, 0) OVER (ORDER BY id), lead(total) OVER (ORDER BY id) FROM orders ORDER BY id',
  'SELECT count(*) FILTER (WHERE total > 10), count(DISTINCT customer_id), bool_and(paid), bool_or(paid) FROM orders',
  "SELECT customer_id, string_agg(code, ', ' ORDER BY code DESC), array_agg(id ORDER BY id), jsonb_agg(total ORDER BY id), jsonb_object_agg(code, id) FROM orders GROUP BY customer_id ORDER BY customer_id",
  'SELECT array_agg(id), jsonb_agg(id), sum(total), count(*), string_agg(code, \',\') FROM orders WHERE false',
  'SELECT id FROM customer UNION SELECT customer_id FROM orders ORDER BY 1',
  'SELECT id FROM customer UNION ALL SELECT customer_id FROM orders ORDER BY id DESC LIMIT 3 OFFSET 1',
  '(SELECT id FROM customer ORDER BY id DESC LIMIT 1) UNION ALL (SELECT customer_id FROM orders ORDER BY id LIMIT 1) ORDER BY 1',
  'SELECT id FROM customer EXCEPT SELECT customer_id FROM orders ORDER BY 1',
  'SELECT id FROM customer INTERSECT SELECT customer_id FROM orders UNION SELECT 99 ORDER BY 1',
  'SELECT id FROM customer UNION (SELECT 99 EXCEPT SELECT 98) ORDER BY 1',
  'SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 ORDER BY 1',
  'SELECT id FROM node WHERE id > 2 OR (SELECT total FROM orders LIMIT 1) IS NULL ORDER BY id OFFSET 1',
  'SELECT id, total >= ALL (SELECT o.total FROM orders o) AS a, total > ANY (SELECT o.total FROM orders o) AS b, 1 < ALL (SELECT id FROM orders WHERE false) AS c FROM orders ORDER BY id',
  'SELECT id FROM customer ORDER BY id LIMIT ALL OFFSET 1',
  'SELECT id FROM customer ORDER BY id FETCH FIRST 2 ROWS ONLY',
  'WITH big AS (SELECT * FROM orders WHERE total > 10) SELECT b.id, b.code FROM big b ORDER BY b.id',
  'WITH a(x, y) AS (SELECT id, name FROM customer), b AS (SELECT x FROM a WHERE x > 1) SELECT a.y, b.x FROM a JOIN b ON a.x = b.x ORDER BY 2',
  'WITH v(a, b) AS (VALUES (1, \'x\'), (2, NULL)) SELECT b, a FROM v ORDER BY a',
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n ORDER BY i',
  "WITH RECURSIVE tree AS (SELECT id, parent_id, name::text AS path FROM node WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, t.path || '/' || c.name FROM node c JOIN tree t ON c.parent_id = t.id) SELECT id, path FROM tree ORDER BY id",
  'SELECT c.id, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customer c ORDER BY c.id',
  'SELECT id FROM customer WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id = customer.id) ORDER BY id',
  'SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL) ORDER BY id',
  'SELECT id FROM customer WHERE (id, name) IN (SELECT customer_id, \'Ann\' FROM orders) ORDER BY id',
  'SELECT id FROM orders WHERE total >= ALL (SELECT total FROM orders WHERE total IS NOT NULL) ORDER BY id',
  'SELECT id FROM orders WHERE total > ANY (SELECT total FROM orders) ORDER BY id',
  'SELECT x.id FROM (SELECT id, name FROM customer WHERE id > 1) AS x(id, label) WHERE x.label IS NOT NULL ORDER BY 1',
  "SELECT c.id, e.value FROM customer c, jsonb_array_elements_text(c.tags) AS e(value) ORDER BY 1, 2",
  "SELECT c.id, e->>'k' FROM customer c CROSS JOIN LATERAL jsonb_array_elements(c.items) e ORDER BY 1, 2",
  "SELECT c.id, k, v FROM customer c, jsonb_each_text(c.data) AS e(k, v) ORDER BY 1, 2",
  "SELECT c.id, jsonb_object_keys FROM customer c, jsonb_object_keys(c.data) ORDER BY 1, 2",
  'SELECT i FROM generate_series(1, 5) AS g(i) ORDER BY i DESC',
  'SELECT i FROM generate_series(10, 1, -3) AS g(i) ORDER BY i',
  "SELECT x, n FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS u(x, n) ORDER BY n",
  'SELECT c.id, u FROM customer c LEFT JOIN LATERAL unnest(c.labels) u ON true ORDER BY 1, 2',
  'SELECT upper(name) AS name, id FROM customer ORDER BY name, id',
  'SELECT name AS id, id AS name FROM customer ORDER BY customer.id',
  'SELECT -id AS id FROM customer ORDER BY id',
  'SELECT total * 2 AS total FROM orders WHERE total IS NOT NULL ORDER BY total',
  'SELECT id, total FROM orders ORDER BY total, id',
  'SELECT id FROM customer WHERE city = ANY (SELECT city FROM customer WHERE id < 3) ORDER BY id',
  "SELECT o.\"order\", o.\"Mixed\" FROM orders o WHERE o.\"order\" > 0 ORDER BY o.\"order\"",
  'SELECT s.id FROM sales.orders s JOIN orders o ON o.id = s.id ORDER BY 1',
  'SELECT orders.id FROM sales.orders ORDER BY 1',
  'SELECT count(*) FROM (SELECT 1 FROM customer LIMIT 2) q',
  "SELECT CASE WHEN count(*) > 0 THEN 'some' ELSE 'none' END FROM orders",
  'VALUES (1, \'a\'), (2, \'b\') ORDER BY 1 DESC',
  'SELECT * FROM v_customer ORDER BY id',
  "SELECT id, value = ANY(ARRAY[value, 1]), array_remove(ARRAY[type, 'x'], type), array_position(ARRAY['x', type], type) FROM orders ORDER BY id",
  "SELECT key, array_replace(ARRAY[key, value], key, value), jsonb_build_object(key, value) - key FROM setting ORDER BY key",
  "SELECT s.key FROM setting s WHERE s.value = ANY (string_to_array('v,W', ',')) ORDER BY s.key",
  "SELECT id, string_to_array(type, ',') @> ARRAY[type], id = ANY(ARRAY[id]) FROM orders ORDER BY id",
];

/** A few related tables, with the names and values that trip renderings up. */
export const SHOP = `
CREATE SCHEMA sales;
CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, city text, tags jsonb, items jsonb, data jsonb, labels text[]);
CREATE TABLE orders (id serial PRIMARY KEY, customer_id int REFERENCES customer (id), total numeric(10,2), paid boolean DEFAULT false, code text DEFAULT 'none', "order" int DEFAULT 1, "Mixed" text, made timestamptz DEFAULT now(), type text, value int DEFAULT 7);
CREATE TABLE sales.orders (id int PRIMARY KEY, note text);
CREATE TABLE node (id int PRIMARY KEY, parent_id int REFERENCES node (id), name varchar(10) NOT NULL);
CREATE TABLE setting (scope text, key text, value text DEFAULT 'v', hits int NOT NULL DEFAULT 0, PRIMARY KEY (scope, key));
CREATE UNIQUE INDEX setting_value ON setting (lower(value)) WHERE hits > 5;
CREATE VIEW v_customer AS SELECT id, upper(name) AS label FROM customer WHERE id < 4;
INSERT INTO customer VALUES (1, 'Ann', 'Oslo', '["x", "y"]', '[{"k": "1"}, {"k": "2"}]', '{"a": "1", "b": true}', '{p,q}'), (2, 'Bob', NULL, '[]', '[]', '{}', '{}'), (3, 'Cy', 'Oslo', NULL, NULL, NULL, NULL), (4, 'Élan', 'Rome', '[true, 5, null]', '[{}]', '{"n": null}', '{r}');
INSERT INTO orders (customer_id, total, paid, code, "order", "Mixed", made, type) VALUES (1, 10.00, true, 'b', 3, 'm', '2024-01-31 10:00:00+00', 'x'), (1, 20.50, false, 'a', 2, 'M', '2024-02-29 00:00:00+00', 'y'), (2, 9.99, true, 'c', 1, NULL, '2023-12-31 23:59:59+00', NULL), (NULL, NULL, NULL, 'd', 4, '', '2024-03-01 00:00:00+00', 'x');
INSERT INTO sales.orders VALUES (1, 'one'), (3, NULL);
INSERT INTO node VALUES (1, NULL, 'root'), (2, 1, 'a'), (3, 1, 'b'), (4, 2, 'c');
INSERT INTO setting VALUES ('s', 'k', 'v', 1), ('s', 'l', 'W', 9);
`;
