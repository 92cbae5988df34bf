import type { Map, Set } from 'immutable';
import type { Constraint } from './constraint.js';
import type { DataType } from './data-type.js';
import type { Expr } from './expression.js';
import type { IdMap } from './id-map.js';
import type { Procedure } from './procedure.js';
import type { DataStatement, OutputColumn, Query } from './query.js';
import type { Diagnostic } from './diagnostic.js';
import type { Statement } from './statement.js';
import type { TriggerProgram } from './trigger-program.js';

/** Identity of a schema object. It never changes and is never used twice, so a rename keeps it. */
export type ObjectId = number;
/**
 * Identity of a part of an object: a column, constraint, index, trigger or enum label. Objects are counted apart, so that the map of them stays
 * dense, but no part has the id of an object.
 */
export type PartId = number;
export type ColumnId = PartId;
/** More objects than this no catalog ever has. */
export const FIRST_PART_ID: PartId = 2 ** 24;

/** The schema as Postgres would have it after the statements read so far. Immutable: editing returns another catalog. */
export interface Catalog {
  readonly nextId: ObjectId;
  readonly nextPartId: PartId;
  /** Schemas in which unqualified names are looked up; the first one that exists takes new objects. */
  readonly searchPath: readonly string[];
  /** SET session_replication_role = 'replica': triggers wait. */
  readonly replica?: true;
  readonly schemas: Map<string, Schema>;
  readonly extensions: Map<string, Extension>;
  readonly objects: IdMap<CatalogObject>;
  /** `nameKey(namespace, schema, name)` -> who has that name. Tables, views, sequences and indexes share one namespace, as in pg_class. */
  readonly names: Map<string, NameEntry>;
  /** Tables all of whose rows are known, because migrations have written them, as far as nobody else has. */
  readonly written: Map<ObjectId, WrittenRows>;
  /** Tables whose serial or identity column has got numbers from statements, behind which its sequence has not been set. */
  readonly numbersGiven: Set<ObjectId>;
}

/** What migrations have put into a table. Somebody else may have changed it since: whoever builds on it has the database look. */
export interface WrittenRows {
  /** A column whose value is not known is absent. */
  readonly rows: readonly ReadonlyMap<ColumnId, string | number | boolean | null>[];
  /** The conditions over the table at which this migration has had the database look, as of its last change. */
  readonly held: ReadonlySet<string>;
  /** No migration up to this one has put anything into the table: it is there for the rows of others, and nothing but loops over its rows take it for empty. */
  readonly awaited?: true;
}

export interface Schema {
  readonly name: string;
  readonly comment?: string;
}

export interface Extension {
  readonly name: string;
  readonly schema: string;
}

/** `constraint` holds the names taken in a schema, because generated constraint names avoid each other across its tables; several tables may share one. */
export type Namespace = 'relation' | 'type' | 'function' | 'constraint';

export interface NameEntry {
  /** The object, or for indexes the index's own id. */
  readonly id: ObjectId;
  /** The table that owns it, for indexes and for indexes of constraints. */
  readonly table?: ObjectId;
  /** The name is that of a partition, whose rows are in the table. */
  readonly partition?: Partition;
}

/** A part of a partitioned table, which is stored as one. */
export interface Partition {
  readonly id: PartId;
  /** The partition that it is a part of. */
  readonly of?: PartId;
  /** Its rows, over the table's columns; `rest` for DEFAULT, absent where they cannot be told from the others. */
  readonly rows?: Expr | 'rest';
  /** How it is partitioned itself. */
  readonly key?: PartitionKey;
}

/** PARTITION BY, over the table's columns. */
export interface PartitionKey {
  readonly strategy: 'list' | 'range' | 'hash';
  readonly keys: readonly Expr[];
  /** There are partitions of which only the day of the migration tells the names and the rows. */
  readonly more?: true;
}

export type CatalogObject = Table | View | Sequence | EnumType | Domain | CompositeType | FunctionObject;

interface Named {
  readonly id: ObjectId;
  readonly schema: string;
  readonly name: string;
  readonly comment?: string;
}

export interface Table extends Named {
  readonly kind: 'table';
  /** In Postgres' order: dropped columns are gone, new ones are last. */
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  /** Indexes that are no constraint's. */
  readonly indexes: readonly Index[];
  readonly triggers: readonly Trigger[];
  readonly persistence: 'permanent' | 'unlogged' | 'temporary';
  /** PARTITION BY was written; partitions themselves are folded into their parent. */
  readonly partitioned?: PartitionKey;
  /** INHERITS was written: its parents, in order. */
  readonly inherits?: readonly ObjectId[];
  /** The tables that inherit from it, and may be dropped since. */
  readonly children?: readonly ObjectId[];
  readonly rowSecurity?: boolean;
  readonly rules?: readonly Rule[];
}

/** CREATE RULE: what is done instead of a statement, or besides it. */
export interface Rule {
  readonly id: PartId;
  readonly name: string;
  readonly event: 'insert' | 'update' | 'delete';
  readonly enabled: boolean;
  /** DO ALSO. */
  readonly also?: true;
  /** Over NEW and OLD: for which rows. */
  readonly when?: Expr;
  /** Over NEW and OLD; none is NOTHING. */
  readonly actions: readonly DataStatement[];
}

export interface Column {
  readonly id: ColumnId;
  readonly name: string;
  readonly type: DataType;
  readonly notNull: boolean;
  /** Over the table's own columns (`OWN_TABLE`); for serial columns a call of nextval on the owned sequence. */
  readonly default?: Expr;
  readonly generated?: { readonly expr: Expr; readonly stored: boolean };
  readonly identity?: { readonly mode: 'always' | 'by default'; readonly sequence: ObjectId };
  /** The sequence that numbers this column: that of a serial column, or one that serves it alone. */
  readonly serial?: ObjectId;
  readonly collation?: string;
  readonly comment?: string;
  /** Only the table's parents have written it: it goes when theirs does. */
  readonly inherited?: true;
}

export interface Index {
  readonly id: ObjectId;
  readonly name: string;
  readonly unique: boolean;
  /** btree, hash, gin, gist, brin, spgist or an extension's. */
  readonly method: string;
  readonly keys: readonly IndexKey[];
  readonly include: readonly ColumnId[];
  readonly where?: Expr;
  readonly nullsNotDistinct: boolean;
  readonly comment?: string;
}

export interface IndexKey {
  /** A plain column is a ColumnRef over OWN_TABLE. */
  readonly expr: Expr;
  readonly collation?: string;
  readonly opclass?: string;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last';
}

export interface Trigger {
  readonly id: ObjectId;
  readonly name: string;
  readonly timing: 'before' | 'after' | 'instead of';
  readonly events: readonly ('insert' | 'update' | 'delete' | 'truncate')[];
  /** UPDATE OF columns. */
  readonly columns: readonly ColumnId[];
  readonly level: 'row' | 'statement';
  readonly when?: Expr;
  /** REFERENCING OLD TABLE AS .. NEW TABLE AS .. */
  readonly transition?: { readonly old?: string; readonly new?: string };
  /** CREATE CONSTRAINT TRIGGER .. INITIALLY DEFERRED: it waits for the end of the transaction. */
  readonly deferred?: true;
  /** The user's function, or the name of one that Postgres or an extension brings. */
  readonly function: ObjectId | string;
  readonly args: readonly string[];
  readonly enabled: boolean;
  /** It is off only as long as the session is a replica's, or no replica's. */
  readonly waits?: true;
  /** ENABLE ALWAYS, or ENABLE REPLICA, where absent it fires in sessions that are no replica. */
  readonly fires?: 'always' | 'replica';
  /** It asks how deep it is nested, and what other triggers do may fire it. */
  readonly nested?: true;
  /** What it does may fire a trigger that is `nested`. */
  readonly deepens?: true;
  /** What it does to this table, as of the last change of its function or of a table that it names. */
  readonly program?: TriggerProgram;
  /** What the user has written for it on other targets. */
  readonly native?: readonly NativeTrigger[];
}

/** A trigger of the target's own, which stands for one of Postgres. */
export interface NativeTrigger {
  readonly targets: readonly string[];
  readonly name: string;
  readonly sql: string;
}

export interface View extends Named {
  readonly kind: 'view';
  readonly columns: readonly ViewColumn[];
  readonly query: Query;
  readonly materialized: boolean;
  /** WITH CHECK OPTION: what is written through the view has to be seen in it; `cascaded` in those below it too. */
  readonly checkOption?: 'local' | 'cascaded';
  readonly triggers: readonly Trigger[];
  readonly indexes: readonly Index[];
  readonly rules?: readonly Rule[];
}

export interface ViewColumn extends OutputColumn {
  readonly id: ColumnId;
  /** ALTER VIEW .. ALTER COLUMN .. SET DEFAULT: what an INSERT into the view takes instead of the table's. */
  readonly default?: Expr;
}

export interface Sequence extends Named {
  readonly kind: 'sequence';
  /** Made by CREATE SEQUENCE, not with a serial or identity column. */
  readonly standalone?: true;
  /** The column whose `serial` it is, of a standalone one: because it is owned by the column, or because nothing else takes numbers from it. */
  readonly serves?: { readonly table: ObjectId; readonly column: ColumnId };
  readonly ownedBy?: { readonly table: ObjectId; readonly column: ColumnId };
  readonly type: 'int2' | 'int4' | 'int8';
  readonly start: string;
  readonly increment: string;
  readonly minValue?: string;
  readonly maxValue?: string;
  readonly cycle: boolean;
  /** The next number by a setval that came before the primary key: pg_dump writes its keys last. */
  readonly next?: string;
}

export interface EnumType extends Named {
  readonly kind: 'enum';
  /** In sort order. The id survives ALTER TYPE .. RENAME VALUE. */
  readonly values: readonly { readonly id: ObjectId; readonly label: string }[];
}

export interface Domain extends Named {
  readonly kind: 'domain';
  readonly base: DataType;
  readonly notNull: boolean;
  readonly default?: Expr;
  readonly checks: readonly { readonly name: string; readonly expr: Expr }[];
  readonly collation?: string;
}

export interface CompositeType extends Named {
  readonly kind: 'composite';
  readonly fields: readonly OutputColumn[];
}

export interface FunctionObject extends Named {
  readonly kind: 'function';
  readonly language: string;
  readonly parameters: readonly FunctionParameter[];
  readonly returns?: DataType;
  readonly returnsSet: boolean;
  readonly returnsTrigger: boolean;
  readonly isProcedure: boolean;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly strict: boolean;
  readonly securityDefiner?: true;
  /** The statement that created it, as written. */
  readonly body: string;
  /** The body in PL/pgSQL, or why it could not be read. */
  readonly procedure?: Procedure | { readonly unreadable: Diagnostic };
  /** The statements of a LANGUAGE sql function; parameters are named by their numbers. */
  readonly statements?: readonly Statement[];
  /** The value of a LANGUAGE sql function of one expression, over its parameters (`PARAMETERS`). */
  readonly inline?: Expr;
  /** Why the value that a body in PL/pgSQL works out is not one expression. */
  readonly obstacle?: string;
  /** It is an aggregate, which gives the first or the last value that is not NULL, or what only its functions know. */
  readonly aggregate?: 'first' | 'last' | 'other';
  /** The rows of a LANGUAGE sql function that returns a set, over its parameters. */
  readonly rows?: Query;
}

export interface FunctionParameter {
  readonly name?: string;
  readonly type: DataType;
  readonly mode: 'in' | 'out' | 'inout' | 'variadic' | 'table';
  readonly default?: Expr;
}
