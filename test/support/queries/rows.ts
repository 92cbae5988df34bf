/** Rows that tell right renderings from wrong ones: NULLs, empty text, negatives, letters outside ASCII, 2^53 + 1, halves, month ends, JSON null. */
export const ROWS = `
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (
  id int PRIMARY KEY,
  i int, j int, big bigint,
  f double precision, n numeric(10,2),
  b boolean, s text, v varchar(20),
  ts timestamp, tz timestamptz, d date,
  js jsonb, jt json,
  tags text[], nums int[],
  u uuid, m mood, raw bytea
);
INSERT INTO t VALUES
  (1, 7, 2, 9007199254740993, 2.5, 2.67, true, 'Hello World', 'a/b/c', '2024-01-31 10:20:30.125', '2024-02-29 23:59:59+02', '2024-01-31',
   '{"a": 1, "b": {"c": "x", "d": [1, 2, "three"]}, "flag": true, "none": null, "name": "Ann", "price": 12.5}', '{"z":1,"a":[true,null]}', '{a,b,"c d"}', '{1,2,3}',
   'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'happy', '\\xdeadbeef'),
  (2, -7, 2, -1, -2.5, -0.10, false, '', '', '2023-12-31 00:00:00', '2024-03-31 00:30:00+00', '2023-12-31',
   '{"a": "1", "flag": false, "b": {"c": null}, "name": "", "tags": ["x", "y"]}', '[]', '{}', '{}',
   'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12', 'sad', '\\x'),
  (3, 0, -3, 0, 0.5, 0.00, NULL, 'Ünïcode ß 50%_x', 'x', '2024-02-29 12:00:00', '2020-02-29 12:00:00.5+00', '2024-02-29',
   '[1, "a", {"k": 2}, null]', '"text"', '{NULL,"50%","quote\\"d"}', '{5,NULL}',
   'c0eebc99-9c0b-4ef8-bb6d-6bb9bd380a13', 'ok', '\\x00ff'),
  (4, 3, 2, 5, 3.5, 99999.99, true, 'hello world', '//', '1999-06-15 06:07:08', '1970-01-01 00:00:00+00', '1970-01-01',
   'null', 'null', '{a}', '{-1}',
   'd0eebc99-9c0b-4ef8-bb6d-6bb9bd380a14', 'ok', '\\x61'),
  (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (6, 1, 1, 42, 0.30000000000000004, 1.10, false, '  pad  ', 'it''s "q"', '2024-12-30 23:59:59.999', '2024-12-30 23:59:59.999+00', '2024-12-30',
   '{}', '{}', '{"",x}', '{2,2}',
   'e0eebc99-9c0b-4ef8-bb6d-6bb9bd380a15', 'happy', '\\x6869');
`;
