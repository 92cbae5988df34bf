import type { SourceId } from '../../model/expression.js';
import type { DataStatement, Delete, Insert, Target, Update } from '../../model/query.js';
import { walkTree } from '../../model/walk.js';
import { tableSource } from './from.js';
import { quoteIdentifier } from './identifier.js';
import type { Printing, Source } from './printing.js';
import { columnName, printedName } from './relation.js';
import { refuseRow } from './select.js';

export type PrintOne = (statement: DataStatement, p: Printing) => readonly string[];

/** A helper table with the rows of a query. */
export function keep(helper: string, query: string): string {
  return `CREATE TABLE ${quoteIdentifier(helper)} AS ${query}`;
}

/** A trigger notes which rows an INSERT or UPDATE has touched, so that their values can be read when all is done. */
export function changedRows(change: Insert | Update, helper: string, targets: readonly Target[], p: Printing, print: PrintOne): readonly string[] {
  const { target } = change;
  const name = printedName(target.relation, p.catalog);
  const [on, touched] = [quoteIdentifier(name), quoteIdentifier(`${helper}_rows`)];
  const events = change.kind === 'update' ? ['update'] : change.onConflict?.action === 'update' ? ['insert', 'update'] : ['insert'];
  const triggers = events.map((event) => ({ event, trigger: quoteIdentifier(`${helper}_${event}`) }));
  const before = columnsBefore(change, targets, p);
  const own = p.within({ sources: new Map([[target.source, tableSource(target.relation, target.alias, p.catalog)], ...(change.old === undefined ? [] : [[change.old, { qualifier: touched, columnName: (id, column) => oldName(columnName(target.relation, id, p.catalog) ?? column) }] satisfies [SourceId, Source]])]) });
  const row = `${quoteIdentifier(target.alias ?? name)}.rowid`;
  // A trigger of the table may change the row once more: what it was is what it was before all of them.
  const note = (event: string): string =>
    before.length === 0
      ? `INSERT INTO ${touched} (_row) VALUES (NEW.rowid)`
      : `INSERT INTO ${touched} SELECT NEW.rowid, ${before.map((column) => (event === 'update' ? `OLD.${quoteIdentifier(column)}` : 'NULL')).join(', ')} WHERE NOT EXISTS (SELECT 1 FROM ${touched} WHERE _row = NEW.rowid)`;
  return [
    `CREATE TABLE ${touched} (${['_row INTEGER', ...before.map((column) => quoteIdentifier(oldName(column)))].join(', ')})`,
    ...triggers.map(({ event, trigger }) => `CREATE TRIGGER ${trigger} AFTER ${event.toUpperCase()} ON ${on} FOR EACH ROW BEGIN ${note(event)}; END`),
    ...print(change, p),
    ...triggers.map(({ trigger }) => `DROP TRIGGER ${trigger}`),
    keep(helper, before.length === 0 ? `${selectOwn(targets, target, own)} WHERE ${row} IN (SELECT _row FROM ${touched})` : `${selectOwn(targets, target, own)} JOIN ${touched} ON ${row} = _row`),
    `DROP TABLE ${touched}`,
  ];
}

/** The columns whose values before the update are asked for, by their names of today. */
function columnsBefore({ old, target }: Insert | Update, targets: readonly Target[], p: Printing): readonly string[] {
  const names = new Set<string>();
  if (old === undefined) return [];
  for (const { expr } of targets) walkTree(expr, { expression: (node) => { if (node.kind === 'column' && node.source === old) names.add(columnName(target.relation, node.column, p.catalog) ?? node.name); } });
  return [...names];
}

const oldName = (column: string): string => `old_${column}`;

/** What RETURNING asks of the table's own columns, as a SELECT from it. */
export function selectOwn(targets: readonly Target[], target: (Insert | Update | Delete)['target'], p: Printing): string {
  const { alias, relation } = target;
  const name = quoteIdentifier(printedName(relation, p.catalog));
  for (const { expr } of targets) refuseRow(expr, p);
  const list = targets.map((each) => output(p.stored(each.expr).text, quoteIdentifier(each.name))).join(', ');
  return `SELECT ${list} FROM ${name}${alias === undefined ? '' : ` AS ${quoteIdentifier(alias)}`}`;
}

function output(value: string, column: string): string {
  return value === column ? value : `${value} AS ${column}`;
}
