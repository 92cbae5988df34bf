import { baseType, BOOL, TEXT } from '../../../model/base-types.js';
import type { Catalog, Column, Table, Trigger } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { NEW_ROW, OLD_ROW, type TriggerBody, type TriggerEvent, type TriggerProgram } from '../../../model/trigger-program.js';
import { refuse } from '../../analyze/refuse.js';
import { tryCoerce } from '../../analyze/coerce.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { and, textLiteral } from '../condition.js';

/** What a built-in trigger function finds when it is called. */
interface Site {
  readonly trigger: Trigger;
  readonly table: Table;
  readonly catalog: Catalog;
  readonly file: string;
}

type Work = Pick<TriggerBody, 'actions' | 'assignments'> & Partial<Pick<TriggerBody, 'notes'>>;

/** Trigger functions of Postgres itself, and of the extension that has the function's name. */
interface BuiltIn {
  readonly extension?: string;
  /** Where it is on servers that have it from the beginning. */
  readonly schema?: string;
  work(site: Site): Work;
}

/** @see https://www.postgresql.org/docs/current/functions-textsearch.html, functions-trigger.html, contrib-spi.html */
const BUILT_INS: Readonly<Record<string, BuiltIn>> = {
  tsvector_update_trigger: { work: (site) => documentOf(textLiteral(site.trigger.args[1] ?? ''), site) },
  tsvector_update_trigger_column: { work: (site) => documentOf(valueOf(columnNamed(site.trigger.args[1], site), NEW_ROW), site) },
  suppress_redundant_updates_trigger: {
    work: ({ table }) => {
      const same = table.columns.map((column): Expr => ({ kind: 'distinct', negated: true, left: valueOf(column, OLD_ROW), right: valueOf(column, NEW_ROW), type: BOOL }));
      return { actions: [{ kind: 'skip', guard: and(...same) }], assignments: [] };
    },
  },
  // The webhooks of Supabase.
  http_request: { schema: 'supabase_functions', work: () => ({ actions: [], assignments: [], notes: [{ code: 'server-work-ignored', message: 'http_request() does nothing here: there is no server that would send the request' }] }) },
  moddatetime: {
    extension: 'moddatetime',
    work: (site) => {
      const column = columnNamed(site.trigger.args[0], site);
      const now: Expr = { kind: 'call', name: 'now', args: [], type: baseType('timestamptz') };
      const value = tryCoerce(now, column.type, 'assignment', site);
      return { actions: [], assignments: value ? [{ column: column.id, value }] : [] };
    },
  },
};

/** The name, where it is a trigger function that this database has without anybody having written it. */
export function builtInTrigger(schema: string | undefined, name: string, catalog: Catalog): string | undefined {
  const known = Object.hasOwn(BUILT_INS, name) ? BUILT_INS[name] : undefined;
  if (!known) return undefined;
  const home = known.extension === undefined ? (known.schema ?? 'pg_catalog') : catalog.extensions.get(known.extension)?.schema;
  return home !== undefined && (schema === undefined || schema === home) ? name : undefined;
}

/** What the trigger does; where the function would raise an exception each time, it fails here too. */
export function lowerBuiltIn(name: string, trigger: Trigger, table: Table, catalog: Catalog): TriggerProgram {
  const built = BUILT_INS[name];
  if (!built) throw new Error(`${name} is no built-in trigger function`);
  try {
    const events = trigger.events.filter((event): event is TriggerEvent => event !== 'truncate');
    return { kind: 'lowered', reads: [], bodies: events.map((event) => ({ event, notes: [], ...built.work({ trigger, table, catalog, file: '' }) })) };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'failed', broken: true, diagnostic: error.diagnostic };
    throw error;
  }
}

/** `tsvector_update_trigger(search, 'pg_catalog.english', title, body)` */
function documentOf(configuration: Expr, site: Site): Work {
  const [name, , ...sources] = site.trigger.args;
  const columns = sources.map((source) => valueOf(columnNamed(source, site), NEW_ROW));
  const text: Expr = { kind: 'call', name: 'concat_ws', args: [textLiteral(' '), ...columns], type: TEXT };
  const value: Expr = { kind: 'call', name: 'to_tsvector', args: [configuration, text], type: baseType('tsvector') };
  return { actions: [], assignments: [{ column: columnNamed(name, site).id, value }] };
}

function columnNamed(name: string | undefined, { table, file }: Site): Column {
  return table.columns.find((column) => column.name === name) ?? refuse({ file }, 'unknown-column', `column "${name ?? ''}" does not exist`);
}

function valueOf({ id, name, type }: Column, source: number): Expr {
  return { kind: 'column', source, column: id, name, type };
}
