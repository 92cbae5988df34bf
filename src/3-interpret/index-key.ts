import type { IndexElem, Node } from '@pgsql/types';
import type { IndexKey, Table, View } from '../model/catalog.js';
import type { DataType } from '../model/data-type.js';
import { OWN_TABLE, type Expr } from '../model/expression.js';
import { typeText } from './analyze/type-text.js';
import { baseOf } from './analyze/type-key.js';
import { indexColumnName } from './catalog/column-name-of.js';
import { stringOf, unknownColumn } from './catalog/resolve.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';
import { storedExpression } from './stored-expression.js';

/** What can be indexed: the columns of a table or of a materialised view. */
export type Indexed = Pick<Table | View, 'schema' | 'name'> & { readonly columns: readonly { readonly id: number; readonly name: string; readonly type: DataType }[] };

/** Types without a btree operator class. */
const UNORDERED: ReadonlySet<string> = new Set(['json', 'xml', 'point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'xid', 'cid', 'jsonpath']);

/** Refuses a type that the access method cannot index by default. */
export function requireOrderable(draft: Draft, type: DataType, method: string): void {
  const base = baseOf(type, draft.catalog);
  if (method !== 'btree' || base.kind !== 'base' || !UNORDERED.has(base.name)) return;
  refuse(draft, 'invalid-index', `data type ${typeText(type, draft.catalog)} has no default operator class for access method "${method}"`, {
    help: 'Index an expression over it instead, or use a type that can be ordered, such as jsonb for json.',
  });
}

function keyExpression(draft: Draft, table: Indexed, element: IndexElem): Expr {
  if (element.expr) return storedExpression(draft, element.expr, table, 'index');
  const name = element.name ?? '';
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) return unknownColumn(draft, table as Table, name, undefined, `column "${name}" does not exist`);
  return { kind: 'column', source: OWN_TABLE, column: column.id, name, type: column.type };
}

/** One key of an index, with the name that Postgres gives its column. */
export function indexKey(
  draft: Draft,
  table: Indexed,
  node: Node | undefined,
  method: string,
): { readonly key: IndexKey; readonly columnName: string } {
  const element: IndexElem = node && 'IndexElem' in node ? node.IndexElem : {};
  const expr = keyExpression(draft, table, element);
  const opclass = element.opclass && stringOf(element.opclass.at(-1));
  if (opclass === undefined) requireOrderable(draft, expr.type, method);
  const descending = element.ordering === 'SORTBY_DESC';
  const nulls =
    element.nulls_ordering === 'SORTBY_NULLS_FIRST' || (descending && element.nulls_ordering !== 'SORTBY_NULLS_LAST') ? 'first' : 'last';
  return {
    key: {
      expr,
      ...(element.collation && { collation: stringOf(element.collation.at(-1)) }),
      ...(opclass !== undefined && { opclass }),
      descending,
      nulls,
    },
    columnName: element.name ?? indexColumnName(element.expr),
  };
}
