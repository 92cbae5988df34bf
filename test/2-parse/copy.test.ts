import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadParser, parse } from '../../src/2-parse/parse.js';

let server: PGlite;

beforeAll(async () => {
  await loadParser();
  server = await PGlite.create();
});
afterAll(() => server.close());

const read = (text: string) => {
  const { statements, diagnostics } = parse({ file: 'a.sql', text });
  expect(diagnostics).toEqual([]);
  return statements;
};

describe('the rows behind COPY .. FROM stdin are those that COPY reads', () => {
  test.each([
    ['text', '', ['1\tone\t{a,"b c"}', '2\t\\N\t\\N', '3\t\t{}']],
    ['escapes', '', ['1\ta\\tb\\nc\\\\d\\e\\bf\t\\N', '2\t\\303\\251\\x41 \\101\t\\N', "3\tit''s; -- no comment /* none */ $$\t\\N", '4\t\\\\N\t\\N']],
    ['another delimiter and NULL', "WITH (DELIMITER '|', NULL 'none')", ['1|a|none', '2|\\||none', '3|\\N|none']],
    ['CSV', 'WITH (FORMAT csv)', ['1,"a ""q"", b",', '2,,{}', '3,"",', '4,"two', 'lines",']],
    ['CSV as it was written once', "WITH DELIMITER ';' CSV HEADER", ['id;a;b', '1;x;']],
    ['CSV with its own quotes', "(FORMAT csv, QUOTE '''', ESCAPE '\\', NULL '-')", ["1,'it\\'s',-", "2,'-',{}"]],
    ['more than one statement holds', '', Array.from({ length: 250 }, (_, n) => `${n}\trow ${n}\t\\N`)],
  ])('%s', async (_, options, lines) => {
    await server.exec('DROP TABLE IF EXISTS t; CREATE TABLE t (id int, a text, b text[], n int GENERATED ALWAYS AS IDENTITY)');
    await server.query(`COPY t (id, a, b) FROM '/dev/blob' ${options}`, [], { blob: new Blob([`${lines.join('\n')}\n`]) });
    const expected = (await server.query('SELECT id, a, b FROM t ORDER BY id')).rows;
    await server.exec('TRUNCATE t');
    const statements = read(`SELECT 1;\nCOPY public.t (id, a, b) FROM stdin ${options};\n${lines.join('\n')}\n\\.\n\nSELECT 2;\n`);
    expect([statements[0]?.text, statements.at(-1)?.text]).toEqual(['SELECT 1', 'SELECT 2']);
    await server.exec(statements.map(({ text }) => text).join(';\n'));
    expect((await server.query('SELECT id, a, b FROM t ORDER BY id')).rows).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });
});

test('statements keep the place of COPY, and what a comment asks for it', () => {
  const text = `-- transmigrate: skip d1\nCOPY "T" FROM stdin;\n${Array.from({ length: 101 }, (_, n) => `é${n}`).join('\n')}\n\\.\nSELECT 'é' FROM t;\n`;
  const [first, second, last] = read(text);
  expect([first, second].map((each) => text.slice(each?.span.start, each?.span.end))).toEqual(['COPY "T" FROM stdin', 'COPY "T" FROM stdin']);
  expect([first?.directives, second?.directives]).toEqual([[{ kind: 'skip', targets: ['d1'] }], [{ kind: 'skip', targets: ['d1'] }]]);
  expect(text.slice(last?.span.start, last?.span.end)).toBe("SELECT 'é' FROM t");
  expect(JSON.stringify(last?.node)).toContain(`"location":${text.lastIndexOf('t;')}`);
});

test('no rows are no statement; what is no data stays COPY', () => {
  expect(read('COPY t FROM stdin;\n\\.\n')).toEqual([]);
  expect(read("COPY t FROM '/tmp/t';").map(({ tag }) => tag)).toEqual(['CopyStmt']);
  expect(read('COPY t FROM stdin WHERE a > 1;\n1\n\\.\n').map(({ tag }) => tag)).toEqual(['CopyStmt']);
});

describe("psql's own commands", () => {
  test('those that say how psql behaves are left out, and only those', () => {
    const text = "\\restrict aB1\nSELECT 1;\n\\set ON_ERROR_STOP on\n\\echo 'it;s'\nSELECT '\n\\echo kept';\nSELECT $$\n\\timing\n$$;\n\\unrestrict aB1\n";
    expect(read(text).map((statement) => statement.text)).toEqual(['SELECT 1', "SELECT '\n\\echo kept'", 'SELECT $$\n\\timing\n$$']);
  });

  test.each(['\\connect shop', '\\i other.sql', '\\set name value', '\\encoding latin1', '\\copy t from x'])('%s is refused', (command) => {
    expect(parse({ file: 'a.sql', text: `${command}\nSELECT 1;` }).diagnostics).toMatchObject([{ code: 'syntax-error', span: { start: 0 } }]);
  });
});
