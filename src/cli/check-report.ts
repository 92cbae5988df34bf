import { codeEntry } from '../diagnostics/codes.js';
import { positionOf } from '../diagnostics/position.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { DialectName } from '../model/dialect.js';
import { ownScript, type Migration, type Script } from '../model/migration.js';
import type { Plan, StatementVerdict, Verdict } from '../model/plan.js';
import { directiveFor } from '../model/statement.js';
import { followsFrom, madeBy } from './follow-ups.js';
import { planScript, transpile, type TranspileOptions } from '../transpile.js';

export const VERDICTS = ['exact', 'emulated', 'ignored', 'refused'] as const satisfies readonly Verdict[];

/** How many statements fared how. */
export type Counts = Readonly<Record<Verdict, number>>;

export interface FileReport extends Counts {
  readonly file: string;
  /** Statements with a comment for this target, whether skipped or replaced. */
  readonly overridden: number;
  /** The file that is executed instead, such as `003_name.sqlite.sql`. */
  readonly replacedBy?: string;
}

/** Why statements are not exact, each reason once. */
export interface Reason {
  readonly verdict: Verdict;
  /** Absent where nothing but the reason is known: ignored statements have no diagnostic. */
  readonly code?: string;
  readonly reason: string;
  /** It goes away with a refused statement before it. */
  readonly follows?: true;
  /** Statements, or faults of a file that are in no statement. */
  readonly count: number;
  /** What was said at the first place, when it is a diagnostic. */
  readonly first: { readonly file: string; readonly line: number; readonly column: number; readonly message?: string; readonly help?: string };
}

export interface TargetReport {
  readonly target: DialectName;
  readonly total: Counts & { readonly files: number; readonly statements: number; readonly overridden: number };
  /** Files in which nothing is refused. */
  readonly unchanged: number;
  /** In one sentence. */
  readonly summary: string;
  readonly files: readonly FileReport[];
  /** Refused first, and what follows from it last among these; the most frequent first. */
  readonly reasons: readonly Reason[];
  /** The errors behind what is refused. */
  readonly errors: readonly Diagnostic[];
}

/** The finding as the user judges it; undefined when its code is accepted. */
export type Judge = (diagnostic: Diagnostic) => Diagnostic | undefined;

/** One script, with what was found in it. */
interface Reading {
  readonly script: Script;
  readonly replacedBy?: string;
  readonly plan: Plan;
}

/** A statement that is not exact, or a fault that is in no statement, under one of its reasons. */
interface Mark {
  readonly verdict: Verdict;
  readonly code?: string;
  readonly reason: string;
  readonly script: Script;
  readonly at: number;
  readonly diagnostic?: Diagnostic;
  readonly follows?: true;
}

/**
 * How a whole history, its ways back included, would fare on a target. Nothing is executed.
 *
 * @param judge turns warnings into errors (`--strict`), or drops those that are accepted
 */
export function checkHistory(migrations: readonly Migration[], options: TranspileOptions, judge: Judge): TargetReport {
  const readings = readHistory(migrations, options);
  const marks: Mark[] = [];
  const made = new Set<string>();
  const files = new Map<string, FileReport>();
  for (const reading of readings) {
    const { file } = reading.script;
    files.set(file, fileReport(reading, options.target, judge, { marks, made, known: files.get(file) }));
  }
  const rows = [...files.values()];
  const sum = (of: (row: FileReport) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const counts = { exact: sum((row) => row.exact), emulated: sum((row) => row.emulated), ignored: sum((row) => row.ignored), refused: sum((row) => row.refused) };
  const statements = readings.reduce((total, { plan }) => total + plan.verdicts.length, 0);
  const total = { files: rows.length, statements, ...counts, overridden: sum((row) => row.overridden) };
  const unchanged = rows.filter(({ refused }) => refused === 0).length;
  const errors = marks.flatMap(({ verdict, diagnostic }) => (verdict === 'refused' && diagnostic ? [diagnostic] : []));
  return { target: options.target, total, unchanged, summary: summaryOf(total, unchanged, marks.filter(({ follows }) => follows).length), files: rows, reasons: reasonsOf(marks), errors };
}

function readHistory(migrations: readonly Migration[], options: TranspileOptions): readonly Reading[] {
  const plans = transpile(migrations, options);
  return migrations.flatMap((migration, index) => {
    const plan = plans[index] as Plan;
    const down = migration.down ?? ownScript(migration, 'down', options.target);
    const forward = readingOf(migration, 'up', migration.up, plan, options.target);
    return down === undefined ? [forward] : [forward, readingOf(migration, 'down', down, planScript(migration, 'down', plan.catalog, options), options.target)];
  });
}

function readingOf(migration: Migration, direction: 'up' | 'down', script: Script, plan: Plan, target: DialectName): Reading {
  const own = ownScript(migration, direction, target);
  return { script, plan, ...(own && { replacedBy: own.file }) };
}

/** What the files before have brought. */
interface SoFar {
  readonly marks: Mark[];
  /** The names that refused statements would have brought. */
  readonly made: Set<string>;
  /** A file that holds both directions has one row for both. */
  readonly known: FileReport | undefined;
}

/** One file's row. */
function fileReport(reading: Reading, target: DialectName, judge: Judge, { marks, made, known }: SoFar): FileReport {
  const { script, plan, replacedBy } = reading;
  const counts = { exact: known?.exact ?? 0, emulated: known?.emulated ?? 0, ignored: known?.ignored ?? 0, refused: known?.refused ?? 0 };
  const located = locate(plan);
  for (const verdict of plan.verdicts) {
    const found = located.get(verdict) ?? [];
    const errors = found.filter((diagnostic) => judge(diagnostic)?.severity === 'error');
    const elsewhere = verdict.verdict === 'ignored' && plan.verdicts.some((other) => other.verdict === 'refused');
    const final = errors.length > 0 && !elsewhere ? 'refused' : verdict.verdict;
    counts[final]++;
    const follows = final === 'refused' && followsFrom(errors, made);
    if (final === 'refused') for (const name of madeBy(verdict.statement.node)) made.add(name);
    if (follows) marks.push({ ...markOf('refused', errors[0] as Diagnostic, script), reason: FOLLOWS, follows });
    else if (final !== 'exact') marks.push(...marksOf({ ...verdict, verdict: final }, final === 'refused' ? errors : found.filter((one) => !errors.includes(one)), reading));
  }
  for (const diagnostic of located.get(undefined) ?? []) {
    if (judge(diagnostic)?.severity !== 'error') continue;
    counts.refused++;
    marks.push(markOf('refused', diagnostic, script));
  }
  const overridden = plan.verdicts.filter(({ statement }) => directiveFor(statement, target)).length + (known?.overridden ?? 0);
  return { file: script.file, ...counts, overridden, ...(replacedBy !== undefined && { replacedBy }) };
}

/**
 * The findings by the statement that they are about; those about none (a syntax error) by undefined. A finding about a trigger lies in the body
 * of its function: the statement that is blamed is the one whose verdict repeats it.
 */
function locate({ verdicts, diagnostics }: Plan): ReadonlyMap<StatementVerdict | undefined, readonly Diagnostic[]> {
  const located = new Map<StatementVerdict | undefined, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { file, span, message } = diagnostic;
    const around = span && verdicts.find(({ statement }) => statement.file === file && span.start >= statement.span.start && span.start <= statement.span.end);
    const blamed = verdicts.find((verdict) => verdict.reason === message && located.get(verdict)?.some((other) => other.message === message) !== true);
    const owner = around !== undefined && around.verdict !== 'ignored' ? around : (blamed ?? around);
    located.set(owner, [...(located.get(owner) ?? []), diagnostic]);
  }
  return located;
}

/** One mark for each code that was found at the statement; without any, its verdict's reason, which may have been found elsewhere. */
function marksOf({ statement, verdict, reason = verdict }: StatementVerdict, found: readonly Diagnostic[], { script, plan }: Reading): readonly Mark[] {
  if (found.length > 0) {
    const firsts = found.filter(({ code }, index) => found.findIndex((other) => other.code === code) === index);
    return firsts.map((diagnostic) => markOf(verdict, diagnostic, script));
  }
  const elsewhere = plan.diagnostics.find(({ message }) => message === reason);
  return [elsewhere ? { ...markOf(verdict, elsewhere, script), at: statement.span.start } : { verdict, reason, script, at: statement.span.start }];
}

function markOf(verdict: Verdict, diagnostic: Diagnostic, script: Script): Mark {
  const { code, message, span } = diagnostic;
  // What is refused has to be dealt with one by one; of the rest the kind is enough.
  const reason = verdict === 'refused' ? message : (codeEntry(code)?.title ?? message);
  return { verdict, code, reason, script, at: span?.start ?? 0, diagnostic };
}

const FOLLOWS = 'what is missing here would have been made by a statement that is refused before';

const ORDER: readonly Verdict[] = ['refused', 'emulated', 'ignored', 'exact'];

function reasonsOf(marks: readonly Mark[]): readonly Reason[] {
  const groups = new Map<string, Mark[]>();
  for (const mark of marks) {
    const key = mark.follows ? FOLLOWS : mark.verdict === 'refused' ? `${mark.code} ${mark.reason}` : `${mark.verdict} ${mark.code ?? mark.reason}`;
    const group = groups.get(key);
    if (group) group.push(mark);
    else groups.set(key, [mark]);
  }
  const reasons = [...groups.values()].map((group): Reason => {
    const { verdict, code, reason, script, at, diagnostic, follows } = group[0] as Mark;
    if (follows) return { verdict, reason, follows, count: group.length, first: { file: script.file, ...positionOf(script.text, at) } };
    const said = diagnostic && { message: diagnostic.message, ...(diagnostic.help !== undefined && { help: diagnostic.help }) };
    return { verdict, ...(code !== undefined && { code }), reason, count: group.length, first: { file: script.file, ...positionOf(script.text, at), ...said } };
  });
  return reasons.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || Number(a.follows ?? false) - Number(b.follows ?? false) || b.count - a.count);
}

function summaryOf({ files, refused, overridden }: TargetReport['total'], unchanged: number, follow: number): string {
  const done = overridden > 0 ? `; ${overridden} ${overridden === 1 ? 'statement has' : 'statements have'} an override` : '';
  if (files === 0) return 'There is no file to check.';
  if (refused === 0) return `${files === 1 ? 'The file runs' : `All ${files} files run`} unchanged${done}.`;
  const own = refused - follow;
  const others = follow === 0 ? '' : `; ${follow} more ${follow === 1 ? 'follows' : 'follow'} from ${own === 1 ? 'it' : 'them'}`;
  return `${unchanged} of ${files} files run unchanged${done}; ${own} ${own === 1 ? 'statement is' : 'statements are'} refused${others}.`;
}
