import { beforeAll, expect, inject, it } from 'vitest';
import { loadParser } from '../../../src/2-parse/parse.js';
import { STEADY_ZONES, SUMMER_ZONES } from '../../../src/dialects/sqlite/zones.js';
import { transpile } from '../../../src/transpile.js';
import { compareRows } from '../../support/facts/compare-rows.js';
import { openSqlite, usePostgres } from '../../support/facts/databases.js';
import { readPostgresFacts } from '../../support/facts/read-postgres-facts.js';

beforeAll(() => loadParser());

const ZONES = [...STEADY_ZONES.map(([, since, zones]) => [since, zones] as const), ...SUMMER_ZONES.map(([, , , since, zones]) => [since, zones] as const)].flatMap(([since, zones]) => zones.split(' ').map((zone) => ({ zone, since })));

/** The middle of each season, and hours around the days on which clocks change. */
const MOMENTS = [1998, 2011, 2020, 2024, 2025].flatMap((year) =>
  ['01-15 12:00:00', '03-10 06:30:00', '03-10 10:30:00', '03-31 00:59:59.5', '03-31 01:00:00', '04-06 15:59:00', '04-07 16:01:00', '06-30 23:45:00', '09-28 14:00:00', '10-05 16:30:00', '10-27 00:59:59', '10-27 01:00:00', '11-03 05:59:00', '11-03 09:00:01', '12-31 23:59:59'].map((day) => `${year}-${day}`),
);

it('every time zone of the table shows what Postgres shows, since its rules hold', async () => {
  const text = [
    'CREATE TABLE moments (at timestamptz PRIMARY KEY, local timestamp);',
    `INSERT INTO moments VALUES ${MOMENTS.map((moment) => `('${moment}+00', '${moment}')`).join(', ')};`,
    'CREATE TABLE shown (zone text, at timestamptz, there timestamp, utc timestamptz);',
    ...ZONES.map(({ zone, since }) => `INSERT INTO shown SELECT '${zone}', at, at AT TIME ZONE '${zone}', local AT TIME ZONE '${zone}' FROM moments WHERE at > '${since}-12-31';`),
  ].join('\n');
  const postgres = await usePostgres(inject('postgresUrl')).database('time zones');
  const sqlite = openSqlite();
  try {
    await postgres.script(text);
    const [plan] = transpile([{ name: 'zones', version: '1', up: { file: 'zones.sql', text, checksum: '' }, overrides: {} }], { target: 'sqlite' });
    expect(plan?.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    await sqlite.apply(plan?.steps.map(({ sql }) => sql) ?? []);
    const facts = await readPostgresFacts(postgres);
    const { differences, rows } = await compareRows(facts, postgres, sqlite, { mapping: 'classic' });
    expect(differences).toEqual([]);
    expect(rows).toBeGreaterThan(ZONES.length);
  } finally {
    await Promise.all([postgres.close(), sqlite.close()]);
  }
});
