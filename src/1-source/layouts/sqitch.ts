import { diagnose } from '../../diagnostics/diagnose.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { Script } from '../../model/migration.js';
import { readFileName } from '../file-name.js';
import type { Part, Reading } from './layout.js';
import { partOf } from './plain.js';

const PLAN_FILE = 'sqitch.plan';
const DIRECTIONS: Readonly<Record<string, Part['direction']>> = { deploy: 'up', revert: 'down' };

/** `deploy/users.sql` and `revert/users.sql` are Sqitch's; `verify/users.sql` tests what is there and is no migration. */
export function belongsToSqitch(path: string): boolean {
  return Object.hasOwn(DIRECTIONS, path.slice(0, path.indexOf('/')));
}

/** The changes in the order of `sqitch.plan`. */
export function readSqitch(scripts: readonly Script[], plan: string): Reading {
  const names = changesOf(plan);
  const parts: Part[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const script of scripts) {
    const [folder = '', base = ''] = script.file.split('/');
    const file = readFileName(base);
    const position = names.indexOf(file.name);
    if (position >= 0) parts.push({ ...partOf(script, file), version: String(position + 1), direction: DIRECTIONS[folder] ?? 'up' });
    else diagnostics.push(diagnose('unexpected-file', { message: `${script.file} is not in ${PLAN_FILE}`, file: script.file, help: 'Let sqitch add it to the plan, or move it out of the directory.' }));
  }
  const found = new Set(parts.filter(({ direction, target }) => direction === 'up' && target === undefined).map(({ name }) => name));
  const missing = names.filter((name) => !found.has(name)).map((name) => diagnose('unreadable-file', { message: `deploy/${name}.sql is in ${PLAN_FILE}, but the file is missing`, help: 'Restore the file.' }));
  return { parts, diagnostics: [...diagnostics, ...missing] };
}

/**
 * `users [schema] 2024-01-31T12:00:00Z Ann <ann@x.io> # note`; `%` begins a pragma, `@` a tag. A change that is reworked stands there twice: the file
 * of the earlier one has the name of the tag behind it, `users@v1.0`.
 */
function changesOf(plan: string): readonly string[] {
  const words = plan.split('\n').map((line) => line.trim().split(/\s/)[0] ?? '').filter((word) => word !== '' && !/^[%#]/.test(word));
  return words.flatMap((word, index) => {
    if (word.startsWith('@')) return [];
    const again = words.indexOf(word, index + 1) > index;
    return [again ? `${word}${words.slice(index).find((later) => later.startsWith('@')) ?? ''}` : word];
  });
}
