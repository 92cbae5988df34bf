import { diagnose } from '../diagnostics/diagnose.js';
import { Refusal } from '../diagnostics/refusal.js';
import type { Migration } from '../model/migration.js';

export interface NewFile {
  /** Relative to the migrations directory. */
  readonly file: string;
  readonly text: string;
}

const UP = '-- In Postgres syntax.\n';
const DOWN = '-- What takes it back, in Postgres syntax.\n';

/**
 * The files of the next migration, in the layout and with the kind of number that the latest one has.
 *
 * @param title what it does, in the user's words
 * @param latest the last migration of the directory, if there is one
 * @param latestText its file as it stands
 * @throws Refusal `unusable-name`
 * @example nextFiles('Add invoices', migrationOf('016_user_roles.sql'), '', new Date()) // 017_add_invoices.sql, 017_add_invoices.down.sql
 */
export function nextFiles(title: string, latest: Migration | undefined, latestText: string, now: Date): readonly NewFile[] {
  const slug = title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
  if (slug === '') throw new Refusal(diagnose('unusable-name', { message: `"${title}" has no letter or digit to make a file name of` }));
  const file = latest?.up.file ?? '000_.sql';
  return filesLike(file, `${nextNumber(file, now)}_${slug}`, latest, latestText);
}

function filesLike(file: string, name: string, latest: Migration | undefined, latestText: string): readonly NewFile[] {
  if (file.endsWith('/migration.sql')) return [{ file: `${name}/migration.sql`, text: UP }];
  if (file.endsWith('/up.sql')) return pair(`${name}/up.sql`, `${name}/down.sql`);
  if (file.endsWith('.up.sql')) return pair(`${name}.up.sql`, `${name}.down.sql`);
  if (/^V\d/.test(file)) return pair(`V${name.replace('_', '__')}.sql`, `U${name.replace('_', '__')}.sql`);
  if (/^-- \+goose Up/m.test(latestText)) return [{ file: `${name}.sql`, text: `-- +goose Up\n${UP}\n-- +goose Down\n${DOWN}` }];
  if (/^-- migrate:up/m.test(latestText)) return [{ file: `${name}.sql`, text: `-- migrate:up\n${UP}\n-- migrate:down\n${DOWN}` }];
  if (latest !== undefined && latest.down === undefined) return [{ file: `${name}.sql`, text: UP }];
  return pair(`${name}.sql`, `${name}.down.sql`);
}

function pair(up: string, down: string): readonly NewFile[] {
  return [
    { file: up, text: UP },
    { file: down, text: DOWN },
  ];
}

/** 14 digits are a time; anything shorter counts on with the same width. */
function nextNumber(file: string, now: Date): string {
  const digits = /^V?(\d+)/.exec(file)?.[1] ?? '000';
  if (digits.length >= 14) return now.toISOString().replaceAll(/\D/g, '').slice(0, digits.length).padEnd(digits.length, '0');
  return (BigInt(digits) + 1n).toString().padStart(digits.length, '0');
}
