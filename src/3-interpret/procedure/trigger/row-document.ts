import type { Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { mapExpression } from '../../../model/walk.js';
import { textLiteral } from '../condition.js';

const DOCUMENTS: Readonly<Record<string, string>> = { to_jsonb: 'jsonb_build_object', to_json: 'json_build_object', row_to_json: 'json_build_object' };

/** `to_jsonb(NEW)` as `jsonb_build_object('a', NEW.a, ..)`: rows have no type on other targets. */
export function rowsAsDocuments(expr: Expr, table: Pick<Table, 'columns'>): Expr {
  return mapExpression(expr, (node) => {
    if (node.kind !== 'call') return node;
    const [row] = node.args;
    const build = DOCUMENTS[node.name];
    if (build === undefined || row?.kind !== 'row' || row.stored || row.fields.length !== table.columns.length || node.function !== undefined) return node;
    if (row.fields.every((field) => field.kind === 'literal' && field.value === null)) return { kind: 'literal', type: node.type, value: null };
    const args = row.fields.flatMap((field, i) => [textLiteral(table.columns[i]?.name ?? ''), field]);
    return { ...node, name: build, args };
  });
}
