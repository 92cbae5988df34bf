import type { TwinDifference, TwinVerdict } from './compare-twin.js';
import type { TwinReport } from './judge-twin.js';

const HEAD = ['history', 'facts', 'ours', 'twin', 'ours agrees', 'twin agrees'];

const percent = ({ equal, facts }: TwinVerdict): string => (facts === 0 ? '-' : `${(Math.floor((equal / facts) * 1000) / 10).toFixed(1)} %`);

/** The table, one line a history, and below it, when asked for, where each of the two differs from Postgres. */
export function printTwins(reports: readonly TwinReport[], verbose: boolean): string {
  const rows = reports.map(({ name, ours, twin }) => [name, String(Math.max(ours.facts, twin.facts)), `${ours.equal}/${ours.facts}`, `${twin.equal}/${twin.facts}`, percent(ours), percent(twin)]);
  const widths = HEAD.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]): string => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return [line(HEAD), ...rows.map(line), ...reports.flatMap(({ remarks }) => remarks), ...(verbose ? reports.flatMap(differencesOf) : [])].join('\n');
}

function differencesOf({ name, ours, twin }: TwinReport): readonly string[] {
  return ['', ...printDifferences(`${name}, ours`, ours.differences), ...printDifferences(`${name}, the twin`, twin.differences)];
}

/** `users.email: Postgres has NOT NULL, the twin has NULL` */
export function printDifferences(title: string, differences: readonly TwinDifference[]): readonly string[] {
  return differences.map(({ place, postgres, sqlite }) => `${title}: ${place}: Postgres has ${postgres || 'none'}, this has ${sqlite || 'none'}`);
}
