import type { TriggerReport } from './judge-triggers.js';

/** One line a trigger, the counts below, and with `verbose` the scripts. */
export function printTriggers(reports: readonly TriggerReport[], verbose: boolean): string {
  const counts = (['equal', 'different', 'not exercised'] as const).map((outcome) => `${reports.filter((report) => report.outcome === outcome).length} ${outcome}`);
  return [...reports.flatMap((report) => lines(report, verbose)), `${reports.length} triggers: ${counts.join(', ')}`].join('\n');
}

function lines({ history, trigger, outcome, statements, effects, remarks, script }: TriggerReport, verbose: boolean): readonly string[] {
  return [
    `${history} ${trigger}: ${outcome}${outcome === 'equal' ? ` (${statements} statements, ${effects} of them changed by it)` : ''}`,
    ...remarks.slice(0, verbose ? Infinity : 4).map((remark) => `    ${remark}`),
    ...(verbose && outcome !== 'not exercised' ? script.map(({ sql, fails }) => `      ${fails ? '(refused) ' : ''}${sql};`) : []),
  ];
}
