import { diagnose } from '../../diagnostics/diagnose.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { Script } from '../../model/migration.js';
import { readFileName, versionOf } from '../file-name.js';
import { areDatesOfTwoKinds } from '../order.js';
import { foreignFile, partOf } from './plain.js';
import type { Part, Reading } from './layout.js';

/** `<timestamp>_name/migration.sql` (Prisma), `<timestamp>_name/up.sql` and `down.sql` (Diesel); `migration.sqlite.sql`, `up.d1.sql` beside them. */
export function readDirectories(scripts: readonly Script[], outsideTransaction: ReadonlySet<string>): Reading {
  const parts: Part[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const script of scripts) {
    const [directory = '', base = ''] = script.file.split('/');
    const file = readFileName(base);
    const role = file.name.toLowerCase();
    diagnostics.push(...foreignFile(script, file));
    if (file.database === 'foreign') continue;
    if (!['migration', 'up', 'down'].includes(role)) {
      diagnostics.push(diagnose('unexpected-file', { message: `${script.file} is neither migration.sql, up.sql nor down.sql`, file: script.file }));
      continue;
    }
    const own = outsideTransaction.has(directory) ? { ...script, transaction: false as const } : script;
    const direction = role === 'down' ? 'down' : file.direction;
    parts.push({ ...partOf(own, file), name: directory, version: versionOf(directory), direction });
  }
  return { parts, diagnostics, byName: areDatesOfTwoKinds(parts.map(({ version }) => version)) };
}

/** Whether a nested file is one of this layout's. */
export function belongsToDirectories(file: string): boolean {
  return ['migration', 'up', 'down'].includes(readFileName(file.split('/')[1] ?? '').name.toLowerCase());
}
