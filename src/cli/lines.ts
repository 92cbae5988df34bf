import type { Done } from '../5-apply/request.js';
import type { Migration } from '../model/migration.js';

/** `✓ 001_create_users   4 statements    3 ms`, in columns. */
export function doneLine(mark: string, { name, steps, durationMs }: Done, migrations: readonly Migration[]): string {
  const width = Math.max(...migrations.map((migration) => migration.name.length));
  return `  ${mark} ${name.padEnd(width)}  ${counted(steps, 'statement').padStart(14)}  ${milliseconds(durationMs).padStart(8)}`;
}

/** @example counted(1, 'migration') // '1 migration' */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** @param duration in milliseconds */
export function milliseconds(duration: number): string {
  return duration < 10_000 ? `${Math.round(duration)} ms` : `${(duration / 1000).toFixed(1)} s`;
}
