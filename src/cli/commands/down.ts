import { judge, targetOptions } from '../../settings/configuration.js';
import { migrateDown } from '../../migrate.js';
import { toolVersion } from '../../output/own-package.js';
import type { ExitCode } from '../exit-code.js';
import { asJson, exitOf } from '../findings.js';
import type { Flags } from '../flags.js';
import { counted, doneLine } from '../lines.js';
import { withSession } from '../session.js';

/** `transmigrate down [--steps <n>]`: takes back what was applied last. */
export function down(flags: Flags): Promise<ExitCode> {
  return withSession(flags, { readOnly: false }, async ({ settings, migrations, found, sourceOf, adapter, place, reporter }) => {
    reporter.line(place);
    const { done, diagnostics } = await migrateDown({
      ...targetOptions(settings),
      adapter,
      migrations,
      steps: flags.steps,
      toolVersion: toolVersion(),
      judge: (plan) => judge(plan, settings),
      onDone: (one) => reporter.line(doneLine('○', one, migrations)),
    });
    reporter.diagnostics(diagnostics, sourceOf);
    const exit = exitOf(diagnostics);
    if (done.length > 0 || exit === 0) reporter.line(done.length > 0 ? `${counted(done.length, 'migration')} taken back` : 'nothing to take back');
    reporter.document({ database: adapter.database, takenBack: done, diagnostics: asJson([...found, ...diagnostics], sourceOf) });
    return exit;
  });
}
