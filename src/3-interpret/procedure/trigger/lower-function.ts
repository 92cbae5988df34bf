import { TEXT } from '../../../model/base-types.js';
import type { Catalog, FunctionObject } from '../../../model/catalog.js';
import type { DataType } from '../../../model/data-type.js';
import type { Parser } from '../../../model/parser.js';
import type { Expr } from '../../../model/expression.js';
import { choose, isNever, nullOnNull, TRUE, withoutPlaces } from '../condition.js';
import { withOwnSources } from '../own-sources.js';
import { carriedOut, inputsOf, loweringOf, stateOf } from './function-lowering.js';
import { givesRow, outputsOf } from '../sql-function.js';
import { lowerRows } from './lower-rows.js';
import type { Lowering } from './lowering.js';
import { isVoid } from './run-statement.js';

/**
 * A PL/pgSQL function that only works out a value, as one expression over its parameters: variables become what they were given, IF becomes
 * CASE, SELECT INTO a subquery; or what stands in the way.
 */
export function lowerFunction(object: FunctionObject, catalog: Catalog, parser: Parser | undefined): Pick<FunctionObject, 'inline' | 'rows' | 'obstacle'> {
  const { procedure, returns } = object;
  if (!procedure || 'unreadable' in procedure || object.returnsTrigger || object.isProcedure) return {};
  if (object.returnsSet) return lowerRows(object, procedure, catalog, parser);
  const row = givesRow(object) ? lowerRows(object, procedure, catalog, parser) : {};
  if (!returns || outputsOf(object).length > 1) return row;
  const results: NonNullable<Lowering['results']> = { type: returns, returned: [] };
  const lowering = loweringOf(object, procedure, catalog, parser, { results });
  const state = stateOf(object, catalog);
  const end = carriedOut(procedure, { guard: TRUE, state }, lowering);
  if ('obstacle' in end) return end;
  if (!isNever(end.guard) && !isVoid(returns)) return { obstacle: 'it can end without RETURN' };
  const last = results.returned.at(-1)?.value ?? endOf(returns, lowering);
  const returned = last && results.returned.slice(0, -1).reduceRight<Expr>((otherwise, { guard, value }) => choose(guard, value, otherwise), last);
  const value = returned && raisedIn(lowering).reduceRight<Expr>((otherwise, { guard, value: raised }) => choose(guard, raised, otherwise), returned);
  return value ? { ...(row.rows && { rows: row.rows }), inline: withOwnSources(withoutPlaces(object.strict ? nullOnNull(value, inputsOf(state)) : value), object, catalog) } : {};
}

/** What a function gives that has nothing to give, or that ends with an error always. */
function endOf(type: DataType, { actions }: Lowering): Expr | undefined {
  return isVoid(type) || actions.length > 0 ? { kind: 'literal', value: null, type } : undefined;
}

/** RAISE EXCEPTION as a value that fails when it is worked out. */
function raisedIn({ actions, results }: Lowering): readonly { readonly guard: Expr; readonly value: Expr }[] {
  const type = results?.type ?? TEXT;
  return actions.flatMap((action) => (action.kind === 'raise' ? [{ guard: action.guard ?? TRUE, value: { kind: 'call' as const, name: 'raise_exception', args: [action.message], type } }] : []));
}
