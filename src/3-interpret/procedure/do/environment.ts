import type { FuncCall, Node, SelectStmt } from '@pgsql/types';
import type { Catalog } from '../../../model/catalog.js';
import type { SystemRow } from './system-rows.js';
import type { MomentValue, Value } from './value.js';

/** The rows of a query. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** Where an expression stands: the catalog at this moment, and what names mean. */
export interface Environment {
  readonly catalog: Catalog;
  /** The rows that migrations have written into a table, for whoever supposes that there are no others. */
  readonly written?: (schema: string | undefined, name: string) => readonly SystemRow[] | undefined;
  /** What WITH gives names to. */
  readonly commons?: ReadonlyMap<string, Rows>;
  /** How many calls of functions it stands within. */
  readonly depth: number;
  /** The moment that now() is supposed to be, which nobody knows while the migration is read. */
  readonly clock?: MomentValue;
  /** A variable, or a column of a row in sight; undefined when there is none of that name. */
  lookup(parts: readonly string[]): Value | undefined;
  expression(node: Node, environment: Environment): Value;
  query(select: SelectStmt, environment: Environment): Rows;
  /** What a function of the migrations' own gives; undefined when there is none of that name. */
  called(call: FuncCall, environment: Environment): Value | undefined;
}
