import { emptyCatalog } from '../../src/model/catalog-lookup.js';
import type { DialectName } from '../../src/model/dialect.js';
import type { Migration } from '../../src/model/migration.js';
import type { Plan } from '../../src/model/plan.js';
import { planScript } from '../../src/transpile.js';
import type { History } from './history.js';

/** A history from which everything was taken that a target refuses, so that what comes after it can be judged. */
export interface Thinned {
  readonly history: History;
  /** `file: start of what was taken out: why`. */
  readonly taken: readonly string[];
}

/** Blanks out refused statements, file by file, until the rest of each file is carried over. */
export function withoutRefused(history: History, target: DialectName): Thinned {
  const taken: string[] = [];
  const migrations: Migration[] = [];
  let catalog = emptyCatalog();
  for (const original of history.migrations) {
    let migration = original;
    let plan = planScript(migration, 'up', catalog, { target });
    for (let spans = refusedSpans(plan); spans.length > 0; spans = refusedSpans(plan)) {
      taken.push(...spans.map(({ start, end, why }) => `${migration.up.file}: ${migration.up.text.slice(start, Math.min(end, start + 100)).replaceAll('\n', ' ')}: ${why}`));
      const text = spans.reduce((rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end), migration.up.text);
      migration = { ...migration, up: { ...migration.up, text } };
      plan = planScript(migration, 'up', catalog, { target });
    }
    migrations.push(migration);
    catalog = plan.catalog;
  }
  return { history: { ...history, migrations }, taken };
}

/** The statements that have an error, or in which an error lies. */
function refusedSpans(plan: Plan): readonly { readonly start: number; readonly end: number; readonly why: string }[] {
  const errors = plan.diagnostics.filter(({ severity }) => severity === 'error').map(({ span, message }) => ({ at: span?.start ?? 0, message }));
  return plan.verdicts.flatMap(({ verdict, reason = '', statement: { span } }) => {
    const error = errors.find(({ at }) => at >= span.start && at < span.end);
    return (verdict === 'refused' || error) && span.end > span.start ? [{ ...span, why: error?.message ?? reason }] : [];
  });
}
