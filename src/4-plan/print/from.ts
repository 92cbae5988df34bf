import type { Catalog, ObjectId } from '../../model/catalog.js';
import type { SourceId } from '../../model/expression.js';
import type { DerivedTable, FromItem, FunctionSource, Join } from '../../model/query.js';
import { quoteIdentifier } from './identifier.js';
import { lateralColumn, printLateral } from './lateral.js';
import type { Printing, Source } from './printing.js';
import { isMadeOnce } from './made-once.js';
import { columnName, firstColumn, isView, printedName, rowNumberIn, tableColumn } from './relation.js';
import { rowsOfFunction } from './function-rows.js';
import { functionColumns, partOfText, printFunctionSource } from './table-function.js';

/** The sources that FROM items bring into scope. */
export function sourcesOf(items: readonly FromItem[], p: Printing): ReadonlyMap<SourceId, Source> {
  return new Map(items.flatMap((item) => entriesOf(item, p)));
}

function entriesOf(item: FromItem, p: Printing): readonly (readonly [SourceId, Source])[] {
  switch (item.kind) {
    case 'join':
      return [...entriesOf(item.left, p), ...entriesOf(item.right, p)];
    case 'table':
      return [[item.source, tableSource(item.relation, item.alias, p.catalog)]];
    case 'common-table': {
      const columns = p.commons.get(item.common)?.columns ?? [];
      const names = new Map((item.columnAliases ?? []).map((alias, i) => [alias, columns[i] ?? alias]));
      const qualifier = quoteIdentifier(item.alias ?? item.name);
      return [[item.source, { qualifier, columnName: (_id, name) => names.get(name) ?? name, someColumn: columnIn(qualifier, columns[0]) }]];
    }
    case 'derived':
      return [[item.source, derivedSource(item, p)]];
    case 'function': {
      const rows = rowsOfFunction(item, p);
      return [[item.source, rows ? derivedSource(rows, p) : functionSource(item, p)]];
    }
  }
}

/** A table or view by its alias, or by the name it has today. */
export function tableSource(relation: ObjectId, alias: string | undefined, catalog: Catalog): Source {
  const qualifier = quoteIdentifier(alias ?? printedName(relation, catalog));
  const [rowNumber, first] = [rowNumberIn(relation, catalog), firstColumn(relation, catalog)];
  return {
    qualifier,
    columnName: (id, name) => columnName(relation, id, catalog) ?? name,
    ...(isView(relation, catalog) && { someColumn: first === undefined ? undefined : `${qualifier}.${first}` }),
    ...(rowNumber !== undefined && { rowNumber }),
    isNotNull: (id) => tableColumn(relation, id, catalog)?.notNull === true,
  };
}

function columnIn(qualifier: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : `${qualifier}.${quoteIdentifier(name)}`;
}

/** Derived tables may lack an alias; SQLite needs none, but their columns may have to be qualified. */
function derivedAlias(item: { readonly source: SourceId; readonly alias?: string }): string {
  return item.alias ?? `source${item.source}`;
}

function derivedSource(item: DerivedTable, p: Printing): Source {
  const qualifier = quoteIdentifier(derivedAlias(item));
  return { qualifier, columnName: (_id, name) => name, someColumn: item.lateral ? undefined : columnIn(qualifier, item.columns[0]?.name), ...(item.lateral && { expressionOf: (name: string) => lateralColumn(item, name, qualifier, p) }) };
}

function functionSource(item: FunctionSource, p: Printing): Source {
  const alias = quoteIdentifier(derivedAlias(item));
  const columns = functionColumns(item, alias, p);
  return {
    qualifier: alias,
    columnName: (_id, name) => name,
    someColumn: columns[0],
    expressionOf: (name) => columns[item.columns.findIndex((column) => column.name === name)] ?? partOfText(item, name, alias, p),
  };
}

/** The FROM clause, without its keyword. */
export function printFrom(items: readonly FromItem[], p: Printing): string {
  return items.map((item) => printItem(item, p)).join(', ');
}

function printItem(item: FromItem, p: Printing): string {
  switch (item.kind) {
    case 'join':
      return printJoin(item, p);
    case 'table':
      return printTable(item.relation, item.alias, p.catalog);
    case 'common-table': {
      const name = quoteIdentifier(p.commons.get(item.common)?.name ?? item.name);
      const alias = quoteIdentifier(item.alias ?? item.name);
      return alias === name ? name : `${name} AS ${alias}`;
    }
    case 'derived': {
      if (item.lateral) return printLateral(item, quoteIdentifier(derivedAlias(item)), p);
      const outside = p.within({ ...(p.scope?.parent && { parent: p.scope.parent }), sources: new Map() });
      const query = outside.query(item.query, { names: item.columns.map(({ name }) => name) });
      return `(${isMadeOnce(item.query, p, p.scope?.parent) ? `WITH __tm_made AS MATERIALIZED (${query}) SELECT * FROM __tm_made` : query}) AS ${quoteIdentifier(derivedAlias(item))}`;
    }
    case 'function': {
      const rows = rowsOfFunction(item, p);
      return rows ? printItem(rows, p) : printFunctionSource(item, quoteIdentifier(derivedAlias(item)), p);
    }
  }
}

/** `users` or `auth_users AS u` */
export function printTable(relation: ObjectId, alias: string | undefined, catalog: Catalog): string {
  const name = printedName(relation, catalog);
  return alias === undefined || alias === name ? quoteIdentifier(name) : `${quoteIdentifier(name)} AS ${quoteIdentifier(alias)}`;
}

function printJoin(join: Join, p: Printing): string {
  const keyword = join.type === 'inner' ? 'JOIN' : `${join.type.toUpperCase()} JOIN`;
  const right = printItem(join.right, p);
  const on = join.on && join.type !== 'cross' ? ` ON ${p.print(join.on).text}` : '';
  return `${printItem(join.left, p)} ${keyword} ${join.right.kind === 'join' ? `(${right})` : right}${on}`;
}
