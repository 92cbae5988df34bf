import { readMigrations } from '../../1-source/read-migrations.js';
import { loadParser } from '../../2-parse/parse.js';
import { judge, targetOptions } from '../../settings/configuration.js';
import { d1Files, type MigrationFile, sqlFile } from '../../output/migration-files.js';
import { scriptFor, type Migration } from '../../model/migration.js';
import { hasErrors } from '../../model/diagnostic.js';
import type { Plan } from '../../model/plan.js';
import { planScript, transpile, type TranspileOptions } from '../../transpile.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { asJson, exitOf } from '../findings.js';
import { sourcesOf } from '../../output/source-of.js';
import type { Flags, TranspileFlags } from '../flags.js';
import { differencesFrom, replaceFiles } from '../output-directory.js';
import { createReporter } from '../reporter.js';
import { readSettings } from '../settings.js';

/** `transmigrate transpile --to d1 --out d1-migrations`: the SQL of another database as files, or on stdout. */
export async function transpileFiles(flags: Flags): Promise<ExitCode> {
  const { to: target } = flags as TranspileFlags;
  const reporter = createReporter(flags);
  const settings = await readSettings(flags);
  await loadParser();
  const { migrations, diagnostics } = readMigrations(settings.dir);
  const options = { target, ...targetOptions(settings) };
  const scripts = hasErrors(diagnostics) ? [] : plansOf(migrations, options);
  const found = judge([...diagnostics, ...scripts.flatMap(({ plan }) => plan.diagnostics)], settings);
  const sourceOf = sourcesOf(migrations);
  reporter.diagnostics(found, sourceOf);
  const base = { target, diagnostics: asJson(found, sourceOf) };
  if (hasErrors(found)) {
    reporter.document(base);
    return exitOf(found);
  }
  const files = target === 'd1' ? d1Files(migrations, scripts.map(({ plan }) => plan)) : scripts.map(({ file, source, plan }) => sqlFile(file, source, plan));
  const out = flags.stdout ? undefined : (flags.out ?? settings.out?.[target]);
  if (out !== undefined) return flags.check ? check(out, files, flags, base) : write(out, files, flags, base);
  reporter.result(files.filter(({ file }) => file.endsWith('.sql')).map(({ text }) => text).join('\n'));
  reporter.document({ ...base, files });
  return EXIT.success;
}

interface PlannedScript {
  readonly file: string;
  readonly source: string;
  readonly plan: Plan;
}

/** D1 has no way back: wrangler knows none. Elsewhere each down script gets its file too. */
function plansOf(migrations: readonly Migration[], options: TranspileOptions): readonly PlannedScript[] {
  const plans = transpile(migrations, options);
  return migrations.flatMap((migration, index) => {
    const { name, up } = migration;
    const plan = plans[index] as Plan;
    const down = scriptFor(migration, 'down', options.target);
    const forward = { file: `${name}.sql`, source: scriptFor(migration, 'up', options.target)?.file ?? up.file, plan };
    if (down === undefined || options.target === 'd1') return [forward];
    return [forward, { file: `${name}.down.sql`, source: down.file, plan: planScript(migration, 'down', plan.catalog, options) }];
  });
}

function write(out: string, files: readonly MigrationFile[], flags: Flags, base: object): ExitCode {
  const reporter = createReporter(flags);
  const { written, deleted } = replaceFiles(out, files);
  for (const file of written) reporter.line(`  ✓ ${file}`);
  for (const file of deleted) reporter.line(`  - ${file} (its migration is gone)`);
  reporter.line(`${out}: ${files.length} files, ${written.length} written, ${deleted.length} deleted`);
  reporter.document({ ...base, out, written, deleted });
  return EXIT.success;
}

function check(out: string, files: readonly MigrationFile[], flags: Flags, base: object): ExitCode {
  const reporter = createReporter(flags);
  const { missing, stale, orphaned } = differencesFrom(out, files);
  const same = missing.length + stale.length + orphaned.length === 0;
  for (const [what, names] of Object.entries({ missing, stale, 'without a migration': orphaned })) {
    for (const name of names) reporter.error(`${out}/${name} is ${what}`);
  }
  if (same) reporter.line(`${out}: ${files.length} files, all as the migrations say`);
  else reporter.error(`run transmigrate transpile --to ${flags.to} --out ${out}, and commit what it writes`);
  reporter.document({ ...base, out, current: same, missing, stale, orphaned });
  return same ? EXIT.success : EXIT.pending;
}
