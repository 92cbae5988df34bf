import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser, parse } from '../../src/2-parse/parse.js';
import { parseProcedure, parseSqlBody } from '../../src/2-parse/procedure.js';
import type { Procedure, ProcedureStatement } from '../../src/model/procedure.js';
import type { Span } from '../../src/model/span.js';

beforeAll(loadParser);

function read(text: string): Procedure {
  const { statements } = parse({ file: 'f.sql', text });
  const statement = statements.at(-1);
  if (!statement) throw new Error('no statement');
  const reading = parseProcedure(statement);
  if ('diagnostics' in reading) throw new Error(reading.diagnostics.map(({ message }) => message).join());
  return reading.procedure;
}

/** All spans in a tree with the text that they cover. */
function covered(text: string, tree: unknown): readonly string[] {
  if (Array.isArray(tree)) return tree.flatMap((item) => covered(text, item));
  if (typeof tree !== 'object' || tree === null) return [];
  const own = 'node' in tree && 'span' in tree ? [text.slice((tree.span as Span).start, (tree.span as Span).end)] : [];
  return [...own, ...Object.entries(tree).flatMap(([key, value]) => (key === 'node' ? [] : covered(text, value)))];
}

const EVERYTHING = `-- Grüße ✓
CREATE FUNCTION f(a int, b text) RETURNS SETOF text LANGUAGE plpgsql AS $fn$
<<outer>>
DECLARE
  x int NOT NULL := 5; -- é
  r record; y users%ROWTYPE; z users.id%TYPE;
  c CURSOR FOR SELECT * FROM t;
  list text[] := '{}';
BEGIN
  x = a + 1;
  list[2] := 'ü';
  IF x > 1 THEN RETURN; ELSIF b = 'é' THEN RAISE EXCEPTION 'foo % bar', x USING ERRCODE = '23505', HINT = 'h'; ELSE NULL; END IF;
  CASE x WHEN 1, 2 THEN x := 1; ELSE x := 3; END CASE;
  CASE WHEN x > 2 THEN x := 11; END CASE;
  <<lp>> LOOP EXIT lp WHEN x > 12; CONTINUE; END LOOP;
  WHILE x > 13 LOOP x := x - 1; END LOOP;
  FOR i IN REVERSE 1..10 BY 2 LOOP x := i; END LOOP;
  FOR r IN SELECT * FROM t LOOP UPDATE t SET a = r.a; END LOOP;
  FOR r IN EXECUTE 'select ' || x USING a LOOP NULL; END LOOP;
  FOR r IN c LOOP NULL; END LOOP;
  FOREACH x IN ARRAY list LOOP NULL; END LOOP;
  INSERT INTO t VALUES (1) RETURNING a, b
    INTO STRICT x, z;
  SELECT a INTO r FROM t;
  PERFORM   pg_notify('a', 'b');
  EXECUTE format('x %I', x) INTO STRICT x USING a, b;
  GET DIAGNOSTICS x = ROW_COUNT;
  ASSERT x > 14, 'msg';
  RETURN QUERY SELECT 1;
  RETURN QUERY EXECUTE 'select 1' USING x;
  RETURN NEXT x;
  OPEN c; FETCH c INTO x; MOVE c; CLOSE c;
  COMMIT; ROLLBACK; CALL foo(1);
  BEGIN
    RAISE NOTICE 'a';
    RAISE;
  EXCEPTION WHEN duplicate_object OR SQLSTATE '22012' THEN NULL; WHEN others THEN RAISE NOTICE '%', SQLERRM;
  END;
END outer;
$fn$;`;

describe('bodies in PL/pgSQL', () => {
  test('variables of types that the parser does not know keep their values', () => {
    const text = `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE plain mood; "Kind" app.mood := 'ok'; -- kind = 1;
  kind CONSTANT mood NOT NULL DEFAULT lower('a;' || "Kind"); size sizes = 3;
BEGIN
  RETURN NEW;
END $$;`;
    const values = read(text).body.variables.map(({ name, value }) => `${name}: ${value ? text.slice(value.span.start, value.span.end) : 'none'}`);
    expect(values).toEqual(['plain: none', "Kind: 'ok'", `kind: lower('a;' || "Kind")`, 'size: 3']);
  });

  test('every statement of the language is read', () => {
    const { body } = read(EVERYTHING);
    expect(body.label).toBe('outer');
    expect(body.variables.map(({ name, type }) => `${name} ${type.kind}`)).toEqual(['x type', 'r record', 'y like', 'z like', 'c cursor', 'list type']);
    expect(body.statements.map(({ kind }) => kind)).toEqual(
      'assign assign if case case loop while for-integer for-query for-dynamic for-query foreach sql sql perform dynamic get-diagnostics assert return-query return-query return-next open fetch fetch close commit rollback sql block'.split(' '),
    );
  });

  test('expressions and statements know where they stand, behind characters of several bytes', () => {
    const { body } = read(EVERYTHING);
    expect(covered(EVERYTHING, body)).toEqual(expect.arrayContaining(['5', 'a + 1', "'ü'", "b = 'é'", 'x > 12', 'x', '1..10'.slice(0, 1), "'select ' || x", "format('x %I', x)", 'x > 14', "'msg'", "'select 1'"].map((text) => expect.stringContaining(text))));
    const sql = body.statements.filter((statement): statement is Extract<ProcedureStatement, { kind: 'sql' }> => statement.kind === 'sql');
    expect(sql.map(({ statement, into, strict }) => [EVERYTHING.slice(statement.span.start, statement.span.start + 6), into, strict])).toEqual([
      ['INSERT', [['x'], ['z']], true],
      ['SELECT', [['r']], false],
      ['CALL f', undefined, false],
    ]);
    const perform = body.statements.find(({ kind }) => kind === 'perform');
    const location = JSON.stringify(perform).match(/"location":(\d+)/g)?.map((match) => Number(match.slice(11)));
    expect(location?.map((at) => EVERYTHING.slice(at, at + 9))).toContain('pg_notify');
  });

  test('CASE has its operand and values, handlers their conditions', () => {
    const { body } = read(EVERYTHING);
    const first = body.statements.find((statement) => statement.kind === 'case');
    expect(first?.kind === 'case' && first.branches.map(({ when }) => when.length)).toEqual([2]);
    const block = body.statements.at(-1);
    expect(block?.kind === 'block' && block.handlers.map(({ conditions }) => conditions)).toEqual([['duplicate_object', '22012'], ['others']]);
  });

  test('trigger functions assign to NEW and return it', () => {
    const text = "CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := ''it''''s'' || NEW.name; RETURN NEW; END'";
    const { body } = read(text);
    const [assign, result] = body.statements;
    expect(assign?.kind === 'assign' && JSON.stringify(assign.target)).toContain('"name"');
    expect(assign?.kind === 'assign' && text.slice(assign.value.span.start, assign.value.span.end).trim()).toBe("''it''''s'' || NEW.name");
    expect(result?.kind === 'return' && JSON.stringify(result.value?.node)).toContain('"new"');
  });

  test.each([
    ['DO $$ BEGIN IF true FOO; END IF; END $$', 'missing "THEN"'],
    ['DO $$ BEGIN\n SELECT 1 +; END $$', 'syntax error'],
    ['DO $$ BEGIN nothing := 1; END $$', '"nothing" is not a known variable'],
  ])('%s is refused in the words of Postgres', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

test('bodies in SQL are statements of the file', () => {
  const text = "CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS $$ SELECT 1;\n  SELECT $1 + ä $$";
  const [statement] = parse({ file: 'f.sql', text }).statements;
  const { statements } = statement ? parseSqlBody(statement) : { statements: [] };
  expect(statements.map(({ span }) => text.slice(span.start, span.end))).toEqual(['SELECT 1', 'SELECT $1 + ä']);
});
