import type { Node, RangeVar } from '@pgsql/types';
import type { Statement } from '../model/statement.js';

const LEDGER = 'schema_migrations';

/**
 * Dumps, and histories that change from one tool to another, write `schema_migrations` themselves: `CREATE TABLE`, the key, the rows.
 * It is the table in which this tool keeps what is applied, so they must neither make it again nor drop it.
 */
export function isAboutLedger({ node }: Statement): boolean {
  const tables = tablesOf(node);
  return tables.length > 0 && tables.every(isLedger);
}

function tablesOf(node: Node): readonly (readonly string[])[] {
  if ('DropStmt' in node) return node.DropStmt.removeType === 'OBJECT_TABLE' ? (node.DropStmt.objects ?? []).map(namesOf) : [];
  if ('TruncateStmt' in node) return (node.TruncateStmt.relations ?? []).map((relation) => ('RangeVar' in relation ? rangeNames(relation.RangeVar) : []));
  const [payload] = Object.values(node) as readonly { readonly relation?: RangeVar }[];
  return payload?.relation ? [rangeNames(payload.relation)] : [];
}

function namesOf(node: Node): readonly string[] {
  return 'List' in node ? (node.List.items ?? []).map((item) => ('String' in item ? (item.String.sval ?? '') : '')) : [];
}

function rangeNames({ schemaname, relname }: RangeVar): readonly string[] {
  return [...(schemaname === undefined ? [] : [schemaname]), relname ?? ''];
}

/** Another schema's table of this name is none of ours. */
function isLedger(names: readonly string[]): boolean {
  return names.at(-1) === LEDGER && (names.length === 1 || (names.length === 2 && names[0] === 'public'));
}
