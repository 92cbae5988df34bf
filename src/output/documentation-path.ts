import { isAbsolute, relative } from 'node:path';
import { ownFolder } from './own-package.js';

/** The pages that came with this package, from the working directory: a path that can be opened. */
export function documentationPath(): string {
  const directory = ownFolder('docs');
  const path = relative(process.cwd(), directory);
  return isAbsolute(path) || path.startsWith('..') ? directory : path;
}
