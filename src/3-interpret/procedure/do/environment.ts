import type { Node, SelectStmt } from '@pgsql/types';
import type { Catalog } from '../../../model/catalog.js';
import type { Value } from './value.js';

/** The rows of a query. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** Where an expression stands: the catalog at this moment, and what names mean. */
export interface Environment {
  readonly catalog: Catalog;
  /** A variable, or a column of a row in sight; undefined when there is none of that name. */
  lookup(parts: readonly string[]): Value | undefined;
  expression(node: Node, environment: Environment): Value;
  query(select: SelectStmt, environment: Environment): Rows;
}
