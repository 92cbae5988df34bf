import type { FuncCall, Node, SelectStmt } from '@pgsql/types';

/** Whether the rows of a SELECT can be made one by one, each with the calls that it asks for: these stand by themselves in its list. */
export function isCalledByRow({ targetList = [], withClause, groupClause, havingClause, distinctClause, windowClause, larg }: SelectStmt, isCalled: (call: FuncCall) => boolean): boolean {
  if (withClause || groupClause || havingClause || distinctClause || windowClause || larg) return false;
  const values = targetList.map((target) => ('ResTarget' in target ? target.ResTarget.val : target));
  return values.every((value) => value !== undefined && !isStar(value) && ('FuncCall' in value && isCalled(value.FuncCall) ? !calls(value.FuncCall.args, isCalled) : !calls(value, isCalled)));
}

/** `*` stands for columns that are not counted here. */
function isStar(value: Node): boolean {
  return JSON.stringify(value).includes('"A_Star"');
}

/** Whether one of the functions is called anywhere in it. */
export function calls(tree: unknown, isCalled: (call: FuncCall) => boolean): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  return ('FuncCall' in tree && isCalled(tree.FuncCall as FuncCall)) || Object.values(tree).some((part) => calls(part, isCalled));
}
