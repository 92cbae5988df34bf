import type { AlterEnumStmt, Node } from '@pgsql/types';
import type { NodeOf, Statement } from '../model/statement.js';

/**
 * True when some statement of the file cannot run inside the file's transaction block.
 * @see https://www.postgresql.org/docs/18/sql-createindex.html "Building Indexes Concurrently"
 * @see https://www.postgresql.org/docs/18/sql-altertype.html "Notes": a value added in a transaction block cannot be used before it commits
 */
export function needsOwnTransaction(statements: readonly Statement[]): boolean {
  return statements.some((statement, i) => refusesTransaction(statement) || isUsedLater(statement, statements.slice(i + 1), statements.slice(0, i)));
}

function refusesTransaction({ tag, node }: Statement): boolean {
  const payload = (node as Record<string, unknown>)[tag];
  switch (tag) {
    case 'IndexStmt':
      return (payload as NodeOf<'IndexStmt'>).concurrent === true;
    case 'DropStmt':
      return (payload as NodeOf<'DropStmt'>).concurrent === true;
    case 'ReindexStmt':
      return hasOption((payload as NodeOf<'ReindexStmt'>).params, 'concurrently');
    case 'VacuumStmt':
      return (payload as NodeOf<'VacuumStmt'>).is_vacuumcmd === true;
    case 'AlterTableStmt':
      return ((payload as NodeOf<'AlterTableStmt'>).cmds ?? []).some((command) => detachesConcurrently(command));
    case 'AlterSystemStmt':
    case 'CreatedbStmt':
    case 'DropdbStmt':
    case 'CreateTableSpaceStmt':
    case 'DropTableSpaceStmt':
    case 'CreateSubscriptionStmt':
    case 'DropSubscriptionStmt':
      return true;
    default:
      return false;
  }
}

function detachesConcurrently(command: Node): boolean {
  if (!('AlterTableCmd' in command) || command.AlterTableCmd.subtype !== 'AT_DetachPartition') return false;
  const { def } = command.AlterTableCmd;
  return def !== undefined && 'PartitionCmd' in def && def.PartitionCmd.concurrent === true;
}

function hasOption(options: readonly Node[] | undefined, name: string): boolean {
  return (options ?? []).some((option) => 'DefElem' in option && option.DefElem.defname === name);
}

/** `ALTER TYPE mood ADD VALUE 'ok'; UPDATE person SET mood = 'ok';` works only when the first statement has been committed. */
function isUsedLater(statement: Statement, later: readonly Statement[], earlier: readonly Statement[]): boolean {
  if (!('AlterEnumStmt' in statement.node)) return false;
  const added = statement.node.AlterEnumStmt;
  if (added.oldVal !== undefined || added.newVal === undefined || isCreatedBy(earlier, added)) return false;
  return later.some(({ node }) => mentions(node, added.newVal as string));
}

/** A type that is created in the same transaction may be extended and used in it. */
function isCreatedBy(earlier: readonly Statement[], added: AlterEnumStmt): boolean {
  const name = JSON.stringify(added.typeName?.at(-1));
  return earlier.some(({ node }) => 'CreateEnumStmt' in node && JSON.stringify(node.CreateEnumStmt.typeName?.at(-1)) === name);
}

function mentions(value: unknown, label: string): boolean {
  if (Array.isArray(value)) return value.some((item) => mentions(item, label));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => (key === 'sval' ? holds(inner, label) : mentions(inner, label)));
}

/** A_Const spells a string as `sval: { sval: text }`. The label may stand inside an array literal such as '{ok,bad}'. */
function holds(value: unknown, label: string): boolean {
  return typeof value === 'string' ? value.includes(label) : mentions(value, label);
}
