import { diagnose } from '../diagnostics/diagnose.js';
import { BatchError, type DatabaseAdapter } from '../model/adapter.js';
import { type Diagnostic, hasErrors } from '../model/diagnostic.js';
import type { Migration } from '../model/migration.js';
import type { ForeignLedger } from './foreign-entries.js';
import { readForeignRows } from './foreign-ledger.js';
import { createLedger, findLedger, isCurrent, type Ledger } from './ledger.js';
import { LEDGER } from './ledger-sql.js';
import { readToolLedger } from './tool-ledger.js';

const KEPT = `${LEDGER}_before_transmigrate`;

interface Opening {
  readonly adapter: DatabaseAdapter;
  readonly migrations: readonly Migration[];
  readonly toolVersion: string;
}

/** Finds the ledger, creates it, or takes over a table of the same name that another tool or an older release has written. */
export async function openLedger(opening: Opening): Promise<{ readonly ledger: Ledger; readonly diagnostics: readonly Diagnostic[] }> {
  const { adapter, migrations, toolVersion } = opening;
  const ledger = await findLedger(adapter);
  if (isCurrent(ledger)) return { ledger, diagnostics: [] };
  const foreign = await readForeignLedger(adapter, ledger, migrations, toolVersion);
  if (!foreign) {
    await createLedger(adapter, ledger);
    return { ledger, diagnostics: [] };
  }
  if (hasErrors(foreign.diagnostics)) return { ledger, diagnostics: foreign.diagnostics };
  return adopt(opening, ledger, foreign);
}

/** What another tool's table says, as entries of ours; undefined when there is none that knows these files. Nothing is changed. */
export async function readForeignLedger(adapter: DatabaseAdapter, { sql, columns }: Ledger, migrations: readonly Migration[], toolVersion: string): Promise<ForeignLedger | undefined> {
  if (columns.length === 0) return readToolLedger(adapter, migrations, toolVersion);
  const rows = await adapter.query(`SELECT * FROM ${sql.table}`);
  return readForeignRows(rows, columns, { migrations, dialect: adapter.dialect, toolVersion });
}

/** A table of our name is kept under another one: nothing of it is lost. */
async function adopt(opening: Opening, ledger: Ledger, { entries, diagnostics }: ForeignLedger): Promise<{ readonly ledger: Ledger; readonly diagnostics: readonly Diagnostic[] }> {
  const { lock, create, rename, adopt: insert } = ledger.sql;
  const taken = ledger.columns.length > 0;
  try {
    await opening.adapter.batch([...lock, ...(taken ? [{ sql: rename(KEPT) }] : []), { sql: create }, ...entries.map(insert)]);
  } catch (error) {
    // Another runner may have taken it over at the same time.
    if (error instanceof BatchError && isCurrent(await findLedger(opening.adapter))) return openLedger(opening);
    throw error;
  }
  const message = `${LEDGER} was taken over with ${entries.length} migration${entries.length === 1 ? '' : 's'}; the old table is ${KEPT} now`;
  return { ledger, diagnostics: taken ? [...diagnostics, diagnose('ledger-adopted', { message })] : diagnostics };
}
