import type { Catalog, ColumnId, Table } from '../../../model/catalog.js';
import { mentionsOf } from '../../../model/mentions.js';
import type { Value } from './value.js';

type Row = Readonly<Record<string, Value>>;

/** The catalogs that dependencies are between, by the ids that `'pg_class'::regclass` gives to them: none of an object's. */
const SYSTEM: readonly string[] = ['pg_class', 'pg_proc', 'pg_type', 'pg_constraint', 'pg_rewrite', 'pg_attrdef', 'pg_trigger', 'pg_namespace', 'pg_extension', 'pg_policy'];

export function systemRelation(name: string): number | undefined {
  const place = SYSTEM.indexOf(name.replace(/^pg_catalog\./, ''));
  return place < 0 ? undefined : -1 - place;
}

/** Rows of pg_depend: sequences of columns, and what views read. Nothing belongs to an extension. */
export function dependencyRows(catalog: Catalog): readonly Row[] {
  const rows: Row[] = [];
  for (const object of catalog.objects.values()) {
    if (object.kind === 'sequence' && object.ownedBy) rows.push(...ofSequence(object.id, object.ownedBy, catalog));
    if (object.kind === 'view') rows.push(...ofView(object.id, mentionsOf(object), catalog));
  }
  return rows;
}

function ofSequence(id: number, { table, column }: { readonly table: number; readonly column: ColumnId }, catalog: Catalog): readonly Row[] {
  const owner = catalog.objects.get(table);
  const place = owner?.kind === 'table' ? owner.columns.findIndex((each) => each.id === column) : -1;
  if (owner?.kind !== 'table' || place < 0) return [];
  return [row('pg_class', id, owner.id, place + 1, owner.columns[place]?.identity?.sequence === id ? 'i' : 'a')];
}

/** A view depends by its rule, on each column by itself. */
function ofView(id: number, mentions: ReadonlySet<number | string>, catalog: Catalog): readonly Row[] {
  return [row('pg_rewrite', id, id, 0, 'i'), ...[...mentions].flatMap((each) => {
    const target = typeof each === 'number' ? catalog.objects.get(each) : undefined;
    if (target?.kind === 'view') return target.columns.map((_, i) => row('pg_rewrite', id, target.id, i + 1, 'n'));
    return target?.kind === 'table' ? columnsRead(target, mentions).map((place) => row('pg_rewrite', id, target.id, place, 'n')) : [];
  })];
}

function columnsRead(table: Table, mentions: ReadonlySet<number | string>): readonly number[] {
  const read = table.columns.flatMap((column, i) => (mentions.has(column.id) ? [i + 1] : []));
  return read.length > 0 ? read : [0];
}

function row(catalog: string, objid: number, refobjid: number, refobjsubid: number, deptype: string): Row {
  return { classid: systemRelation(catalog) ?? 0, objid, objsubid: 0, refclassid: systemRelation('pg_class') ?? 0, refobjid, refobjsubid, deptype };
}
