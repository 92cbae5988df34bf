import { judge, targetOptions } from '../../settings/configuration.js';
import { migrate } from '../../migrate.js';
import { toolVersion } from '../../output/own-package.js';
import type { ExitCode } from '../exit-code.js';
import { asJson, exitOf } from '../findings.js';
import type { Flags } from '../flags.js';
import { counted, doneLine, milliseconds } from '../lines.js';
import { withSession } from '../session.js';

/** `transmigrate up [--to <name>]`: applies what is pending. */
export function up(flags: Flags): Promise<ExitCode> {
  return withSession(flags, { readOnly: false }, async ({ settings, migrations, found, sourceOf, adapter, place, reporter }) => {
    reporter.line(place);
    const begun = performance.now();
    const { done, diagnostics } = await migrate({
      ...targetOptions(settings),
      adapter,
      migrations,
      to: flags.to,
      toolVersion: toolVersion(),
      judge: (plan) => judge(plan, settings),
      onDone: (one) => reporter.line(doneLine('✓', one, migrations)),
    });
    const durationMs = performance.now() - begun;
    reporter.diagnostics(diagnostics, sourceOf);
    const exit = exitOf(diagnostics);
    if (done.length > 0) reporter.line(`${counted(done.length, 'migration')} applied in ${milliseconds(durationMs)}`);
    else if (exit === 0) reporter.line(flags.to === undefined ? `nothing to do: ${counted(migrations.length, 'migration')} executed` : 'nothing to do');
    reporter.document({ database: adapter.database, applied: done, durationMs: Math.round(durationMs), diagnostics: asJson([...found, ...diagnostics], sourceOf) });
    return exit;
  });
}
