import { createRequire } from 'node:module';

/** The version of this package, as the ledger records it. */
export function toolVersion(): string {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  return version;
}
