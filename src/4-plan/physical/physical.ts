import type { ColumnId, ObjectId, Table } from '../../model/catalog.js';
import type { mentionsOfPart } from '../../model/mentions.js';

/**
 * A table as the target will store it: every part that SQLite can change by itself is a separate text.
 * Two tables with equal texts need no change, whatever differs between their Postgres definitions.
 */
export interface PhysicalTable {
  readonly id: ObjectId;
  readonly source: Table;
  readonly name: string;
  readonly columns: readonly PhysicalColumn[];
  /** Table constraints, in printing order. */
  readonly constraints: readonly string[];
  readonly options: string;
  readonly autoincrement: boolean;
  readonly indexes: readonly PhysicalIndex[];
  readonly triggers: readonly PhysicalTrigger[];
}

export interface PhysicalColumn {
  readonly id: ColumnId;
  readonly name: string;
  /** All that follows the name. */
  readonly definition: string;
  /** The printed default, when it is a literal that ADD COLUMN accepts on filled tables. */
  readonly literalDefault: string | undefined;
  readonly hasDefault: boolean;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
  readonly generated: 'stored' | 'virtual' | undefined;
  readonly references: boolean;
  /** Serial or identity: existing rows get numbers when it is added. */
  readonly counted: boolean;
}

export interface PhysicalIndex {
  readonly name: string;
  readonly unique: boolean;
  /** The names of its plain leading columns; empty when the first key is an expression or the index is partial. */
  readonly columns: readonly string[];
  /** All that its keys and its predicate name. */
  readonly mentions: ReturnType<typeof mentionsOfPart>;
  readonly sql: string;
}

export interface PhysicalTrigger {
  readonly name: string;
  readonly sql: string;
  /** Triggers that have to be there before it, because it has to fire before them. */
  readonly after?: readonly string[];
  /** It is a trigger of another table, or of the table of rounds, and stays when the table goes for which it is there. */
  readonly elsewhere?: ObjectId | 'rounds';
  /** A condition that the rows must meet which are there when the trigger comes; the message says what they do otherwise. */
  readonly verify?: { readonly message: string; readonly sql: string };
}
