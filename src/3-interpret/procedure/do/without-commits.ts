import type { ProcedureBlock } from '../../../model/procedure.js';
import { someNode } from '../../../model/walk.js';

/**
 * A body without COMMIT. It lets others see what has been done so far, and keeps it when something fails later; elsewhere a migration is one transaction,
 * which nobody sees before it is over.
 */
export function withoutCommits(body: ProcedureBlock): ProcedureBlock {
  return without(body) as ProcedureBlock;
}

export function endsTransactions(body: ProcedureBlock): boolean {
  return someNode(body, ({ kind }) => kind === 'commit' || kind === 'rollback');
}

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isCommit(item)).map(without);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, without(part)]));
}

function isCommit(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'commit';
}
