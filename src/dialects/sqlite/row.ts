import type { ArgumentPattern, FunctionRow, Rendering, RowNote } from '../dialect.js';

/** A rendering that gives what Postgres gives. */
export function exact(args: ArgumentPattern, render: Rendering): FunctionRow {
  return { args, render, verdict: 'exact' };
}

/** A rendering by other means, with a remark when it can differ. */
export function emulated(args: ArgumentPattern, render: Rendering, note?: RowNote): FunctionRow {
  return { args, render, verdict: 'emulated', ...(note && { note }) };
}

/** A row whose rendering does not pass on NULL for these arguments, counted from 1. */
export function hiding<T extends FunctionRow>(hides: readonly number[], row: T): T {
  return { ...row, hides };
}

/** A function that SQLite cannot compute, with what to do instead. */
export function refused(message: string, help?: string): readonly FunctionRow[] {
  return [{ args: ['any', '...'], render: 'NULL', verdict: 'refused', note: { code: 'unsupported-function', message, ...(help && { help }) } }];
}

/** An aggregate with something around the whole call. */
export function wrapped(args: ArgumentPattern, render: Rendering, outer: string): FunctionRow {
  return { args, render, outer, verdict: 'emulated' };
}
