import { sourceChecksum } from '../5-apply/checksum.js';
import type { Migration } from '../model/migration.js';

/** Beside the SQL for D1: what a Worker is built with, so that its status knows what is pending. */
export const MANIFEST = 'migrations.json';

/** A migration without its text. */
export interface ManifestEntry {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly checksum: string;
}

export function manifestOf(migrations: readonly Migration[]): readonly ManifestEntry[] {
  return migrations.map((migration) => ({ name: migration.name, version: migration.version, file: migration.up.file, checksum: sourceChecksum(migration, 'd1') }));
}

/** As much of the migrations as a status asks for. */
export function fromManifest(manifest: readonly ManifestEntry[]): readonly Migration[] {
  return manifest.map(({ name, version, file, checksum }) => ({ name, version, up: { file, checksum, text: '' }, overrides: {} }));
}
