import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The version of this package, as the ledger records it. */
export function toolVersion(): string {
  const { version } = require('transmigrate/package.json') as { version: string };
  return version;
}

/** A folder that came with this package. It is found by the package's name: which file this code ends up in, the bundler decides. */
export function ownFolder(name: string): string {
  return join(dirname(require.resolve('transmigrate/package.json')), name);
}
