import { diagnose } from '../../diagnostics/diagnose.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { Script } from '../../model/migration.js';
import { readFileName, type FileName } from '../file-name.js';
import { compareVersions } from '../order.js';
import type { Part, Reading } from './layout.js';
import { foreignFile, mixed, partOf } from './plain.js';

const VERSIONED = /^([VU])(\d+(?:[._]\d+)*)__(.+)$/;
const BASELINE = /^B(\d+(?:[._]\d+)*)__/;
const REPEATABLE = /^R__/;
/** `afterMigrate.sql`, `beforeEachMigrate__locks.sql`: what Flyway runs around its runs. */
const CALLBACK = /^(?:before|after)(?:Each)?(?:Migrate|Undo|Clean|Info|Validate|Baseline|Repair|Connect|CreateSchema)[A-Za-z]*(?:__.*)?$/;

export function isFlywayName(path: string): boolean {
  const { name } = readFileName(baseOf(path));
  return VERSIONED.test(name) || BASELINE.test(name) || REPEATABLE.test(name);
}

/**
 * `V1__name.sql`, `V1.2__name.sql`, and `U1__name.sql` for the way back, in directories as deep as Flyway looks for them. Versions must be
 * unique, as in Flyway.
 */
export function readFlyway(scripts: readonly Script[]): Reading {
  const parts: Part[] = [];
  const diagnostics: Diagnostic[] = [];
  const first = scripts.find(({ file }) => isFlywayName(file))?.file ?? '';
  const read = scripts.map((script) => ({ script, file: readFileName(baseOf(script.file)) }));
  const names = namesByVersion(read.map(({ file }) => file));
  for (const { script, file } of read) {
    diagnostics.push(...foreignFile(script, file));
    if (file.database === 'foreign') continue;
    const versioned = VERSIONED.exec(file.name);
    const baseline = BASELINE.exec(file.name)?.[1];
    if (versioned) parts.push(versionedPart(script, file, versioned, names));
    else if (REPEATABLE.test(file.name)) {
      if (file.database === undefined) diagnostics.push(diagnose('repeatable-migration', { message: `${script.file} is repeatable for Flyway: here it runs once, after the migrations with a version`, file: script.file }));
      parts.push({ ...partOf(script, file), version: '', last: true });
    } else if (baseline !== undefined && [...names.keys()].every((version) => compareVersions(version, dotted(baseline)) > 0)) parts.push({ ...partOf(script, file), version: dotted(baseline) });
    else if (baseline !== undefined) diagnostics.push(unread(script, 'stands for migrations that are here themselves'));
    else if (CALLBACK.test(file.name)) diagnostics.push(unread(script, 'is run by Flyway before or after its migrations, and is none'));
    else diagnostics.push(mixed(first, script.file, `${first} is named as Flyway wants it, ${script.file} is not`));
  }
  return { parts, diagnostics: [...diagnostics, ...duplicateVersions(parts)] };
}

function versionedPart(script: Script, file: FileName, match: RegExpExecArray, names: ReadonlyMap<string, string>): Part {
  const version = dotted(match[2] ?? '');
  const undo = match[1] === 'U';
  return { ...partOf(script, file), name: undo ? (names.get(version) ?? file.name) : file.name, version, direction: undo ? 'down' : file.direction };
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function unread({ file }: Script, why: string): Diagnostic {
  return diagnose('unexpected-file', { message: `${file} ${why}: it is not read`, file, help: 'Put what the schema needs of it into a migration.' });
}

function dotted(version: string): string {
  return version.replaceAll('_', '.');
}

function namesByVersion(files: readonly FileName[]): ReadonlyMap<string, string> {
  return new Map(files.flatMap(({ name }) => {
    const match = VERSIONED.exec(name);
    return match?.[1] === 'V' ? [[dotted(match[2] ?? ''), name] as const] : [];
  }));
}

function duplicateVersions(parts: readonly Part[]): readonly Diagnostic[] {
  const seen = new Map<string, Part>();
  return parts.flatMap((part) => {
    const key = `${part.version} ${part.direction} ${part.target ?? ''}`;
    const other = seen.get(key);
    seen.set(key, part);
    if (part.version === '' || !other || other.name === part.name) return [];
    return [diagnose('duplicate-migration', { message: `${other.script.file} and ${part.script.file} have the same version ${part.version}`, file: part.script.file })];
  });
}
