import type { FunctionObject, FunctionParameter } from '../../model/catalog.js';
import type { ProcedureStatement, ReturnNext, ReturnQuery } from '../../model/procedure.js';

/** Whether a call that stands by itself, `SELECT * FROM claim_jobs(10)`, is written for what the function does besides giving a value or rows. */
export function doesSomething({ procedure, inline, rows, returnsTrigger, returnsSet }: FunctionObject): boolean {
  return procedure !== undefined && !inline && !returnsTrigger && !(returnsSet && rows);
}

/** The parameters that only give something back, by their names: variables of the body. */
export function outputsOf({ parameters }: FunctionObject): readonly (FunctionParameter & { readonly names: readonly string[] })[] {
  return parameters.flatMap((parameter, i) => (parameter.mode === 'out' || parameter.mode === 'table' ? [{ ...parameter, names: [`$${i + 1}`, ...(parameter.name === undefined ? [] : [parameter.name])] }] : []));
}

/** A body whose rows nobody reads: RETURN QUERY does what its query does, RETURN NEXT of a variable nothing. */
export function withUnreadRows<T>(tree: T): T {
  if (Array.isArray(tree)) return tree.flatMap((item: ProcedureStatement) => unread(item) ?? [withUnreadRows(item)]) as T;
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, part]) => [key, key === 'node' ? part : withUnreadRows(part)])) as T;
}

/** Undefined where the statement stays as it is. */
function unread(statement: ProcedureStatement): readonly ProcedureStatement[] | undefined {
  if (typeof statement !== 'object') return undefined;
  if (statement.kind === 'return-next') return isOnlyRead(statement) ? [] : undefined;
  return statement.kind === 'return-query' ? [done(statement)] : undefined;
}

/** Whether working the value out does nothing. */
function isOnlyRead({ value }: ReturnNext): boolean {
  return !value || !JSON.stringify(value.node).includes('"FuncCall"');
}

function done({ query, span }: ReturnQuery): ProcedureStatement {
  if (!('tag' in query)) return query;
  return 'SelectStmt' in query.node ? { kind: 'perform', span, query } : { kind: 'sql', span, statement: query, strict: false };
}
