import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser, parse } from '../../src/2-parse/parse.js';
import { interpret } from '../../src/3-interpret/interpret.js';
import { tablesOf, emptyCatalog } from '../../src/model/catalog-lookup.js';
import type { Catalog } from '../../src/model/catalog.js';
import type { Expr } from '../../src/model/expression.js';
import type { Change } from '../../src/model/change.js';

beforeAll(loadParser);

/** Interprets a script; the last change is the interesting one. */
function run(text: string): { readonly last: Change; readonly catalog: Catalog; readonly text: string } {
  let catalog = emptyCatalog();
  let last: Change | undefined;
  for (const statement of parse({ file: 'x.sql', text }).statements) {
    last = interpret(statement, catalog);
    catalog = last.after;
  }
  if (!last) throw new Error('the script is empty');
  return { last, catalog, text };
}

function rowsOf(text: string): readonly Expr[] {
  const { last } = run(text);
  return last.effect.kind === 'schema' ? last.effect.rows.map((row) => row.value) : [];
}

const TABLES = 'CREATE TABLE users (id serial PRIMARY KEY, email text); CREATE TABLE orders (id int PRIMARY KEY);';

describe('a refused statement', () => {
  it.each([
    [`${TABLES} ALTER TABLE "user" ADD COLUMN x int`, '"user"', 'Did you mean "users"?'],
    [`${TABLES} ALTER TABLE users DROP COLUMN emial`, 'emial', 'Did you mean "email"?'],
    [`${TABLES} /* ä𝄞 */ ALTER TABLE users RENAME emial TO mail`, 'emial', 'Did you mean "email"?'],
    [`${TABLES} DROP TABLE users, oders`, 'oders', 'Did you mean "orders"?'],
    [`CREATE SCHEMA app; CREATE TABLE app.groups (id int); ALTER TABLE groups ADD COLUMN x int`, 'groups', 'It is in the schema "app": write app.groups'],
    [`CREATE SCHEMA app; CREATE TABLE groups (id int); SELECT * FROM app.groups`, 'app.groups', 'It is in the schema "public": write public.groups.'],
    [`${TABLES} CREATE TABLE users (id int)`, 'users', ''],
    [`${TABLES} CREATE TABLE t (a int REFERENCES user_s)`, 'user_s', 'Did you mean "users"?'],
    [`${TABLES} CREATE TABLE t (a int, b int, A text)`, 'A', ''],
    [`${TABLES} ALTER TABLE users DROP CONSTRAINT users_pk`, 'users_pk', 'Did you mean "users_pkey"?'],
    [`${TABLES} CREATE TABLE t (a int REFERENCES users (email))`, 'users', 'add a UNIQUE constraint'],
  ])('%s', (text, token, help) => {
    const { last } = run(text);
    const [diagnostic] = last.diagnostics;
    expect(last.effect).toEqual({ kind: 'refused' });
    expect(last.after).toBe(last.before);
    expect(text.slice(diagnostic?.span?.start, diagnostic?.span?.end)).toBe(token);
    expect(diagnostic?.help ?? '').toContain(help);
  });
});

describe('what becomes of stored values', () => {
  it('is the default of a new column', () => {
    expect(rowsOf(`${TABLES} ALTER TABLE users ADD COLUMN a int DEFAULT 5`)).toMatchObject([{ kind: 'literal', value: '5' }]);
    expect(rowsOf(`${TABLES} ALTER TABLE users ADD COLUMN a int`)).toEqual([]);
  });

  it('is the next number of a serial or identity column', () => {
    expect(rowsOf(`${TABLES} ALTER TABLE orders ADD COLUMN a serial`)).toMatchObject([{ kind: 'call', name: 'nextval', args: [{ value: 'orders_a_seq' }] }]);
    expect(rowsOf(`${TABLES} ALTER TABLE orders ADD COLUMN a int GENERATED ALWAYS AS IDENTITY`)).toMatchObject([{ kind: 'call', name: 'nextval' }]);
  });

  it('is the default of a domain', () => {
    expect(rowsOf(`${TABLES} CREATE DOMAIN d AS int DEFAULT 7; ALTER TABLE users ADD COLUMN a d`)).toMatchObject([{ kind: 'literal', value: '7' }]);
  });

  it('is USING, or the assignment cast, of a changed type', () => {
    expect(rowsOf(`${TABLES} ALTER TABLE users ALTER email TYPE int USING length(email)`)).toMatchObject([{ kind: 'call', name: 'length' }]);
    expect(rowsOf(`${TABLES} ALTER TABLE users ALTER id TYPE bigint`)).toMatchObject([{ kind: 'cast', explicit: false }]);
  });
});

describe('stored expressions follow what they mention', () => {
  const ENUM = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (m mood DEFAULT 'ok' CHECK (m <> 'sad'));";

  it('enum labels that are renamed', () => {
    const { catalog } = run(`${ENUM} ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'; ALTER TYPE mood RENAME VALUE 'sad' TO 'low'`);
    const [table] = tablesOf(catalog);
    expect(table?.columns[0]?.default).toMatchObject({ value: 'fine' });
    expect(table?.constraints[0]).toMatchObject({ kind: 'check', expr: { right: { value: 'low' } } });
  });

  it('sequences that are renamed', () => {
    const { catalog } = run(`${TABLES} ALTER SEQUENCE users_id_seq RENAME TO "User Numbers"`);
    expect(tablesOf(catalog)[0]?.columns[0]?.default).toMatchObject({ name: 'nextval', args: [{ value: '"User Numbers"' }] });
  });

  it('a serial column that pg_dump writes in three statements', () => {
    const { catalog } = run("CREATE TABLE t (id int NOT NULL); CREATE SEQUENCE s; ALTER SEQUENCE s OWNED BY t.id; ALTER TABLE t ALTER id SET DEFAULT nextval('public.s'::regclass)");
    expect(tablesOf(catalog)[0]?.columns[0]?.serial).toBeDefined();
  });
});
