import pgPromise from 'pg-promise';
import { interpret } from '../../../src/3-interpret/interpret.js';
import { loadParser } from '../../../src/2-parse/parser.js';
import { parse } from '../../../src/2-parse/parse.js';
import type { Catalog } from '../../../src/model/catalog.js';
import { emptyCatalog } from '../../../src/model/catalog-lookup.js';
import type { Change } from '../../../src/model/change.js';
import { freshPostgres } from '../../support/databases.js';
import { catalogFacts } from './catalog-facts.js';
import { postgresFacts } from './postgres-facts.js';

const pgp = pgPromise({ noWarnings: true });

/** A difference between Postgres and the catalog after one statement. */
export interface Disagreement {
  readonly statement: string;
  readonly problem: string;
}

export interface Script {
  readonly file: string;
  readonly text: string;
}

export interface Outcome {
  readonly catalog: Catalog;
  readonly changes: readonly Change[];
  readonly statements: number;
  readonly disagreements: readonly Disagreement[];
}

/** Codes of what is refused because we cannot do it, while Postgres can. */
const UNSUPPORTED = /unsupported/;

interface Options {
  /** Compare all facts after every statement, not only at the end, and stop at the first difference. */
  readonly everyStatement?: boolean;
  /** Errors need not be the same, as long as both sides have one: where a statement has several, the order of finding them differs. */
  readonly anyError?: boolean;
  /** Statements to leave out on both sides. */
  readonly skip?: (change: Change) => boolean;
  /** Stop at the first statement that is refused because it is unsupported. */
  readonly stopAtUnsupported?: boolean;
}

/** Runs scripts on a Postgres of their own and through interpretation, and says where they part. */
export async function compare(scripts: readonly Script[], options: Options = {}): Promise<Outcome> {
  await loadParser();
  const { url, drop } = await freshPostgres();
  const database = pgp({ connectionString: url, max: 1 });
  const disagreements: Disagreement[] = [];
  const changes: Change[] = [];
  let catalog = emptyCatalog();
  let statements = 0;
  try {
    run: for (const script of scripts) {
      const { statements: parsed, diagnostics } = parse(script);
      if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) throw new Error(JSON.stringify(diagnostics));
      for (const statement of parsed) {
        const change = interpret(statement, catalog);
        const code = change.diagnostics.find((diagnostic) => diagnostic.severity === 'error')?.code ?? '';
        if (change.effect.kind === 'refused' && UNSUPPORTED.test(code)) {
          if (options.stopAtUnsupported) break run;
          changes.push(change);
          continue;
        }
        if (options.skip?.(change)) continue;
        statements += 1;
        const error = await execute(database, statement.text);
        const problem = disagreement(change, error, options.anyError === true);
        if (problem !== undefined) disagreements.push({ statement: `${script.file}: ${statement.text}`, problem });
        changes.push(change);
        catalog = change.after;
        if (options.everyStatement) await compareFacts(database, catalog, `${script.file}: ${statement.text}`, disagreements);
        // What follows a wrong catalog would only repeat the same difference.
        if (options.everyStatement && disagreements.length > 0) break run;
      }
    }
    if (!options.everyStatement) await compareFacts(database, catalog, 'at the end', disagreements);
  } finally {
    await database.$pool.end();
    await drop();
  }
  return { catalog, changes, statements, disagreements };
}

async function execute(database: pgPromise.IDatabase<unknown>, sql: string): Promise<string | undefined> {
  try {
    await database.any(sql);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function disagreement(change: Change, error: string | undefined, anyError: boolean): string | undefined {
  const refusal = change.effect.kind === 'refused' ? change.diagnostics.at(-1)?.message : undefined;
  if (error === undefined) return refusal === undefined ? undefined : `only refused here: ${refusal}`;
  if (refusal === undefined) return `only Postgres raises: ${error}`;
  return anyError || refusal.startsWith(error) ? undefined : `Postgres says "${error}", we say "${refusal}"`;
}

async function compareFacts(database: pgPromise.IDatabase<unknown>, catalog: Catalog, statement: string, into: Disagreement[]): Promise<void> {
  const expected = await postgresFacts(database);
  const actual = catalogFacts(catalog);
  const missing = expected.filter((fact) => !actual.includes(fact)).map((fact) => `- ${fact}`);
  const extra = actual.filter((fact) => !expected.includes(fact)).map((fact) => `+ ${fact}`);
  if (missing.length + extra.length > 0) into.push({ statement, problem: [...missing, ...extra].join('\n') });
}
