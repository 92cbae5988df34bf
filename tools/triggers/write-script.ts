import { columnOf } from '../../src/model/catalog-lookup.js';
import type { Catalog, Table, Trigger } from '../../src/model/catalog.js';
import type { DataType } from '../../src/model/data-type.js';
import { isKey, isNumbered, randomInsert, randomValues, relation, type RowContext } from '../rows/random-row.js';
import type { Attempt, Trial } from './trial.js';
import { quoteName, quoteText } from '../rows/value.js';

export interface ScriptStatement {
  readonly sql: string;
  /** A trigger refuses it: every database has to. */
  readonly fails: boolean;
}

export interface TriggerScript {
  readonly statements: readonly ScriptStatement[];
  /** Statements whose outcome is another one because of the trigger. */
  readonly effects: number;
  /** What kept statements from becoming part of the script, each once. */
  readonly problems: readonly string[];
}

const TRIES = 40;
/** How many more statements are tried while the trigger has done nothing. */
const SEARCH = 80;
const DEPTH = 5;

interface Writing {
  readonly table: Table;
  readonly trigger: Trigger;
  readonly trial: Trial;
  readonly context: RowContext;
  readonly statements: ScriptStatement[];
  readonly problems: Set<string>;
  effects: number;
}

/** Statements that insert, update and delete rows of the trigger's table, with the rows that those need elsewhere. */
export async function writeScript(table: Table, trigger: Trigger, trial: Trial, context: RowContext): Promise<TriggerScript> {
  const writing: Writing = { table, trigger, trial, context, statements: [], problems: new Set(), effects: 0 };
  await insertParents(table, writing, [table]);
  const others = tablesOfProgram(trigger, context.catalog).filter((other) => other !== table);
  for (const other of others) await insertParents(other, writing, [other, table]);
  const phases: readonly (readonly [number, () => Promise<string | undefined>])[] = [
    [3, () => insertText(table, 1, writing)],
    [1, () => insertText(table, 2, writing)],
    ...others.map((other) => [3, () => insertText(other, 1, writing)] as const),
    [6, () => updateText(writing)],
    [2, () => deleteText(writing)],
    [1, () => insertText(table, 2, writing)],
    [2, () => updateText(writing)],
  ];
  for (const [times, make] of phases) for (let i = 0; i < times; i++) await untilApplied(make, writing);
  await search(writing);
  return { statements: writing.statements, effects: writing.effects, problems: [...writing.problems] };
}

/** What a trigger changes has to be there. */
function tablesOfProgram({ program }: Trigger, catalog: Catalog): readonly Table[] {
  const reads = program?.kind === 'lowered' ? program.reads : [];
  return reads.flatMap((id) => catalog.objects.get(id) ?? []).filter((object) => object.kind === 'table');
}

/** Tables that foreign keys name have rows first. */
async function insertParents(table: Table, writing: Writing, path: readonly Table[]): Promise<void> {
  for (const key of table.constraints) {
    const target = key.kind === 'foreign-key' ? writing.context.catalog.objects.get(key.target) : undefined;
    if (target?.kind !== 'table' || path.includes(target) || path.length > DEPTH) continue;
    await insertParents(target, writing, [...path, target]);
    for (let i = 0; i < 2; i++) await untilApplied(() => insertText(target, 1, writing), writing);
  }
}

async function insertText(table: Table, count: number, { context, problems }: Writing): Promise<string | undefined> {
  const made = await randomInsert(table, count, context);
  if ('sql' in made) return made.sql;
  problems.add(made.missing);
  return undefined;
}

async function updateText(writing: Writing): Promise<string | undefined> {
  const { table, trigger, context } = writing;
  const { random } = context;
  const settable = table.columns.filter(({ type, generated, identity }) => generated === undefined && identity?.mode !== 'always' && !isDocument(type));
  const watched = trigger.columns.map((id) => columnOf(table, id));
  const chosen = new Set(random.chance(0.7) && watched.length > 0 ? [random.pick(watched)] : []);
  for (let i = random.below(3); i >= 0 && settable.length > 0; i--) chosen.add(random.pick(settable));
  const columns = [...chosen].filter((column) => !isKey(column, table) || random.chance(0.2));
  const values = await randomValues(table, columns, context);
  const sets = columns.flatMap(({ name, notNull }) => (values.get(name) === undefined && notNull ? [] : [`${quoteName(name)} = ${values.get(name) ?? 'NULL'}`]));
  if (sets.length === 0) return undefined;
  const where = await condition(writing);
  return where && `UPDATE ${relation(table)} SET ${sets.join(', ')}${random.chance(0.2) ? '' : ` WHERE ${where}`}`;
}

/** Documents of full-text search are not kept, so that no trigger can see them change. */
function isDocument(type: DataType): boolean {
  return type.kind === 'base' && type.name === 'tsvector';
}

async function deleteText(writing: Writing): Promise<string | undefined> {
  const where = await condition(writing);
  return where && `DELETE FROM ${relation(writing.table)} WHERE ${where}`;
}

/** One row, by its key; none where the table is empty. */
async function condition({ table, context: { rows, random } }: Writing): Promise<string | undefined> {
  const key = table.constraints.find((constraint) => constraint.kind === 'primary-key');
  const columns = key?.kind === 'primary-key' ? key.columns.map((id) => columnOf(table, id)) : table.columns.slice(0, 1);
  const there = (await rows.some(table, columns)).filter((row) => !columns.some((column, i) => isNumbered(column, row[i])));
  if (there.length === 0) return undefined;
  const row = random.pick(there);
  return columns.map(({ name }, i) => (row[i] === null || row[i] === undefined ? `${quoteName(name)} IS NULL` : `${quoteName(name)} = ${quoteText(row[i])}`)).join(' AND ');
}

async function untilApplied(make: () => Promise<string | undefined>, writing: Writing): Promise<void> {
  let last = '';
  for (let i = 0; i < TRIES; i++) {
    const sql = await make();
    if (sql === undefined) continue;
    const attempt = await keep(sql, writing);
    if (attempt.kind === 'applied') return;
    last = attempt.kind === 'refused' ? attempt.message : 'the trigger refuses it';
  }
  if (last !== '') writing.problems.add(last);
}

/** Of statements that a trigger refuses, a few are enough. */
async function keep(sql: string, writing: Writing): Promise<Attempt> {
  const { trial, table, trigger, statements } = writing;
  const attempt = await trial.attempt(sql, table, trigger);
  if (attempt.kind === 'refused') return attempt;
  const fails = attempt.kind === 'raised';
  if (fails && statements.filter((statement) => statement.fails).length >= 6) return attempt;
  statements.push({ sql, fails });
  if (attempt.effect) writing.effects++;
  return attempt;
}

async function search(writing: Writing): Promise<void> {
  for (let i = 0; i < SEARCH && writing.effects === 0; i++) {
    const sql = await writing.context.random.pick([() => insertText(writing.table, 1, writing), () => updateText(writing), () => updateText(writing), () => deleteText(writing)])();
    if (sql !== undefined) await keep(sql, writing);
  }
}
