import type { NodeOf, StatementTag } from '../model/statement.js';
import { alterTable } from './alter-table.js';
import { comment } from './comment.js';
import { createComposite } from './composite.js';
import { createIndex } from './create-index.js';
import { createTable } from './create-table.js';
import { data } from './data.js';
import { alterDomain, createDomain } from './domain.js';
import type { Draft, Handler } from './draft.js';
import { dropObjects } from './drop.js';
import { alterEnum, createEnum } from './enum.js';
import { createExtension } from './extension.js';
import { callStatement } from './procedure/call-procedure.js';
import { alterFunction } from './procedure/alter-function.js';
import { createFunction } from './procedure/create-function.js';
import { createTrigger } from './procedure/create-trigger.js';
import { define } from './define.js';
import { doBlock } from './procedure/do-block.js';
import { EVENTS, ignored, MAINTENANCE, POLICIES, PRIVILEGES, REPLICATION, SEARCH, SERVER, SESSION, STATISTICS, TRANSACTION, unkept, WITHOUT_EFFECT } from './ignored.js';
import { rename } from './rename.js';
import { createRule } from './rule.js';
import { createSchema, setSchema, setVariable } from './schema.js';
import { alterSequence, createSequence } from './sequence.js';
import { inner, unsupported } from './unsupported.js';
import { createTableAs, createView } from './view.js';
import type { Effect } from '../model/change.js';

/** Hands a handler the payload of its own node. */
function of<K extends StatementTag>(tag: K, handle: (draft: Draft, payload: NodeOf<K>) => Effect | undefined): Handler {
  return (draft) => handle(draft, (draft.statement.node as unknown as Readonly<Record<string, unknown>>)[tag] as NodeOf<K>);
}

/** Every statement of Postgres' grammar. The compiler names what is missing. */
export const STATEMENTS: Readonly<Record<StatementTag, Handler>> = {
  ...WITHOUT_EFFECT,
  AlterCollationStmt: unkept('OBJECT_COLLATION'),
  AlterDatabaseRefreshCollStmt: SERVER,
  AlterDatabaseSetStmt: SERVER,
  AlterDatabaseStmt: SERVER,
  AlterDefaultPrivilegesStmt: PRIVILEGES,
  AlterDomainStmt: of('AlterDomainStmt', alterDomain),
  AlterEnumStmt: of('AlterEnumStmt', alterEnum),
  AlterEventTrigStmt: EVENTS,
  AlterExtensionContentsStmt: ignored('extensions are not installed'),
  AlterExtensionStmt: ignored('extensions are not installed'),
  AlterFdwStmt: unkept('OBJECT_FDW'),
  AlterForeignServerStmt: unkept('OBJECT_FOREIGN_SERVER'),
  AlterFunctionStmt: of('AlterFunctionStmt', alterFunction),
  AlterObjectDependsStmt: ignored('dependencies on extensions have no counterpart'),
  AlterObjectSchemaStmt: of('AlterObjectSchemaStmt', setSchema),
  AlterOpFamilyStmt: unkept('OBJECT_OPFAMILY'),
  AlterOperatorStmt: unkept('OBJECT_OPERATOR'),
  AlterOwnerStmt: PRIVILEGES,
  AlterPolicyStmt: POLICIES,
  AlterPublicationStmt: REPLICATION,
  AlterRoleSetStmt: PRIVILEGES,
  AlterRoleStmt: PRIVILEGES,
  AlterSeqStmt: of('AlterSeqStmt', alterSequence),
  AlterStatsStmt: STATISTICS,
  AlterSubscriptionStmt: REPLICATION,
  AlterSystemStmt: SERVER,
  AlterTSConfigurationStmt: SEARCH,
  AlterTSDictionaryStmt: SEARCH,
  AlterTableMoveAllStmt: ignored('tablespaces have no counterpart'),
  AlterTableSpaceOptionsStmt: ignored('tablespaces have no counterpart'),
  AlterTableStmt: of('AlterTableStmt', alterTable),
  AlterTypeStmt: ignored('storage options of a type have no counterpart'),
  AlterUserMappingStmt: unkept('OBJECT_USER_MAPPING'),
  CallStmt: of('CallStmt', callStatement),
  CheckPointStmt: MAINTENANCE,
  ClosePortalStmt: unsupported('a cursor'),
  ClusterStmt: MAINTENANCE,
  CommentStmt: of('CommentStmt', comment),
  CompositeTypeStmt: of('CompositeTypeStmt', createComposite),
  CopyStmt: unsupported('COPY', 'Write the rows as INSERT INTO .. VALUES, or behind COPY .. FROM stdin and before a line with a backslash and a full stop.'),
  CreateAmStmt: unkept('OBJECT_ACCESS_METHOD'),
  CreateCastStmt: unkept('OBJECT_CAST'),
  CreateConversionStmt: unkept('OBJECT_CONVERSION'),
  CreateDomainStmt: of('CreateDomainStmt', createDomain),
  CreateEnumStmt: of('CreateEnumStmt', createEnum),
  CreateEventTrigStmt: EVENTS,
  CreateExtensionStmt: of('CreateExtensionStmt', createExtension),
  CreateFdwStmt: unkept('OBJECT_FDW'),
  CreateForeignServerStmt: unkept('OBJECT_FOREIGN_SERVER'),
  CreateForeignTableStmt: unsupported('a foreign table'),
  CreateFunctionStmt: of('CreateFunctionStmt', createFunction),
  CreateOpClassStmt: unkept('OBJECT_OPCLASS'),
  CreateOpFamilyStmt: unkept('OBJECT_OPFAMILY'),
  CreatePLangStmt: unkept('OBJECT_LANGUAGE'),
  CreatePolicyStmt: POLICIES,
  CreatePublicationStmt: REPLICATION,
  CreateRangeStmt: unsupported('a range type', 'Use two columns for the bounds.'),
  CreateRoleStmt: PRIVILEGES,
  CreateSchemaStmt: of('CreateSchemaStmt', createSchema),
  CreateSeqStmt: of('CreateSeqStmt', createSequence),
  CreateStatsStmt: STATISTICS,
  CreateStmt: of('CreateStmt', createTable),
  CreateSubscriptionStmt: REPLICATION,
  CreateTableAsStmt: of('CreateTableAsStmt', createTableAs),
  CreateTableSpaceStmt: ignored('tablespaces have no counterpart'),
  CreateTransformStmt: unkept('OBJECT_TRANSFORM'),
  CreateTrigStmt: of('CreateTrigStmt', createTrigger),
  CreateUserMappingStmt: unkept('OBJECT_USER_MAPPING'),
  CreatedbStmt: unsupported('CREATE DATABASE', 'Create the database outside of migrations.'),
  DeallocateStmt: SESSION,
  DeclareCursorStmt: unsupported('a cursor'),
  DefineStmt: of('DefineStmt', define),
  DeleteStmt: data,
  DiscardStmt: SESSION,
  DoStmt: doBlock,
  DropOwnedStmt: unsupported('DROP OWNED', 'Drop the objects by name.'),
  DropRoleStmt: PRIVILEGES,
  DropStmt: of('DropStmt', dropObjects),
  DropSubscriptionStmt: REPLICATION,
  DropTableSpaceStmt: ignored('tablespaces have no counterpart'),
  DropUserMappingStmt: unkept('OBJECT_USER_MAPPING'),
  DropdbStmt: unsupported('DROP DATABASE', 'Drop the database outside of migrations.'),
  ExecuteStmt: unsupported('EXECUTE of a prepared statement', 'Write the statement itself.'),
  ExplainStmt: ignored('it only shows a plan'),
  FetchStmt: unsupported('a cursor'),
  GrantRoleStmt: PRIVILEGES,
  GrantStmt: PRIVILEGES,
  ImportForeignSchemaStmt: unsupported('IMPORT FOREIGN SCHEMA'),
  IndexStmt: of('IndexStmt', createIndex),
  InsertStmt: data,
  ListenStmt: EVENTS,
  LoadStmt: SERVER,
  MergeStmt: data,
  NotifyStmt: EVENTS,
  PLAssignStmt: inner('a PL/pgSQL assignment'),
  PrepareStmt: unsupported('a prepared statement', 'Write the statement itself.'),
  RawStmt: inner('a raw statement'),
  ReassignOwnedStmt: PRIVILEGES,
  ReindexStmt: MAINTENANCE,
  RenameStmt: of('RenameStmt', rename),
  ReplicaIdentityStmt: REPLICATION,
  ReturnStmt: inner('RETURN'),
  RuleStmt: of('RuleStmt', createRule),
  SecLabelStmt: PRIVILEGES,
  SelectStmt: data,
  SetOperationStmt: inner('a set operation'),
  TransactionStmt: TRANSACTION,
  TruncateStmt: data,
  UnlistenStmt: EVENTS,
  UpdateStmt: data,
  VacuumStmt: MAINTENANCE,
  VariableSetStmt: of('VariableSetStmt', setVariable),
  VariableShowStmt: ignored('it only shows a setting'),
  ViewStmt: of('ViewStmt', createView),
};
