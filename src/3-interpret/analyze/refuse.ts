import type { Code } from '../../diagnostics/codes.js';
import { diagnose } from '../../diagnostics/diagnose.js';
import { Refusal } from '../../diagnostics/refusal.js';

/** Where a refusal points to. */
export interface Site {
  readonly file: string;
}

interface Details {
  /** UTF-16 offset where the fault begins. */
  readonly at?: number | undefined;
  /** Length in UTF-16 units of what is at fault; one unit when unknown. */
  readonly length?: number | undefined;
  readonly help?: string | undefined;
  /** By which EXCEPTION in a body catches it where it is carried out. */
  readonly condition?: readonly [name: string, state: string] | undefined;
}

/** Stops the analysis of the statement with an error in Postgres' wording. */
export function refuse(site: Site, code: Code, message: string, details: Details = {}): never {
  const { at, length = 1, help, condition } = details;
  throw new Refusal(diagnose(code, { message, file: site.file, help, ...(at !== undefined && { span: { start: at, end: at + length } }) }), condition);
}

/** `Did you mean "orders"?` for the nearest of the known names, or undefined when none is near. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name, candidate, least);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best === undefined ? undefined : `Did you mean "${best}"?`;
}

/** Levenshtein distance, with a neighbouring swap as one edit; gives up (returns `limit`) when it is reached. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, (before[j - 2] ?? 0) + 1);
      row.push(value);
    }
    if (Math.min(...row) >= limit) return limit;
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? limit;
}
