import type { AlterTableStmt, Node } from '@pgsql/types';
import type { Diagnostic } from '../model/diagnostic.js';

/** The names that a refused statement would have brought: later statements fail for want of them. */
export function madeBy(node: Node): readonly string[] {
  return named(node).filter((name) => name !== undefined);
}

function named(node: Node): readonly (string | undefined)[] {
  if ('CreateStmt' in node) return [node.CreateStmt.relation?.relname];
  if ('CreateTableAsStmt' in node) return [node.CreateTableAsStmt.into?.rel?.relname];
  if ('ViewStmt' in node) return [node.ViewStmt.view?.relname];
  if ('CreateSeqStmt' in node) return [node.CreateSeqStmt.sequence?.relname];
  if ('CreateSchemaStmt' in node) return [node.CreateSchemaStmt.schemaname];
  if ('CreateEnumStmt' in node) return [lastOf(node.CreateEnumStmt.typeName)];
  if ('CreateDomainStmt' in node) return [lastOf(node.CreateDomainStmt.domainname)];
  if ('CreateRangeStmt' in node) return [lastOf(node.CreateRangeStmt.typeName)];
  if ('CompositeTypeStmt' in node) return [node.CompositeTypeStmt.typevar?.relname];
  if ('IndexStmt' in node) return [node.IndexStmt.idxname];
  if ('CreateTrigStmt' in node) return [node.CreateTrigStmt.trigname];
  if ('RenameStmt' in node) return [node.RenameStmt.newname];
  return 'AlterTableStmt' in node ? addedBy(node.AlterTableStmt) : [];
}

function addedBy({ cmds = [] }: AlterTableStmt): readonly (string | undefined)[] {
  return cmds.map((command) => {
    const definition = 'AlterTableCmd' in command ? command.AlterTableCmd.def : undefined;
    if (definition && 'ColumnDef' in definition) return definition.ColumnDef.colname;
    return definition && 'Constraint' in definition ? definition.Constraint.conname : undefined;
  });
}

function lastOf(names: readonly Node[] | undefined): string | undefined {
  const last = names?.at(-1);
  return last && 'String' in last ? last.String.sval : undefined;
}

/** Whether all that is wrong with a statement is that something is missing which a refused one would have made. */
export function followsFrom(errors: readonly Diagnostic[], made: ReadonlySet<string>): boolean {
  return errors.length > 0 && errors.every(({ code, message }) => code.startsWith('unknown-') && made.has(subjectOf(message)));
}

/** `relation "public.teams" does not exist` is about `teams`. */
function subjectOf(message: string): string {
  return message.split('"')[1]?.split('.').at(-1) ?? '';
}
