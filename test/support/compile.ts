import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

/**
 * Compiles a module with everything that it imports, for tests that need it in a process of its own. Types are checked elsewhere.
 *
 * @param file absolute path of a TypeScript file of this project
 * @returns the path of the JavaScript file; its directory can find the installed packages
 */
export async function compile(file: string): Promise<{ readonly file: string; readonly drop: () => Promise<void> }> {
  const cache = join(ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const directory = await mkdtemp(join(cache, 'transmigrate-'));
  const compilerOptions = { noEmit: false, noCheck: true, rootDir: ROOT, outDir: directory };
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, files: [file], include: [] }));
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  await promisify(execFile)(process.execPath, [tsc, '-p', directory]);
  return { file: join(directory, relative(ROOT, file).replace(/\.ts$/, '.js')), drop: () => rm(directory, { recursive: true, force: true }) };
}
