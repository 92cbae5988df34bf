import { diagnose } from '../../diagnostics/diagnose.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { Script } from '../../model/migration.js';
import { readFileName, versionOf, type FileName } from '../file-name.js';
import type { Part, Reading } from './layout.js';

/**
 * One file a direction: `001_name.sql` and `001_name.down.sql`, or `001_name.up.sql` and `001_name.down.sql` (golang-migrate, sqlx,
 * Rails' and Supabase's dated names), with `001_name.sqlite.sql` and `001_name.d1.sql` beside them.
 */
export function readPlain(scripts: readonly Script[]): Reading {
  const named = scripts.map((script) => ({ script, file: readFileName(script.file) }));
  const diagnostics = named.flatMap(({ script, file }) => foreignFile(script, file));
  const ours = named.filter(({ file }) => file.database !== 'foreign');
  diagnostics.push(...mixtures(ours));
  return { parts: ours.map(({ script, file }) => partOf(script, file)), diagnostics };
}

export function partOf(script: Script, { name, direction, database }: FileName): Part {
  return {
    name,
    version: versionOf(name),
    direction,
    script,
    ...((database === 'sqlite' || database === 'd1') && { target: database }),
    ...(database === 'postgres' && { specific: true }),
  };
}

/** Trees with one file a database: the others' files are left alone, and that is said. */
export function foreignFile({ file }: Script, { database }: FileName): Diagnostic[] {
  return database === 'foreign' ? [diagnose('foreign-file-skipped', { message: `${file} is for another database and is skipped`, file })] : [];
}

/** A `seed.sql` among numbered files, or a bare name among `.up.sql` files, is perhaps no migration at all. */
function mixtures(named: readonly { readonly script: Script; readonly file: FileName }[]): readonly Diagnostic[] {
  const ups = named.filter(({ file }) => file.direction === 'up' && (file.database === undefined || file.database === 'postgres'));
  const explicit = ups.find(({ file }) => file.explicitUp)?.script.file;
  const bare = ups.find(({ file }) => !file.explicitUp)?.script.file;
  if (explicit !== undefined && bare !== undefined) return [mixed(explicit, bare, `${explicit} ends in .up.sql, ${bare} does not`)];
  const numbered = ups.find(({ file }) => versionOf(file.name) !== '')?.script.file;
  const unnumbered = ups.find(({ file }) => versionOf(file.name) === '')?.script.file;
  if (numbered !== undefined && unnumbered !== undefined) return [mixed(numbered, unnumbered, `${numbered} has a number, ${unnumbered} has none`)];
  return [];
}

export function mixed(first: string, second: string, message: string): Diagnostic {
  return diagnose('mixed-layouts', { message, file: second, help: `Name ${second} as ${first} is named, or move it out of the directory.` });
}
