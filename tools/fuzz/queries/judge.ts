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

/** Postgres' rows or its error; SQLite's dates begin in the year 0, and nobody's rows are older. */
async function truthOf(sql: string, bench: Bench): Promise<Truth | string> {
  const truth = await bench.truth(sql).catch((error: Error) => error.message);
  return typeof truth !== 'string' && truth.rows.some((row) => row.some((value) => typeof value === 'string' && value.endsWith(' BC'))) ? 'before Christ' : truth;
}

function judgeRows(sql: string, truth: Truth, ordered: boolean, bench: Bench): Judgement {
  const printed = attempt(() => bench.print(sql));
  if (printed instanceof Error) return { verdict: isLimitation(printed.message) ? 'refused' : 'fault', message: printed.message };
  if (printed.refused) return { verdict: 'refused', message: printed.messages.join('; ') };
  if (printed.codes.length > 0) return { verdict: 'announced' };
  const text = printed.sqlite[0] ?? '';
  const rows = attempt(() => bench.onSqlite(text, truth.kinds));
  if (rows instanceof Error) return { verdict: rows.message === 'malformed JSON' && text.includes("json('") ? 'raised' : 'fault', message: `${rows.message}\n  ${text}` };
  const [expected, actual] = [truth.rows, rows].map((list) => (ordered ? list.map(comparable) : list.map(comparable).toSorted()));
  const wrong = (expected ?? []).flatMap((row, i) => (row === actual?.[i] ? [] : [`${row} in Postgres, ${actual?.[i]} here`]));
  if (wrong.length === 0 && truth.rows.length === rows.length) return { verdict: 'equal' };
  return { verdict: 'fault', message: `${wrong.slice(0, 3).join('\n  ')}\n  ${text}` };
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
