import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser, parse } from '../../src/2-parse/parse.js';
import type { Directive } from '../../src/model/statement.js';

beforeAll(loadParser);

function describeDirective(text: string, directive: Directive): string {
  if (directive.kind === 'skip') return `skip ${directive.targets.join()}`;
  for (const { sql, span } of directive.statements) expect(text.slice(span.start, span.end)).toBe(sql);
  return `native ${directive.targets.join()}: ${directive.statements.map(({ sql }) => sql).join(' | ')}`;
}

/** Statements as `text <- directive`, then diagnostics as `code: marked text`. */
const read = (text: string): readonly string[] => {
  const { statements, diagnostics } = parse({ file: 'a.sql', text });
  return [
    ...statements.map(({ text: own, directives = [] }) => [own, ...directives.map((directive) => describeDirective(text, directive))].join(' <- ')),
    ...diagnostics.map(({ code, span }) => `${code}: ${text.slice(span?.start, span?.end)}`),
  ];
};

describe('directives', () => {
  test.each([
    ['-- transmigrate: skip sqlite,d1\nselect 1; select 2', ['select 1 <- skip sqlite,d1', 'select 2']],
    ['select 1;\n\n/* transmigrate: skip d1 */\n\n-- why\nselect 2', ['select 1', 'select 2 <- skip d1']],
    ['select 1 -- transmigrate: skip d1\n, 2;', ['select 1 -- transmigrate: skip d1\n, 2 <- skip d1']],
    ['select 1 -- transmigrate: skip d1\n;', ['select 1 <- skip d1']],
    ['/* transmigrate sqlite, d1:\n  create table é (a);\n*/\nselect 1', ['select 1 <- native sqlite,d1: create table é (a)']],
    ['-- transmigrate sqlite: select 7\nselect 1', ['select 1 <- native sqlite: select 7']],
    ["select 1, /* transmigrate d1: select ';' */ 2", ["select 1, /* transmigrate d1: select ';' */ 2 <- native d1: select ';'"]],
    ["select '-- transmigrate: skip d1'", ["select '-- transmigrate: skip d1'"]],
    ['do $$ begin -- transmigrate: skip d1\nend $$', ['do $$ begin -- transmigrate: skip d1\nend $$']],
    ['/* transmigrate sqlite: select 7; select 8 */\n/* transmigrate d1: select 9 */\nselect 1', ['select 1 <- native sqlite: select 7 | select 8 <- native d1: select 9']],
    ['-- transmigrate: skip postgres\n/* transmigrate sqlite: select 7 */\nselect 1', ['select 1 <- skip postgres <- native sqlite: select 7']],
    ['-- see transmigrate.dev\n-- run transmigrate up\nselect 1', ['select 1']],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected));

  test('a native block that no statement follows runs for itself', () => {
    expect(read('select 1;\n/* transmigrate sqlite: vacuum */')).toEqual(['select 1', ' <- native sqlite: vacuum']);
    expect(read('/* transmigrate sqlite: vacuum */;\nselect 1')).toEqual([' <- native sqlite: vacuum', 'select 1']);
    expect(read('/* transmigrate sqlite: vacuum */')).toEqual([' <- native sqlite: vacuum']);
  });

  test.each([
    ['-- transmigrate: skip oracle\nselect 1', ['select 1', 'unknown-target: oracle']],
    ['-- transmigrate: skip sqlite,\nselect 1', ['select 1', 'unknown-target: \n']],
    ['-- transmigrate: leave out\nselect 1', ['select 1', 'malformed-directive: -- transmigrate: leave out']],
    ['/* transmigrate sqlite: */ select 1', ['select 1', 'malformed-directive: /* transmigrate sqlite: */']],
    ['/* transmigrate postgres: select 2 */ select 1', ['select 1', 'malformed-directive: /* transmigrate postgres: select 2 */']],
    ['select 1;\n-- transmigrate: skip d1', ['select 1', 'malformed-directive: -- transmigrate: skip d1']],
    ['select 1; -- transmigrate: skip d1\nselect 2', ['select 1', 'select 2', 'malformed-directive: -- transmigrate: skip d1']],
    ['-- transmigrate: skip d1\n-- transmigrate: skip d1, sqlite\nselect 1', ['select 1 <- skip d1', 'malformed-directive: -- transmigrate: skip d1, sqlite']],
  ])('what cannot be obeyed is an error: %j', (text, expected) => expect(read(text)).toEqual(expected));
});
