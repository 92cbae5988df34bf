import type { Catalog } from '../../src/model/catalog.js';
import { emptyCatalog } from '../../src/model/catalog-lookup.js';
import type { DialectName } from '../../src/model/dialect.js';
import type { Migration } from '../../src/model/migration.js';
import { planScript } from '../../src/transpile.js';
import { BEFORE } from './statement-examples.js';
import { code, table, words } from './table.js';

interface Outcome {
  readonly steps: readonly string[];
  readonly verdict: string;
}

/** A table of statements with what is executed for each on the targets. Those that no text can ask for are left out. */
export function exampleTable(examples: Readonly<Record<string, string | null>>): string {
  const [sqlite, d1] = [catalogOn('sqlite'), catalogOn('d1')];
  const rows = Object.values(examples).flatMap((sql) => {
    if (sql === null) return [];
    const onSqlite = outcome(sql, sqlite, 'sqlite');
    const onD1 = outcome(sql, d1, 'd1');
    const same = onD1.steps.join() === onSqlite.steps.join() && onD1.verdict === onSqlite.verdict;
    return [[code(sql), stepsCell(onSqlite.steps), same ? 'same' : stepsCell(onD1.steps), same ? onSqlite.verdict : `${onSqlite.verdict}; D1: ${onD1.verdict}`]];
  });
  return table(['statement', 'SQLite', 'D1', 'verdict'], rows);
}

function stepsCell(steps: readonly string[]): string {
  const [main = steps[0] ?? '', ...others] = steps.filter((step) => !/^(?:PRAGMA|DROP (?:VIEW|TRIGGER|INDEX)|CREATE (?:VIEW|TRIGGER))\b/.test(step));
  if (others.some((step) => step.startsWith('DROP TABLE'))) return `the table is rebuilt: ${steps.length} statements`;
  return steps.length <= 1 ? code(main) : `${code(main)} and ${steps.length - 1} more`;
}

function outcome(sql: string, before: Catalog, target: DialectName): Outcome {
  const { steps, verdicts, diagnostics } = planScript(migration('2', sql), 'up', before, { target });
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) return { steps: [], verdict: words(`refused: ${error.message}${error.help === undefined ? '' : `. ${error.help}`}`) };
  const { verdict = 'exact', reason } = verdicts[0] ?? {};
  return { steps: steps.map((step) => step.sql), verdict: words([verdict, ...(reason === undefined ? [] : [reason])].join(': ')) };
}

function catalogOn(target: DialectName): Catalog {
  const { catalog, diagnostics } = planScript(migration('1', BEFORE), 'up', emptyCatalog(), { target });
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) throw new Error(error.message);
  return catalog;
}

function migration(version: string, text: string): Migration {
  return { name: version, version, up: { file: `${version}.sql`, text, checksum: '' }, overrides: {} };
}
