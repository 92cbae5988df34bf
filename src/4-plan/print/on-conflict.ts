import type { CatalogObject, ColumnId, Table } from '../../model/catalog.js';
import { OWN_TABLE, type Expr } from '../../model/expression.js';
import { conjunctsOf } from '../../model/guarded-statement.js';
import { saySame } from '../../model/same-tree.js';
import { mapExpression } from '../../model/walk.js';
import type { Insert, OnConflict } from '../../model/query.js';
import { printAssignments } from './assignments.js';
import { withTriggeredRow } from './excluded-row.js';
import { tableSource } from './from.js';
import { indexKey } from './index-key.js';
import { nullKeys } from './null-keys.js';
import { asksAsItFills } from './own-changes.js';
import type { Printing } from './printing.js';

/** `ON CONFLICT (a) WHERE .. DO UPDATE SET b = excluded.b WHERE ..` */
export function printConflict(insert: Insert, written: OnConflict, p: Printing): string {
  const conflict = withTriggeredRow(insert, withArbiter(insert, written, p), p);
  const target = tableSource(insert.target.relation, insert.target.alias, p.catalog);
  // They must read as the index does.
  const own = p.kept().within({ sources: new Map([[insert.target.source, target]]) });
  const keys = conflict.target?.keys.map((key) => own.print(indexKey(key)).text);
  const where = conflict.target?.where ? ` WHERE ${own.print(conflict.target.where).text}` : '';
  const targets = keys === undefined ? [''] : [`(${keys.join(', ')})${where}`, ...nullTargets(insert, conflict, keys, p)];
  noteExclusion(insert, conflict, p);
  const act = conflict.action === 'nothing' ? 'DO NOTHING' : printUpdate(insert, conflict, target, p);
  return targets.map((on) => (on === '' ? `ON CONFLICT ${act}` : `ON CONFLICT ${on} ${act}`)).join(' ');
}

/** SQLite finds an index by what it says: each key once, and its own predicate, which in Postgres the statement need only imply. */
function withArbiter({ target: { relation, source } }: Insert, conflict: OnConflict, p: Printing): OnConflict {
  if (!conflict.target) return conflict;
  const keys = conflict.target.keys.filter((key, i, all) => all.findIndex((other) => saySame(other, key)) === i);
  const asked = conflict.target.where;
  const where = asked && p.catalog.objects.pick(relation, predicateImplied, { keys, asked, source });
  return { ...conflict, target: { ...conflict.target, keys, ...(where && { where }) } };
}

/** The predicate of an index over these keys, each condition of which stands among those of the statement. */
function predicateImplied(object: CatalogObject | undefined, { keys, asked, source }: { readonly keys: readonly Expr[]; readonly asked: Expr; readonly source: number }): Expr | undefined {
  if (object?.kind !== 'table') return undefined;
  const own = (expr: Expr): Expr => mapExpression(expr, (node) => (node.kind === 'column' && node.source === OWN_TABLE ? { ...node, source } : node));
  const over = object.indexes.filter((index) => index.unique && index.keys.length === keys.length && index.keys.every(({ expr }) => among(keys, own(expr))));
  return over.flatMap(({ where }) => (where ? [own(where)] : [])).find((where) => conjunctsOf(where).every((part) => among(conjunctsOf(asked), part)));
}

function among(list: readonly Expr[], expr: Expr): boolean {
  return list.some((each) => saySame(each, expr));
}

function printUpdate(insert: Insert, conflict: OnConflict, target: ReturnType<typeof tableSource>, p: Printing): string {
  const sources = new Map([[insert.target.source, target]]);
  if (conflict.excluded !== undefined) sources.set(conflict.excluded, { ...target, qualifier: 'excluded' });
  const both = p.within({ sources, qualify: true });
  if (asksAsItFills(insert, p.catalog)) p.report({ code: 'unsupported-expression', message: 'ON CONFLICT DO UPDATE asks the table itself, which SQLite shows with the rows that the statement has put there so far', help: 'Insert the rows one by one, or work the values out in the SELECT.' });
  return `DO UPDATE SET ${printAssignments(conflict.set, insert, both)}${conflict.where ? ` WHERE ${both.print(conflict.where).text}` : ''}`;
}

/** NULLS NOT DISTINCT takes a second index, over the rows with a NULL, which is a conflict of its own; its condition must read as the index has it. */
function nullTargets({ target }: Insert, { target: asked }: OnConflict, keys: readonly string[], p: Printing): readonly string[] {
  const columns = (asked?.keys ?? []).map(columnIn);
  const inOrder = asked?.where ? undefined : p.catalog.objects.pick(target.relation, keyThatComparesNulls, columns);
  if (!inOrder) return [];
  const { list, anyNull } = nullKeys(inOrder.map((column) => keys[columns.indexOf(column)] ?? ''));
  return [`(${list}) WHERE ${anyNull}`];
}

function columnIn(key: Expr): ColumnId | undefined {
  return key.kind === 'column' ? key.column : undefined;
}

/** The unique key over these columns, if it takes NULLs for equal. */
function keyThatComparesNulls(object: CatalogObject | undefined, columns: readonly (ColumnId | undefined)[]): readonly (ColumnId | undefined)[] | undefined {
  if (object?.kind !== 'table') return undefined;
  return nullComparingKeys(object).find((key) => key.length === columns.length && key.every((column) => columns.includes(column)));
}

function nullComparingKeys({ constraints, indexes }: Table): readonly (readonly (ColumnId | undefined)[])[] {
  const ofConstraints = constraints.flatMap((constraint) => (constraint.kind === 'unique' && constraint.nullsNotDistinct ? [constraint.columns] : []));
  return [...ofConstraints, ...indexes.filter(({ unique, nullsNotDistinct, where }) => unique && nullsNotDistinct && !where).map((index) => index.keys.map(({ expr }) => columnIn(expr)))];
}

/** The trigger that holds an EXCLUDE constraint raises an error, whatever the statement says of conflicts. */
function noteExclusion({ target }: Insert, conflict: OnConflict, p: Printing): void {
  if (conflict.target && !conflict.excludes) return;
  if (!p.catalog.objects.pick(target.relation, hasExclusion, undefined)) return;
  p.report({ code: 'unsupported-statement', message: 'ON CONFLICT DO NOTHING cannot pass over what an EXCLUDE constraint refuses: a trigger holds it here', help: 'Name the columns of a unique key: ON CONFLICT (id) DO NOTHING; or insert a SELECT .. WHERE NOT EXISTS over the rows that would conflict.' });
}

function hasExclusion(object: CatalogObject | undefined): boolean {
  return object?.kind === 'table' && object.constraints.some(({ kind }) => kind === 'exclusion');
}
