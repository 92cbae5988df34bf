import type { Bench, Truth } from '../../../test/support/queries/bench.js';

/** `raised`: an error where Postgres guesses, as of a date that is not written as its format says. */
export type Verdict = 'equal' | 'announced' | 'raised' | 'refused' | 'rejected' | 'fault';

export interface Judgement {
  readonly verdict: Verdict;
  readonly message?: string;
}

const ROW_IDS = [1, 2, 3, 4, 5, 6];

/** One expression, over all rows for which Postgres has a value. */
export async function judgeExpression(expression: string, bench: Bench): Promise<Judgement> {
  const sql = (ids: readonly number[]): string => `SELECT id AS row, ${expression} FROM t WHERE id IN (${ids.join(', ')}) ORDER BY t.id`;
  const all = await truthOf(sql(ROW_IDS), bench);
  if (typeof all !== 'string') return judgeRows(sql(ROW_IDS), all, true, bench);
  const ids: number[] = [];
  for (const id of ROW_IDS) if (typeof (await truthOf(sql([id]), bench)) !== 'string') ids.push(id);
  return ids.length === 0 ? { verdict: 'rejected', message: all } : judgeQuery(sql(ids), true, bench);
}

/** @param ordered whether the order of the rows counts */
export async function judgeQuery(sql: string, ordered: boolean, bench: Bench): Promise<Judgement> {
  const truth = await truthOf(sql, bench);
  return typeof truth === 'string' ? { verdict: 'rejected', message: truth } : judgeRows(sql, truth, ordered, bench);
}

/** A statement, by what a query reads after it. Both may raise an error. */
export async function judgeStatement(sql: string, query: string, bench: Bench): Promise<Judgement> {
  const { postgres, sqlite, diagnostics, steps } = await bench.tried(sql, query);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (typeof postgres !== 'string' && hasAncient(postgres)) return { verdict: 'rejected', message: 'before Christ' };
  if (error && /immutable/iu.test(error.message)) return { verdict: 'rejected', message: 'Postgres works constants out before it asks' };
  if (error) return { verdict: typeof postgres === 'string' ? 'rejected' : isLimitation(`${error.code}: `) ? 'refused' : 'fault', message: `${error.code}: ${error.message}` };
  if (diagnostics.some(({ severity }) => severity === 'warning')) return { verdict: 'announced' };
  const shown = steps.map((step) => `\n  ${step}`).join('');
  if (typeof postgres === 'string') return typeof sqlite === 'string' || isEvaluated(postgres) ? { verdict: 'rejected', message: postgres } : { verdict: 'fault', message: `Postgres rejects it: ${postgres}${shown}` };
  if (typeof sqlite === 'string') return { verdict: sqlite === 'malformed JSON' && shown.includes("json('") ? 'raised' : 'fault', message: `${sqlite}${shown}` };
  return compared(postgres.rows, sqlite, true, shown);
}

/** Errors of working out a value: division by zero, numbers that are out of range, what cannot be read. They are compared value by value. */
function isEvaluated(message: string): boolean {
  return !/violates|is violated|could not create unique|duplicate key|cannot (be|use)|must (?!be marked IMMUTABLE)be/u.test(message);
}

/** Postgres' rows or its error; SQLite's dates begin in the year 0, and nobody's rows are older. */
async function truthOf(sql: string, bench: Bench): Promise<Truth | string> {
  const truth = await bench.truth(sql).catch((error: Error) => error.message);
  return typeof truth !== 'string' && hasAncient(truth) ? 'before Christ' : truth;
}

function hasAncient({ rows }: Truth): boolean {
  return rows.some((row) => row.some((value) => typeof value === 'string' && value.endsWith(' BC')));
}

function judgeRows(sql: string, truth: Truth, ordered: boolean, bench: Bench): Judgement {
  const printed = attempt(() => bench.print(sql));
  if (printed instanceof Error) return { verdict: isLimitation(printed.message) ? 'refused' : 'fault', message: printed.message };
  if (printed.refused) return { verdict: 'refused', message: printed.messages.join('; ') };
  if (printed.codes.length > 0) return { verdict: 'announced' };
  const text = printed.sqlite[0] ?? '';
  const rows = attempt(() => bench.onSqlite(text, truth.kinds));
  if (rows instanceof Error) return { verdict: rows.message === 'malformed JSON' && text.includes("json('") ? 'raised' : 'fault', message: `${rows.message}\n  ${text}` };
  return compared(truth.rows, rows, ordered, `\n  ${text}`);
}

function compared(truth: Truth['rows'], rows: Truth['rows'], ordered: boolean, shown: string): Judgement {
  const [expected, actual] = [truth, rows].map((list) => (ordered ? list.map(comparable) : list.map(comparable).toSorted()));
  const wrong = (expected ?? []).flatMap((row, i) => (row === actual?.[i] ? [] : [`${row} in Postgres, ${actual?.[i]} here`]));
  if (wrong.length === 0 && truth.length === rows.length) return { verdict: 'equal' };
  return { verdict: 'fault', message: `${wrong.slice(0, 3).join('\n  ')}${shown}` };
}

/** Diagnostics with a code are ours, and so are limits that say so; anything else is a crash. */
function isLimitation(message: string): boolean {
  return /^[\w-]*unsupported[\w-]*: /u.test(message);
}

/** Computed fractions may differ in the tenth digit, and the text of jsonb has no blanks. */
function comparable(row: readonly unknown[]): string {
  return JSON.stringify(row, (_key, value: unknown) => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value)).replaceAll(/([:,]) (?=[[{"\\\d]|true|false|null)/gu, '$1');
}

function attempt<T>(run: () => T): T | Error {
  try {
    return run();
  } catch (error) {
    return error as Error;
  }
}
