import type { Catalog, FunctionObject, Trigger } from '../../../model/catalog.js';
import type { Parser } from '../../../model/parser.js';
import type { Expr } from '../../../model/expression.js';
import { PARAMETERS } from '../../../model/trigger-program.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { declaredIn, numberedIn } from '../assigned-variables.js';
import { bodyScope, newCounter, withNamedParameters } from '../body-scope.js';
import { TEXT } from '../../analyze/type-key.js';
import { choose, FALSE, isNever, nullOnNull, TRUE, withoutPlaces } from '../condition.js';
import { withOwnSources } from '../own-sources.js';
import { parameterRow } from '../parameter-row.js';
import { newFreshness } from './freshness.js';
import { CHANGES_ROWS, type Lowering } from './lowering.js';
import { runStatements } from './run-statement.js';
import { itemsOf, NO_TABLE, type BodyState, type VariableState } from './trigger-state.js';

const NO_TRIGGER: Trigger = { id: -1, name: '', timing: 'after', events: [], columns: [], level: 'statement', function: -1, args: [], enabled: false };

/**
 * A PL/pgSQL function that only works out a value, as one expression over its parameters: variables become what they were given, IF becomes
 * CASE, SELECT INTO a subquery; or what stands in the way.
 */
export function lowerFunction(object: FunctionObject, catalog: Catalog, parser: Parser | undefined): Pick<FunctionObject, 'inline' | 'obstacle'> {
  const { procedure, returns } = object;
  if (!procedure || 'unreadable' in procedure || !returns || object.returnsSet || object.returnsTrigger || object.isProcedure) return {};
  const counter = newCounter(catalog, procedure.file);
  const results: NonNullable<Lowering['results']> = { type: returns, returned: [] };
  const lowering: Lowering = {
    catalog, file: procedure.file, body: procedure.body, table: NO_TABLE, trigger: NO_TRIGGER, event: 'insert', freshness: newFreshness(true), actions: [], outcomes: [], notes: [], results, counter, calling: [object.id], called: new Set(), run: runStatements, otherNames: otherNamesOf(object), ...(parser && { parser }),
    scope: (state) => bodyScope(catalog, procedure.file, itemsOf(NO_TABLE, state, []), counter),
    raw: withNamedParameters,
  };
  const state: BodyState = { new: new Map(), old: new Map(), variables: parametersOf(object, catalog), found: FALSE };
  try {
    const end = runStatements([procedure.body], { guard: TRUE, state }, lowering);
    if (lowering.actions.some(({ kind }) => kind !== 'raise')) return { obstacle: CHANGES_ROWS };
    if (!isNever(end.guard)) return { obstacle: 'it can end without RETURN' };
  } catch (error) {
    if (error instanceof Refusal && lowering.actions.some(({ kind }) => kind === 'statement')) return { obstacle: CHANGES_ROWS };
    if (error instanceof Refusal) return { obstacle: error.diagnostic.message.replace(' in a trigger', '') };
    throw error;
  }
  const last = results.returned.at(-1);
  const returned = last && results.returned.slice(0, -1).reduceRight<Expr>((otherwise, { guard, value }) => choose(guard, value, otherwise), last.value);
  const value = returned && raisedIn(lowering).reduceRight<Expr>((otherwise, { guard, value: raised }) => choose(guard, raised, otherwise), returned);
  const parameters = [...state.variables].flatMap(([name, variable]) => (name.startsWith('$') && 'kind' in variable.value ? [variable.value] : []));
  return value ? { inline: withOwnSources(withoutPlaces(object.strict ? nullOnNull(value, parameters) : value), object, catalog) } : {};
}

/** Of the parameters that are named both ways. A variable that a block declares under the name of a parameter is another one. */
function otherNamesOf({ parameters, procedure }: FunctionObject): ReadonlyMap<string, string> {
  if (!procedure || 'unreadable' in procedure) return new Map();
  const [declared, numbered] = [declaredIn([procedure.body]), numberedIn([procedure.body])];
  const both = parameters.flatMap(({ name }, i) => (name !== undefined && !declared.has(name) && numbered.has(`$${i + 1}`) ? [[name, `$${i + 1}`] as const] : []));
  return new Map(both.flatMap(([name, number]) => [[name, number], [number, name]]));
}

/** RAISE EXCEPTION as a value that fails when it is worked out. */
function raisedIn({ actions, results }: Lowering): readonly { readonly guard: Expr; readonly value: Expr }[] {
  const type = results?.type ?? TEXT;
  return actions.flatMap((action) => (action.kind === 'raise' ? [{ guard: action.guard ?? TRUE, value: { kind: 'call' as const, name: 'raise_exception', args: [action.message], type } }] : []));
}

/** Parameters as variables, by number and by name. */
function parametersOf({ parameters }: FunctionObject, catalog: Catalog): BodyState['variables'] {
  const variables = new Map<string, VariableState>();
  for (const [i, { name, type, mode }] of parameters.entries()) {
    if (mode === 'out' || mode === 'table') continue;
    const row = parameterRow(i + 1, type, catalog);
    const variable: VariableState = row ? { type: undefined, value: row } : { type, value: { kind: 'column', source: PARAMETERS, name: String(i + 1), type } };
    variables.set(`$${i + 1}`, variable);
    if (name !== undefined) variables.set(name, variable);
  }
  return variables;
}
