import type { Node } from '@pgsql/types';
import type { FunctionObject } from '../../model/catalog.js';
import type { Procedure, ProcedureStatement } from '../../model/procedure.js';
import type { Statement } from '../../model/statement.js';

/** Several statements, or one that changes rows: what PL/pgSQL would write as the same statements. */
export function procedureOf({ statements = [], returns }: FunctionObject): Procedure | undefined {
  const [first] = statements;
  const last = statements.at(-1);
  if (!first || !last || !statements.every(({ node }) => 'SelectStmt' in node || 'InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node || ('MergeStmt' in node && !node.MergeStmt.returningClause))) return undefined;
  const span = { start: first.span.start, end: last.span.end };
  const result = returns?.kind === 'composite' ? undefined : resultOf(last);
  const done = (result ? statements.slice(0, -1) : statements).map((statement): ProcedureStatement => {
    return 'SelectStmt' in statement.node ? { kind: 'perform', span: statement.span, query: statement } : { kind: 'sql', span: statement.span, statement, strict: false };
  });
  return { file: first.file, body: { kind: 'block', span, variables: result ? [{ name: RESULT, span, type: { kind: 'record' }, constant: false, notNull: false }] : [], handlers: [], statements: [...done, ...(result ?? [])] } };
}

/** No name that a user could write without meaning to. */
const RESULT = 'result of the function';
const FIELD = 'value';

/** `UPDATE .. RETURNING n` at the end is the function's result: `UPDATE .. RETURNING n INTO result; RETURN result`. */
function resultOf(statement: Statement): readonly ProcedureStatement[] | undefined {
  const node = withNamedResult(statement.node);
  const { span } = statement;
  const value: Node = { ColumnRef: { fields: [RESULT, FIELD].map((sval) => ({ String: { sval } })) } };
  return node && [
    { kind: 'sql', span, statement: { ...statement, node }, into: [[RESULT]], strict: false },
    { kind: 'return', span, value: { node: value, span } },
  ];
}

/** The only thing that is returned, under a name that is known. */
function named(list: readonly Node[] = []): Node[] | undefined {
  const [only, ...others] = list;
  return only && 'ResTarget' in only && others.length === 0 && !isStar(only.ResTarget.val) ? [{ ResTarget: { ...only.ResTarget, name: FIELD } }] : undefined;
}

function withNamedResult(node: Node): Node | undefined {
  const [tag, statement] = Object.entries(node)[0] ?? [];
  if (tag !== 'InsertStmt' && tag !== 'UpdateStmt' && tag !== 'DeleteStmt') return undefined;
  const { returningClause } = statement as { readonly returningClause?: { readonly exprs?: readonly Node[] } };
  const exprs = named(returningClause?.exprs);
  return exprs && ({ [tag]: { ...(statement as object), returningClause: { ...returningClause, exprs } } } as unknown as Node);
}

function isStar(node: Node | undefined): boolean {
  return node !== undefined && 'ColumnRef' in node && (node.ColumnRef.fields ?? []).some((field) => 'A_Star' in field);
}
