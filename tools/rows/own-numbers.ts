import { maskOf } from './mask.js';

/** A mask that knows the numbers of statements which have been remembered. */
export function ownNumbers(): { readonly mask: ReturnType<typeof maskOf>; readonly remember: (sql: string) => void } {
  const own = new Set<string>();
  return { mask: maskOf(Date.now(), (cell) => own.has(cell)), remember: (sql) => sql.match(/\d{4,}/g)?.forEach((number) => own.add(number)) };
}
