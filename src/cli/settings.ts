import { existsSync, readFileSync } from 'node:fs';
import { config as readDotenv } from 'dotenv';
import { loadConfiguration } from '../settings/configuration.js';
import type { Configuration } from '../settings/configuration-schema.js';
import { type DatabaseLocation, locateDatabase } from '../settings/database-location.js';
import type { Flags } from './flags.js';

/** The configuration of the working directory with the command line on top. */
export type Settings = Configuration & { readonly dir: string };

/** @throws Refusal `invalid-configuration` */
export async function readSettings({ dir, mapping, strict }: Flags): Promise<Settings> {
  const configuration = await loadConfiguration((file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined));
  return { ...configuration, dir: dir ?? configuration.dir ?? 'migrations', ...(mapping && { mapping }), ...(strict && { strict }) };
}

/**
 * The database of this command; `.env` is read first and never overrides what is set.
 * @throws Refusal `unknown-database-type`, `database-not-named`
 */
export function databaseOf(flags: Flags, configuration: Configuration): DatabaseLocation {
  readDotenv({ quiet: true });
  const { DB_TYPE, DATABASE_URL, DB_PATH } = process.env;
  const named = Boolean(DB_TYPE || DATABASE_URL || DB_PATH);
  return locateDatabase(flags.database ?? (named ? undefined : configuration.database), { DB_TYPE, DATABASE_URL, DB_PATH });
}
