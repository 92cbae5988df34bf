import { afterSession } from './model/replica.js';
import { isAboutLedger } from './2-parse/ledger-statement.js';
import { parse } from './2-parse/parse.js';
import { parseProcedure, parseSqlBody } from './2-parse/procedure.js';
import { splitSqlite } from './2-parse/split-sqlite.js';
import { interpret } from './3-interpret/interpret.js';
import { continueWritten } from './3-interpret/written-rows.js';
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
import { ownScript, type Migration, type Script } from './model/migration.js';
import type { Parser } from './model/parser.js';
import type { Plan } from './model/plan.js';
import { directiveFor, type Statement } from './model/statement.js';

/** Whose SQL is wanted, and how its types are stored. */
export interface TranspileOptions extends Partial<TargetOptions> {
  readonly target: DialectName;
}

const NO_TYPES: TargetOptions['types'] = {};

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
    const plan = planScript(migration, 'up', catalog, options);
    plans.push(plan);
    catalog = plan.catalog;
  }
  return plans;
}

/**
 * The plan of one direction of a migration, on a database whose catalog is `before`. A sibling file such as `003_name.sqlite.sql` replaces
 * the script on its target; the schema that it leaves is taken to be the script's.
 *
 * @throws when the migration has no script for this direction: an error of the caller
 */
export function planScript(migration: Migration, direction: 'up' | 'down', before: Catalog, options: TranspileOptions): Plan {
  const { target, mapping = 'classic', guards = true, types = NO_TYPES } = options;
  const script = migration[direction];
  const own = ownScript(migration, direction, target);
  if (own) return overridden(migration.name, own, target, script ? foldScript(script, before, target) : before);
  if (!script) throw new Error(`migration ${migration.name} has no ${direction} script`);
  const { changes, diagnostics } = readScript(script, before, target);
  const plan = planMigration(migration.name, changes, newSession(before), DIALECTS[target], { mapping, guards, types });
  return { ...plan, atomic: plan.atomic && !(target === 'postgres' && script.transaction === false), diagnostics: [...diagnostics, ...plan.diagnostics] };
}

/** SQL of the target's own, executed as it is written. */
function overridden(migration: string, script: Script, target: DialectName, catalog: Catalog): Plan {
  const steps = splitSqlite(script.text).map((span) => ({ sql: script.text.slice(span.start, span.end), cause: { file: script.file, span } }));
  return { migration, target, atomic: true, steps, verdicts: [], diagnostics: [], catalog };
}

/** The catalog after a script on this target: nothing is printed. */
export function foldScript(script: Script, before: Catalog, target: DialectName): Catalog {
  return readScript(script, before, target).changes.at(-1)?.after ?? newSession(before);
}

function readScript(script: Script, before: Catalog, target: DialectName): { readonly changes: readonly Change[]; readonly diagnostics: readonly Diagnostic[] } {
  const { statements, diagnostics } = parse(script);
  const changes: Change[] = [];
  let catalog = newSession(before);
  for (const statement of statements) {
    const change = changeOn(target, statement, catalog);
    changes.push(change);
    catalog = change.after;
  }
  return { changes, diagnostics };
}

/**
 * What a statement does to the schema of this target. One that is skipped is not there: an index that was never made must not come back when its
 * table is rebuilt. Native SQL leaves what the statement leaves; where that cannot be read, the tables that the native SQL creates.
 */
function changeOn(target: DialectName, statement: Statement, catalog: Catalog): Change {
  const directive = directiveFor(statement, target);
  if (directive?.kind === 'skip') return { cause: statement, before: catalog, after: catalog, effect: { kind: 'none', reason: 'skipped by directive' }, diagnostics: [] };
  if (directive === undefined && isAboutLedger(statement)) return leftToRunner(statement, catalog);
  const change = interpret(statement, catalog, PARSER);
  if (directive === undefined || change.effect.kind !== 'refused') return change;
  return { ...change, after: directive.statements.reduce((known, { sql }) => withNativeTable(sql, known), catalog) };
}

/** Postgres executes what is written: for it the statement has to be skipped. */
function leftToRunner(statement: Statement, catalog: Catalog): Change {
  const cause = { ...statement, directives: [{ kind: 'skip', targets: ['postgres'] } as const] };
  return { cause, before: catalog, after: catalog, effect: { kind: 'none', reason: 'schema_migrations is the ledger, which is kept here already' }, diagnostics: [] };
}

/** `CREATE TABLE t (id INTEGER PRIMARY KEY)` is read as Postgres reads it; later migrations may alter the table. */
function withNativeTable(sql: string, catalog: Catalog): Catalog {
  const [statement, ...others] = parse({ file: '', text: sql }).statements;
  return statement?.tag === 'CreateStmt' && others.length === 0 ? interpret(statement, catalog).after : catalog;
}

/** A migration starts with the settings of a new session: the runner resets what the one before it has SET. */
function newSession(before: Catalog): Catalog {
  const { searchPath } = emptyCatalog();
  const catalog = afterSession(continueWritten(before));
  return catalog.searchPath.join('\0') === searchPath.join('\0') ? catalog : { ...catalog, searchPath };
}
