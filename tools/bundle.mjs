// Bundles the package's entries: loading some 830 small modules took longer than what most commands do.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const out = 'dist';

// What an earlier build has left would be packed too.
for (const path of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
  const stale = path.endsWith('.d.ts') && !existsSync(join('src', path.replace(/\.d\.ts$/, '.ts')));
  if (stale || path.endsWith('.js')) rmSync(join(out, path));
}

await build({
  entryPoints: ['src/transmigrate.ts', 'src/cli/main.ts', 'src/server/bootstrap.ts', 'src/server/main.ts', 'src/worker/status.ts'],
  outdir: out,
  outbase: 'src',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // What is installed beside this package stays outside, drivers above all: each is loaded when it is needed.
  packages: 'external',
  chunkNames: 'chunks/[name]-[hash]',
  logLevel: 'warning',
});
