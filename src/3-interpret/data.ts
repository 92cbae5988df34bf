import type { FuncCall, Node, SelectStmt } from '@pgsql/types';
import type { Effect } from '../model/change.js';
import type { DataStatement } from '../model/query.js';
import { analyzeDataStatement } from './analyze/data-statement.js';
import { nameParts } from '../model/regclass.js';
import { sequenceOfText } from './catalog/regclass.js';
import { intoOf, selectInto } from './create-table-as.js';
import { stringOf } from './catalog/resolve.js';
import type { Draft } from './draft.js';
import { orOnlyShown, selectOfServerWork } from './passing-select.js';
import { selectOfProcedure } from './procedure/call-procedure.js';
import { insertOfCalled, ofOwnRows } from './procedure/insert-of-called.js';
import { withSystemFacts } from './procedure/do/system-facts.js';
import { rememberNext } from './restart.js';
import { setSearchPath } from './schema.js';
import { isSessionFunction } from './session-function.js';

/** INSERT, UPDATE, DELETE, TRUNCATE, SELECT */
export function data(draft: Draft): Effect | undefined {
  const { node } = draft.statement;
  if ('SelectStmt' in node && intoOf(node.SelectStmt)) return selectInto(draft, node.SelectStmt);
  const called = 'SelectStmt' in node ? selectOfProcedure(draft, node.SelectStmt) : undefined;
  if (called) return called;
  if ('SelectStmt' in node && isAboutSession(node.SelectStmt)) return { kind: 'none', reason: 'it is about the session or the server: it changes neither the schema nor its rows' };
  const outside = 'SelectStmt' in node ? selectOfServerWork(draft, node.SelectStmt) : undefined;
  if (outside) return outside;
  const path = 'SelectStmt' in node ? searchPathOf(node.SelectStmt) : undefined;
  if ('SelectStmt' in node) noteSetval(draft, node.SelectStmt);
  const analyze = (): readonly DataStatement[] => analyzeDataStatement(withSystemFacts(draft.statement, draft.catalog), draft.catalog);
  if (path === undefined && !('SelectStmt' in node)) {
    const statements = analyze();
    return insertOfCalled(draft, statements) ?? ofOwnRows(draft, statements) ?? { kind: 'data', statements };
  }
  if (path === undefined) return 'SelectStmt' in node ? orOnlyShown(draft, node.SelectStmt, analyze) : undefined;
  setSearchPath(draft, path === '' ? [] : path.split(',').map((name) => nameParts(name.trim())[0] ?? ''));
  return { kind: 'none', reason: 'names are looked up in these schemas from here on' };
}

function constant(node: Node | undefined): string | undefined {
  return node && 'A_Const' in node && node.A_Const.sval ? (node.A_Const.sval.sval ?? '') : undefined;
}

/** `SELECT f(..)`, and nothing else. */
function soleCall(select: SelectStmt): FuncCall | undefined {
  const [target, ...others] = select.targetList ?? [];
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined;
  return value && 'FuncCall' in value && others.length === 0 && !select.fromClause && !select.whereClause ? value.FuncCall : undefined;
}

/** `SELECT pg_catalog.set_config('search_path', 'a, b', false)`, which is how pg_dump sets it. */
function searchPathOf(select: SelectStmt): string | undefined {
  const { funcname, args } = soleCall(select) ?? {};
  if (stringOf(funcname?.at(-1)) !== 'set_config' || constant(args?.[0]) !== 'search_path') return undefined;
  return constant(args?.[1]);
}

/** `SELECT pg_catalog.setval('public.t_id_seq', 7, true)` with constants, as pg_dump writes it. */
function noteSetval(draft: Draft, select: SelectStmt): void {
  const { funcname, args = [] } = soleCall(select) ?? {};
  const [name, value, called] = args;
  const text = constant(name && 'TypeCast' in name ? name.TypeCast.arg : name);
  const number = value && 'A_Const' in value ? (value.A_Const.ival?.ival ?? value.A_Const.fval?.fval) : undefined;
  const sequence = stringOf(funcname?.at(-1)) === 'setval' && text !== undefined && number !== undefined ? sequenceOfText(draft.catalog, text) : undefined;
  const isCalled = !(called && 'A_Const' in called && called.A_Const.boolval && called.A_Const.boolval.boolval !== true);
  if (sequence) rememberNext(draft, sequence, String(BigInt(number ?? 0) + (isCalled ? 1n : 0n)));
}

/** `SELECT set_config('app.user', 'migration', true)`, `SELECT pg_advisory_xact_lock(1)`, `SELECT pg_notify('reload', '')` */
function isAboutSession(select: SelectStmt): boolean {
  const { funcname, args } = soleCall(select) ?? {};
  const name = stringOf(funcname?.at(-1)) ?? '';
  return isSessionFunction(name) && !(name === 'set_config' && constant(args?.[0]) === 'search_path');
}
