import { directionsOf } from '../1-source/layouts/markers.js';
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
  return filesLike(file, nextNumber(file, now), slug, latest, latestText);
}

function filesLike(file: string, number: string, slug: string, latest: Migration | undefined, latestText: string): readonly NewFile[] {
  const name = `${number}_${slug}`;
  if (file.endsWith('/migration.sql')) return [{ file: `${name}/migration.sql`, text: UP }];
  if (file.endsWith('/up.sql')) return pair(`${name}/up.sql`, `${name}/down.sql`);
  if (file.endsWith('.up.sql')) return pair(`${name}.up.sql`, `${name}.down.sql`);
  if (/^\d+\.do\./.test(file)) return pair(`${number}.do.${slug}.sql`, `${number}.undo.${slug}.sql`);
  const [, separator = ''] = /([-_])up\.sql$/.exec(latest?.down === undefined ? '' : file) ?? [];
  if (separator !== '') return pair(`${name}${separator}up.sql`, `${name}${separator}down.sql`);
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  if (/^V\d/.test(file.slice(folder.length))) return pair(`${folder}V${name.replace('_', '__')}.sql`, `${folder}U${name.replace('_', '__')}.sql`);
  const sections = directionsOf(latestText);
  if (sections.length > 0) return [{ file: `${name}.sql`, text: sections.map((marker) => `${latestText.slice(marker.start, marker.end)}\n${marker.word === 'up' ? UP : DOWN}`.trimStart()).join('\n') }];
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
  const named = /\/(?:migration|up)\.sql$/.test(file) ? file : file.slice(file.lastIndexOf('/') + 1);
  const digits = /^V?(\d+)/.exec(named)?.[1] ?? '000';
  if (digits.length >= 14) return now.toISOString().replaceAll(/\D/g, '').slice(0, digits.length).padEnd(digits.length, '0');
  return (BigInt(digits) + 1n).toString().padStart(digits.length, '0');
}
