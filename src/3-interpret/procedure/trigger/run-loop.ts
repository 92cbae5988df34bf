import { INT4, TEXT } from '../../../model/base-types.js';
import type { ForInteger } from '../../../model/procedure.js';
import type { Call, Expr } from '../../../model/expression.js';
import type { FunctionSource, Query } from '../../../model/query.js';
import { walkTree } from '../../../model/walk.js';
import { textLiteral } from '../condition.js';
import { fold } from '../fold.js';
import { columnParts } from '../raw-names.js';
import { valueOf, type Flow, type Lowering } from './lowering.js';
import { assignTo } from './run-assign.js';
import { runCountedLoop } from './run-scalar-loop.js';
import { isFields } from './trigger-state.js';

/** Stands for the text so far while the loop's body is read. */
const SO_FAR = -14;

/**
 * `FOR i IN 1..n LOOP result := result || f(i); END LOOP` as `result || (SELECT string_agg(f(i), '' ORDER BY i) FROM generate_series(1, n) AS i)`;
 * others are carried out round by round.
 */
export function runForInteger(loop: ForInteger, flow: Flow, lowering: Lowering): Flow {
  const [only, ...others] = loop.statements;
  const [name = '', ...rest] = (only?.kind === 'assign' && columnParts(only.target)) || [];
  const known = flow.state.variables.get(name);
  if (only?.kind !== 'assign' || others.length > 0 || rest.length > 0 || !known || isFields(known.value) || known.type?.kind !== 'base' || !['text', 'varchar'].includes(known.type.name) || loop.reverse || loop.step) {
    return runCountedLoop(loop, flow, lowering);
  }
  const source = lowering.counter.nextSource++;
  const counter: Expr = { kind: 'column', source, name: loop.variable, type: INT4 };
  const soFar: Expr = { kind: 'column', source: SO_FAR, name, type: known.type };
  const variables = new Map([...flow.state.variables, [name, { ...known, value: soFar }], [loop.variable, { type: INT4, value: counter }]] as const);
  const step = lowering.scope({ ...flow.state, variables }).expression(lowering.raw(only.value.node));
  const added = addedTo(fold(step));
  if (!added || mentions(added, SO_FAR)) return runCountedLoop(loop, flow, lowering);
  const bound = (node: ForInteger['lower']): Expr => valueOf(lowering.scope(flow.state).assigned(lowering.raw(node.node), INT4, 'the bound of a FOR loop'), lowering);
  const query = textOver(added, { source, counter, name: loop.variable, bounds: [bound(loop.lower), bound(loop.upper)] });
  const rows: Expr = { kind: 'subquery', form: 'scalar', query, type: TEXT };
  const all: Expr = { kind: 'conditional', op: 'coalesce', args: [rows, textLiteral('')], type: TEXT };
  return assignTo([name], { kind: 'operator', name: '||', left: known.value, right: all, type: TEXT }, flow, lowering, loop.span);
}

/** What `so_far || a || b` adds: `a || b`. */
function addedTo(expr: Expr): Expr | undefined {
  if (expr.kind !== 'operator' || expr.name !== '||' || !expr.left || expr.type.kind !== 'base' || expr.type.name !== 'text') return undefined;
  if (isSoFar(expr.left)) return asText(expr.right);
  const before = addedTo(expr.left);
  return before && { ...expr, left: before };
}

function isSoFar(expr: Expr): boolean {
  return expr.kind === 'cast' ? isSoFar(expr.operand) : expr.kind === 'column' && expr.source === SO_FAR;
}

/** `||` takes a value of any type beside a text. */
function asText(expr: Expr): Expr {
  return expr.type.kind === 'base' && expr.type.name === 'text' ? expr : { kind: 'cast', operand: expr, type: TEXT, explicit: false };
}

function mentions(expr: Expr, source: number): boolean {
  let found = false;
  walkTree(expr, { expression: (node) => void (found ||= node.kind === 'column' && node.source === source) });
  return found;
}

interface Series {
  readonly source: number;
  readonly counter: Expr;
  readonly name: string;
  readonly bounds: readonly Expr[];
}

function textOver(added: Expr, { source, counter, name, bounds }: Series): Query {
  const series: Call = { kind: 'call', name: 'generate_series', args: bounds, returnsSet: true, type: INT4 };
  const from: FunctionSource = { kind: 'function', source, call: series, alias: name, columns: [{ name, type: INT4 }], ordinality: false, lateral: false };
  const orderBy = [{ expr: counter, descending: false, nulls: 'last' as const }];
  const text: Call = { kind: 'call', name: 'string_agg', args: [added, textLiteral('')], orderBy, aggregate: true, type: TEXT };
  const columns = [{ name: 'string_agg', type: TEXT }];
  return { with: [], recursive: false, orderBy: [], columns, body: { kind: 'select', distinct: false, targets: [{ expr: text, name: 'string_agg' }], from: [from], groupBy: [], windows: [] } };
}
