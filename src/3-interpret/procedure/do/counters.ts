import type { Node } from '@pgsql/types';
import type { ProcedureStatement } from '../../../model/procedure.js';
import { assignedIn } from '../assigned-variables.js';
import { columnParts } from '../raw-names.js';
import { call, operator, whole } from '../raw-nodes.js';

/** What a variable is: another one as it was when the round began, and what has been added to it. */
interface Sum {
  readonly from: string;
  readonly added: readonly Node[];
}

/** `i := i + 10` with `EXIT WHEN i > n`: how many rounds that takes from what i is before the loop. */
export function countersOf(statements: readonly ProcedureStatement[]): readonly Node[] {
  const assigned = assignedIn(statements);
  const sums = new Map<string, Sum>();
  for (const statement of statements) {
    const name = statement.kind === 'assign' ? nameOf(statement.target) : undefined;
    if (statement.kind !== 'assign' || name === undefined) continue;
    const sum = sumOf(statement.value.node, sums, assigned);
    if (sum) sums.set(name, sum);
  }
  const conditions = statements.flatMap((statement) => (statement.kind === 'exit' && statement.condition ? comparisons(statement.condition.node) : []));
  return conditions.flatMap(([counter, bound]) => {
    const name = nameOf(counter) ?? '';
    const sum = sums.get(name);
    return sum?.from === name && sum.added.length > 0 ? [roundsTo(bound, counter, sum.added)] : [];
  });
}

function roundsTo(bound: Node, counter: Node, added: readonly Node[]): Node {
  const step = added.reduce((all, part) => operator('+', all, part));
  const size: Node = { A_Expr: { kind: 'AEXPR_NULLIF', name: [{ String: { sval: '=' } }], lexpr: call('abs', [step]), rexpr: whole(0) } };
  return { CoalesceExpr: { args: [operator('/', call('abs', [operator('-', bound, counter)]), size), whole(0)] } };
}

/** Of `i + 10`, of `last + 1` where last is `i + 999`, and of `least(i + 999, n)`. */
function sumOf(node: Node, sums: ReadonlyMap<string, Sum>, assigned: ReadonlySet<string>): Sum | undefined {
  const name = nameOf(node);
  if (name !== undefined) return sums.get(name) ?? (assigned.has(name) ? { from: name, added: [] } : undefined);
  if ('MinMaxExpr' in node) return (node.MinMaxExpr.args ?? []).flatMap((arg) => sumOf(arg, sums, assigned) ?? [])[0];
  const { lexpr, rexpr, name: operators } = 'A_Expr' in node ? node.A_Expr : {};
  const sign = operators?.[0] && 'String' in operators[0] ? operators[0].String.sval : '';
  if (!lexpr || !rexpr || (sign !== '+' && sign !== '-') || sumOf(rexpr, sums, assigned)) return undefined;
  const sum = sumOf(lexpr, sums, assigned);
  return sum && { ...sum, added: [...sum.added, sign === '+' ? rexpr : operator('-', whole(0), rexpr)] };
}

/** The two sides of each comparison, both ways. */
function comparisons(node: Node): readonly (readonly [counter: Node, bound: Node])[] {
  if ('BooleanTest' in node) return node.BooleanTest.arg ? comparisons(node.BooleanTest.arg) : [];
  if ('BoolExpr' in node) return (node.BoolExpr.args ?? []).flatMap(comparisons);
  const { lexpr, rexpr } = 'A_Expr' in node ? node.A_Expr : {};
  return lexpr && rexpr ? [[lexpr, rexpr], [rexpr, lexpr]] : [];
}

function nameOf(node: Node): string | undefined {
  return columnParts(node)?.join('.');
}
