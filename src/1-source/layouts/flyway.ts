import { diagnose } from '../../diagnostics/diagnose.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { Script } from '../../model/migration.js';
import { readFileName, type FileName } from '../file-name.js';
import type { Part, Reading } from './layout.js';
import { foreignFile, mixed, partOf } from './plain.js';

const VERSIONED = /^([VU])(\d+(?:[._]\d+)*)__(.+)$/;
const OTHER_KINDS = /^(?:R__|B\d+(?:[._]\d+)*__)/;

export function isFlywayName(file: string): boolean {
  const { name } = readFileName(file);
  return VERSIONED.test(name) || OTHER_KINDS.test(name);
}

/** `V1__name.sql`, `V1.2__name.sql`, and `U1__name.sql` for the way back. Versions must be unique, as in Flyway. */
export function readFlyway(scripts: readonly Script[]): Reading {
  const parts: Part[] = [];
  const diagnostics: Diagnostic[] = [];
  const first = scripts.find(({ file }) => isFlywayName(file))?.file ?? '';
  const read = scripts.map((script) => ({ script, file: readFileName(script.file) }));
  const names = namesByVersion(read.map(({ file }) => file));
  for (const { script, file } of read) {
    diagnostics.push(...foreignFile(script, file));
    if (file.database === 'foreign') continue;
    const match = VERSIONED.exec(file.name);
    if (match) {
      const version = dotted(match[2] ?? '');
      const undo = match[1] === 'U';
      const name = undo ? (names.get(version) ?? file.name) : file.name;
      parts.push({ ...partOf(script, file), name, version, direction: undo ? 'down' : file.direction });
    } else diagnostics.push(OTHER_KINDS.test(file.name) ? repeatable(script) : mixed(first, script.file, `${first} is named as Flyway wants it, ${script.file} is not`));
  }
  return { parts, diagnostics: [...diagnostics, ...duplicateVersions(parts)] };
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

/**
 * A repeatable migration runs again whenever its text changes, and a baseline runs instead of others. A ledger in which every
 * migration runs once, and its text never changes, has no place for either: running them once would be wrong in silence.
 */
function repeatable({ file }: Script): Diagnostic {
  return diagnose('repeatable-migration', { message: `${file} is a repeatable or baseline migration of Flyway, which are not supported`, file });
}

function duplicateVersions(parts: readonly Part[]): readonly Diagnostic[] {
  const seen = new Map<string, Part>();
  return parts.flatMap((part) => {
    const key = `${part.version} ${part.direction} ${part.target ?? ''}`;
    const other = seen.get(key);
    seen.set(key, part);
    if (!other || other.name === part.name) return [];
    return [diagnose('duplicate-migration', { message: `${other.script.file} and ${part.script.file} have the same version ${part.version}`, file: part.script.file })];
  });
}
