import type { Node } from '@pgsql/types';
import type { CaseStatement, If, ProcedureExpression, ProcedureStatement, Return } from '../../../model/procedure.js';
import type { TriggerEvent } from '../../../model/trigger-program.js';
import { columnParts } from '../raw-names.js';

const NULL: Node = { A_Const: { isnull: true } };

/** `RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END` and `RETURN coalesce(NEW, OLD)` choose between RETURNs: those, as statements. */
export function choiceOfReturns({ node, span }: ProcedureExpression, event: TriggerEvent): ProcedureStatement | undefined {
  if (rowName(node) !== undefined || !isRow(node)) return undefined;
  const back = (value: Node | undefined): Return => ({ kind: 'return', span, value: { node: value ?? NULL, span } });
  if ('CoalesceExpr' in node) return back(node.CoalesceExpr.args?.find((arg) => isThere(arg, event)));
  if (!('CaseExpr' in node)) return undefined;
  const { arg, args = [], defresult } = node.CaseExpr;
  const branches = args.flatMap((branch) => ('CaseWhen' in branch && branch.CaseWhen.expr ? [{ when: { node: branch.CaseWhen.expr, span }, statements: [back(branch.CaseWhen.result)] }] : []));
  const otherwise = [back(defresult)];
  if (!arg) return { kind: 'if', span, branches: branches.map(({ when, statements }) => ({ condition: when, statements })), otherwise } satisfies If;
  return { kind: 'case', span, operand: { node: arg, span }, branches: branches.map(({ when, statements }) => ({ when: [when], statements })), otherwise } satisfies CaseStatement;
}

function rowName(node: Node): 'new' | 'old' | undefined {
  const name = columnParts(node)?.join('.');
  return name === 'new' || name === 'old' ? name : undefined;
}

/** NEW is NULL where a row is deleted, OLD where one is inserted; a row of NULLs is none the less a row. */
function isThere(node: Node, event: TriggerEvent): boolean {
  const name = rowName(node);
  return name === 'new' ? event !== 'delete' : name === 'old' ? event !== 'insert' : false;
}

function isRow(node: Node | undefined): boolean {
  if (!node) return true;
  if (rowName(node) !== undefined || ('A_Const' in node && node.A_Const.isnull === true)) return true;
  if ('CoalesceExpr' in node) return (node.CoalesceExpr.args ?? []).every((arg) => rowName(arg) !== undefined);
  return 'CaseExpr' in node && isRow(node.CaseExpr.defresult) && (node.CaseExpr.args ?? []).every((arg) => 'CaseWhen' in arg && isRow(arg.CaseWhen.result));
}

/** `to_jsonb(coalesce(NEW, OLD))`: the row that there is, in a raw tree. */
export function withRowsThatAre<T>(tree: T, event: TriggerEvent): T {
  if (Array.isArray(tree)) return tree.map((item) => withRowsThatAre(item, event)) as T;
  if (typeof tree !== 'object' || tree === null) return tree;
  const rows = 'CoalesceExpr' in tree ? ((tree as Extract<Node, { CoalesceExpr: unknown }>).CoalesceExpr.args ?? []) : [];
  if (rows.length > 0 && rows.every((row) => rowName(row) !== undefined)) return (rows.find((row) => isThere(row, event)) ?? NULL) as T;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, withRowsThatAre(value, event)])) as T;
}
