import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROWS } from '../../support/queries/rows.js';
import type { Bench } from '../../support/queries/bench.js';
import { openBench } from './fresh-bench.js';

/** What cannot be rendered exactly says so, by code. */
const WARNED: readonly (readonly [string, string])[] = [
  ['i / j', 'lossy-division-by-zero'],
  ['i % j', 'lossy-division-by-zero'],
  ['lower(s)', 'lossy-case-folding'],
  ["s ILIKE 'é%'", 'lossy-case-folding'],
  ['s LIKE v', 'lossy-like-escape'],
  ['f::text', 'lossy-number-text'],
  ["json_build_object('a', i)::text", 'lossy-json-text'],
  ["js = '{\"a\": 1}'", 'lossy-json-equality'],
  ['s COLLATE "en_US"', 'lossy-collation'],
  ["ts AT TIME ZONE 'Europe/Oslo'", 'lossy-time-zone'],
  ['current_user', 'lossy-session'],
  ["current_setting('app.tenant', true)", 'lossy-session'],
  ['inet_client_addr()', 'lossy-session'],
  ['current_query()', 'lossy-session'],
  ['(SELECT stddev(x.i) FROM t x)', 'lossy-numeric'],
  ["'{{1,2},{3,4}}'::int[]", 'lossy-array'],
];

const SILENT: readonly string[] = [
  'i / 2', 'i / nullif(j, 0)', "lower('ABC')", "s ILIKE 'a%'", "s LIKE 'a%'", "js = '{}'", "m = 'sad'", 'n::text', "js->>'a' = 'x'", 's COLLATE "C"', 'i::text', 'ts::text', 'js::text', "js = '{\"a\": [\"b\", true]}'",
];

const REFUSED: readonly (readonly [string, string])[] = [
  ['sha512(raw)', 'unsupported-function'],
  ["current_setting('server_version_num')", 'unsupported-function'],
  ["regexp_replace(s, '(l)\\1', '')", 'unsupported-function'],
  ['current_database()', 'unsupported-function'],
  ['to_char(ts, s)', 'unsupported-function'],
  ['split_part(s, v, 1)', 'unsupported-function'],
  ["ts AT TIME ZONE 'Asia/Jerusalem'", 'unsupported-function'],
  ['(SELECT corr(x.i, x.j) FROM t x)', 'unsupported-function'],
  ["s ~ '(a|b)\\1'", 'unsupported-operator'],
  ["s ~* v", 'unsupported-operator'],
  ["js @? 'strict $.a'", 'unsupported-operator'],
  ["js < '{}'", 'unsupported-operator'],
  ['greatest(tags, tags)', 'unsupported-expression'],
  ['(js, 1) < (js, 2)', 'unsupported-expression'],
  ["concat_ws(',', VARIADIC tags)", 'unsupported-function'],
  ["substring(s from '(o)\\1')", 'unsupported-function'],
  ["substring(s from 'o(.*?)')", 'unsupported-function'],
  ["regexp_replace(s, '(l).*?', '\\1')", 'unsupported-function'],
  ["to_char(n, '99V9')", 'unsupported-function'],
  ["array_fill(0, ARRAY[3])", 'unsupported-function'],
  ["(SELECT percentile_cont(f / 10) WITHIN GROUP (ORDER BY x.i) FROM t x)", 'unsupported-function'],
  ['ARRAY[1.5]::text', 'unsupported-cast'],
  ['greatest(random(), f)', 'unsupported-expression'],
];

describe('renderings that can differ from Postgres say so', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(ROWS, 'classic');
  });
  afterAll(() => bench.close());

  test.each(WARNED)('%s: %s', (expression, code) => {
    const { codes, refused } = bench.print(`SELECT ${expression} FROM t`);
    expect({ codes, refused }).toEqual({ codes: [code], refused: false });
  });

  test.each(SILENT)('%s: nothing', (expression) => {
    expect(bench.print(`SELECT ${expression} FROM t`).codes).toEqual([]);
  });

  test.each(REFUSED)('%s: refused as %s', (expression, code) => {
    const { codes, refused } = bench.print(`SELECT ${expression} FROM t`);
    expect({ codes, refused }).toEqual({ codes: [code], refused: true });
  });
});
