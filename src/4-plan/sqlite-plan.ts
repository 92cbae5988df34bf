import type { Dialect } from '../dialects/dialect.js';
import { diagnose } from '../diagnostics/diagnose.js';
import type { Catalog, CatalogObject } from '../model/catalog.js';
import { hasForeignKeys, TEMPORARY_SCHEMA } from '../model/catalog-lookup.js';
import { afterSession } from '../model/replica.js';
import type { Change } from '../model/change.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { TargetOptions } from '../model/dialect.js';
import type { Plan, StatementVerdict, Step } from '../model/plan.js';
import type { DataStatement } from '../model/query.js';
import { directiveFor, type Statement } from '../model/statement.js';
import { printContext, unheard, type Note, type PlanContext } from './context.js';
import { comeBack, putOff, setConstraints, type Deferral } from './deferred-keys.js';
import { asKept, keptCatalog } from './kept-catalog.js';
import { renamesLabels } from './enum-labels.js';
import { checkLimits, checkStatementLimits } from './limits.js';
import { printDataStatement } from './print/data-statement.js';
import { quietTruncate } from './quiet-truncate.js';
import { pushTested, type LastTest } from './row-test.js';
import { composeValues, NO_VALUES, type RowValues } from './row-values.js';
import { checkDepths } from './printed-depth.js';
import { nameClashes } from './name-clashes.js';
import { askingChange, changesByObject, noteRun, touchesOf } from './run-notes.js';
import { withDropped } from './run-objects.js';
import { planRun } from './schema-run.js';
import { runDifference } from './touched-objects.js';

/** Schema changes that have been read but not yet printed: they are printed as one difference. */
interface Run {
  readonly start: Catalog;
  /** Grows while the run does: a dump has thousands. */
  readonly changes: Change[];
  readonly values: RowValues;
}

/** What planning has produced so far. */
interface Output {
  readonly steps: Step[];
  readonly verdicts: Map<Statement, StatementVerdict>;
  readonly diagnostics: Diagnostic[];
  /** What has been said of a place: the rounds of a loop stand at the same one. */
  readonly said: Set<string>;
  readonly deferral: Deferral;
  readonly tested: LastTest;
  /** The catalog that the migration leaves. */
  readonly last: Catalog;
}

/** A plan for SQLite or D1: statements about rows are printed one by one, the schema changes between them as one difference of two catalogs. */
export function planSqlite(migration: string, changes: readonly Change[], before: Catalog, dialect: Dialect, options: TargetOptions): Plan {
  const output: Output = { steps: [], verdicts: new Map(), diagnostics: [], said: new Set(), deferral: { away: [], all: false }, tested: { created: '', steps: 0 }, last: changes.at(-1)?.after ?? before };
  const target = { dialect, options };
  let run: Run = { start: keptCatalog(before, target), changes: [], values: NO_VALUES };
  for (const change of changes) {
    run = take(asKept(change, target), run, output, target);
  }
  let catalog = output.last;
  finish(run, output, target);
  const kept = afterSession(withoutTemporary(catalog));
  if (kept !== catalog) {
    finish({ start: keptCatalog(catalog, target), changes: [], values: NO_VALUES }, output, target, keptCatalog(kept, target));
    catalog = kept;
  }
  output.steps.push(...comeBack(output.deferral, 'end'));
  output.diagnostics.push(...checkLimits(output.steps, dialect), ...checkDepths(output.steps, dialect, output.diagnostics));
  const verdicts = changes.map((change) => verdictOf(change, output));
  return { migration, target: dialect.name, atomic: true, steps: output.steps, verdicts, diagnostics: output.diagnostics, catalog };
}

/** Of a body the worst that became of its statements; those that do nothing here do not count beside others. */
function verdictOf({ cause, effect }: Change, output: Output): StatementVerdict {
  const own = output.verdicts.get(cause) ?? { statement: cause, verdict: 'exact' as const };
  if (effect.kind !== 'sequence' || own.verdict !== 'exact') return own;
  const inner = effect.changes.map((change) => verdictOf(change, output));
  const worst = (['refused', 'emulated', 'exact', 'ignored'] as const).flatMap((verdict) => inner.find((each) => each.verdict === verdict) ?? [])[0];
  return worst ? { ...worst, statement: cause } : own;
}

/** Foreign keys of a session as a replica's cannot be left out, but rows may come before those that they name. */
function keysLater({ cause, before, after, effect }: Change): readonly Step[] {
  if (effect.kind === 'sequence' || before.replica || !after.replica || !hasForeignKeys(after)) return [];
  return [{ sql: 'PRAGMA defer_foreign_keys = ON', cause: { file: cause.file, span: cause.span } }];
}

type TargetChoice = Pick<PlanContext, 'dialect' | 'options'>;

/** Adds one change: to the run when it changes the schema only, otherwise after finishing the run. */
function take(change: Change, run: Run, output: Output, target: TargetChoice): Run {
  const { cause, effect } = change;
  const directive = directiveFor(cause, target.dialect.name);
  if (directive) {
    finish(run, output, target);
    output.steps.push(...comeBack(output.deferral, 'end'));
    if (directive.kind === 'native') output.steps.push(...directive.statements.map(({ sql, span }) => ({ sql, cause: { file: cause.file, span } })));
    const reason = directive.kind === 'native' ? 'replaced by native SQL' : 'skipped by directive';
    output.verdicts.set(cause, { statement: cause, verdict: directive.kind === 'native' ? 'emulated' : 'ignored', reason });
    return { start: change.after, changes: [], values: NO_VALUES };
  }
  output.diagnostics.push(...change.diagnostics);
  output.steps.push(...keysLater(change));
  switch (effect.kind) {
    case 'refused':
      output.verdicts.set(cause, { statement: cause, verdict: 'refused', reason: change.diagnostics[0]?.message ?? 'refused' });
      return run;
    case 'sequence':
      return effect.changes.reduce((now, inner) => take(inner, now, output, target), run);
    case 'none':
      output.verdicts.set(cause, { statement: cause, verdict: 'ignored', reason: effect.reason });
      output.steps.push(...setConstraints(output.deferral, cause));
      run.changes.push(change);
      return run;
    case 'schema': {
      // Values that are on their way have the labels of their time, and so do the rows that values are made from.
      const relabels = (run.values.size > 0 && renamesLabels(change.before, change.after)) || (effect.rows.length > 0 && renamesLabels(run.start, change.before));
      const values = relabels ? undefined : composeValues(run.values, effect.rows, run.start);
      if (values) {
        run.changes.push(change);
        return { ...run, values };
      }
      finish(run, output, target);
      return { start: change.before, changes: [change], values: composeValues(NO_VALUES, effect.rows, change.before) ?? NO_VALUES };
    }
    case 'data': {
      finish(run, output, target);
      const [warning] = change.diagnostics;
      if (warning) output.verdicts.set(cause, { statement: cause, verdict: 'emulated', reason: warning.message });
      const context = reporting(cause, output, target);
      output.steps.push(...putOff(output.deferral, effect.statements, change, context));
      for (const statement of effect.statements) {
        checkStatementLimits(statement, context);
        const printed = quietTruncate(statement, printDataStatement(statement, printContext(context, change.after)), change.after, context);
        const message = raisedText(statement);
        const raises = message !== undefined && target.dialect.raisesAs !== undefined ? { message, as: target.dialect.raisesAs } : undefined;
        if (raises === undefined) pushTested(output.steps, printed, statement, output.tested, change, context);
        else output.steps.push(...printed.map((sql): Step => ({ sql, cause: { file: cause.file, span: cause.span }, raises })));
      }
      output.steps.push(...comeBack(output.deferral, 'statement'));
      return { start: change.after, changes: [], values: NO_VALUES };
    }
  }
}

/** The message of `RAISE EXCEPTION` under a condition over rows, where it is a constant. */
function raisedText(statement: DataStatement): string | undefined {
  const { body } = statement.kind === 'select-statement' ? statement.query : {};
  const [only, ...others] = body?.kind === 'select' ? body.targets : [];
  const call = only?.expr.kind === 'call' && others.length === 0 && only.expr.name === 'raise_exception' ? only.expr : undefined;
  const [message] = call?.args ?? [];
  return message?.kind === 'literal' ? (message.value ?? undefined) : undefined;
}

/** Prints the run's difference and judges its statements. */
function finish(run: Run, output: Output, target: TargetChoice, end: Catalog = run.changes.at(-1)?.after ?? run.start): void {
  if (run.start.objects === end.objects) return;
  output.steps.push(...comeBack(output.deferral, 'end'));
  const silentContext = unheard(target);
  const difference = runDifference(run.start, end);
  const touches = touchesOf(run.changes);
  const touching = changesByObject(touches);
  const asking = askingChange(touching);
  for (const { sql, object } of planRun(difference, run.values, run.values.size > 0 ? withDropped(end, touches) : end, silentContext)) {
    const cause = (object === undefined ? undefined : asking(object))?.cause ?? run.changes[0]?.cause;
    output.steps.push(cause ? { sql, cause: { file: cause.file, span: cause.span } } : { sql });
  }
  for (const { object, message } of nameClashes(difference, silentContext)) {
    const change = touching.get(object)?.at(-1);
    if (change) reporting(change.cause, output, target).report({ code: 'name-clash', message });
  }
  noteRun(touches, difference, output.last, (statement) => reporting(statement, output, target), output.verdicts);
}

/** A context whose remarks become diagnostics at the statement, and lower its verdict. */
function reporting(statement: Statement, output: Output, target: TargetChoice): PlanContext {
  const seen = new Set<string>();
  return {
    ...target,
    report: (note: Note) => {
      const key = `${note.code}\0${note.message}\0${note.at}`;
      if (seen.has(key)) return;
      seen.add(key);
      const span = note.at === undefined ? statement.span : { start: note.at, end: note.at + 1 };
      const diagnostic = diagnose(note.code as Parameters<typeof diagnose>[0], { message: note.message, file: statement.file, span, ...(note.help !== undefined && { help: note.help }) });
      const place = `${key}\0${statement.file}\0${span.start}`;
      if (!output.said.has(place)) output.diagnostics.push(diagnostic);
      output.said.add(place);
      // What is said besides is not why it is refused.
      if (diagnostic.severity !== 'error' && output.verdicts.get(statement)?.verdict === 'refused') return;
      output.verdicts.set(statement, { statement, verdict: diagnostic.severity === 'error' ? 'refused' : 'emulated', reason: note.message });
    },
  };
}

function isTemporary(object: CatalogObject): object is CatalogObject {
  return object.schema === TEMPORARY_SCHEMA;
}

/** Postgres drops what is temporary when the session ends; a migration is a session, and D1 has no temporary tables. */
function withoutTemporary(catalog: Catalog): Catalog {
  const temporary = catalog.objects.where(isTemporary).map(({ id }) => id);
  if (temporary.length === 0) return catalog;
  const gone = new Set(temporary);
  return {
    ...catalog,
    objects: catalog.objects.deleteAll(temporary),
    names: catalog.names.filter((entry) => !gone.has(entry.id) && !(entry.table !== undefined && gone.has(entry.table))),
  };
}
