import type { Node, SelectStmt } from '@pgsql/types';
import type { ColumnId, ObjectId } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import { OWN_TABLE, type Expr, type SourceId } from '../../model/expression.js';
import type { DataStatement, OutputColumn, Query, WindowSpec } from '../../model/query.js';
import type { CoercionSite } from './coerce.js';

/** A column that names can be bound to. */
export interface ScopeColumn {
  readonly name: string;
  readonly type: DataType;
  /** The catalog's id, when the source is a table or view. */
  readonly id?: ColumnId;
  /** What it stands for, when it is no column of `source` itself: the merged columns of JOIN .. USING. */
  readonly expr?: Expr;
}

/** One FROM item as name resolution sees it (ParseNamespaceItem). */
export interface ScopeItem {
  readonly source: SourceId;
  /** The alias or the relation's name. */
  readonly name?: string;
  readonly schema?: string;
  readonly relation?: ObjectId;
  readonly columns: readonly ScopeColumn[];
  /** `name.column` can be written. */
  readonly tableVisible: boolean;
  /** `column` can be written. */
  readonly columnsVisible: boolean;
  /** A FROM item to the left, which only LATERAL may see. */
  readonly lateralOnly?: boolean;
  /** A variable of PL/pgSQL, or the row of its trigger. */
  readonly record?: true;
  /** There is no such row: `old` of an INSERT. */
  readonly absent?: true;
  /** PL/pgSQL has a record of this name, too, and takes neither. */
  readonly ambiguous?: true;
  /** False: to the left of a RIGHT or FULL join, where LATERAL may not look. */
  readonly lateralOk?: boolean;
  /** The row type of a whole-row reference. */
  readonly rowType?: DataType;
  /** Of a variable: whether it has been given a row, if only one of NULLs. */
  readonly given?: Expr;
}

/** A WITH entry in sight. */
export interface CommonScope {
  readonly name: string;
  readonly source: SourceId;
  readonly columns: readonly OutputColumn[];
  /** Where some are rows: the columns as they are written, and how names find them in a FROM item. */
  readonly rows?: { readonly written: readonly OutputColumn[]; readonly inScope: (written: readonly ScopeColumn[], source: SourceId) => readonly ScopeColumn[] };
}

/** Where an expression stands; Postgres allows different things at different places. */
export type Place =
  | 'select target' | 'from' | 'where' | 'join condition' | 'group by' | 'having' | 'order by' | 'distinct on' | 'limit' | 'values' | 'window'
  | 'insert' | 'update' | 'returning' | 'on conflict' | 'default' | 'check' | 'generated' | 'index' | 'index predicate' | 'using' | 'filter' | 'domain check';

/** The recursive functions, handed down so that the files which they call need not import them. */
export interface Analyzer {
  expression(node: Node, scope: Scope): Expr;
  /** `outer` is the level whose columns the query may read. */
  query(node: SelectStmt, outer: Scope, unknowns: 'text' | 'keep'): Query;
  /** An INSERT, UPDATE or DELETE inside WITH; undefined for other statements. */
  statement(node: Node, scope: Scope): DataStatement | undefined;
}

/** The state of parse analysis at one query level. */
export interface Scope extends CoercionSite {
  readonly items: readonly ScopeItem[];
  readonly parent?: Scope;
  readonly commons: readonly CommonScope[];
  readonly place: Place;
  /** The type of VALUE inside a domain's CHECK. */
  readonly domain?: DataType;
  /** The WINDOW clause. */
  readonly windows?: readonly { readonly name: string; readonly spec: WindowSpec }[];
  readonly analyze: Analyzer;
  /** What `$1`, `$2` stand for, where an expression is analysed again over parts that are resolved already. */
  readonly parameters?: readonly Expr[];
  /** Of the variables of a body: they come before the columns of the levels within. */
  readonly variablesFirst?: boolean;
  /** Counters of the whole statement. */
  readonly state: ScopeState;
}

interface ScopeState {
  nextSource: SourceId;
  /** What is analysed stands in a body, whose variables may be worked out after more has happened. */
  readonly later?: true;
  /** Names of all FROM items met so far, in sight or not: an error can then say that a name is out of reach instead of absent. */
  readonly met?: Set<string>;
}

export function rootScope(site: CoercionSite, analyze: Analyzer): Scope {
  return { catalog: site.catalog, file: site.file, items: [], commons: [], place: 'select target', analyze, state: { nextSource: OWN_TABLE + 1, met: new Set() } };
}

export function newSource(scope: Scope): SourceId {
  return scope.state.nextSource++;
}

export function at(scope: Scope, place: Place): Scope {
  return scope.place === place ? scope : { ...scope, place };
}
