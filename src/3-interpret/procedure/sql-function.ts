import { INT8 } from '../../model/base-types.js';
import type { Catalog, FunctionObject } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';
import type { Query } from '../../model/query.js';
import { PARAMETERS } from '../../model/trigger-program.js';
import { Refusal } from '../../diagnostics/refusal.js';
import { tryCoerce } from '../analyze/coerce.js';
import { sameType } from '../analyze/type-key.js';
import { bodyScope, newCounter, type BodyCounter, type BodyItem, type BodyScope } from './body-scope.js';
import { nullOnNull, withoutPlaces } from './condition.js';
import { withKnownBits } from './bits/fold-bits.js';
import { oneRowOf } from './one-row.js';
import { withOwnSources } from './own-sources.js';
import { parameterRow } from './parameter-row.js';
import { procedureOf } from './sql-procedure.js';

/** What a LANGUAGE sql function is: a value, rows, or statements that are carried out. */
export type SqlMeaning = Pick<FunctionObject, 'inline' | 'rows' | 'procedure'>;

/** Bodies are strings that Postgres reads when they are called, so this is made again when a table that they name changes. */
export function lowerSqlFunction(object: FunctionObject, catalog: Catalog): SqlMeaning {
  if (object.returnsSet) {
    const rows = analyzed(object, catalog, (query, scope) => rowsOf(query, scope, object, catalog));
    const changes = rows ? undefined : procedureOf(object);
    return rows ? { rows: withOwnSources(rows, object, catalog) } : { ...(changes && { procedure: changes }) };
  }
  const inline = object.isProcedure ? undefined : analyzed(object, catalog, (query, scope) => inlineValue(query, scope, object));
  if (inline) return { inline: withOwnSources(withoutPlaces(withKnownBits(inline)), object, catalog) };
  const row = givesRow(object) ? analyzed(object, catalog, (query, scope, counter) => rowOf(rowsOf(query, scope, object, catalog), counter)) : undefined;
  const procedure = procedureOf(object);
  return { ...(row && { rows: withOwnSources(row, object, catalog) }), ...(procedure && { procedure }) };
}

/** The only statement of the body, which is a SELECT; undefined when it is more than that, or cannot be analysed. */
function analyzed<T>(object: FunctionObject, catalog: Catalog, read: (query: Query, scope: BodyScope, counter: BodyCounter) => T | undefined): T | undefined {
  const [only, ...others] = object.statements ?? [];
  if (!only || others.length > 0 || !('SelectStmt' in only.node)) return undefined;
  const counter = newCounter(catalog, only.file);
  const scope = bodyScope(catalog, only.file, parameterItems(object, catalog), counter);
  try {
    return read(scope.query(only.node), scope, counter);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** The one expression that the function stands for. */
function inlineValue(query: Query, scope: BodyScope, object: FunctionObject): Expr | undefined {
  const value = valueOf(query);
  const result = value && object.returns && tryCoerce(value, object.returns, 'assignment', scope);
  return result && object.strict ? nullOnNull(result, scalarParameters(object).columns.flatMap(({ name, expr }) => (expr && name.startsWith('$') ? [expr] : []))) : result;
}

/** The one query of a function that returns a set; undefined where its columns cannot be those that the function says, or it is STRICT. */
function rowsOf(query: Query, scope: BodyScope, object: FunctionObject, catalog: Catalog): Query | undefined {
  const types = resultTypes(catalog, object);
  if (types.length !== query.columns.length || object.strict) return undefined;
  return types.every((type, i) => sameType(type, query.columns[i]?.type ?? type, hasModifiers(type))) ? query : withColumns(query, types, scope);
}

function rowOf(rows: Query | undefined, counter: BodyCounter): Query | undefined {
  return rows && oneRowOf(rows, () => counter.nextSource++);
}

function hasModifiers(type: DataType): boolean {
  return type.kind === 'base' && type.modifiers.length > 0;
}

/** Each value is converted to the column that it becomes, as one that is assigned (check_sql_stmt_retval). */
function withColumns(query: Query, types: readonly DataType[], scope: BodyScope): Query | undefined {
  const { body } = query;
  if (body.kind !== 'select' || body.distinct !== false) return undefined;
  const targets = body.targets.flatMap((target, i) => {
    const expr = tryCoerce(target.expr, types[i] ?? target.expr.type, 'assignment', scope);
    return expr ? [{ ...target, expr }] : [];
  });
  if (targets.length < types.length) return undefined;
  return { ...query, columns: query.columns.map((column, i) => ({ ...column, type: types[i] ?? column.type })), body: { ...body, targets } };
}

/** OUT, INOUT and the columns of RETURNS TABLE. */
export function outputsOf({ parameters }: Pick<FunctionObject, 'parameters'>): FunctionObject['parameters'] {
  return parameters.filter(({ mode }) => mode === 'out' || mode === 'inout' || mode === 'table');
}

/** It gives one row: `(OUT a int, OUT b text)`, `RETURNS users`. */
export function givesRow(object: FunctionObject): boolean {
  return !object.returnsSet && !object.isProcedure && (outputsOf(object).length > 1 || object.returns?.kind === 'composite');
}

/** RETURNS TABLE (a int, b text), RETURNS SETOF users, RETURNS SETOF int */
export function resultTypes(catalog: Catalog, object: FunctionObject): readonly DataType[] {
  const { returns } = object;
  const outputs = outputsOf(object).map(({ type }) => type);
  if (outputs.length > 0 || !returns) return outputs;
  const row = returns.kind === 'composite' ? catalog.objects.get(returns.id) : undefined;
  if (row?.kind === 'table' || row?.kind === 'view') return row.columns.map(({ type }) => type);
  return row?.kind === 'composite' ? row.fields.map(({ type }) => type) : [returns];
}

function parameterItems(object: FunctionObject, catalog: Catalog): readonly BodyItem[] {
  const rows = numbered(object).flatMap(({ name, type, place, number }) => {
    const fields = parameterRow(place, type, catalog);
    if (!fields) return [];
    const row = { source: PARAMETERS, rowType: type, columns: fields.map((field) => ({ ...field, type: field.expr.type })) };
    return [{ ...row, name: number }, ...(name === undefined ? [] : [{ ...row, name }])];
  });
  return [scalarParameters(object), ...rows];
}

/** Parameters by name, and by number. */
function scalarParameters(object: FunctionObject): BodyItem {
  const columns = numbered(object).flatMap(({ name, type, place, number }) => {
    if (type.kind === 'composite') return [];
    const expr: Expr = { kind: 'column', source: PARAMETERS, name: String(place), type };
    return [{ name: number, type, expr }, ...(name === undefined ? [] : [{ name, type, expr }])];
  });
  return { source: PARAMETERS, columns };
}

/** What a call gives values to. In SQL, unlike PL/pgSQL, the numbers pass over what the function only gives back. */
function numbered(object: FunctionObject) {
  const inputs = object.parameters.map((parameter, i) => ({ ...parameter, place: i + 1 })).filter(({ mode }) => mode !== 'out' && mode !== 'table');
  return inputs.map((parameter, i) => ({ ...parameter, number: `$${i + 1}` }));
}

/** A SELECT without FROM is its expression; any other is a scalar subquery of its first row. */
function valueOf(query: Query): Expr | undefined {
  const [column, ...others] = query.columns;
  if (!column || others.length > 0) return undefined;
  const { body } = query;
  const plain = body.kind === 'select' && body.from.length === 0 && !body.where && !body.having && body.groupBy.length === 0 && query.with.length === 0 && !query.limit && !query.offset;
  const [target] = plain ? body.targets : [];
  if (target && !(target.expr.kind === 'call' && (target.expr.aggregate || target.expr.returnsSet))) return target.expr;
  const limit: Expr = { kind: 'literal', value: '1', type: INT8 };
  return { kind: 'subquery', form: 'scalar', type: column.type, query: query.limit ? query : { ...query, limit } };
}
