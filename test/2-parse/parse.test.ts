import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser, parse } from '../../src/2-parse/parse.js';

beforeAll(loadParser);

const texts = (text: string): readonly string[] => {
  const { statements, diagnostics } = parse({ file: 'a.sql', text });
  expect(diagnostics).toEqual([]);
  for (const { span, text: own } of statements) expect(text.slice(span.start, span.end)).toBe(own);
  return statements.map((statement) => statement.text);
};

/** What the single diagnostic of a text points at. */
const fault = (text: string) => {
  const { statements, diagnostics } = parse({ file: 'a.sql', text });
  expect(statements).toEqual([]);
  expect(diagnostics).toHaveLength(1);
  const [{ code, message, help, span }] = diagnostics as [(typeof diagnostics)[0]];
  expect(code).toBe('syntax-error');
  return { message, help, marked: text.slice(span?.start, span?.end), at: span?.start };
};

describe('spans', () => {
  test.each([
    [' select 1 ;\n\n', ['select 1']],
    ['-- a\n/* b /* nested */ */ select 1 -- c\n; select 2 /* d */ -- e', ['select 1', 'select 2']],
    ["select '--' -- x\n", ["select '--'"]],
    ["select '/* */'", ["select '/* */'"]],
    ['select $$ -- $$', ['select $$ -- $$']],
    ["select E'\\'--' -- x", ["select E'\\'--'"]],
    ['select 1 */* a */ 2', ['select 1 */* a */ 2']],
    [';;select 1;;', ['select 1']],
    ['create function f() returns int begin atomic select 1; select 2; end; -- x', ['create function f() returns int begin atomic select 1; select 2; end']],
    ['', []],
    [' \n\t', []],
    ['-- only', []],
    ['/* only */;', []],
  ])('%j', (text, expected) => expect(texts(text)).toEqual(expected));

  test('behind characters of two, three and four bytes', () => {
    expect(texts("-- é 漢 😀\nselect 'é漢😀e\u0301' AS \"ñ\"; -- 😀\nselect 2")).toEqual(["select 'é漢😀e\u0301' AS \"ñ\"", 'select 2']);
  });

  test('locations in the nodes are UTF-16 offsets', () => {
    const text = "select '😀é', b from t";
    const node = JSON.stringify(parse({ file: 'a.sql', text }).statements[0]?.node);
    expect(node).toContain(`"sval":"b"}}],"location":${text.indexOf('b')}`);
    expect(node).toContain(`"location":${text.indexOf('t', text.indexOf('from'))}`);
  });

  test('random statements between random comments come back exactly', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'é', '漢', '😀', 'e\u0301', "''", ' ', '--', ';', '/', '*', '\n'), maxLength: 8 });
    const blank = fc.oneof(
      fc.constantFrom(' ', '\n', '\t', '\f', '\v'),
      word.map((inner) => `--${inner.replaceAll('\n', ' ')}\n`),
      word.map((inner) => `/*${inner.replaceAll(/[*/]/g, '+')}*/`),
    );
    const gap = fc.array(blank, { maxLength: 4 }).map((parts) => ` ${parts.join('')}`);
    const literal = fc.oneof(
      word.map((inner) => `'${inner}'`),
      word.map((inner) => `$x$${inner}$x$`),
      word.map((inner) => `E'\\'${inner}'`),
      word.map((inner) => `"a${inner}"`),
      fc.constant('1'),
    );
    const statement = fc.tuple(gap, literal, gap, fc.constantFrom('limit 1', 'as x', 'from "漢"')).map(([a, value, b, tail]) => `select${a}${value}${b}${tail}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, statement, gap), { maxLength: 6 }), gap, (parts, end) => {
        const text = parts.map((part) => part.join('')).join(';') + end;
        expect(texts(text)).toEqual(parts.map(([, inner]) => inner));
      }),
      { numRuns: 400, verbose: true },
    );
  });
});

describe('syntax errors', () => {
  test.each([
    ['select from where', 'where', ''],
    ["select '😀é', from x", 'from', 'comma'],
    ['create table `a` (id int)', '`', 'Backticks'],
    ['create table t (id int auto_increment)', 'auto_increment', 'IDENTITY'],
    ['create table t (id integer primary key AUTOINCREMENT)', 'AUTOINCREMENT', 'IDENTITY'],
    ['\\connect shop\nselect 1', '\\', 'psql'],
    ['COPY t FROM stdin;\n1\t2\n', '1', 'ends with'],
    ['create table a (id int)\ncreate table b (id int);', 'create', 'semicolon'],
    ['create table a (id int,)', ')', 'comma'],
    ["insert into t values ('it's')", 's', "it''s"],
    ['create table user (id int)', 'user', '"user"'],
    ['select 1;\n# old\nselect 2', '#', '--'],
    ['create table ${schema}.t (id int)', '$', 'another tool'],
    ['create table {{ .Schema }}.t (id int)', '{', 'another tool'],
    ['insert into t values (:name)', ':', 'another tool'],
  ])('%j', (text, marked, help) => {
    const found = fault(text);
    expect(found.marked).toBe(marked);
    expect(found.help ?? '').toContain(help);
  });

  test('the position counts code units, whatever stands before it', () => {
    const text = "-- 漢😀\nselect 1;\nselect 'é' frm x y";
    expect(fault(text)).toMatchObject({ message: 'syntax error at or near "x"', at: text.indexOf('x y') });
  });

  test('at the end of the input, behind the last thing written', () => {
    expect(fault('select 1 from \n\n')).toMatchObject({ message: 'syntax error at end of input', at: 'select 1 from'.length, marked: '' });
  });

  test('something unterminated is marked on its first line', () => {
    expect(fault("select 'abc\ndef\n")).toMatchObject({ marked: "'abc", at: 7 });
    expect(fault('/* abc\ndef')).toMatchObject({ marked: '/* abc', at: 0 });
  });

  test('NUL does not end the script in silence', () => {
    expect(fault('select 1;\0 drop table t')).toMatchObject({ marked: '\0' });
  });

  test('nesting beyond the stack is an error, and the next text parses', () => {
    for (let turn = 0; turn < 5; turn++) {
      expect(fault(`select ${'1+'.repeat(100_000)}1`).message).toContain('too deeply');
      expect(texts('select 1;')).toEqual(['select 1']);
    }
  });
});
