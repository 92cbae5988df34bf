import { quoteLiteral } from './identifier.js';

/** Its rows say what is going on just now: a table's name while a trigger gives columns their values, and the marks of triggers with UPDATE OF. */
export const AT_WORK = '__tm_at_work';

/** Whether a trigger with UPDATE OF has written down that it fires for this row. */
export function isListed(mark: string, rowNumber: string): string {
  return `EXISTS (SELECT 1 FROM ${AT_WORK} WHERE relation = ${markedRow(mark, rowNumber)})`;
}

/** A trigger of another row may fire in between. */
export function markedRow(mark: string, rowNumber: string): string {
  return `${quoteLiteral(`${mark} `)} || OLD.${rowNumber}`;
}
