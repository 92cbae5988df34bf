import { isDeepStrictEqual } from 'node:util';
import pc from 'picocolors';
import { readMigrations } from '../../1-source/read-migrations.js';
import { loadParser } from '../../2-parse/parse.js';
import { judge, targetOptions } from '../../settings/configuration.js';
import type { DialectName } from '../../model/dialect.js';
import { checkHistory, type Counts, type Reason, type TargetReport, VERDICTS } from '../check-report.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { asJson, exitOf, hasErrors, sourcesOf } from '../findings.js';
import type { Flags } from '../flags.js';
import { counted } from '../lines.js';
import { createReporter } from '../reporter.js';
import { readSettings } from '../settings.js';

const TARGETS: readonly DialectName[] = ['sqlite', 'd1'];

/** So many files are listed one by one; of more, those with something refused. */
const LISTED_FILES = 40;

const WIDTH = 10;

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
  for (const { names, report } of distinct) for (const line of reportLines(names, report, reporter.verbose)) reporter.line(line);
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

const HEADINGS = { refused: 'Refused', emulated: 'Emulated', ignored: 'Ignored' } as const;
const MEANINGS = {
  refused: 'write them otherwise, or give them an override',
  emulated: 'made of what the target has',
  ignored: 'nothing that the schema or its rows would show',
} as const;

function reportLines(names: string, report: TargetReport, verbose: boolean): readonly string[] {
  const colors = pc.createColors(process.stdout.isTTY && pc.isColorSupported);
  const { total, reasons, summary } = report;
  const lines = [colors.bold(`${names}: ${counted(total.files, 'file')}, ${counted(total.statements, 'statement')}`), '', ...fileTable(report, verbose, colors)];
  for (const verdict of ['refused', 'emulated', 'ignored'] as const) {
    const own = reasons.filter((reason) => reason.verdict === verdict);
    if (own.length === 0) continue;
    const heading = { refused: colors.red, emulated: colors.yellow, ignored: colors.gray }[verdict](HEADINGS[verdict]);
    lines.push('', `${heading} ${colors.dim(`(${MEANINGS[verdict]})`)}`, ...(verdict === 'refused' ? refusedLines(own, colors) : reasonLines(own, colors)));
  }
  return [...lines, '', colors.bold((total.refused > 0 ? colors.red : colors.green)(summary)), ''];
}

type Colors = ReturnType<typeof pc.createColors>;

function fileTable({ files, total }: TargetReport, verbose: boolean, colors: Colors): readonly string[] {
  const listed = verbose || files.length <= LISTED_FILES ? files : files.filter(({ refused }) => refused > 0);
  const others = files.length - listed.length;
  const rest = others === 0 ? [] : [`${counted(others, listed.length === 0 ? 'file' : 'other file')} without anything refused (--verbose lists them)`];
  const width = Math.max(5, ...listed.map(({ file }) => file.length), ...rest.map((line) => line.length));
  const row = (name: string, cells: readonly string[]): string => `  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(WIDTH)).join('')}`.trimEnd();
  return [
    colors.dim(row('file', VERDICTS)),
    ...listed.map((file) => {
      const line = file.replacedBy === undefined ? row(file.file, numbers(file)) : `${row(file.file, [])}  replaced by ${file.replacedBy}`;
      return file.refused > 0 ? colors.red(line) : line;
    }),
    ...rest.map((line) => colors.dim(`  ${line}`)),
    colors.bold(row('total', numbers(total))),
  ];
}

function numbers(counts: Counts): readonly string[] {
  return VERDICTS.map((verdict) => (counts[verdict] === 0 ? '·' : String(counts[verdict])));
}

/** What has to be dealt with, each with its help. */
function refusedLines(reasons: readonly Reason[], colors: Colors): readonly string[] {
  const width = countWidth(reasons);
  const indent = ' '.repeat(width + 2);
  return reasons.flatMap(({ count, code, reason, first: { file, line, column, help } }) => [
    `${String(count).padStart(width)}  ${reason}`,
    `${indent}${colors.cyan(`${file}:${line}:${column}`)}${code === undefined ? '' : colors.dim(` ${code}`)}`,
    ...(help === undefined ? [] : [`${indent}${colors.dim(`help: ${help}`)}`]),
  ]);
}

function reasonLines(reasons: readonly Reason[], colors: Colors): readonly string[] {
  const width = Math.max(...reasons.map(({ reason }) => reason.length));
  return reasons.map(({ count, reason, first: { file, line, column } }) => `${String(count).padStart(countWidth(reasons))}  ${reason.padEnd(width)}  ${colors.cyan(`${file}:${line}:${column}`)}`);
}

function countWidth(reasons: readonly Reason[]): number {
  return Math.max(5, ...reasons.map(({ count }) => String(count).length + 2));
}
