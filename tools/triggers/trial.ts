import { emptyCatalog, tablesOf } from '../../src/model/catalog-lookup.js';
import type { Catalog, Table, Trigger } from '../../src/model/catalog.js';
import { planScript } from '../../src/transpile.js';
import type { PgDatabase } from '../../test/support/facts/databases.js';
import { relation } from '../rows/random-row.js';
import { asMigration } from '../rows/single-statement.js';
import { quoteName } from '../rows/value.js';

/** What became of a statement where it was tried out. */
export type Attempt =
  /** `effect`: without the trigger the rows would be others. */
  | { readonly kind: 'applied'; readonly effect: boolean }
  /** A trigger refuses the statement, or fails in it. */
  | { readonly kind: 'raised'; readonly effect: boolean }
  | { readonly kind: 'refused'; readonly message: string };

/** A copy of the history's database, where statements are tried before they become part of a script. */
export class Trial {
  readonly #database: PgDatabase;
  readonly #catalog: Catalog;

  constructor(database: PgDatabase, catalog: Catalog) {
    this.#database = database;
    this.#catalog = catalog;
  }

  /** Runs the statement and keeps what it does, having seen what it would do without the trigger. */
  async attempt(sql: string, table: Table, trigger: Trigger): Promise<Attempt> {
    const error = planScript(asMigration(sql), 'up', { ...this.#catalog, searchPath: emptyCatalog().searchPath }, { target: 'd1' }).diagnostics.find(({ severity }) => severity === 'error');
    if (error) return { kind: 'refused', message: `${error.code}: ${error.message}` };
    const without = await this.#without(sql, table, trigger);
    if (typeof without !== 'string') return without;
    return this.#keep(sql, without);
  }

  /** The state without the trigger. A statement that fails then too can still show that another trigger refuses it. */
  async #without(sql: string, table: Table, trigger: Trigger): Promise<string | Attempt> {
    await this.#database.script('BEGIN; SAVEPOINT before');
    try {
      await this.#database.script(`ALTER TABLE ${relation(table)} DISABLE TRIGGER ${quoteName(trigger.name)}`);
      await this.#database.script(sql);
      return await this.#state();
    } catch (error) {
      if (!isFromFunction(error)) return await this.#end({ kind: 'refused', message: (error as Error).message });
      return await this.#end({ kind: 'raised', effect: false });
    }
  }

  async #keep(sql: string, without: string): Promise<Attempt> {
    try {
      await this.#database.script('ROLLBACK TO before');
      await this.#database.script(sql);
      const state = await this.#state();
      await this.#database.script('COMMIT');
      return { kind: 'applied', effect: state !== without };
    } catch (error) {
      return this.#end(isFromFunction(error) ? { kind: 'raised', effect: true } : { kind: 'refused', message: (error as Error).message });
    }
  }

  async #end(attempt: Attempt): Promise<Attempt> {
    await this.#database.script('ROLLBACK');
    return attempt;
  }

  /** One text for all rows of all tables. */
  async #state(): Promise<string> {
    await this.#database.script('SET CONSTRAINTS ALL IMMEDIATE');
    const parts = tablesOf(this.#catalog).filter(({ persistence }) => persistence !== 'temporary').map((table) => `SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) AS rows FROM ${relation(table)} t`);
    return JSON.stringify(await this.#database.query(parts.join(' UNION ALL ')));
  }
}

/** What a text cannot be: the types that are kept as text check less, and say so. */
const INVALID_TEXT: readonly (string | undefined)[] = ['22P02', '42601'];

/** https://www.postgresql.org/docs/18/errcodes-appendix.html: P0001 is RAISE; errors inside of functions say where they are. */
function isFromFunction(error: unknown): boolean {
  const { code, where } = error as { readonly code?: string; readonly where?: string };
  return code === 'P0001' || (!INVALID_TEXT.includes(code) && (where?.includes('function') ?? false));
}
