import type { Catalog, FunctionObject } from '../../../model/catalog.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import type { Parser } from '../../../model/parser.js';
import type { Procedure, ProcedureBlock } from '../../../model/procedure.js';
import { PARAMETERS } from '../../../model/trigger-program.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { callsWhatDoes } from '../called-alone.js';
import { declaredIn, numberedIn } from '../assigned-variables.js';
import { bodyScope, newCounter, withNamedParameters } from '../body-scope.js';
import { FALSE } from '../condition.js';
import { parameterRow } from '../parameter-row.js';
import { newFreshness } from './freshness.js';
import { CHANGES_ROWS } from '../../../model/obstacle.js';
import { UNKNOWN_TEXT, type Flow, type Lowering } from './lowering.js';
import { runStatements } from './run-statement.js';
import { itemsOf, NO_TABLE, NO_TRIGGER, type BodyState, type VariableState } from './trigger-state.js';

/** What a call gives, apart from rows. */
export function inputsOf({ variables }: BodyState): readonly Expr[] {
  return [...variables].flatMap(([name, { value }]) => (name.startsWith('$') && 'kind' in value && value.kind === 'column' ? [value] : []));
}

/** A function's body at work by itself, without a table and a row. */
export function loweringOf(object: FunctionObject, { file, body }: Procedure, catalog: Catalog, parser: Parser | undefined, gives: Pick<Lowering, 'results' | 'rows'>): Lowering {
  const counter = newCounter(catalog, file);
  return {
    catalog, file, body, table: NO_TABLE, trigger: NO_TRIGGER, event: 'insert', freshness: newFreshness(true), actions: [], outcomes: [], notes: [], ...gives, counter, calling: [object.id], called: new Set(), run: runStatements, otherNames: otherNamesOf(object), ...(parser && { parser }),
    scope: (state) => bodyScope(catalog, file, itemsOf(NO_TABLE, state, []), counter, [], body.variablesFirst),
    raw: withNamedParameters,
  };
}

export function stateOf(object: FunctionObject, catalog: Catalog): BodyState {
  return { new: new Map(), old: new Map(), variables: parametersOf(object, catalog), found: FALSE };
}

/**
 * Where the body ends, or why it only works out nothing.
 * @param last what comes of reaching its end
 */
export function carriedOut({ body }: Procedure, start: Flow, lowering: Lowering, last?: (end: Flow) => void): Flow | { readonly obstacle: string } {
  try {
    const end = runStatements([body], start, lowering);
    last?.(end);
    return lowering.actions.some(({ kind }) => kind !== 'raise') ? { obstacle: CHANGES_ROWS } : end;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (lowering.actions.some(({ kind }) => kind === 'statement')) return { obstacle: CHANGES_ROWS };
    // What it would have come to later counts as well, but for what is known once it is called.
    const { message } = error.diagnostic;
    return { obstacle: message !== UNKNOWN_TEXT && writesRows(body, lowering.catalog) ? CHANGES_ROWS : message.replace(' in a trigger', '') };
  }
}

const WRITES = /"(?:InsertStmt|UpdateStmt|DeleteStmt|MergeStmt|TruncateStmt)"/;

function writesRows(body: ProcedureBlock, catalog: Catalog): boolean {
  return WRITES.test(JSON.stringify(body)) || callsWhatDoes(body, catalog, ({ obstacle }) => obstacle === CHANGES_ROWS);
}

function nullOf(type: DataType): Expr {
  return { kind: 'literal', value: null, type };
}

/** Of the parameters that are named both ways. A variable that a block declares under the name of a parameter is another one. */
function otherNamesOf({ parameters, procedure }: FunctionObject): ReadonlyMap<string, string> {
  if (!procedure || 'unreadable' in procedure) return new Map();
  const [declared, numbered] = [declaredIn([procedure.body]), numberedIn([procedure.body])];
  const both = parameters.flatMap(({ name }, i) => (name !== undefined && !declared.has(name) && numbered.has(`$${i + 1}`) ? [[name, `$${i + 1}`] as const] : []));
  return new Map(both.flatMap(([name, number]) => [[name, number], [number, name]]));
}

/** Parameters as variables, by number and by name; those that only give something back are NULL at first. */
function parametersOf({ parameters }: FunctionObject, catalog: Catalog): BodyState['variables'] {
  const variables = new Map<string, VariableState>();
  for (const [i, { name, type, mode }] of parameters.entries()) {
    const given = mode !== 'out' && mode !== 'table';
    const row = parameterRow(i + 1, type, catalog)?.map((field) => (given ? field : { ...field, expr: nullOf(field.expr.type) }));
    const variable: VariableState = { type, value: row ?? (given ? { kind: 'column', source: PARAMETERS, name: String(i + 1), type } : nullOf(type)) };
    variables.set(`$${i + 1}`, variable);
    if (name !== undefined) variables.set(name, variable);
  }
  return variables;
}
