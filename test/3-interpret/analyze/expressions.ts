/** Expressions over `samples`, one a line. What each one's type is, or which error it is, is asked of Postgres. */
export const EXPRESSIONS = String.raw`
-- constants
1
2147483648
9223372036854775808
-2147483648
1.5
1e10
'abc'
NULL
true
B'101'
X'1F'
0x1F
1_000
'2020-01-01'::date
date '2020-01-01'
interval '1 day'
interval '1' day
interval(3) '1 second'
timestamp(3) '2020-01-01'
'5'::numeric(10,2)
'abcdef'::varchar(3)
'abcdef'::char(2)
'{1,2}'::int[]
'{"a":1}'::jsonb
'happy'::mood
'furious'::mood
'5'::positive
'x'::int
'300'::smallint
'40000'::smallint
't'::boolean
'maybe'::boolean
'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid
'not-a-uuid'::uuid
'{bad'::jsonb
5::text
5::varchar(2)
true::int
1::boolean
i8::int
n::int4
t::int
t::varchar(5)
v::text
u::text
jb::text
jb::int
tz::date
tz::timestamp
ts::timestamptz
d::timestamptz
ia::text[]
ta::int[]
ia::bigint[]
m::text
t::mood
m::color
iv::time
by::text
b::text
i4::bit(4)
f8::numeric(5,1)
i4::numeric
CAST(t AS varchar)
CAST(NULL AS integer)
'now'::timestamptz
-- operators
i4 + 1
i2 + i2
i2 + i4
i4 + i8
i8 + n
i4 + n2
i4 + f4
f4 + f8
n + f8
i4 / 2
i4 % 2
n % 2
i4 ^ 2
-i4
- n
@ i4
i4 + '1'
'1' + i4
'1' + '2'
i4 + t
i4 + 'x'
t + t
d + 1
d - d
d - 1
d + iv
tz - tz
ts - ts
tz - ts
tz - iv
tz + '1 day'
iv * 2
iv * 1.5
iv / 2
2 * iv
d + ti
now() - interval '1 day'
now() - '1 day'::interval
current_date + 7
current_date - d
t || t
t || v
v || v
t || i4
i4 || t
i4 || i4
'a' || 'b'
'a' || 1
t || 'x'
t || NULL
c || t
ia || 1
1 || ia
ia || ia
ta || 'x'
ta || '{x}'
jb || jb
jb || '{"a":1}'
jb -> 'a'
jb -> 0
jb ->> 'a'
jb ->> 0
j -> 'a'
j ->> 'a'
jb #> '{a,b}'
jb #>> '{a,b}'
jb @> '{"a":1}'
jb ? 'a'
jb ?| array['a','b']
jb ?& ta
jb - 'a'
jb - 1
jb - ta
jb #- '{a}'
j @> '{"a":1}'
jb = j
jb @? '$.a'
ia @> array[1]
ia && ia
ia && '{1}'
ta @> array['a']
va @> array['a']
va @> array['a']::varchar[]
ia <@ array[1,2]
i4 = 1
i4 = '1'
i4 = i8
i4 = n
i4 = t
t = 'x'
v = 'x'
v = t
c = 'x'
c = t
b = true
b = 't'
b = 1
u = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
u = t
m = 'happy'
m = 'furious'
m > 'sad'
m = co
m = t
m = m::text
ma = '{sad}'
m = ANY(ma)
d = '2020-01-01'
d > ts
ts > tz
tz > '2020-01-01'
tz > now() - interval '1 week'
ti > '10:00'
iv > '1 hour'
pos + 1
pos = 1
pos > '0'
em = 'a@b'
em || 'x'
r @> 5
r && int4range(1,5)
r = '[1,2)'
inet << '10.0.0.0/8'
inet = '10.0.0.1'
o = 5
i4 <> 1
i4 != 1
i4 >= 1.5
i2 = 1
i2 < i8
f4 = 1.1
n = 1.1
bi = B'1010'
bi & B'1010'
i4 & 1
i4 | 1
i4 # 1
~ i4
i4 << 1
i8 >> 1
|/ f8
tv @@ to_tsquery('a')
t @@ 'a'
tv @@ 'a & b'
mo + mo
mo * 2
mo > 5
i4 === 1
-- patterns
t LIKE 'a%'
v LIKE 'a%'
c LIKE 'a%'
t NOT LIKE '%x'
t ILIKE 'a%'
t LIKE 'a!%' ESCAPE '!'
i4 LIKE '1%'
t SIMILAR TO 'a|b'
t ~ '^a'
t ~* '^a'
t !~ 'x'
v ~ '^a'
em ~* '^[a-z]+@'
m LIKE 'h%'
by LIKE 'a'
-- logic
b AND b
b AND i4
b OR NOT b
NOT i4
NOT 't'
b AND NULL
b IS TRUE
b IS NOT FALSE
b IS UNKNOWN
i4 IS TRUE
t IS NULL
t IS NOT NULL
(i4, t) IS NULL
i4 IS DISTINCT FROM 1
i4 IS NOT DISTINCT FROM NULL
t IS DISTINCT FROM i4
m IS DISTINCT FROM 'ok'
-- in, between
i4 IN (1, 2, 3)
i4 IN (1, 2.5)
i4 IN ('1', '2')
i4 IN (1, 'x')
t IN ('a', 'b')
v IN ('a', 'b')
v NOT IN ('a')
m IN ('sad', 'ok')
m IN ('sad', 'furious')
i4 IN (1, i8)
i4 IN (t)
i4 IN (1, NULL)
i4 IN (NULL)
em IN ('a', 'b')
(i4, t) IN ((1, 'a'), (2, 'b'))
(i4, t) = (1, 'a')
(i4, t) < (1, 'a')
(i4, t) = (1, 2, 3)
i4 BETWEEN 1 AND 10
i4 BETWEEN 1 AND 10.5
i4 NOT BETWEEN '1' AND '10'
d BETWEEN '2020-01-01' AND now()
t BETWEEN 'a' AND 'b'
i4 BETWEEN SYMMETRIC 10 AND 1
i4 BETWEEN 'a' AND 'b'
tz BETWEEN now() - interval '1 day' AND now()
m BETWEEN 'sad' AND 'ok'
i4 = ANY(ia)
i4 = ANY('{1,2}')
i4 = ANY(ARRAY[1,2])
i8 = ANY(ia)
t = ANY(ta)
v = ANY(ta)
v = ANY(ARRAY['a','b'])
v = ANY(ARRAY['a','b']::text[])
(v)::text = ANY((ARRAY['a'::varchar, 'b'::varchar])::text[])
t = ANY(va)
i4 = ANY(ta)
i4 = ANY(i4)
i4 > ALL(ia)
t LIKE ANY(ARRAY['a%'])
m = ANY(ARRAY['sad','ok']::mood[])
m = ANY('{sad,ok}')
-- conditional
CASE WHEN b THEN 1 ELSE 2 END
CASE WHEN b THEN 1 ELSE 2.5 END
CASE WHEN b THEN 1 ELSE i8 END
CASE WHEN b THEN 'x' ELSE t END
CASE WHEN b THEN 'x' ELSE 'y' END
CASE WHEN b THEN v ELSE t END
CASE WHEN b THEN 1 END
CASE WHEN b THEN NULL END
CASE WHEN b THEN 1 ELSE 'x' END
CASE WHEN b THEN 1 ELSE t END
CASE WHEN i4 THEN 1 END
CASE i4 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END
CASE t WHEN 'a' THEN 1 ELSE 0 END
CASE v WHEN 'a' THEN d ELSE ts END
CASE m WHEN 'sad' THEN 1 END
CASE i4 WHEN 'x' THEN 1 END
CASE i4 WHEN 1 THEN 'a' WHEN 2.5 THEN 'b' END
CASE 'a' WHEN 'a' THEN 1 END
CASE WHEN b THEN d ELSE tz END
CASE WHEN b THEN m ELSE 'ok' END
CASE WHEN b THEN jb ELSE '{}' END
CASE WHEN b THEN v ELSE v END
CASE WHEN b THEN n2 ELSE n2 END
COALESCE(i4, 0)
COALESCE(i4, i8)
COALESCE(i4, 1.5)
COALESCE(t, 'x')
COALESCE(v, 'x')
COALESCE(v, t)
COALESCE(NULL, NULL)
COALESCE(NULL, 1)
COALESCE(i4, 'x')
COALESCE(i4, t)
COALESCE(jb, '{}')
COALESCE(m, 'ok')
COALESCE(m, 'nope')
COALESCE(d, ts)
COALESCE(ts, tz)
COALESCE(d, now())
COALESCE(pos, 1)
COALESCE(pos, pos)
COALESCE(f4, n)
COALESCE(i2, f4)
COALESCE(ia, '{}')
COALESCE(ta, ARRAY[]::text[])
COALESCE(c, v)
NULLIF(i4, 0)
NULLIF(t, '')
NULLIF(v, '')
NULLIF(i4, 1.5)
NULLIF(i4, 'x')
NULLIF(em, '')
GREATEST(i4, 1)
GREATEST(i4, i8, 1.5)
LEAST(d, ts)
GREATEST(t, 'a')
LEAST('a', 'b')
GREATEST(1, 'x')
-- arrays, rows, subscripts
ARRAY[1, 2]
ARRAY[1, 2.5]
ARRAY['a', 'b']
ARRAY['a', t]
ARRAY[v, t]
ARRAY[1, 'x']
ARRAY[i4, t]
ARRAY[]
ARRAY[]::int[]
ARRAY[ia, ia]
ARRAY[[1,2],[3,4]]
ARRAY['1','2']::int[]
ARRAY[m, 'ok']
ARRAY['sad','ok']::mood[]
ARRAY[d, now()]
ARRAY[NULL]
ia[1]
ia[1:2]
ta[1]
ia['1']
ia['x']
jb['a']
jb['a']['b']
jb[0]
t[1]
(string_to_array(t, ','))[1]
ROW(1, 'a')
ROW(i4, t)
ROW(i4, t) = '(1,a)'
ROW(i4, t) = NULL
-- current values
CURRENT_TIMESTAMP
CURRENT_TIMESTAMP(3)
CURRENT_DATE
CURRENT_TIME
LOCALTIMESTAMP
LOCALTIME
CURRENT_USER
SESSION_USER
USER
CURRENT_CATALOG
CURRENT_SCHEMA
CURRENT_ROLE
-- strings
lower(t)
upper(v)
length(t)
length(v)
length(c)
length(by)
length(jb)
char_length(v)
octet_length(t)
substring(t from 1 for 2)
substring(t, 2)
substring(t from '^a')
substr(t, 1, 2)
trim(t)
trim(both 'x' from t)
trim(leading from v)
ltrim(t)
rtrim(t, 'x')
btrim(v)
position('a' in t)
strpos(t, 'a')
overlay(t placing 'x' from 1)
replace(t, 'a', 'b')
translate(t, 'a', 'b')
concat(t, 1, NULL)
concat('a', 'b')
concat_ws(',', t, v)
format('%s', t)
left(t, 2)
right(v, 2)
lpad(t, 5)
lpad(t, 5, '0')
lpad(i4, 5, '0')
lpad(i4::text, 5, '0')
repeat(t, 2)
reverse(t)
split_part(t, ',', 1)
string_to_array(t, ',')
array_to_string(ta, ',')
regexp_replace(t, 'a', 'b')
regexp_replace(t, 'a', 'b', 'g')
regexp_match(t, 'a')
regexp_split_to_array(t, ',')
md5(t)
md5(by)
sha256(by)
encode(by, 'hex')
decode(t, 'hex')
initcap(t)
ascii(t)
chr(65)
quote_ident(t)
quote_literal(i4)
quote_literal(t)
to_char(tz, 'YYYY')
to_char(n, '999')
to_char(i4, '999')
to_char(f4, '9')
to_number(t, '999')
to_date(t, 'YYYY')
to_timestamp(f8)
to_timestamp(t, 'YYYY')
to_timestamp(i4)
starts_with(t, 'a')
t COLLATE "C"
i4 COLLATE "C"
v COLLATE "C" || 'x'
normalize(t)
-- numbers
abs(i4)
abs(n)
abs('-1')
round(n)
round(n, 2)
round(f8)
round(f8, 2)
round(i4)
round(2.5)
ceil(n)
ceiling(f4)
floor(i4)
trunc(n, 1)
power(i4, 2)
power(n, 2)
sqrt(i4)
sqrt(n)
mod(i4, 2)
mod(i8, 2)
mod(n, 2)
sign(n)
random()
random(1, 10)
exp(1)
ln(n)
log(n)
div(n, 2)
width_bucket(n, 1, 2, 3)
sum(1)
int4(n)
float8(i4)
text(i4)
varchar(t)
"char"(t)
-- dates
now()
clock_timestamp()
statement_timestamp()
transaction_timestamp()
timeofday()
age(tz)
age(tz, tz)
age(ts, ts)
age(d)
date(tz)
date(t)
date_trunc('day', tz)
date_trunc('day', ts)
date_trunc('day', d)
date_trunc('day', iv)
date_trunc('day', tz, 'UTC')
date_part('year', tz)
extract(year from tz)
extract(epoch from d)
extract(epoch from iv)
extract(epoch from tz - tz)
extract(day from '2020-01-01')
tz AT TIME ZONE 'UTC'
ts AT TIME ZONE 'UTC'
d AT TIME ZONE 'UTC'
ti AT TIME ZONE 'UTC'
now() AT TIME ZONE 'utc'
CURRENT_TIMESTAMP AT TIME ZONE 'utc'
tz AT LOCAL
timezone('utc', now())
make_interval(days => 3)
make_interval(secs => 1.5)
make_interval(dayz => 3)
make_date(2020, 1, 1)
make_timestamp(2020, 1, 1, 0, 0, 0)
justify_days(iv)
isfinite(tz)
(ts, ts) OVERLAPS (ts, ts)
(tz, iv) OVERLAPS (tz, iv)
(d, d) OVERLAPS (d, d)
date_bin('15 minutes', tz, tz)
to_char(iv, 'HH')
pg_sleep(0)
-- json
to_json(t)
to_jsonb(i4)
to_jsonb('a'::text)
to_jsonb('a')
json_build_object('a', 1, 'b', t)
jsonb_build_object('a', 1)
jsonb_build_object()
jsonb_build_array(1, 'a')
json_build_array()
jsonb_set(jb, '{a}', '1')
jsonb_set(jb, '{a}', '1', false)
jsonb_set(jb, '{a}', to_jsonb(i4))
jsonb_set(jb, ARRAY['a'], '1'::jsonb)
jsonb_set(jb, 'a', '1')
jsonb_insert(jb, '{a}', '1')
jsonb_set(target => jb, path => '{a}', replacement => '1')
jsonb_typeof(jb)
json_typeof(j)
jsonb_typeof(j)
jsonb_array_length(jb)
jsonb_extract_path(jb, 'a', 'b')
jsonb_extract_path_text(jb, 'a')
jsonb_strip_nulls(jb)
jsonb_pretty(jb)
jsonb_path_exists(jb, '$.a')
jsonb_path_query_first(jb, '$.a')
(jb ->> 'a')::int
(jb -> 'a')::int
(jb ->> 'a')::boolean
row_to_json(samples)
row_to_json(ROW(1, 2))
to_jsonb(samples)
json_object('{a,b}')
jsonb_object(ta, ta)
array_to_json(ia)
jsonb_each(jb)
jsonb_array_elements(jb)
jsonb_array_elements_text(jb)
jsonb_object_keys(jb)
jsonb_populate_record(NULL::samples, jb)
-- arrays
array_length(ia, 1)
array_length(ta, 1)
array_length('{1}', 1)
cardinality(ia)
array_append(ia, 1)
array_append(ia, i8)
array_append(ta, 'x')
array_append(ta, 1)
array_prepend(1, ia)
array_cat(ia, ia)
array_remove(ta, 'x')
array_replace(ia, 1, 2)
array_position(ta, 'x')
array_position(ia, 1)
array_positions(ma, 'ok')
unnest(ia)
unnest(ta)
unnest(ma)
array_agg(i4)
array_agg(t)
array_agg(ia)
array_fill(1, ARRAY[2])
array_upper(ia, 1)
array_ndims(ia)
trim_array(ia, 1)
-- enums, ranges, others
enum_range(NULL::mood)
enum_range(m)
enum_first(m)
enum_last(NULL::mood)
enum_range(1)
lower(r)
upper(r)
isempty(r)
int4range(1, 2)
int4range(1, 2, '[]')
tstzrange(tz, tz)
tsrange(ts, tz)
tstzrange(now(), 'infinity')
daterange(d, NULL)
range_merge(r, r)
r * r
gen_random_uuid()
uuidv7()
nextval('parents_id_seq')
currval('x')
setval('x', 1)
lastval()
to_tsvector(t)
to_tsvector('english', t)
to_tsvector('english', COALESCE(t, '') || ' ' || COALESCE(v, ''))
to_tsvector('english'::regconfig, t)
plainto_tsquery('english', 'a b')
websearch_to_tsquery('a')
ts_rank(tv, to_tsquery('a'))
setweight(to_tsvector(t), 'A')
setweight(to_tsvector(t), 'A') || setweight(to_tsvector(v), 'B')
ts_headline(t, to_tsquery('a'))
host(inet)
family(inet)
network(inet)
set_masklen(inet, 8)
version()
current_database()
current_schema()
current_setting('a.b')
current_setting('a.b', true)
set_config('a.b', 'c', false)
pg_typeof(i4)
pg_column_size(t)
txid_current()
pg_backend_pid()
format_type(o, 1)
'samples'::regclass
'samples'::regclass::oid
o::regclass
i4::regclass
num_nonnulls(i4, t)
num_nulls(i4)
hashtext(t)
bit_count(by)
get_byte(by, 1)
pg_advisory_lock(1)
obj_description(1)
has_table_privilege('samples', 'select')
-- aggregates and windows
count(*)
count(i4)
count(DISTINCT t)
sum(i2)
sum(i4)
sum(i8)
sum(n)
sum(n2)
sum(f4)
sum(f8)
sum(iv)
sum(mo)
sum(t)
avg(i4)
avg(n)
avg(f8)
avg(iv)
min(t)
min(v)
min(c)
min(i4)
min(d)
min(tz)
min(u)
min(b)
max(m)
max(n2)
max(ia)
bool_and(b)
bool_or(b)
every(b)
string_agg(t, ',')
string_agg(v, ',')
string_agg(t, ',' ORDER BY t)
string_agg(i4, ',')
string_agg(i4::text, ',')
string_agg(by, 'a')
array_agg(t ORDER BY i4 DESC)
array_agg(DISTINCT v)
json_agg(t)
jsonb_agg(samples)
jsonb_object_agg(t, i4)
json_object_agg(t, i4)
count(*) FILTER (WHERE b)
count(*) FILTER (WHERE i4)
percentile_cont(0.5) WITHIN GROUP (ORDER BY f8)
percentile_cont(0.5) WITHIN GROUP (ORDER BY i4)
percentile_disc(0.5) WITHIN GROUP (ORDER BY t)
percentile_cont(ARRAY[0.5]) WITHIN GROUP (ORDER BY f8)
mode() WITHIN GROUP (ORDER BY t)
percentile_cont(0.5)
rank(1) WITHIN GROUP (ORDER BY i4)
stddev(i4)
variance(f8)
corr(f8, f8)
bit_or(i4)
row_number() OVER ()
row_number() OVER (PARTITION BY t ORDER BY i4)
row_number()
rank() OVER (ORDER BY i4)
dense_rank() OVER (ORDER BY i4)
ntile(4) OVER (ORDER BY i4)
lag(i4) OVER (ORDER BY i4)
lag(i4, 1, 0) OVER (ORDER BY i4)
lag(i4, 1, 0.5) OVER (ORDER BY i4)
lead(t) OVER (ORDER BY i4)
first_value(v) OVER (ORDER BY i4)
last_value(t) OVER (ORDER BY i4 ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
nth_value(t, 2) OVER (ORDER BY i4)
cume_dist() OVER (ORDER BY i4)
sum(i4) OVER (ORDER BY d RANGE BETWEEN '1 day' PRECEDING AND CURRENT ROW)
sum(i4) OVER (ORDER BY i4 ROWS 2 PRECEDING)
lower(t) OVER ()
sum(sum(i4)) OVER ()
count(count(*))
generate_series(1, 3)
generate_series(1, i8)
generate_series(d, d, '1 day')
generate_series(tz, tz, interval '1 day')
-- errors
missing
samples.missing
other.i4
missing(1)
lower(1)
lower(t, t)
lenght(t)
substring(i4, 1)
date_trunc(tz, 'day')
now(1)
'a'::missing
CAST(i4 AS nothing)
'x'::varchar(0)
5::int(4)
pg_catalog.now()
pg_catalog.lower(t)
public.lower(t)
t.i4
samples.i4
public.samples.i4
(SELECT 1)
(SELECT i4, t)
(SELECT 'a')
(SELECT i4)
EXISTS (SELECT 1)
i4 IN (SELECT 1)
i4 IN (SELECT 'x')
i4 IN (SELECT 1, 2)
t IN (SELECT v)
v IN (SELECT t)
i4 = ANY (SELECT 1.5)
i4 > ALL (SELECT 1)
(i4, t) IN (SELECT 1, 'a')
ARRAY(SELECT 1)
ARRAY(SELECT t)
DEFAULT
$1
`;
