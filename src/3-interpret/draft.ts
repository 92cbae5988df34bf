import type { Catalog, CatalogObject, ObjectId, PartId, Rule, Table, View } from '../model/catalog.js';
import { objectOf } from '../model/catalog-lookup.js';
import type { Change, ColumnRewrite, Effect } from '../model/change.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Parser } from '../model/parser.js';
import type { DataStatement } from '../model/query.js';
import type { Statement } from '../model/statement.js';

/**
 * The catalog while one statement edits it. The catalogs themselves are immutable; only this holder moves from one to the next,
 * so that a refused statement leaves nothing behind.
 */
export interface Draft {
  readonly statement: Statement;
  readonly before: Catalog;
  catalog: Catalog;
  /** What becomes of stored values. */
  readonly rows: ColumnRewrite[];
  /** What happens to rows before the schema changes, and after it. */
  readonly rowsBefore: DataStatement[];
  readonly rowsAfter: DataStatement[];
  /** Warnings. Errors are thrown as a Refusal. */
  readonly notes: Diagnostic[];
  /** A body that is carried out has COMMIT or ROLLBACK. */
  endsTransactions?: boolean;
  readonly services: Services;
}

/** What bodies of functions and DO blocks need: they hold texts to parse and statements to interpret. */
export interface Services {
  /** Absent where nobody reads bodies; statements that need it are then refused. */
  readonly parser?: Parser;
  interpret(statement: Statement, catalog: Catalog): Change;
}

/** Carries one statement out on the draft and says what kind of effect it has; `undefined` means a change of the schema. */
export type Handler = (draft: Draft) => Effect | undefined;

export function draftOf(statement: Statement, catalog: Catalog, services: Services): Draft {
  return { statement, before: catalog, catalog, rows: [], rowsBefore: [], rowsAfter: [], notes: [], services };
}

/** For a schema object. */
export function newId(draft: Draft): ObjectId {
  const id = draft.catalog.nextId;
  draft.catalog = { ...draft.catalog, nextId: id + 1 };
  return id;
}

/** For a part of an object: a column, constraint, index, trigger or enum label. */
export function newPartId(draft: Draft): PartId {
  const id = draft.catalog.nextPartId;
  draft.catalog = { ...draft.catalog, nextPartId: id + 1 };
  return id;
}

/** The table as it is now in the draft. */
export function tableIn(draft: Draft, id: ObjectId): Table {
  return objectOf(draft.catalog, id, 'table');
}

/** Stores an object under its id; names are registered separately. */
export function put(draft: Draft, object: CatalogObject): void {
  draft.catalog = { ...draft.catalog, objects: draft.catalog.objects.set(object.id, object) };
}

export function editTable(draft: Draft, id: ObjectId, edit: (table: Table) => Table): void {
  put(draft, edit(tableIn(draft, id)));
}

export function putRules(draft: Draft, { rules: _before, ...holder }: Table | View, rules: readonly Rule[]): void {
  put(draft, (rules.length > 0 ? { ...holder, rules } : holder) as Table | View);
}
