import { createHash } from 'node:crypto';
import type { DialectName } from '../model/dialect.js';
import { ownScript, type Migration } from '../model/migration.js';
import type { Step } from '../model/plan.js';

/** SHA-256 of the source that a target executes: the up script, together with the file that replaces it there. */
export function sourceChecksum(migration: Migration, dialect: DialectName): string {
  const own = ownScript(migration, 'up', dialect);
  return own === undefined ? migration.up.checksum : sha256(`${migration.up.checksum} ${own.checksum}`);
}

/** SHA-256 of the SQL of these steps. */
export function stepsChecksum(steps: readonly Step[]): string {
  return sha256(steps.map(({ sql }) => `${sql};\n`).join(''));
}

/** For people. */
export function short(checksum: string): string {
  return checksum.slice(0, 12);
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
