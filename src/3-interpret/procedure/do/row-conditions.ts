import type { Node } from '@pgsql/types';
import { TEXT } from '../../../model/base-types.js';
import type { Catalog, ObjectId } from '../../../model/catalog.js';
import type { Diagnostic } from '../../../model/diagnostic.js';
import { TEMPORARY_SCHEMA } from '../../../model/catalog-lookup.js';
import type { Expr } from '../../../model/expression.js';
import type { Assert, ProcedureExpression } from '../../../model/procedure.js';
import type { DataStatement } from '../../../model/query.js';
import type { Span } from '../../../model/span.js';
import { diagnose } from '../../../diagnostics/diagnose.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { and, isNotTrue, textLiteral } from '../condition.js';
import { fold } from '../fold.js';
import { queryOf } from '../inserted-row.js';
import { noteAsked } from './asks-of-changing.js';
import { keepValue } from './keep-values.js';
import { evaluate, guardOf, known, refuseBlock, scopeOf, type Runner } from './runner.js';
import { booleanOf } from './value.js';

/** Whether anything has come or gone but the tables of kept values and what is temporary. */
export function changesSchema(before: Catalog, { catalog, kept }: Runner): boolean {
  const stays = (id: ObjectId): boolean => (catalog.objects.get(id) ?? before.objects.get(id))?.schema !== TEMPORARY_SCHEMA && !kept.some((table) => table.id === id);
  return before !== catalog && [...before.objects.changedIds(catalog.objects)].some(stays);
}

/** A condition over rows: worked out here once, or at each use. */
export function conditionOf({ node }: Pick<ProcedureExpression, 'node'>, span: Span, runner: Runner): Expr {
  const condition = fold(scopeOf(runner).condition(withKnownParts(node, runner), 'IF'));
  noteAsked(condition, runner);
  const holds = runner.keeping ? keepValue(condition, span, runner) : condition;
  runner.freshness.capture(holds);
  return holds;
}

/** `EXISTS (SELECT FROM users) AND EXISTS (SELECT FROM information_schema.columns ..)`: what the catalog decides is decided here. */
function withKnownParts(node: Node, runner: Runner): Node {
  if (!('BoolExpr' in node)) return node;
  const args = (node.BoolExpr.args ?? []).map((arg) => {
    const value = known(() => booleanOf(evaluate(arg, runner)));
    if (value === undefined) return withKnownParts(arg, runner);
    return { A_Const: value === null ? { isnull: true } : { boolval: { boolval: value } } };
  });
  return { BoolExpr: { ...node.BoolExpr, args } };
}

interface Raised {
  /** What is said of the statement that fails. */
  readonly notes?: readonly Diagnostic[];
  /** The name and the SQLSTATE; otherwise those of RAISE. */
  readonly condition?: Refusal['condition'];
}

/** An exception stops the migration; under a condition over rows it is a statement that fails where the condition holds. */
export function raise(message: string, guard: Expr | undefined, span: Span, runner: Runner, { notes = [], condition }: Raised = {}): void {
  if (!guard) throw new Refusal(diagnose('do-block-raised', { message, file: runner.file, span }), condition);
  const expr: Expr = { kind: 'call', name: 'raise_exception', args: [textLiteral(message)], type: TEXT };
  const statements: readonly DataStatement[] = [{ kind: 'select-statement', query: queryOf([{ name: 'raised', expr }], { where: guard }) }];
  if (runner.freshness.stale([guard])) refuseBlock(runner, 'a condition is used after the body has changed the rows that it reads', span);
  runner.changes.push({ cause: { file: runner.file, span, text: '', tag: 'SelectStmt', node: { SelectStmt: {} } }, before: runner.catalog, after: runner.catalog, effect: { kind: 'data', statements }, diagnostics: notes });
}

export function runAssert({ condition, span }: Assert, runner: Runner): void {
  const holds = known(() => booleanOf(evaluate(condition.node, runner)));
  if (holds === true) return;
  const fails = holds === undefined ? isNotTrue(conditionOf(condition, span, runner)) : guardOf(runner);
  const guard = guardOf(runner);
  raise('assertion failed', fails && guard ? and(guard, fails) : fails, span, runner);
}
