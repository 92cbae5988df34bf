import type { CreateFunctionStmt, Node } from '@pgsql/types';
import type { FunctionObject } from '../../model/catalog.js';
import type { StatementsReading } from '../../model/parser.js';
import type { Statement } from '../../model/statement.js';
import { Refusal } from '../../diagnostics/refusal.js';
import type { Draft } from '../draft.js';
import { withNamedParameters, withOwnParameters } from './body-scope.js';
import { withReturnedOutput } from './returned-output.js';
import { lowerSqlFunction } from './sql-function.js';

/** What the function's body says, as far as a use of it will need it. Postgres rejects a body with a syntax error at once, and so do we. */
export function readBody(draft: Draft, object: FunctionObject, statement: CreateFunctionStmt): Partial<FunctionObject> {
  if (object.language === 'plpgsql') {
    const { procedure } = readProcedure(draft, object, statement);
    const query = procedure && object.returnsSet ? onlyQuery(procedure) : undefined;
    const statements = query && [{ ...query, node: withNamedParameters(query.node) }];
    return { ...(procedure && { procedure }), ...(statements && { statements, ...lowerSqlFunction({ ...object, statements }, draft.catalog) }) };
  }
  if (object.language !== 'sql') return {};
  const statements = statementsOf(draft, statement).map((each) => ({ ...each, node: withOwnParameters(withNamedParameters(each.node), object) }));
  return { statements, ...lowerSqlFunction({ ...object, statements }, draft.catalog) };
}

/** `BEGIN RETURN QUERY SELECT ..; END` */
function onlyQuery(procedure: NonNullable<FunctionObject['procedure']>): Statement | undefined {
  if ('unreadable' in procedure || procedure.body.variables.length > 0 || procedure.body.handlers.length > 0) return undefined;
  const statements = procedure.body.statements.filter((statement, i, all) => !(statement.kind === 'return' && i === all.length - 1));
  const [only] = statements;
  return statements.length === 1 && only?.kind === 'return-query' && 'tag' in only.query ? only.query : undefined;
}

/** The reader knows no tables, so that it also stumbles over bodies that are right: only syntax errors are Postgres'. */
function readProcedure(draft: Draft, object: FunctionObject, statement: CreateFunctionStmt): Pick<FunctionObject, 'procedure'> {
  const reading = draft.services.parser?.parseProcedure(draft.statement);
  if (!reading) return {};
  if ('procedure' in reading) return { procedure: withOwnParameters(withReturnedOutput(reading.procedure, statement, object), object) };
  const [first] = reading.diagnostics;
  if (!first) return {};
  if (object.returnsTrigger || /^(?:syntax error|missing|unterminated|mismatched)/.test(first.message)) throw new Refusal(first);
  return { procedure: { unreadable: first } };
}

/** `RETURN expression`, the statements of BEGIN ATOMIC, or those in the string. */
function statementsOf({ statement, services }: Draft, { sql_body: body }: CreateFunctionStmt): readonly Statement[] {
  if (!body) return readStatements(services.parser?.parseSqlBody(statement));
  const nodes = 'List' in body ? (body.List.items ?? []).flatMap((item) => ('List' in item ? (item.List.items ?? []) : [item])) : [body];
  return nodes.map((node) => {
    const value = 'ReturnStmt' in node ? node.ReturnStmt.returnval : undefined;
    const read: Node = value ? { SelectStmt: { targetList: [{ ResTarget: { val: value } }] } } : node;
    return { ...statement, tag: Object.keys(read)[0] as Statement['tag'], node: read };
  });
}

function readStatements(reading: StatementsReading | undefined): readonly Statement[] {
  const [first] = reading?.diagnostics ?? [];
  if (first) throw new Refusal(first);
  return reading?.statements ?? [];
}
