import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The pages that came with this package, from the working directory: a path that can be opened. */
export function documentationPath(): string {
  const directory = fileURLToPath(new URL('../../docs', import.meta.url));
  const path = relative(process.cwd(), directory);
  return isAbsolute(path) || path.startsWith('..') ? directory : path;
}
