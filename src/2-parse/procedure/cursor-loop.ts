import type { CursorStatement, Loop, ProcedureStatement, While } from '../../model/procedure.js';
import { withCurrentRow } from './current-row.js';

/**
 * `OPEN c; LOOP FETCH c INTO r; EXIT WHEN NOT FOUND; .. END LOOP; CLOSE c;` as `FOR r IN query LOOP .. END LOOP`, which does the same with the same rows; so
 * does `FETCH c INTO r; WHILE FOUND LOOP .. FETCH c INTO r; END LOOP`. Other uses of a cursor stay as they are.
 */
export function withoutCursors(statements: readonly ProcedureStatement[]): readonly ProcedureStatement[] {
  const opened = statements.findIndex((statement) => statement.kind === 'open' && statement.query !== undefined);
  const open = statements[opened];
  if (open?.kind !== 'open' || !open.query) return statements;
  const closed = statements.findIndex((statement, i) => i > opened && statement.kind === 'close' && statement.cursor === open.cursor);
  const between = statements.slice(opened + 1, closed < 0 ? undefined : closed);
  const loop = loopOver(open.cursor, between);
  const after = withoutCursors(statements.slice(closed < 0 ? opened + 1 : closed + 1));
  if (!loop) return closed < 0 ? statements : [...statements.slice(0, closed + 1), ...after];
  const { target, rounds, span, label } = loop;
  const cleared = loop.plain ? target.map((parts) => withoutValue(parts, span)) : [];
  const rest = closed < 0 ? withoutCursors(between.slice(loop.length)) : [...between.slice(loop.length), ...after];
  const whole = withCurrentRow({ kind: 'for-query', span, ...(label !== undefined && { label }), target, query: open.query, statements: rounds }, open.cursor);
  return [...statements.slice(0, opened), whole, ...cleared, ...rest];
}

interface CursorLoop extends Pick<Loop, 'span' | 'label'> {
  readonly target: NonNullable<CursorStatement['target']>;
  readonly rounds: readonly ProcedureStatement[];
  readonly plain: boolean;
  /** How many statements it takes. */
  readonly length: number;
}

/** The FETCH that finds no more row. */
function withoutValue(parts: readonly string[], span: Loop['span']): ProcedureStatement {
  return { kind: 'assign', span, target: { ColumnRef: { fields: parts.map((sval) => ({ String: { sval } })) } }, value: { span, node: { A_Const: { isnull: true } } } };
}

/** The loop that the statements after OPEN begin with. */
function loopOver(cursor: string, [first, second, ...others]: readonly ProcedureStatement[]): CursorLoop | undefined {
  if (first?.kind === 'loop') return others.concat(second ?? []).some((statement) => mentions(statement, cursor)) ? undefined : fetchingFirst(cursor, first);
  const fetch = first && fetchedBy(first, cursor);
  return fetch && second?.kind === 'while' && !others.some((statement) => mentions(statement, cursor)) ? fetchingLast(cursor, second, fetch) : undefined;
}

function fetchingFirst(cursor: string, { statements: [fetch, end, ...rounds], span, label }: Loop): CursorLoop | undefined {
  const fetched = fetch && fetchedBy(fetch, cursor);
  if (!fetched || !end || !exitsAtEnd(end, label) || rounds.some((statement) => mentions(statement, cursor))) return undefined;
  return { ...fetched, rounds, span, ...(label !== undefined && { label }), length: 1 };
}

function fetchingLast(cursor: string, { condition, statements, span, label }: While, fetch: Fetched): CursorLoop | undefined {
  const rounds = statements.slice(0, -1);
  const last = statements.at(-1);
  const again = last && fetchedBy(last, cursor);
  const same = again && JSON.stringify(again.target) === JSON.stringify(fetch.target);
  // CONTINUE would leave the last FETCH out.
  if (!same || !isFound(condition.node) || rounds.some((statement) => mentions(statement, cursor) || JSON.stringify(statement).includes('"kind":"continue"'))) return undefined;
  return { ...fetch, rounds, span, ...(label !== undefined && { label }), length: 2 };
}

type Fetched = Pick<CursorLoop, 'target' | 'plain'>;

function fetchedBy(statement: ProcedureStatement, cursor: string): Fetched | undefined {
  return statement.kind === 'fetch' && statement.cursor === cursor && statement.target ? { target: statement.target, plain: statement.plain === true } : undefined;
}

/** `EXIT WHEN NOT FOUND`, `IF NOT FOUND THEN EXIT; END IF` */
function exitsAtEnd(statement: ProcedureStatement, label: string | undefined): boolean {
  if (statement.kind === 'exit') return statement.condition !== undefined && isNotFound(statement.condition.node) && (statement.label === undefined || statement.label === label);
  if (statement.kind !== 'if' || statement.branches.length !== 1 || statement.otherwise.length > 0) return false;
  const [{ condition, statements: [only, ...others] } = { condition: undefined, statements: [] }] = statement.branches;
  return condition !== undefined && isNotFound(condition.node) && others.length === 0 && only?.kind === 'exit' && !only.condition && (only.label === undefined || only.label === label);
}

function isNotFound(node: object): boolean {
  const { boolop, args = [] } = 'BoolExpr' in node ? (node.BoolExpr as { boolop?: string; args?: readonly object[] }) : {};
  const [only] = args;
  return boolop === 'NOT_EXPR' && only !== undefined && isFound(only);
}

function isFound(node: object): boolean {
  const { fields = [] } = 'ColumnRef' in node ? (node.ColumnRef as { fields?: readonly { readonly String?: { readonly sval?: string } }[] }) : {};
  return fields.length === 1 && fields[0]?.String?.sval === 'found';
}

/** A statement that does anything with the cursor itself: `WHERE CURRENT OF` only names its row. */
function mentions(statement: ProcedureStatement, cursor: string): boolean {
  return JSON.stringify(statement).includes(`"cursor":${JSON.stringify(cursor)}`);
}
