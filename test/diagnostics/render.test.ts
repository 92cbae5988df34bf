import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnostics/diagnose.js';
import { diagnosticToJson } from '../../src/diagnostics/diagnostic-json.js';
import { positionOf } from '../../src/diagnostics/position.js';
import { renderDiagnostic } from '../../src/diagnostics/render.js';

/** A frame around the first place of `marked` in a text. */
const frame = (text: string, marked: string, help?: string): string => {
  const start = text.indexOf(marked);
  return renderDiagnostic(diagnose('unknown-column', { message: 'column "naem" does not exist', file: '002_names.sql', span: { start, end: start + marked.length }, help }), text);
};

describe('the code frame', () => {
  test('one line', () => {
    expect(frame("SELECT 1;\nUPDATE users SET naem = 'x';\n", 'naem', 'Did you mean "name"?')).toMatchInlineSnapshot(`
      "error[unknown-column]: column "naem" does not exist
       --> 002_names.sql:2:18
        |
      2 | UPDATE users SET naem = 'x';
        |                  ^^^^
        |
        = help: Did you mean "name"?
        = docs: docs/diagnostics/unknown-column.md
      "
    `);
  });

  test('carets stand under tabs and wide, combined and four-byte characters', () => {
    expect(frame("\tSELECT\t'漢é😀e\u0301', naem;", 'naem')).toMatchInlineSnapshot(`
      "error[unknown-column]: column "naem" does not exist
       --> 002_names.sql:1:18
        |
      1 |     SELECT  '漢é😀é', naem;
        |                       ^^^^
        |
        = help: Correct the name, or add the column before.
        = docs: docs/diagnostics/unknown-column.md
      "
    `);
    expect(frame("SELECT '漢字' AS naem;", "'漢字'")).toMatchInlineSnapshot(`
      "error[unknown-column]: column "naem" does not exist
       --> 002_names.sql:1:8
        |
      1 | SELECT '漢字' AS naem;
        |        ^^^^^^
        |
        = help: Correct the name, or add the column before.
        = docs: docs/diagnostics/unknown-column.md
      "
    `);
  });

  test('several lines, and a long span in the middle of a file', () => {
    expect(frame('CREATE TABLE a (\n  id int,\n  naem text\n);\n', 'CREATE TABLE a (\n  id int,\n  naem text\n)')).toMatchInlineSnapshot(`
      "error[unknown-column]: column "naem" does not exist
       --> 002_names.sql:1:1
        |
      1 | / CREATE TABLE a (
      2 | |   id int,
      3 | |   naem text
      4 | | );
        | |_^
        |
        = help: Correct the name, or add the column before.
        = docs: docs/diagnostics/unknown-column.md
      "
    `);
    const long = Array.from({ length: 120 }, (_, index) => `  column_${index} int`).join(',\n');
    expect(frame(`SELECT 1;\nCREATE TABLE a (\n${long}\n);\n`, `CREATE TABLE a (\n${long}\n)`)).toMatchInlineSnapshot(`
      "error[unknown-column]: column "naem" does not exist
         --> 002_names.sql:2:1
          |
        2 | / CREATE TABLE a (
        3 | |   column_0 int,
        4 | |   column_1 int,
      ...   |
      121 | |   column_118 int,
      122 | |   column_119 int
      123 | | );
          | |_^
          |
          = help: Correct the name, or add the column before.
          = docs: docs/diagnostics/unknown-column.md
      "
    `);
  });

  test('several lines from the middle of one', () => {
    expect(frame('SELECT 1; CREATE TABLE a (\n  naem text);\n', 'CREATE TABLE a (\n  naem text)')).toMatchInlineSnapshot(`
      "error[unknown-column]: column "naem" does not exist
       --> 002_names.sql:1:11
        |
      1 |   SELECT 1; CREATE TABLE a (
        |  ___________^
      2 | |   naem text);
        | |____________^
        |
        = help: Correct the name, or add the column before.
        = docs: docs/diagnostics/unknown-column.md
      "
    `);
  });

  test('an empty span at the end of the text', () => {
    const text = 'SELECT 1 FROM\n';
    expect(renderDiagnostic(diagnose('syntax-error', { message: 'syntax error at end of input', file: 'a.sql', span: { start: 13, end: 13 } }), text)).toMatchInlineSnapshot(`
      "error[syntax-error]: syntax error at end of input
       --> a.sql:1:14
        |
      1 | SELECT 1 FROM
        |              ^
        |
        = help: Postgres rejects it too: migrations are written in its syntax.
        = docs: docs/diagnostics/syntax-error.md
      "
    `);
  });

  test('a file without a place, and no file', () => {
    expect(renderDiagnostic(diagnose('not-utf8', { message: 'a.sql is not UTF-8', file: 'a.sql' }))).toMatchInlineSnapshot(`
      "error[not-utf8]: a.sql is not UTF-8
       --> a.sql
        = help: Save the file as UTF-8, for example with \`iconv -f latin1 -t utf-8\`.
        = docs: docs/diagnostics/not-utf8.md
      "
    `);
    expect(renderDiagnostic(diagnose('migrations-directory-missing', { message: 'the migrations directory x does not exist', help: 'first line\nsecond line' }))).toMatchInlineSnapshot(`
      "error[migrations-directory-missing]: the migrations directory x does not exist
        = help: first line
                second line
        = docs: docs/diagnostics/migrations-directory-missing.md
      "
    `);
  });

  test('colours change nothing but colours', () => {
    const diagnostic = diagnose('empty-migration', { message: 'a.sql is empty', file: 'a.sql', span: { start: 0, end: 1 } });
    const colored = renderDiagnostic(diagnostic, ';', { color: true });
    const escapes = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'g');
    expect(colored).not.toBe(renderDiagnostic(diagnostic, ';'));
    expect(colored.replaceAll(escapes, '')).toBe(renderDiagnostic(diagnostic, ';'));
  });
});

test('columns count code points', () => {
  expect(positionOf('a\n😀b', '😀b'.length + 1)).toEqual({ line: 2, column: 2 });
  expect(positionOf('a\nb', 99)).toEqual({ line: 2, column: 2 });
});

test('the JSON form has lines and columns', () => {
  const diagnostic = diagnose('unknown-column', { message: 'm', file: 'a.sql', span: { start: 2, end: 5 } });
  expect(diagnosticToJson(diagnostic, 'a\nb\nc')).toMatchInlineSnapshot(`
    {
      "code": "unknown-column",
      "column": 1,
      "endColumn": 2,
      "endLine": 3,
      "file": "a.sql",
      "help": "Correct the name, or add the column before.",
      "line": 2,
      "message": "m",
      "severity": "error",
    }
  `);
  expect(diagnosticToJson(diagnostic)).toMatchInlineSnapshot(`
    {
      "code": "unknown-column",
      "file": "a.sql",
      "help": "Correct the name, or add the column before.",
      "message": "m",
      "severity": "error",
    }
  `);
});
