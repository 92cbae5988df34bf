import { diagnose } from '../../diagnostics/diagnose.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { Script } from '../../model/migration.js';
import { readFileName, versionOf, type FileName } from '../file-name.js';
import { areDatesOfTwoKinds, byVersion } from '../order.js';
import type { Part, Reading } from './layout.js';
import { isLiquibase, readLiquibase } from './liquibase.js';

interface Named {
  readonly script: Script;
  readonly file: FileName;
}

/**
 * One file a direction: `001_name.sql` and `001_name.down.sql`, or `001_name.up.sql` and `001_name.down.sql` (golang-migrate, sqlx,
 * Rails' and Supabase's dated names), with `001_name.sqlite.sql` and `001_name.d1.sql` beside them.
 */
export function readPlain(scripts: readonly Script[]): Reading {
  const named = pairDirections(scripts.map((script) => ({ script: asItAsks(script), file: readFileName(script.file) })));
  const diagnostics = named.flatMap(({ script, file }) => foreignFile(script, file));
  const checkpoints = named.filter(isCheckpoint(named));
  diagnostics.push(...checkpoints.map(({ script: { file } }) => diagnose('unexpected-file', { message: `${file} stands for the migrations before it, which are here themselves: it is not read`, file, help: 'Leave it as it is, or remove the migrations that it stands for.' })));
  const ours = named.filter((each) => each.file.database !== 'foreign' && !checkpoints.includes(each));
  diagnostics.push(...mixtures(ours));
  const parts = ours.flatMap(({ script, file }): readonly Part[] => {
    if (!isLiquibase(script.text)) return [partOf(script, file)];
    const { up, down } = readLiquibase(script);
    return [partOf(up, file), ...(down ? [{ ...partOf(down, file), direction: 'down' as const }] : [])];
  });
  return { parts, diagnostics, byName: areDatesOfTwoKinds(parts.map(({ version }) => version)) };
}

/** Atlas runs a file with `-- atlas:checkpoint` on empty databases, instead of all before it. */
function isCheckpoint(named: readonly Named[]): (each: Named) => boolean {
  return ({ script, file }) => /^--[ \t]*atlas:checkpoint\b/m.test(script.text) && named.some((other) => byVersion(versioned(other.file), versioned(file)) < 0);
}

function versioned({ name }: FileName): { readonly name: string; readonly version: string } {
  return { name, version: versionOf(name) };
}

/** `003_name-up.sql` and `003_name-down.sql` (db-migrate), when both are there: `add-sign-up.sql` alone is a name. */
function pairDirections(named: readonly Named[]): readonly Named[] {
  const names = new Set(named.map(({ file }) => file.name.toLowerCase()));
  return named.map((each) => {
    const match = /^(.+)[-_](up|down)$/i.exec(each.file.name);
    const word = match?.[2]?.toLowerCase();
    if (!match || !names.has(`${each.file.name.slice(0, -(word ?? '').length)}${word === 'up' ? 'down' : 'up'}`.toLowerCase())) return each;
    return { ...each, file: { ...each.file, name: match[1] ?? '', direction: word === 'up' ? 'up' : 'down', explicitUp: word === 'up' } };
  });
}

/** sqlx' `-- no-transaction`, Atlas' `-- atlas:txmode none`. */
function asItAsks(script: Script): Script {
  return /^--[ \t]*(?:no-transaction|atlas:txmode[ \t]+none)[ \t]*$/m.test(script.text) ? { ...script, transaction: false } : script;
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
function mixtures(named: readonly Named[]): readonly Diagnostic[] {
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
