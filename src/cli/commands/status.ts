// Not through migrate.ts: a status needs no compiler, and starts in a fraction of the time without it.
import { status as readStatus, type StatusEntry } from '../../5-apply/status.js';
import { isCurrent, statusDocument } from '../../output/status-document.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import type { Flags } from '../flags.js';
import { withSession } from '../session.js';

/** `transmigrate status [--check]`: what is executed and what is pending. Changes nothing. */
export function status(flags: Flags): Promise<ExitCode> {
  return withSession(flags, { readOnly: true }, async ({ migrations, sourceOf, adapter, place, reporter }) => {
    const found = await readStatus({ adapter, migrations });
    reporter.line(`database  ${place}`);
    reporter.line(`total     ${found.total}`);
    reporter.line(`executed  ${found.executed}`);
    reporter.line(`pending   ${found.pending}`);
    if (found.entries.length > 0) reporter.line();
    const width = Math.max(0, ...found.entries.map(({ name }) => name.length));
    for (const entry of found.entries) reporter.line(entryLine(entry, width));
    reporter.diagnostics(found.diagnostics, sourceOf);
    reporter.document(statusDocument(found, sourceOf));
    return flags.check && !isCurrent(found) ? EXIT.pending : EXIT.success;
  });
}

const MARKS: Readonly<Record<StatusEntry['state'], string>> = { executed: '✓', pending: '○', interrupted: '!' };

function entryLine({ name, state, executedAt, file }: StatusEntry, width: number): string {
  const remark = state === 'executed' ? (executedAt?.replace('T', ' ').replace(/\.\d+Z$/, ' UTC') ?? '') : state;
  return `  ${MARKS[state]} ${name.padEnd(width)}  ${remark}${file === undefined ? ' (no file)' : ''}`.trimEnd();
}
