import type { HistoryReport, TargetReport } from './judge-history.js';

const HEAD = ['history', 'statements', 'exact', 'emulated', 'ignored', 'refused', 'files on SQLite', 'files on D1', 'facts on SQLite', 'facts on D1', 'seconds'];

/** The table, one line a history, and below it why histories stop. */
export function printReport(reports: readonly HistoryReport[], verbose: boolean): string {
  const rows = reports.map(rowOf);
  const widths = HEAD.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]): string => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return [line(HEAD), ...rows.map(line), '', ...reports.flatMap((report) => remarks(report, verbose))].join('\n');
}

function share({ facts }: TargetReport): string {
  const percent = facts.total === 0 ? '-' : `${(Math.floor((facts.equal / facts.total) * 1000) / 10).toFixed(1)} %`;
  return `${facts.equal}/${facts.total} (${percent})`;
}

function rowOf({ name, files, statements, sqlite, d1, seconds }: HistoryReport): readonly string[] {
  const { exact, emulated, ignored, refused } = sqlite.verdicts;
  const counts = [statements, exact, emulated, ignored, refused].map(String);
  return [name, ...counts, `${sqlite.applied}/${files}`, `${d1.applied}/${files}`, share(sqlite), share(d1), seconds.toFixed(1)];
}

function remarks(report: HistoryReport, verbose: boolean): readonly string[] {
  const targets = [['SQLite', report.sqlite], ['D1', report.d1]] as const;
  const stops = targets.filter(([name, { stop }]) => stop && (name === 'SQLite' || stop.message !== report.sqlite.stop?.message));
  return [
    ...stops.map(([name, { stop }]) => `${report.name} stops on ${name} at ${stop?.file}:${stop?.line}: ${stop?.message}\n${indented(stop?.statement ?? '', verbose ? 40 : 6)}\n`),
    ...(verbose ? targets.flatMap(([name, target]) => details(report.name, name, target)) : []),
    ...(verbose ? report.postgresErrors.map((error) => `${report.name}: Postgres refused ${error}`) : []),
  ];
}

function details(history: string, target: string, { facts, rows, warnings }: TargetReport): readonly string[] {
  return [
    ...Object.entries(warnings).map(([code, times]) => `${history} on ${target}: ${times} times ${code}`),
    ...facts.differences.map(({ fact, expected, actual }) => `${history} on ${target}: ${fact}: Postgres: ${expected}; here: ${actual}`),
    ...rows.map((difference) => `${history} on ${target}: rows of ${difference}`),
  ];
}

function indented(text: string, lines: number): string {
  return text.split('\n').slice(0, lines).map((line) => `    ${line}`).join('\n');
}
