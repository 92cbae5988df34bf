import { d1 } from '../../src/dialects/d1.js';
import type { ArgumentPattern, Dialect, Family, Operand, RenderContext, Rendering, RowNote, RowVerdict, TypeRow } from '../../src/dialects/dialect.js';
import { primary } from '../../src/dialects/sql.js';
import { sqlite } from '../../src/dialects/sqlite.js';
import type { DataType } from '../../src/model/data-type.js';
import type { Mapping } from '../../src/model/dialect.js';
import { code, table, words } from './table.js';

/** A type of each family, for the operands of the examples. */
const TYPE_OF: Readonly<Partial<Record<string, readonly [family: Family, type: string]>>> = {
  any: ['text', 'text'],
  number: ['int', 'int4'],
  string: ['text', 'text'],
  moment: ['timestamptz', 'timestamptz'],
  int: ['int', 'int4'],
  float: ['float', 'float8'],
  enum: ['enum', 'text'],
  row: ['row', 'record'],
  other: ['other', 'inet'],
};

/** Constants that renderings ask for, because they cannot be made of columns, by the kind of argument. */
function constantsFor(slot: string): readonly string[] {
  if (slot === 'array') return ['{a,b}', '{a}'];
  if (slot === 'int' || slot === 'number') return ['1'];
  if (slot === 'jsonb' || slot === 'json') return ['{"a": 1}'];
  if (slot === 'interval') return ['1 day'];
  if (slot === 'bool') return ['true'];
  return ['any', 'string', 'text'].includes(slot) ? ['a', '/', 'day', 'YYYY-MM-DD', 'FM999', 'UTC', 'hex', '%s', 'UTF8', '1 day'] : [];
}

interface Row {
  readonly render: Rendering;
  readonly verdict: RowVerdict;
  readonly note?: RowNote;
}

function typeOf(slot: string): readonly [Family, DataType, Family?] {
  if (slot === 'array') return ['array', { kind: 'array', element: { kind: 'base', name: 'text', modifiers: [] } }, 'text'];
  const [family, name] = TYPE_OF[slot] ?? [slot as Family, slot];
  return [family, { kind: 'base', name, modifiers: [] }];
}

function operand(slot: string, name: string, constant: string | undefined): Operand {
  const [family, type, element] = typeOf(slot);
  const sql = constant === undefined ? name : sqlOf(constant, family);
  return { sql: primary(sql), type, family, column: constant === undefined, ...(element && { element }), ...(constant !== undefined && { constant }) };
}

/** As the printers write it: arrays are JSON. */
function sqlOf(constant: string, family: Family): string {
  if (family === 'int') return constant;
  return family === 'array' ? `'${JSON.stringify(constant.slice(1, -1).split(','))}'` : `'${constant}'`;
}

interface Rendered {
  readonly sql: string;
  readonly notes: readonly string[];
}

/** The row over the columns a, b, c; where it wants constants, some that it takes are shown. */
function renderRow(row: Row, slots: readonly string[], result: string, dialect: Dialect, mapping: Mapping): Rendered | undefined {
  for (const constants of choices(slots)) {
    const args = slots.map((slot, index) => operand(slot, 'abcdefgh'[index] ?? 'z', constants[index]));
    const rendered = tryRender(row, args, result, dialect, mapping);
    if (rendered) return rendered;
  }
  return undefined;
}

/** For each argument a constant or none; as few of them as possible come first. */
function choices(slots: readonly string[]): readonly (readonly (string | undefined)[])[] {
  const all = slots.reduce<readonly (readonly (string | undefined)[])[]>((known, slot) => known.flatMap((chosen) => [undefined, ...constantsFor(slot)].map((constant) => [...chosen, constant])), [[]]);
  return all.toSorted((a, b) => constantsIn(a) - constantsIn(b));
}

function constantsIn(chosen: readonly (string | undefined)[]): number {
  return chosen.filter((constant) => constant !== undefined).length;
}

function tryRender({ render, note }: Row, args: readonly Operand[], result: string, dialect: Dialect, mapping: Mapping): Rendered | undefined {
  const notes = note ? [note.message] : [];
  const [family, type, element] = typeOf(result);
  const context: RenderContext = { mapping, dialect, result: { type, family, ...(element && { element }) }, inTable: false, note: (found) => void notes.push(found.message) };
  const chosen = typeof render === 'object' ? render[mapping] : render;
  try {
    const sql = typeof chosen === 'string' ? filled(chosen, args) : chosen(args, context)?.text;
    return sql === undefined ? undefined : { sql, notes };
  } catch {
    return undefined;
  }
}

/** As the printer fills templates, without the parentheses that only matter for longer operands. */
function filled(template: string, args: readonly Operand[]): string {
  return template.replaceAll(/\{(\d+|\*)\}/g, (_mark, index: string) => (index === '*' ? args.map(({ sql }) => sql.text).join(', ') : (args[Number(index) - 1]?.sql.text ?? '?')));
}

/** `['any', '...']` as two arguments. */
function slotsOf(pattern: ArgumentPattern): readonly string[] {
  return pattern.map((slot, index) => (slot === '...' ? (pattern[index - 1] ?? 'any') : slot));
}

function cells(row: Row, pattern: ArgumentPattern, result: string): readonly string[] {
  if (row.verdict === 'refused') return ['', '', '', refusal(row.note)];
  const slots = slotsOf(pattern);
  const [classic, exact, onD1] = [renderRow(row, slots, result, sqlite, 'classic'), renderRow(row, slots, result, sqlite, 'exact'), renderRow(row, slots, result, d1, 'classic')];
  if (!classic) return ['for some arguments', '', '', verdictText(row.verdict, [])];
  const differs = (other: Rendered | undefined): string => (other === undefined || other.sql === classic.sql ? 'same' : code(other.sql));
  return [code(classic.sql), differs(exact), differs(onD1), verdictText(row.verdict, classic.notes)];
}

function verdictText(verdict: RowVerdict, notes: readonly string[]): string {
  return [verdict, ...new Set(notes)].map(words).join(': ');
}

function refusal(note: RowNote | undefined): string {
  return words(['refused', ...(note ? [note.message] : [])].join(': ') + (note?.help === undefined ? '' : `. ${note.help}`));
}

const HEADER = ['SQLite', 'mapping `exact`', 'D1', 'verdict'];

export function functionTable(): string {
  const rows = byName(sqlite.functions).flatMap(([name, variants]) => variants.map((row) => [code(`${name}(${row.args.join(', ')})`), ...cells(row, row.args, 'text')]));
  return table(['function', ...HEADER], rows);
}

export function operatorTable(): string {
  const rows = byName(sqlite.operators).flatMap(([name, variants]) => variants.map((row) => [code(row.args.length === 1 ? `${name} ${row.args[0]}` : row.args.join(` ${name} `)), ...cells(row, row.args, 'text')]));
  return table(['operator', ...HEADER], rows);
}

export function castTable(): string {
  return table(['from', 'to', ...HEADER], sqlite.casts.map((row) => [row.from.join(), row.to.join(), ...cells(row, row.from, row.to[0] ?? 'text')]));
}

export function typeTable(): string {
  const rows = byName(sqlite.types).map(([name, row]) => [ALSO[name] === undefined ? code(name) : `${code(name)} (${ALSO[name]})`, code(row.classic ?? ''), row.classic === undefined ? '' : row.exact === row.classic ? 'same' : code(row.exact ?? ''), d1Cell(name, row), row.verdict === 'refused' ? refusal(row.note) : verdictText(row.verdict, row.note ? [row.note.message] : [])]);
  return table(['type', ...HEADER], rows);
}

/** Names of SQL for those of Postgres' catalog. */
const ALSO: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bpchar: 'char(n)',
  float4: 'real',
  float8: 'double precision',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  numeric: 'decimal',
  varbit: 'bit varying',
};

function d1Cell(name: string, row: TypeRow): string {
  const other = d1.types[name];
  return row.classic === undefined ? '' : other?.classic === row.classic ? 'same' : code(other?.classic ?? '');
}

function byName<T>(rows: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(rows).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
