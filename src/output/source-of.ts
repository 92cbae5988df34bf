import type { Migration } from '../model/migration.js';

/** The text of a file that a finding names, for its place in the file. */
export type SourceOf = (file: string) => string | undefined;

export function sourcesOf(migrations: readonly Migration[]): SourceOf {
  const scripts = migrations.flatMap(({ up, down, overrides }) => [up, down, overrides.sqlite?.up, overrides.sqlite?.down, overrides.d1?.up, overrides.d1?.down]);
  const texts = new Map(scripts.flatMap((script) => (script === undefined ? [] : [[script.file, script.text] as const])));
  return (file) => texts.get(file);
}
