import type { FuncCall, SelectStmt } from '@pgsql/types';
import { Refusal } from '../diagnostics/refusal.js';
import type { Effect } from '../model/change.js';
import type { DataStatement } from '../model/query.js';
import { pgFunctions } from './analyze/pg-tables.js';
import { writtenList } from './catalog/resolve.js';
import type { Draft } from './draft.js';
import { callIn, callInFrom } from './procedure/called-alone.js';
import { overloadsOf } from './procedure/create-function.js';
import { warn } from './refuse.js';
import { serverWorkIgnored, serverWorkOf } from './session-function.js';

/** `SELECT cron.schedule(..)`, `SELECT cron.unschedule(jobid) FROM cron.job`, `SELECT * FROM net.http_get(..)`: whatever else it reads, nothing of it stays in the database. */
export function selectOfServerWork(draft: Draft, select: SelectStmt): Effect | undefined {
  const calls = (select.targetList ?? []).map((target) => callIn('ResTarget' in target ? target.ResTarget.val : undefined) ?? callInFrom(select));
  const names = calls.map((call) => call && serverWorkOf(call, draft.catalog));
  const [name] = names;
  if (name === undefined || names.includes(undefined)) return undefined;
  // What was never scheduled need not be taken back.
  if (!name.endsWith('.unschedule')) warn(draft, 'server-work-ignored', serverWorkIgnored(name).message, { name });
  return { kind: 'none', reason: 'it is work for the server: it changes neither the schema nor its rows' };
}

/** A SELECT that only shows what Postgres' system catalogs say, as people put at the end to look at what they have done. Its rows go nowhere. */
export function orOnlyShown(draft: Draft, select: SelectStmt, analyze: () => readonly DataStatement[]): Effect {
  try {
    return { kind: 'data', statements: analyze() };
  } catch (error) {
    if (!(error instanceof Refusal) || error.diagnostic.code !== 'system-catalog-query' || !callsOf(select).every((call) => onlyWorksOut(call, draft))) throw error;
    return { kind: 'none', reason: 'it only shows what the system catalogs of Postgres say' };
  }
}

function onlyWorksOut({ funcname }: FuncCall, draft: Draft): boolean {
  const { schema, name } = writtenList(funcname);
  const own = pgFunctions(name);
  return own.length > 0 && own.every(({ volatility }) => volatility !== 'v') && overloadsOf(draft, schema, name).length === 0;
}

function callsOf(tree: object): readonly FuncCall[] {
  return Object.entries(tree).flatMap(([key, part]: [string, unknown]) => (typeof part !== 'object' || part === null ? [] : key === 'FuncCall' ? [part as FuncCall, ...callsOf(part)] : callsOf(part)));
}
