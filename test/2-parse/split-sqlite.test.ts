import { describe, expect, test } from 'vitest';
import { splitSqlite } from '../../src/2-parse/split-sqlite.js';

const split = (text: string): readonly string[] => splitSqlite(text).map(({ start, end }) => text.slice(start, end));

describe('SQLite text is split where SQLite splits it', () => {
  test.each<readonly [string, readonly string[]]>([
    ['', []],
    [' ; ;\n-- nothing\n', []],
    ["DELETE FROM a; SELECT ';'", ['DELETE FROM a', "SELECT ';'"]],
    ["SELECT 'it''s; fine'; SELECT 2", ["SELECT 'it''s; fine'", 'SELECT 2']],
    ['SELECT "a;b", `c;d`, [e;f];', ['SELECT "a;b", `c;d`, [e;f]']],
    ['-- first; comment\nSELECT 1 /* ; */ ; -- end;', ['SELECT 1']],
    [
      'CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; DELETE FROM d; END; SELECT 1;',
      ['CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; DELETE FROM d; END', 'SELECT 1'],
    ],
    [
      'create temp trigger t after insert on a begin select case when 1 then 2 end; end; select 3',
      ['create temp trigger t after insert on a begin select case when 1 then 2 end; end', 'select 3'],
    ],
    ['CREATE TABLE trigger_end (a); SELECT 1', ['CREATE TABLE trigger_end (a)', 'SELECT 1']],
    ['EXPLAIN CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 2', ['EXPLAIN CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END', 'SELECT 2']],
  ])('%s', (text, statements) => {
    expect(split(text)).toEqual(statements);
  });
});
