import { parse } from './2-parse/parse.js';
import { parseProcedure, parseSqlBody } from './2-parse/procedure.js';
import { interpret } from './3-interpret/interpret.js';
import { planMigration } from './4-plan/plan.js';
import { d1 } from './dialects/d1.js';
import type { Dialect } from './dialects/dialect.js';
import { postgres } from './dialects/postgres.js';
import { sqlite } from './dialects/sqlite.js';
import type { Catalog } from './model/catalog.js';
import { emptyCatalog } from './model/catalog-lookup.js';
import type { Change } from './model/change.js';
import type { Diagnostic } from './model/diagnostic.js';
import type { DialectName, TargetOptions } from './model/dialect.js';
import type { Migration, Script } from './model/migration.js';
import type { Parser } from './model/parser.js';
import type { Plan } from './model/plan.js';

export interface TranspileOptions extends Partial<TargetOptions> {
  readonly target: DialectName;
}

/** Bodies of functions and DO blocks are read while statements are interpreted. */
const PARSER: Parser = { parse, parseProcedure, parseSqlBody };

const DIALECTS: Readonly<Record<DialectName, Dialect>> = { postgres, sqlite, d1 };

/**
 * The plans of a whole history, each made for the catalog that the ones before it leave.
 *
 * @param migrations in order, as `readMigrations` returns them
 * @throws only when `loadParser` was not awaited; whatever is wrong with a migration is in the `diagnostics` of its plan
 *
 * @example
 * await loadParser();
 * transpile(readMigrations('./migrations').migrations, { target: 'sqlite' })[0].steps[0].sql; // 'CREATE TABLE users (..)'
 */
export function transpile(migrations: readonly Migration[], options: TranspileOptions): readonly Plan[] {
  const plans: Plan[] = [];
  let catalog = emptyCatalog();
  for (const migration of migrations) {
    const plan = planScript(migration.name, migration.up, catalog, options);
    plans.push(plan);
    catalog = plan.catalog;
  }
  return plans;
}

/** The plan of one script (up or down) on a database whose catalog is `before`. */
export function planScript(migration: string, script: Script, before: Catalog, { target, mapping = 'classic', guards = true, types = {} }: TranspileOptions): Plan {
  const { changes, diagnostics } = readScript(script, before);
  const plan = planMigration(migration, changes, newSession(before), DIALECTS[target], { mapping, guards, types });
  return diagnostics.length === 0 ? plan : { ...plan, diagnostics: [...diagnostics, ...plan.diagnostics] };
}

/** The catalog after a script: nothing is printed. */
export function foldScript(script: Script, before: Catalog): Catalog {
  return readScript(script, before).changes.at(-1)?.after ?? newSession(before);
}

function readScript(script: Script, before: Catalog): { readonly changes: readonly Change[]; readonly diagnostics: readonly Diagnostic[] } {
  const { statements, diagnostics } = parse(script);
  const changes: Change[] = [];
  let catalog = newSession(before);
  for (const statement of statements) {
    const change = interpret(statement, catalog, PARSER);
    changes.push(change);
    catalog = change.after;
  }
  return { changes, diagnostics };
}

/** A migration starts with the settings of a new session: the runner resets what the one before it has SET. */
function newSession(catalog: Catalog): Catalog {
  const { searchPath } = emptyCatalog();
  return catalog.searchPath.join('\0') === searchPath.join('\0') ? catalog : { ...catalog, searchPath };
}
