import type { Node } from '@pgsql/types';
import { Refusal } from '../../../diagnostics/refusal.js';
import { BOOL } from '../../../model/base-types.js';
import type { Dynamic } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import type { Statement } from '../../../model/statement.js';
import { withNamedParameters } from '../body-scope.js';
import { and, isNever, isNotTrue, textLiteral } from '../condition.js';
import { fold } from '../fold.js';
import { placed, relocated } from '../executed-text.js';
import { dynamicText, type DynamicText } from './dynamic-text.js';
import { raise, UNKNOWN_TEXT, unsupported, valueOf, type Flow, type Lowering } from './lowering.js';
import { rowFields } from './row-fields.js';
import { runPerform, runSql } from './run-sql.js';
import type { VariableState } from './trigger-state.js';

const HELP = 'Put names into the text that are known for each trigger (TG_ARGV, TG_TABLE_NAME), and values as %L or with USING; or write the statement itself.';

/** `EXECUTE text [INTO ..] [USING ..]`: the statement that the text is for this trigger. */
export function runDynamic(dynamic: Dynamic, flow: Flow, lowering: Lowering): Flow {
  const { span, into, strict } = dynamic;
  const { state } = flow;
  return executed(dynamic, flow, lowering, (statement, inside) => {
    const isQuery = 'SelectStmt' in statement.node;
    const end = isQuery && !into ? runPerform({ kind: 'perform', span, query: statement }, inside, lowering) : runSql({ kind: 'sql', span, statement, strict, ...(into && { into }) }, inside, lowering);
    // EXECUTE leaves FOUND as it is.
    return { ...end, state: { ...end.state, found: state.found, executed: end.state.found, variables: new Map([...end.state.variables].filter(([name]) => state.variables.has(name))) } };
  });
}

/** What is made of the statement that the text is, where its parameters are variables. */
export function executed<T>(dynamic: Dynamic, flow: Flow, lowering: Lowering, run: (statement: Statement, inside: Flow) => T): T {
  const { query, using, span } = dynamic;
  const { state } = flow;
  if (!lowering.parser || lowering.body?.variablesFirst) return unsupported(lowering, 'EXECUTE of a text has no equivalent', span, HELP);
  const given = using.map(({ node }) => fold(valueOf(lowering.scope(state).expression(lowering.raw(node)), lowering)));
  const text = dynamicText(fold(valueOf(lowering.scope(state).expression(lowering.raw(query.node)), lowering)), given.length + 1);
  if (!text) return unsupported(lowering, UNKNOWN_TEXT, span, HELP);
  const statement = statementOf(text, dynamic, lowering);
  const parameters = [...given, ...text.values].map((value, i) => [`$${i + 1}`, parameterOf(value, span, lowering)] as const);
  const start = text.required.reduce((before, value) => requireValue(value, before, dynamic, lowering), flow);
  const inside: Flow = { ...start, state: { ...state, variables: new Map([...state.variables, ...parameters]) } };
  try {
    return run(statement, inside);
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(placed(error.diagnostic, span, text.text)) : error;
  }
}

function statementOf({ text }: DynamicText, { span }: Dynamic, lowering: Lowering): Statement {
  const { statements, diagnostics } = lowering.parser?.parse({ file: lowering.file, text }) ?? { statements: [], diagnostics: [] };
  const [fault] = diagnostics;
  if (fault) throw new Refusal(placed(fault, span, text));
  const [only, ...others] = statements;
  if (!only || others.length > 0) return unsupported(lowering, 'EXECUTE of several statements has no equivalent', span, HELP);
  return { ...only, file: lowering.file, span, node: relocated(withFields(withNamedParameters(only.node)), span.start) };
}

/** A text with a NULL in it is NULL. */
function requireValue(value: Expr, flow: Flow, { span }: Dynamic, lowering: Lowering): Flow {
  const isMissing = fold({ kind: 'test', test: 'null', negated: false, operand: value, type: BOOL });
  const isThere = value.kind === 'column' && lowering.table.columns.some(({ id, notNull }) => id === value.column && notNull);
  if (isThere || isNever(isMissing)) return flow;
  raise(lowering, { ...flow, guard: and(flow.guard, isMissing) }, textLiteral('query string argument of EXECUTE is null'), span, textLiteral('null_value_not_allowed'));
  return { ...flow, guard: and(flow.guard, isNotTrue(isMissing)) };
}

function parameterOf(value: Expr, span: Span, lowering: Lowering): VariableState {
  lowering.freshness.capture(value);
  if (value.kind === 'case' && isRowType(value.type)) return unsupported(lowering, 'EXECUTE is given a row that is chosen only when it runs', span, HELP);
  if (value.kind !== 'row') return { type: value.type, value };
  const fields = rowFields(value.type, lowering);
  return { type: undefined, value: fields.map(({ name, expr }, i) => ({ name, expr: value.fields[i] ?? expr })) };
}

function isRowType(type: DataType): boolean {
  return type.kind === 'composite' || (type.kind === 'base' && type.name === 'record');
}

/** `($1).name` and `($1).*` as the names that a row variable has. */
function withFields<T>(tree: T): T {
  if (Array.isArray(tree)) return tree.map(withFields) as T;
  if (typeof tree !== 'object' || tree === null) return tree;
  if ('A_Indirection' in tree) {
    const { arg, indirection = [] } = tree.A_Indirection as { readonly arg?: Node; readonly indirection?: readonly Node[] };
    const [field, ...others] = indirection;
    if (arg && 'ColumnRef' in arg && field && others.length === 0 && ('String' in field || 'A_Star' in field)) return { ColumnRef: { ...arg.ColumnRef, fields: [...(arg.ColumnRef.fields ?? []), field] } } as T;
  }
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, withFields(value)])) as T;
}
