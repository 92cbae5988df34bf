import type { Catalog } from '../model/catalog.js';
import type { Migration } from '../model/migration.js';
import type { Plan } from '../model/plan.js';

export type Direction = 'up' | 'down';

/** The compiler, as this phase sees it: phases do not import each other, so the runner hands it in. */
export interface Planner {
  /** Called once before the others are needed; a database that is up to date never needs them. */
  prepare(): Promise<void>;
  /** The catalog of a database without migrations. */
  readonly initial: Catalog;
  /** What to execute for one script of a migration on a database whose catalog is `before`. */
  planFor(migration: Migration, direction: Direction, before: Catalog): Plan;
  /** The catalog after an up script that has been applied: nothing is printed. */
  catalogAfter(migration: Migration, before: Catalog): Catalog;
}
