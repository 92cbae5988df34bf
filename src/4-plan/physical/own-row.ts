import { BOOL, TID } from '../../model/base-types.js';
import type { Table } from '../../model/catalog.js';
import type { Expr, SourceId } from '../../model/expression.js';
import { bothOf } from '../../model/guarded-statement.js';
import type { DataStatement, DerivedTable, FromItem, Query, Select, TableSource } from '../../model/query.js';
import { NEW_ROW, OLD_ROW, type TriggerBody } from '../../model/trigger-program.js';
import { mapNodes, relationsOf, type TreeNode } from '../../model/walk.js';

/**
 * What a BEFORE trigger reads of its own table, where it is printed as an AFTER trigger: the row that is inserted is not there yet, and one that is
 * updated is as it was.
 */
export function asBefore<T extends Expr | DataStatement>(tree: T, table: Table, event: TriggerBody['event']): T {
  if (event === 'delete' || !relationsOf(tree).includes(table.id)) return tree;
  return mapNodes(tree, (node) => {
    if (isSelect(node)) return withSelect(node, table, event) as TreeNode;
    return isChange(node) && node.target.relation === table.id ? { ...node, where: bothOf(node.where, isOther(node.target.source)) } : node;
  });
}

function isSelect(node: TreeNode): node is Select {
  return node.kind === 'select' && 'from' in node;
}

function isChange(node: TreeNode): node is TreeNode & { readonly target: TableSource; readonly where?: Expr } {
  return (node.kind === 'update' || node.kind === 'delete') && 'target' in node;
}

function place(source: SourceId): Expr {
  return { kind: 'column', source, name: 'ctid', type: TID };
}

function isOther(source: SourceId): Expr {
  return { kind: 'operator', name: '<>', left: place(source), right: place(NEW_ROW), type: BOOL };
}

/** An inserted row is left out in WHERE; elsewhere the rows before stand in the table's place. */
function withSelect(select: Select, table: Table, event: 'insert' | 'update'): Select {
  const plain = event === 'insert' ? select.from.flatMap((item) => requiredIn(item, table)) : [];
  const from = select.from.map((item) => replaced(item, table, event, new Set(plain)));
  const where = plain.reduce<Expr | undefined>((rest, source) => bothOf(rest, isOther(source)), select.where);
  return { ...select, from, ...(where && { where }) };
}

/** The sources that no outer join fills with NULL. */
function requiredIn(item: FromItem, table: Table): readonly SourceId[] {
  if (item.kind === 'table') return item.relation === table.id ? [item.source] : [];
  if (item.kind !== 'join') return [];
  if (item.type === 'left') return requiredIn(item.left, table);
  return item.type === 'inner' || item.type === 'cross' ? [...requiredIn(item.left, table), ...requiredIn(item.right, table)] : [];
}

function replaced(item: FromItem, table: Table, event: 'insert' | 'update', kept: ReadonlySet<SourceId>): FromItem {
  if (item.kind === 'join') return { ...item, left: replaced(item.left, table, event, kept), right: replaced(item.right, table, event, kept) };
  return item.kind === 'table' && item.relation === table.id && !kept.has(item.source) ? rowsBefore(item, table, event) : item;
}

/** No statement has this source. */
const OTHERS = -43;

/** `(SELECT a, b FROM t WHERE rowid <> NEW.rowid UNION ALL SELECT OLD.a, OLD.b)` */
function rowsBefore(item: TableSource, table: Table, event: 'insert' | 'update'): DerivedTable {
  const columns = table.columns.map(({ name, type }) => ({ name, type }));
  const select = (source: SourceId, from: readonly FromItem[], where?: Expr): Query => ({
    with: [], recursive: false, orderBy: [], columns,
    body: { kind: 'select', distinct: false, targets: table.columns.map(({ id, name, type }) => ({ name, expr: { kind: 'column', source, column: id, name, type } })), from, groupBy: [], windows: [], ...(where && { where }) },
  });
  const others = select(OTHERS, [{ kind: 'table', source: OTHERS, relation: table.id }], isOther(OTHERS));
  const query: Query = event === 'insert' ? others : { ...others, body: { kind: 'set-operation', op: 'union', all: true, left: others, right: select(OLD_ROW, []) } };
  return { kind: 'derived', source: item.source, query, columns, lateral: false, alias: item.alias ?? table.name };
}
