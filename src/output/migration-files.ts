import { checkLimits } from '../4-plan/limits.js';
import { sourceChecksum, stepsChecksum } from '../5-apply/checksum.js';
import { SQLITE_LEDGER } from '../5-apply/ledger-sql.js';
import { replacePlaceholders } from '../adapters/placeholders.js';
import { d1 } from '../dialects/d1.js';
import { diagnose } from '../diagnostics/diagnose.js';
import { Refusal } from '../diagnostics/refusal.js';
import { MANIFEST, manifestOf } from './manifest.js';
import type { SqlStatement, SqlValue } from '../model/adapter.js';
import { scriptFor, type Migration } from '../model/migration.js';
import type { Plan, Step } from '../model/plan.js';
import { singleLine } from './single-line.js';

/** A file that `transpile --out` writes. */
export interface MigrationFile {
  /** Relative to the output directory. */
  readonly file: string;
  readonly text: string;
}

/** Who applied it, as far as the ledger is told by a file. */
const APPLIED_BY = 'wrangler';

/** How files that were written here are known again: nothing else may be deleted. */
const MARK = 'Written by transmigrate from';

/**
 * One file a migration for `wrangler d1 migrations apply`, and the manifest for the Worker.
 *
 * Each statement stands on one physical line and ends with `;`; the only comment is before the first. wrangler, `exec()` and the HTTP API split files
 * in different ways, and this survives all of them. Each file also keeps `schema_migrations`, and fails as a whole on a database where other
 * migrations came before it than those it was planned after: a rebuild that was planned without a column would lose it.
 *
 * @param plans the plans of the migrations, in the same order
 * @throws Refusal when a statement cannot stand on one line, or is too long there, or wrangler would use another order
 */
export function d1Files(migrations: readonly Migration[], plans: readonly Plan[]): readonly MigrationFile[] {
  const named = migrations.map((migration) => ({ migration, file: wranglerName(migration, migrations) }));
  checkWranglerOrder(named);
  const files = named.map(({ migration, file }, index) => d1File(file, migration, plans[index] as Plan, { count: index, last: migrations[index - 1]?.name ?? null }));
  return [...files, { file: MANIFEST, text: `[\n${manifestOf(migrations).map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]\n` }];
}

/**
 * The SQL of one script as a file for people and other tools: the statements as they are.
 *
 * @param source the file that it comes from, for the comment at the top
 */
export function sqlFile(file: string, source: string, plan: Plan): MigrationFile {
  const statements = plan.steps.map(({ sql }) => `${sql};\n`).join('\n');
  return { file, text: `-- ${MARK} ${source}. Change that file, not this one.\n\n${statements}` };
}

/** Whether a file with this text may be replaced or deleted. */
export function isWrittenHere(text: string): boolean {
  return text.startsWith(`/* ${MARK} `) || text.startsWith(`-- ${MARK} `);
}

function d1File(file: string, migration: Migration, plan: Plan, expected: { readonly count: number; readonly last: string | null }): MigrationFile {
  const { name, version } = migration;
  const entry = { name, version, checksum: sourceChecksum(migration, 'd1'), planChecksum: stepsChecksum(plan.steps), stepsDone: plan.steps.length, toolVersion: APPLIED_BY };
  const steps = plan.steps.map((step) => ({ ...step, sql: onOneLine(step) }));
  const [tooLong] = checkLimits(steps, d1);
  if (tooLong) throw new Refusal(tooLong);
  const [first, ...rest] = [SQLITE_LEDGER.create, inlined(SQLITE_LEDGER.begin(entry, expected))].map(singleLine).concat(steps.map(({ sql }) => sql), singleLine(inlined(SQLITE_LEDGER.finish(name))));
  const lines = [`/* ${MARK} ${commentable((scriptFor(migration, 'up', 'd1') ?? migration.up).file)}. */ ${first}`, ...rest];
  return { file, text: lines.map((line) => `${line};\n`).join('') };
}

function onOneLine({ sql, cause }: Step): string {
  try {
    return singleLine(sql);
  } catch (error) {
    throw error instanceof Refusal && cause ? new Refusal({ ...error.diagnostic, file: cause.file }) : error;
  }
}

/** A file has no parameters. */
function inlined({ sql, params = [] }: SqlStatement): string {
  return replacePlaceholders(sql, (position) => literal(params[position] ?? null));
}

function literal(value: SqlValue): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return String(value ?? 'NULL');
}

/** What would end the comment, or be counted by a splitter inside of it. */
function commentable(name: string): string {
  return name.replaceAll(/[*'"`;\r\n]/g, '_');
}

/**
 * wrangler knows numbers at the beginning of a name only: `V1_10__users` becomes `000001p000010_V1_10__users.sql`, and what has no version among others
 * that have one, such as `R__views`, comes last. A file keeps its name whatever other files come later.
 */
function wranglerName({ name, version }: Migration, migrations: readonly Migration[]): string {
  if (/^\d/.test(name) || migrations.every((other) => other.version === '')) return `${name}.sql`;
  const number = version === '' ? '9'.repeat(14) : version.split('.').map((part) => part.padStart(6, '0')).join('p');
  return `${number}_${name}.sql`;
}

interface NamedFile {
  readonly migration: Migration;
  readonly file: string;
}

/** wrangler sorts by name, then by the number before the first underscore where there is one, and writes the name into a string. */
function checkWranglerOrder(named: readonly NamedFile[]): void {
  const theirs = named
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .toSorted((a, b) => (wranglerNumber(a) < wranglerNumber(b) ? -1 : wranglerNumber(a) > wranglerNumber(b) ? 1 : 0));
  for (const [index, { migration: { name, up }, file }] of named.entries()) {
    if (name.includes("'")) throw new Refusal(diagnose('wrangler-name', { message: `wrangler cannot record the name ${name}`, file: up.file }));
    const other = theirs[index];
    if (other?.file !== file) throw new Refusal(diagnose('wrangler-order', { message: `wrangler would apply ${other?.migration.name} where ${name} is due`, file: up.file }));
  }
}

function wranglerNumber({ file }: NamedFile): number {
  return Number.parseInt(file.split('_')[0] ?? '', 10);
}
