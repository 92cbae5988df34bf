import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../../src/2-parse/parse.js';
import { transpile } from '../../src/transpile.js';

beforeAll(() => loadParser());

const TABLE = 'id int PRIMARY KEY, tags text[], data jsonb, name text, at timestamptz, kind text';

/** SQLite takes no subquery and no current time where an expression is stored. */
const REFUSED: readonly (readonly [string, string])[] = [
  [`CREATE TABLE t (${TABLE}); CREATE UNIQUE INDEX i ON t (reverse(name))`, 'this index needs a subquery'],
  [`CREATE TABLE t (${TABLE}); CREATE UNIQUE INDEX i ON t (name) WHERE 'a' = ANY (tags)`, 'this index predicate needs a subquery'],
  [`CREATE TABLE t (id int PRIMARY KEY, name text DEFAULT reverse('abc'))`, 'this DEFAULT needs a subquery'],
];

/** Triggers fill a generated column. */
const FILLED = `CREATE TABLE t (${TABLE}, back text GENERATED ALWAYS AS (reverse(name)) STORED)`;

/** An index that is not unique only makes queries faster. */
const LEFT_OUT: readonly (readonly [string, string])[] = [
  [`CREATE TABLE t (${TABLE}); CREATE INDEX i ON t (reverse(name))`, 'index i is left out: this index needs a subquery'],
];

/** One that it would only have over some rows does so over all. */
const OVER_ALL_ROWS = `CREATE TABLE t (${TABLE}); CREATE INDEX i ON t (name) WHERE 'a' = ANY (tags)`;

/** A CHECK that needs one is held by triggers. */
const HELD: readonly string[] = [
  `CREATE TABLE t (${TABLE}, CHECK (tags <@ ARRAY['a', 'b']))`,
  `CREATE TABLE t (${TABLE}, CHECK (data ? 'a'))`,
  `CREATE TABLE t (${TABLE}); ALTER TABLE t ADD CHECK (name = ANY (tags))`,
  `CREATE TABLE t (${TABLE}, CHECK (at <= now()))`,
  `CREATE TABLE t (${TABLE}, CHECK (at <= CURRENT_TIMESTAMP AND id > 0))`,
  `CREATE DOMAIN past AS timestamptz CHECK (VALUE < now()); CREATE TABLE t (id int PRIMARY KEY, at past)`,
];

/** Words of text and names are no subqueries. */
const ACCEPTED: readonly string[] = [
  `CREATE TABLE t (${TABLE}, "SELECT" text, CHECK (name <> 'SELECT'), CHECK ("SELECT" <> 'x'), CHECK (kind IN ('now', 'later')))`,
  `CREATE TABLE t (${TABLE}, made timestamptz DEFAULT now(), token text DEFAULT md5(random()::text), uid uuid DEFAULT gen_random_uuid())`,
  `CREATE TABLE t (${TABLE}, CHECK (cardinality(tags) < 3), CHECK (jsonb_typeof(data) = 'object'), CHECK (at < '2100-01-01'))`,
];

function plansOf(text: string, target: 'sqlite' | 'd1') {
  return transpile([{ name: '1', version: '1', up: { file: '1.sql', text, checksum: '' }, overrides: {} }], { target });
}

describe.each(['sqlite', 'd1'] as const)('%s', (target) => {
  test.each(REFUSED)('%s', (text, message) => {
    const errors = plansOf(text, target).flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'));
    expect(errors).toEqual([expect.objectContaining({ code: 'unsupported-expression', message: expect.stringContaining(message), help: expect.stringMatching(/./u) })]);
  });

  test.each([FILLED])('%s', (text) => {
    const plans = plansOf(text, target);
    expect(plans.flatMap(({ diagnostics }) => diagnostics)).toEqual([expect.objectContaining({ code: 'generated-by-trigger', severity: 'info' })]);
    expect(plans.flatMap(({ steps }) => steps.map(({ sql }) => /^CREATE (?:TABLE|TRIGGER) \w+/u.exec(sql)?.[0]))).toEqual(['CREATE TABLE t', 'CREATE TRIGGER t_back_generated_insert', 'CREATE TRIGGER t_back_generated_update']);
  });

  test.each(LEFT_OUT)('%s', (text, message) => {
    const plans = plansOf(text, target);
    expect(plans.flatMap(({ diagnostics }) => diagnostics)).toEqual([expect.objectContaining({ code: 'lossy-index', severity: 'warning', message: expect.stringContaining(message) })]);
    expect(plans.flatMap(({ steps }) => steps.map(({ sql }) => sql)).join('\n')).not.toContain('INDEX');
  });

  test.each([OVER_ALL_ROWS])('%s', (text) => {
    const plans = plansOf(text, target);
    expect(plans.flatMap(({ diagnostics }) => diagnostics)).toEqual([expect.objectContaining({ code: 'lossy-index-predicate', message: expect.stringContaining('index i is over all rows: this index predicate needs a subquery') })]);
    expect(plans.flatMap(({ steps }) => steps.map(({ sql }) => sql))).toContain('CREATE INDEX i ON t (name)');
  });

  test.each(HELD)('%s', (text) => {
    const plans = plansOf(text, target);
    expect(plans.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))).toContain('constraint-by-trigger');
    expect(plans.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'))).toEqual([]);
    expect(plans.flatMap(({ steps }) => steps.filter(({ sql }) => / AFTER (?:INSERT|UPDATE)/u.test(sql)))).toHaveLength(2);
  });

  test.each(ACCEPTED)('%s', (text) => {
    const plans = plansOf(text, target);
    expect(plans.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'))).toEqual([]);
    const database = new Database(':memory:');
    for (const step of plans.flatMap(({ steps }) => steps)) database.exec(step.sql);
    database.prepare("INSERT INTO t (id) VALUES (1)").run();
    database.close();
  });
});
