import { beforeAll, expect, test } from 'vitest';
import { loadParser } from '../../src/2-parse/parse.js';
import type { Plan } from '../../src/model/plan.js';
import { transpile, type TranspileOptions } from '../../src/transpile.js';

beforeAll(() => loadParser());

/** Extensions that no Postgres here has, so that there is nothing to compare with. */
function planOf(text: string, options: Omit<TranspileOptions, 'target'> = {}): Plan {
  const [plan] = transpile([{ name: 'm', version: '1', up: { file: 'm.sql', text, checksum: '' }, overrides: {} }], { target: 'sqlite', ...options });
  return plan as Plan;
}

test.each([
  ['vector', 'vector(3)', "'[1,2,3]'"],
  ['vector', 'halfvec(3)', "'[1,2,3]'"],
  ['vector', 'sparsevec(5)', "'{1:1,3:2}/5'"],
  ['postgis', 'geometry(Point, 4326)', "'SRID=4326;POINT(1 2)'"],
  ['postgis', 'geography', "'POINT(1 2)'"],
])('%s: %s is kept as text, and says so', (extension, type, value) => {
  const plan = planOf(`CREATE EXTENSION ${extension}; CREATE TABLE t (a ${type}); INSERT INTO t VALUES (${value});`);
  expect(plan.steps.map(({ sql }) => sql)).toEqual(['CREATE TABLE t (\n  a TEXT\n)', `INSERT INTO t (a) VALUES (${value})`]);
  expect(plan.diagnostics.map(({ code }) => code)).toEqual(['lossy-type']);
});

test.each([
  ['a function', "SELECT create_hypertable('t', 'at');", 'unknown-function'],
  ['a schema', "SELECT partman.create_parent('t');", 'unknown-schema'],
  ['a type', 'CREATE TABLE u (a hyperduration);', 'unknown-type'],
])('%s that an extension may define is refused with what to do', (_, statement, code) => {
  const [found] = planOf(`CREATE EXTENSION timescaledb; CREATE TABLE t (at timestamptz); ${statement}`).diagnostics;
  expect(found).toMatchObject({ code, help: expect.stringContaining('If the extension timescaledb defines it') });
  const [other] = planOf(`CREATE EXTENSION pgcrypto; CREATE TABLE t (at timestamptz); ${statement}`).diagnostics;
  expect(other?.help ?? '').not.toContain('extension');
});
