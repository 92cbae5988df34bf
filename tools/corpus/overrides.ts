import { createHash } from 'node:crypto';
import { parse } from '../../src/2-parse/parse.js';
import type { Migration } from '../../src/model/migration.js';
import type { History } from './history.js';

/** One statement that a team would give an override, as the README describes it. */
export interface Override {
  readonly file: string;
  /** Which statement of the file, from 1. */
  readonly statement: number;
  /** The SQL for SQLite and D1; without it the statement is skipped there. */
  readonly native?: readonly string[];
  readonly why: string;
}

const PATTERN = 'the trigger calls a function that takes a text apart by regular expressions';
const RANDOM = 'a DEFAULT calls the function, which loops over random bytes, and a trigger reads the column before it has its value';
const STATEMENT = 'a statement trigger that deletes and inserts for all rows at once; for each row it is written by hand';

/** Deletes and makes the edges of the crates that `crates` selects. */
function edges(name: string, event: string, when: string, crates: string): string {
  return [
    `CREATE TRIGGER ${name} AFTER ${event} FOR EACH ROW${when} BEGIN DELETE FROM reverse_dependencies WHERE dependent_crate_id IN (${crates});`,
    'INSERT INTO reverse_dependencies (target_crate_id, dependent_crate_id, version_id, dependency_id, dependent_downloads)',
    'SELECT need.crate_id, main.crate_id, main.version_id, min(need.id), coalesce((SELECT counted.downloads FROM crate_downloads AS counted WHERE counted.crate_id = main.crate_id), 0)',
    'FROM default_versions AS main JOIN versions AS v ON v.id = main.version_id AND v.yanked = 0 JOIN dependencies AS need ON need.version_id = v.id',
    `WHERE main.crate_id IN (${crates}) GROUP BY need.crate_id, main.crate_id; END`,
  ].join(' ');
}

/** By the history's name. Everything else in these histories is carried over as it stands. */
const OVERRIDES: Readonly<Record<string, readonly Override[]>> = {
  'crates-io': [
    { file: '2025-03-06-060640_semver_ord.sql', statement: 6, why: PATTERN },
    { file: '2026-05-11-183755-0000_use-pgcrypto-for-random-string.sql', statement: 1, why: RANDOM },
    { file: '2026-05-26-120000-0000_semver_ord_v2.sql', statement: 7, why: PATTERN },
    { file: '2026-06-05-120000-0000_create_reverse_dependencies.sql', statement: 18, why: STATEMENT, native: [edges('crate_changes_default', 'UPDATE ON default_versions', ' WHEN NEW.version_id IS NOT OLD.version_id', 'SELECT NEW.crate_id')] },
    { file: '2026-06-05-120000-0000_create_reverse_dependencies.sql', statement: 22, why: STATEMENT, native: [edges('crate_gets_need', 'INSERT ON dependencies', '', 'SELECT owner.crate_id FROM default_versions AS owner WHERE owner.version_id = NEW.version_id')] },
  ],
};

export function overridesOf({ name }: Pick<History, 'name'>): readonly Override[] {
  return Object.hasOwn(OVERRIDES, name) ? (OVERRIDES[name] ?? []) : [];
}

/** The history with a comment above each such statement; to Postgres nothing has changed. */
export function withOverrides(history: History): History {
  const overrides = overridesOf(history);
  if (overrides.length === 0) return history;
  const missing = overrides.find(({ file }) => !history.migrations.some(({ up }) => up.file === file));
  if (missing) throw new Error(`${history.name} has no file ${missing.file}, for which there is an override`);
  return { ...history, migrations: history.migrations.map((migration) => commented(migration, overrides.filter(({ file }) => file === migration.up.file))) };
}

function commented(migration: Migration, overrides: readonly Override[]): Migration {
  if (overrides.length === 0) return migration;
  const { statements } = parse(migration.up);
  const text = overrides.toSorted((a, b) => b.statement - a.statement).reduce((rest, override) => {
    const at = statements[override.statement - 1]?.span.start;
    if (at === undefined) throw new Error(`${override.file} has no statement ${override.statement}, for which there is an override`);
    return `${rest.slice(0, at)}${commentOf(override)}\n${rest.slice(at)}`;
  }, migration.up.text);
  return { ...migration, up: { ...migration.up, text, checksum: createHash('sha256').update(text, 'utf8').digest('hex') } };
}

function commentOf({ native }: Override): string {
  return native ? `/* transmigrate sqlite,d1: ${native.join('; ')} */` : '-- transmigrate: skip sqlite,d1';
}
