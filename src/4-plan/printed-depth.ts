import type { Dialect } from '../dialects/dialect.js';
import { diagnose } from '../diagnostics/diagnose.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Step } from '../model/plan.js';
import { tokenAt, type Token } from './sql-tokens.js';

/** Statements that the target would refuse for how deeply an expression is nested in what is printed, where the one that is written is not. */
export function checkDepths(steps: readonly Step[], { limits: { expressionDepth: most }, name }: Dialect, known: readonly Diagnostic[]): readonly Diagnostic[] {
  const told = known.filter(({ code }) => code === 'expression-too-deep');
  return steps.flatMap(({ sql, cause }) => {
    if (!mayBeDeeper(sql, most) || printedDepth(sql) <= most || told.some(({ file, span }) => cause && span && file === cause.file && span.start >= cause.span.start && span.end <= cause.span.end)) return [];
    return [diagnose('expression-too-deep', { message: `what is printed for the statement is nested deeper than ${most} levels, which ${name} refuses`, ...(cause && { file: cause.file, span: cause.span }) })];
  });
}

const QUERY = /\((?:SELECT|WITH) /u;
/** A qualified name is a level of its own. */
const SPARE = 3;
const [QUOTE, OPENS, CLOSES, COMMA] = [39, 40, 41, 44];

/** A first look, which most statements need no second one after: a level takes a parenthesis, a sign, or a word behind a blank. Queries count twice. */
function mayBeDeeper(sql: string, most: number): boolean {
  // Each level takes two characters at least.
  if (sql.length < most * 2) return false;
  let [depth, levels] = [0, 0];
  for (let i = 0; i < sql.length && levels <= most - SPARE; i++) {
    const code = sql.charCodeAt(i);
    if (code === QUOTE) i = sql.indexOf("'", i + 1);
    if (i < 0) return true;
    if (code === OPENS) depth++;
    if (code === CLOSES) depth--;
    if (code === COMMA && depth <= 1) levels = 0;
    else if (!isWordOrQuote(code)) levels++;
  }
  return levels > most - SPARE || QUERY.test(sql);
}

function isWordOrQuote(code: number): boolean {
  return code === QUOTE || code === CLOSES || code === 46 || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122) || code > 127;
}

/**
 * The deepest expression of a statement, as SQLite counts: its height while it reads (sqlite3ExprSetHeight), and once more that of each query that is
 * in it while it looks for names (sqlite3ResolveExprNames).
 */
export function printedDepth(sql: string): number {
  const reader: Reader = { sql, at: 0, deepest: 0 };
  region(reader, undefined, true);
  return reader.deepest;
}

interface Reader {
  readonly sql: string;
  at: number;
  deepest: number;
}

/** Of what stands in a parenthesis: the highest expression, and the deepest one in a query that is in it. */
interface Depth {
  readonly height: number;
  readonly nested: number;
}

/** Of binary operators; what is not here ends an expression (https://www.sqlite.org/lang_expr.html). */
const STRENGTH: Readonly<Record<string, number>> = {
  OR: 1, AND: 2, '=': 4, '==': 4, '<>': 4, '!=': 4, IS: 4, IN: 4, LIKE: 4, GLOB: 4, MATCH: 4, BETWEEN: 4, '<': 5, '<=': 5, '>': 5, '>=': 5,
  ESCAPE: 5.5, '&': 6, '|': 6, '<<': 6, '>>': 6, '+': 7, '-': 7, '*': 8, '/': 8, '%': 8, '||': 9, '->': 9, '->>': 9, COLLATE: 10, '.': 12,
};
const PREFIX: Readonly<Record<string, number>> = { NOT: 3, EXISTS: 11, '-': 11, '+': 11, '~': 11 };

/** Words that are no part of an expression: what stands before them and behind them are two. */
const CLAUSES: ReadonlySet<string> = new Set([
  'SELECT', 'DISTINCT', 'ALL', 'FROM', 'JOIN', 'LEFT', 'RIGHT', 'FULL', 'INNER', 'CROSS', 'ON', 'USING', 'WHERE', 'GROUP', 'BY', 'HAVING', 'ORDER', 'LIMIT', 'OFFSET', 'UNION', 'EXCEPT', 'INTERSECT', 'VALUES', 'SET',
  'WHEN', 'THEN', 'ELSE', 'BEGIN', 'END', 'AS', 'WITH', 'RECURSIVE', 'CHECK', 'DEFAULT', 'DO', 'UPDATE', 'INSERT', 'INTO', 'DELETE', 'RETURNING', 'ASC', 'DESC', 'NULLS', 'FILTER', 'OVER', 'PARTITION',
]);

/** Behind these a parenthesis is no value of the expression around it. */
const APART: ReadonlySet<string> = new Set(['AS', 'MATERIALIZED', 'FILTER', 'OVER']);

/** What is read from is no value either, up to the next clause. */
const SOURCES: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'LEFT', 'RIGHT', 'FULL', 'INNER', 'CROSS', 'AS']);

/** One expression that is being read: operands, and operators that wait for their right side. */
interface Pending {
  /** `NOT` of NOT LIKE, NOT IN and NOT BETWEEN was read. */
  negated: boolean;
  /** The clause is FROM, or the ON of a join. */
  sources: boolean;
  on: boolean;
  /** Of SET: what stands before the sign of equality is no operand of it. */
  set: 'target' | 'value' | undefined;
  /** Of the queries in this expression. */
  nested: number;
  readonly heights: number[];
  readonly waiting: { readonly strength: number; readonly adds: number; readonly operands: 1 | 2; between: boolean }[];
}

/** Reads up to the closing sign, or the END of a CASE. In a query each expression is one by itself. */
function region(reader: Reader, close: string | undefined, isQuery: boolean): Depth {
  const pending: Pending = { negated: false, sources: false, on: false, set: undefined, nested: 0, heights: [], waiting: [] };
  let [height, nested] = [0, 0];
  let before = '';
  const finish = (): void => {
    const own = settle(pending, 0);
    // The condition of a join becomes one of WHERE.
    if (!pending.on) height = Math.max(height, own);
    nested = Math.max(nested, isQuery ? own + pending.nested + (pending.on ? 1 : 0) : pending.nested);
    if (isQuery) reader.deepest = Math.max(reader.deepest, nested);
    pending.heights.length = pending.waiting.length = pending.nested = 0;
  };
  for (;;) {
    const token = tokenAt(reader.sql, reader.at);
    reader.at = token.end;
    const ends = token.kind === 'end' || token.text === close;
    const isClause = token.kind === 'word' && CLAUSES.has(token.text);
    const assigns = token.text === '=' && pending.set === 'target';
    if (ends || token.text === ',' || token.text === ';' || isClause || assigns) finish();
    else take(token, before, pending, reader, finish);
    if (pending.set) pending.set = token.text === ',' ? 'target' : assigns ? 'value' : pending.set;
    if (isClause) enter(token.text, pending);
    if (ends) return { height, nested };
    before = token.kind === 'word' || token.text === '(' ? token.text : token.kind;
  }
}

function enter(clause: string, pending: Pending): void {
  pending.sources = clause === 'FROM' || ((pending.sources || pending.on) && SOURCES.has(clause));
  pending.on = clause === 'ON';
  pending.set = clause === 'SET' ? 'target' : undefined;
}

function take(token: Token, before: string, pending: Pending, reader: Reader, finish: () => void): void {
  const wantsOperand = pending.heights.length === lefts(pending.waiting);
  if (token.text === '(') return parenthesis(before, wantsOperand, pending, reader);
  if (token.text === 'CASE') {
    const { height, nested } = region(reader, 'END', false);
    pending.nested = Math.max(pending.nested, nested);
    return operand(height + 1, wantsOperand, pending, finish);
  }
  if (token.text === 'NOT' && before === 'IS') return;
  const strength = wantsOperand ? PREFIX[token.text] : STRENGTH[token.text];
  if (strength !== undefined) return wait(token.text, strength, wantsOperand, pending);
  if (token.text === 'NOT') pending.negated = true;
  else operand(1, wantsOperand, pending, finish);
}

/** How many operators have their left operand already. */
function lefts(waiting: Pending['waiting']): number {
  let count = 0;
  for (const { operands } of waiting) count += operands - 1;
  return count;
}

/** Two operands side by side are a name and its alias. */
function operand(height: number, wanted: boolean, { heights }: Pending, finish: () => void): void {
  if (!wanted) finish();
  heights.push(height);
}

/** Arguments make their function one level higher, a query the expression that it is. */
function parenthesis(before: string, wantsOperand: boolean, pending: Pending, reader: Reader): void {
  const { heights, sources } = pending;
  const first = tokenAt(reader.sql, reader.at).text;
  const isQuery = first === 'SELECT' || first === 'WITH' || first === 'VALUES';
  const { height, nested } = region(reader, ')', isQuery || sources || APART.has(before));
  if (before === 'FILTER' || before === 'OVER') return;
  pending.nested = Math.max(pending.nested, nested);
  if (APART.has(before)) return;
  if (!wantsOperand) heights.pop();
  const adds = !wantsOperand || (isQuery && before !== 'IN' && before !== 'EXISTS');
  heights.push(sources ? 0 : height + (adds ? 1 : 0));
}

/** What a function is given as one list, and what is no level of its own. */
const WITHIN: ReadonlySet<string> = new Set(['ESCAPE', 'COLLATE']);

function wait(text: string, strength: number, isPrefix: boolean, pending: Pending): void {
  const { waiting, heights, negated } = pending;
  const between = text === 'AND' && waiting.findLast((operator) => operator.between);
  pending.negated = false;
  if (between) {
    // BETWEEN has both bounds in one list.
    heights.push(settle(pending, between.strength + 0.5));
    between.between = false;
    waiting.push({ strength: between.strength + 0.5, adds: 0, operands: 2, between: false });
    return;
  }
  if (!isPrefix) heights.push(settle(pending, strength));
  waiting.push({ strength, adds: WITHIN.has(text) ? 0 : negated ? 2 : 1, operands: isPrefix ? 1 : 2, between: text === 'BETWEEN' });
}

/** Puts together what binds at least as strongly, and takes it from the operands. */
function settle({ heights, waiting }: Pending, strength: number): number {
  while ((waiting.at(-1)?.strength ?? -1) >= strength) {
    const operator = waiting.pop();
    const right = heights.pop() ?? 0;
    const left = operator?.operands === 2 ? (heights.pop() ?? 0) : 0;
    heights.push(Math.max(left, right) + (operator?.adds ?? 0));
  }
  return heights.pop() ?? 0;
}
