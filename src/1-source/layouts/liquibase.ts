import type { Script } from '../../model/migration.js';
import { blank } from './markers.js';

const HEADER = /^[ \t]*--[ \t]*liquibase[ \t]+formatted[ \t]+sql\b/im;
/** `--changeset ann:12 dbms:postgresql,h2 runInTransaction:false` */
const CHANGESET = /^[ \t]*--[ \t]*changeset[ \t]+\S+:\S+(?<options>.*)$/gim;
/** `--rollback DROP TABLE users;` */
const ROLLBACK = /^([ \t]*--[ \t]*rollback[ \t]+)(?!empty[ \t]*$|not[ \t]+required[ \t]*$|changeset)(\S.*)$/gim;

export function isLiquibase(text: string): boolean {
  return HEADER.test(text);
}

/**
 * Liquibase's formatted SQL: a file is one migration here, whatever its change sets. Those for other databases are blanked out, and the lines with
 * which a change set ends its statements become semicolons. Where there is one change set, its `--rollback` lines are the way back: of
 * several, the last would have to come first.
 */
export function readLiquibase(script: Script): { readonly up: Script; readonly down?: Script } {
  const sets = [...script.text.matchAll(CHANGESET)].map(({ index, groups }) => ({ start: index, options: optionsOf(groups?.['options'] ?? '') }));
  let text = script.text.slice(0, sets[0]?.start ?? script.text.length);
  for (const [index, { start, options }] of sets.entries()) {
    const part = script.text.slice(start, sets[index + 1]?.start ?? script.text.length);
    text += isForPostgres(options.get('dbms')) ? delimited(part, options.get('enddelimiter')) : blank(part);
  }
  const outside = sets.some(({ options }) => options.get('runintransaction') === 'false') ? { transaction: false as const } : {};
  const rollback = sets.length === 1 ? wayBack(text) : '';
  return { up: { ...script, text, ...outside }, ...(rollback !== '' && { down: { ...script, text: rollback, ...outside } }) };
}

/** `dbms:postgresql endDelimiter:"//"`, the names in lower case. */
function optionsOf(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/(\w+):(?:"([^"]*)"|(\S+))/g)].map(([, name = '', quoted, bare = '']) => [name.toLowerCase(), (quoted ?? bare).toLowerCase()]));
}

function isForPostgres(dbms: string | undefined): boolean {
  if (dbms === undefined || dbms === '') return true;
  const names = dbms.split(',').map((name) => name.trim());
  if (names.some((name) => ['postgresql', 'postgres', 'all'].includes(name))) return true;
  return names.every((name) => name.startsWith('!')) && !names.includes('!postgresql');
}

/** A line that only ends a statement. */
function delimited(part: string, delimiter: string | undefined): string {
  if (delimiter === undefined || delimiter === ';') return part;
  return part.split('\n').map((line) => (line.trim().toLowerCase() === delimiter ? `;${' '.repeat(line.length - 1)}` : line)).join('\n');
}

/** The rollback lines alone, where they stand. */
function wayBack(text: string): string {
  let [result, at] = ['', 0];
  for (const { index, 1: lead = '', 2: sql = '' } of text.matchAll(ROLLBACK)) {
    result += blank(text.slice(at, index + lead.length)) + sql;
    at = index + lead.length + sql.length;
  }
  return at === 0 ? '' : result + blank(text.slice(at));
}
