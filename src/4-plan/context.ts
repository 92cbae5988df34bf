import type { Dialect } from '../dialects/dialect.js';
import type { Catalog, Table } from '../model/catalog.js';
import type { TargetOptions } from '../model/dialect.js';
import type { PrintContext } from './print/context.js';

/** A remark on how a statement is rendered on the target. Its code says whether it is an error, a warning or an info. */
export interface Note {
  readonly code: string;
  readonly message: string;
  readonly at?: number;
  readonly help?: string;
}

/** What every part of the planner needs: the target, the user's choices, and where remarks go. */
export interface PlanContext {
  readonly dialect: Dialect;
  readonly options: TargetOptions;
  report(note: Note): void;
}

/** The printers' context over one catalog; `ownTable` resolves the columns of expressions stored with a table. */
export function printContext(context: PlanContext, catalog: Catalog, ownTable?: Table): PrintContext {
  return { catalog, dialect: context.dialect, options: context.options, report: context.report, ...(ownTable && { ownTable }) };
}

/** The same target, with nobody listening: for renderings that are only compared. */
export function silent(context: PlanContext): PlanContext {
  return context.report === ignore ? context : unheard(context);
}

export function unheard({ dialect, options }: Pick<PlanContext, 'dialect' | 'options'>): PlanContext {
  return { dialect, options, report: ignore };
}

function ignore(): void {}

/** What is printed for one is printed for the other too: each migration brings options of its own, with the same in them. */
export function isSameTarget(a: Pick<PlanContext, 'dialect' | 'options'>, b: Pick<PlanContext, 'dialect' | 'options'>): boolean {
  return a.dialect === b.dialect && a.options.mapping === b.options.mapping && a.options.guards === b.options.guards && a.options.types === b.options.types;
}
