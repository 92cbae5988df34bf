import { INT8 } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import type { Foreach, ForInteger, ForQuery } from '../../../model/procedure.js';
import { changedBy, type TriggerAction } from '../../../model/trigger-program.js';
import { isVolatile, mapExpression, relationsOf, someNode } from '../../../model/walk.js';
import { queryOf } from '../inserted-row.js';
import { isReadAfter } from '../read-names.js';
import { boundTo, derivedRows, numberedRows, type LoopQuery } from './loop-rows.js';
import type { Flow, Lowering } from './lowering.js';
import { poison } from './rounds-around.js';
import { isFields, type VariableState } from './trigger-state.js';

/**
 * What a loop leaves in its variables: the last row, NULL where there was none. Where the loop may have ended before, or the rounds have changed what the query
 * asks for, nothing is known of it.
 *
 * @param assigned what the body itself assigns to
 */
export function leftByRounds(rows: LoopQuery, loop: ForQuery | Foreach | ForInteger, assigned: ReadonlySet<string>, actions: readonly TriggerAction[], flow: Flow, lowering: Lowering): ReadonlyMap<string, VariableState> {
  const isAsked = (name: string): boolean => !assigned.has(name) && (lowering.body === undefined || isReadAfter(name, loop, lowering.body));
  if (rows.declares || !rows.target.some(([name = '']) => isAsked(name))) return new Map();
  const source = lowering.counter.nextSource++;
  const isKnown = loop.kind === 'for-query' && !rows.change && isLast(rows, loop, actions);
  const left = (value: Expr): Expr => (isKnown ? mapExpression(value, (node) => (node.kind === 'column' && node.source === source ? lastOf(rows, node.name, node.type, lowering) : node)) : value);
  const after = (name: string, value: Expr): Expr => (isKnown ? captured(left(value), lowering) : poison(name, value.type));
  const bound = boundTo(rows, source, flow, lowering, loop.span);
  return new Map([...bound].flatMap(([name, variable]) => (!isAsked(name) ? [] : [[name, { ...variable, value: isFields(variable.value) ? variable.value.map((field) => ({ ...field, expr: after(name, field.expr) })) : after(name, variable.value) }]])));
}

function isLast({ query }: LoopQuery, loop: ForQuery, actions: readonly TriggerAction[]): boolean {
  const asked = relationsOf(query);
  return !JSON.stringify(loop.statements).includes('"kind":"exit"') && !changedBy(actions).some((relation) => asked.includes(relation)) && !someNode(query, (node) => node.kind === 'call' && isVolatile(node as Expr)) && numberedRows(query, NUMBER, () => 0) !== undefined;
}

const NUMBER = '_number';

function lastOf({ query }: LoopQuery, name: string, type: Expr['type'], { counter }: Lowering): Expr {
  const numbered = numberedRows(query, NUMBER, () => counter.nextSource++) ?? query;
  const source = counter.nextSource++;
  const last = queryOf([{ name, expr: { kind: 'column', source, name, type } }], { from: [derivedRows(numbered, source)] });
  return { kind: 'subquery', form: 'scalar', query: { ...last, orderBy: [{ expr: { kind: 'column', source, name: NUMBER, type: INT8 }, descending: true, nulls: 'first' }], limit: { kind: 'literal', value: '1', type: INT8 } }, type };
}

function captured(value: Expr, { freshness }: Lowering): Expr {
  freshness.capture(value);
  return value;
}
