import type { CreateFunctionStmt, Node } from '@pgsql/types';
import type { FunctionObject } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';
import type { Procedure, ProcedureStatement } from '../../model/procedure.js';
import type { Query } from '../../model/query.js';
import { PARAMETERS } from '../../model/trigger-program.js';
import { Refusal } from '../../diagnostics/refusal.js';
import { tryCoerce } from '../analyze/coerce.js';
import { sameType } from '../analyze/type-key.js';
import type { Draft } from '../draft.js';
import { nullOnNull, withoutPlaces } from './condition.js';
import { withOwnSources } from './own-sources.js';
import { bodyScope, newCounter, withNamedParameters, withOwnParameters, type BodyItem } from './body-scope.js';

/** What the function's body says, as far as a use of it will need it. Postgres rejects a body with a syntax error at once, and so do we. */
export function readBody(draft: Draft, object: FunctionObject, statement: CreateFunctionStmt): Pick<FunctionObject, 'procedure' | 'inline' | 'rows'> {
  if (object.language === 'plpgsql') return readProcedure(draft, object);
  if (object.language !== 'sql') return {};
  if (object.returnsSet) {
    const rows = rowsOf(draft, object, statement);
    return rows ? { rows: withOwnSources(rows, object, draft.catalog) } : {};
  }
  const inline = object.isProcedure ? undefined : inlineValue(draft, object, statement);
  if (inline) return { inline: withOwnSources(withoutPlaces(inline), object, draft.catalog) };
  const procedure = procedureOf(draft, object, statement);
  return procedure ? { procedure } : {};
}

/** The reader knows no tables, so that it also stumbles over bodies that are right: only syntax errors are Postgres'. */
function readProcedure(draft: Draft, object: FunctionObject): Pick<FunctionObject, 'procedure'> {
  const reading = draft.services.parser?.parseProcedure(draft.statement);
  if (!reading) return {};
  if ('procedure' in reading) return { procedure: withOwnParameters(reading.procedure, object) };
  const [first] = reading.diagnostics;
  if (!first) return {};
  if (object.returnsTrigger || /^(?:syntax error|missing|unterminated|mismatched)/.test(first.message)) throw new Refusal(first);
  return { procedure: { unreadable: first } };
}

/** The one expression that the function stands for; undefined when its body is more than that, or cannot be analysed. */
function inlineValue(draft: Draft, object: FunctionObject, statement: CreateFunctionStmt): Expr | undefined {
  const node = bodyNode(draft, statement);
  const { returns } = object;
  if (!node || !returns) return undefined;
  const scope = bodyScope(draft.catalog, draft.statement.file, [parameterItem(object)], newCounter(draft.catalog, draft.statement.file));
  try {
    const query = scope.query(withOwnParameters(withNamedParameters(node), object));
    const value = valueOf(query);
    const result = value && tryCoerce(value, returns, 'assignment', scope);
    return result && object.strict ? nullOnNull(result, parameterItem(object).columns.flatMap(({ name, expr }) => (expr && name.startsWith('$') ? [expr] : []))) : result;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** The one query of a function that returns a set; undefined where its columns have other types than the function says, or it is STRICT. */
function rowsOf(draft: Draft, object: FunctionObject, statement: CreateFunctionStmt): Query | undefined {
  const node = bodyNode(draft, statement);
  if (!node || object.strict) return undefined;
  const scope = bodyScope(draft.catalog, draft.statement.file, [parameterItem(object)], newCounter(draft.catalog, draft.statement.file));
  try {
    const query = scope.query(withOwnParameters(withNamedParameters(node), object));
    const types = resultTypes(draft, object);
    const fits = types.length === query.columns.length && types.every((type, i) => sameType(type, query.columns[i]?.type ?? type, false));
    return fits ? query : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** RETURNS TABLE (a int, b text), RETURNS SETOF users, RETURNS SETOF int */
function resultTypes(draft: Draft, { parameters, returns }: FunctionObject): readonly DataType[] {
  const outputs = parameters.filter(({ mode }) => mode === 'out' || mode === 'inout' || mode === 'table').map(({ type }) => type);
  if (outputs.length > 0 || !returns) return outputs;
  const object = returns.kind === 'composite' ? draft.catalog.objects.get(returns.id) : undefined;
  if (object?.kind === 'table' || object?.kind === 'view') return object.columns.map(({ type }) => type);
  return object?.kind === 'composite' ? object.fields.map(({ type }) => type) : [returns];
}

/** `RETURN expression`, or the only statement of the body, which is a SELECT. */
function bodyNode(draft: Draft, { sql_body: body }: CreateFunctionStmt): Node | undefined {
  if (body && 'ReturnStmt' in body) return body.ReturnStmt.returnval && { SelectStmt: { targetList: [{ ResTarget: { val: body.ReturnStmt.returnval } }] } };
  if (body) return undefined;
  const statements = draft.services.parser?.parseSqlBody(draft.statement).statements ?? [];
  const [only] = statements;
  return only && statements.length === 1 && 'SelectStmt' in only.node ? only.node : undefined;
}

/** Several statements, or one that changes rows: what PL/pgSQL would write as the same statements. */
function procedureOf(draft: Draft, object: FunctionObject, { sql_body: body }: CreateFunctionStmt): Procedure | undefined {
  if (body) return undefined;
  const statements = draft.services.parser?.parseSqlBody(draft.statement).statements ?? [];
  if (statements.length === 0 || !statements.every(({ node }) => 'SelectStmt' in node || 'InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node)) return undefined;
  const { file, span } = draft.statement;
  const done = statements.map((each): ProcedureStatement => {
    const statement = { ...each, node: withOwnParameters(withNamedParameters(each.node), object) };
    return 'SelectStmt' in each.node ? { kind: 'perform', span: each.span, query: statement } : { kind: 'sql', span: each.span, statement, strict: false };
  });
  return { file, body: { kind: 'block', span, variables: [], handlers: [], statements: done } };
}

/** Parameters by name, and by number. */
function parameterItem({ parameters }: FunctionObject): BodyItem {
  const columns = parameters.flatMap(({ name, type, mode }, i) => {
    if (mode === 'out' || mode === 'table') return [];
    const expr: Expr = { kind: 'column', source: PARAMETERS, name: String(i + 1), type };
    return [{ name: `$${i + 1}`, type, expr }, ...(name === undefined ? [] : [{ name, type, expr }])];
  });
  return { source: PARAMETERS, columns };
}

/** A SELECT without FROM is its expression; any other is a scalar subquery of its first row. */
function valueOf(query: Query): Expr | undefined {
  const [column, ...others] = query.columns;
  if (!column || others.length > 0) return undefined;
  const { body } = query;
  const plain = body.kind === 'select' && body.from.length === 0 && !body.where && !body.having && body.groupBy.length === 0 && query.with.length === 0 && !query.limit && !query.offset;
  const [target] = plain ? body.targets : [];
  if (target && !(target.expr.kind === 'call' && (target.expr.aggregate || target.expr.returnsSet))) return target.expr;
  const limit: Expr = { kind: 'literal', value: '1', type: { kind: 'base', name: 'int8', modifiers: [] } };
  return { kind: 'subquery', form: 'scalar', type: column.type, query: query.limit ? query : { ...query, limit } };
}
