import pc from 'picocolors';
import { type Counts, type Reason, type TargetReport, VERDICTS } from './check-report.js';
import { counted } from './lines.js';

/** So many files are listed one by one; of more, those with something refused. */
const LISTED_FILES = 40;

const WIDTH = 10;

const HEADINGS = { refused: 'Refused', emulated: 'Emulated', ignored: 'Ignored' } as const;
const MEANINGS = {
  refused: 'write them otherwise, or give them an override',
  emulated: 'made of what the target has',
  ignored: 'nothing that the schema or its rows would show',
} as const;

/**
 * One report for people: files, then what is not exact under its reasons, then the estimate.
 *
 * @param columns how wide the terminal is; undefined for a file or a pipe
 */
export function reportLines(names: string, report: TargetReport, verbose: boolean, columns: number | undefined): readonly string[] {
  const colors = pc.createColors(process.stdout.isTTY && pc.isColorSupported);
  const { total, reasons, summary } = report;
  const lines = [colors.bold(`${names}: ${counted(total.files, 'file')}, ${counted(total.statements, 'statement')}`), '', ...fileTable(report, verbose, colors)];
  for (const verdict of ['refused', 'emulated', 'ignored'] as const) {
    const own = reasons.filter((reason) => reason.verdict === verdict);
    if (own.length === 0) continue;
    const heading = { refused: colors.red, emulated: colors.yellow, ignored: colors.gray }[verdict](HEADINGS[verdict]);
    lines.push('', `${heading} ${colors.dim(`(${MEANINGS[verdict]})`)}`, ...(verdict === 'refused' ? refusedLines(own, colors) : reasonLines(own, columns, colors)));
  }
  return [...lines, '', colors.bold((total.refused > 0 ? colors.red : colors.green)(summary))];
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

/** Each with its first place behind it, or below it where the terminal is too narrow. */
function reasonLines(reasons: readonly Reason[], columns: number | undefined, colors: Colors): readonly string[] {
  const indent = countWidth(reasons) + 2;
  const rows = reasons.map(({ count, reason, first: { file, line, column } }) => ({ count: String(count).padStart(indent - 2), reason: uncapitalized(reason), place: `${file}:${line}:${column}` }));
  const width = Math.max(...rows.map(({ reason }) => reason.length));
  const fits = rows.every(({ place }) => indent + width + 2 + place.length <= (columns ?? Infinity));
  return rows.flatMap(({ count, reason, place }) => (fits ? [`${count}  ${reason.padEnd(width)}  ${colors.cyan(place)}`] : [`${count}  ${reason}`, `${' '.repeat(indent)}${colors.cyan(place)}`]));
}

/** The titles of codes are headings on their pages; in a list they are phrases like the others. Keywords stay as they are. */
function uncapitalized(text: string): string {
  return text.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
}

function countWidth(reasons: readonly Reason[]): number {
  return Math.max(5, ...reasons.map(({ count }) => String(count).length + 2));
}
