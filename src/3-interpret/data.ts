import type { Node, SelectStmt } from '@pgsql/types';
import type { Effect } from '../model/change.js';
import { analyzeDataStatement } from './analyze/data-statement.js';
import { nameParts } from './catalog/regclass.js';
import { intoOf, selectInto } from './create-table-as.js';
import { stringOf } from './catalog/resolve.js';
import type { Draft } from './draft.js';
import { selectOfProcedure } from './procedure/call-procedure.js';
import { setSearchPath } from './schema.js';

/** INSERT, UPDATE, DELETE, TRUNCATE, SELECT */
export function data(draft: Draft): Effect | undefined {
  const { node } = draft.statement;
  if ('SelectStmt' in node && intoOf(node.SelectStmt)) return selectInto(draft, node.SelectStmt);
  const called = 'SelectStmt' in node ? selectOfProcedure(draft, node.SelectStmt) : undefined;
  if (called) return called;
  const path = 'SelectStmt' in node ? searchPathOf(node.SelectStmt) : undefined;
  if (path === undefined) return { kind: 'data', statements: analyzeDataStatement(draft.statement, draft.catalog) };
  setSearchPath(draft, path === '' ? [] : path.split(',').map((name) => nameParts(name.trim())[0] ?? ''));
  return { kind: 'none', reason: 'names are looked up in these schemas from here on' };
}

function constant(node: Node | undefined): string | undefined {
  return node && 'A_Const' in node && node.A_Const.sval ? (node.A_Const.sval.sval ?? '') : undefined;
}

/** `SELECT pg_catalog.set_config('search_path', 'a, b', false)`, which is how pg_dump sets it. */
function searchPathOf(select: SelectStmt): string | undefined {
  const [target, ...others] = select.targetList ?? [];
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined;
  if (!value || !('FuncCall' in value) || others.length > 0 || select.fromClause) return undefined;
  const { funcname, args } = value.FuncCall;
  if (stringOf(funcname?.at(-1)) !== 'set_config' || constant(args?.[0]) !== 'search_path') return undefined;
  return constant(args?.[1]);
}
