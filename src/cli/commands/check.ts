import { isDeepStrictEqual } from 'node:util';
import { readMigrations } from '../../1-source/read-migrations.js';
import { loadParser } from '../../2-parse/parse.js';
import { judge, targetOptions } from '../../settings/configuration.js';
import { hasErrors } from '../../model/diagnostic.js';
import type { DialectName } from '../../model/dialect.js';
import { reportLines } from '../check-lines.js';
import { checkHistory, type TargetReport } from '../check-report.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { asJson, exitOf } from '../findings.js';
import { sourcesOf } from '../../output/source-of.js';
import type { Flags } from '../flags.js';
import { createReporter } from '../reporter.js';
import { readSettings } from '../settings.js';

const TARGETS: readonly DialectName[] = ['sqlite', 'd1'];

/** `transmigrate check [dir]`: what would become of each statement, before anybody decides. Opens no database, writes nothing. */
export async function check(flags: Flags, directory?: string): Promise<ExitCode> {
  const reporter = createReporter(flags);
  const settings = await readSettings({ ...flags, ...(directory !== undefined && { dir: directory }) });
  await loadParser();
  const { migrations, diagnostics } = readMigrations(settings.dir);
  const found = judge(diagnostics, settings);
  const sourceOf = sourcesOf(migrations);
  reporter.diagnostics(found, sourceOf);
  const base = { dir: settings.dir, diagnostics: asJson(found, sourceOf) };
  if (hasErrors(found)) {
    reporter.document(base);
    return exitOf(found);
  }
  const targets = flags.to === undefined ? TARGETS : [flags.to as DialectName];
  const reports = targets.map((target) => checkHistory(migrations, { target, ...targetOptions(settings) }, (diagnostic) => judge([diagnostic], settings)[0]));
  const distinct = together(reports);
  for (const [index, { names, report }] of distinct.entries()) {
    if (index > 0) reporter.line();
    for (const line of reportLines(names, report, reporter.verbose, process.stdout.columns)) reporter.line(line);
  }
  if (flags.quiet || reporter.verbose) reporter.diagnostics(judge(distinct.flatMap(({ report }) => report.errors), settings), sourceOf);
  reporter.document({ ...base, targets: reports.map(({ errors: _errors, ...report }) => report) });
  return reports.some(({ total }) => total.refused > 0) ? EXIT.migrationFailed : EXIT.success;
}

/** Targets on which everything fares the same share one report. */
function together(reports: readonly TargetReport[]): readonly { readonly names: string; readonly report: TargetReport }[] {
  const distinct = reports.filter((report, index) => !reports.slice(0, index).some((other) => sameOutcome(report, other)));
  return distinct.map((report) => ({ names: reports.filter((other) => sameOutcome(report, other)).map(({ target }) => target).join(' and '), report }));
}

/** Messages may name the target; what became of the statements is the same. */
function sameOutcome(a: TargetReport, b: TargetReport): boolean {
  return isDeepStrictEqual(outcomeOf(a), outcomeOf(b));
}

function outcomeOf({ total, files, reasons }: TargetReport): unknown {
  return [total, files, reasons.map(({ verdict, code, count, first: { file, line, column } }) => [verdict, code, count, file, line, column])];
}
