import type { Catalog, ObjectId, Table, Trigger } from '../../../model/catalog.js';
import type { Diagnostic } from '../../../model/diagnostic.js';
import type { Parser } from '../../../model/parser.js';
import { treesOf, type TriggerBody, type TriggerProgram } from '../../../model/trigger-program.js';
import { diagnose } from '../../../diagnostics/diagnose.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { readsOf } from '../../../model/reads.js';
import { lowerBuiltIn } from './built-in.js';
import { asksDepth, atDepth, mayAskDepth } from './depth.js';
import { actingKeys } from './key-actions.js';
import { lowerBody } from './lower-body.js';
import { lowerForStatement, OVERRIDE } from './lower-for-statement.js';
import { numbersRead } from './numbers-read.js';
import { firesItself } from './recursion.js';
import { seesPart } from './sees-part.js';

type Lowered = Extract<TriggerProgram, { kind: 'lowered' }>;

/**
 * What a trigger does to its table, one body an event. Bodies are late-bound in Postgres: a table or column that does not exist (yet) is an
 * error only when the trigger fires, and this is made again whenever something that it names changes.
 */
export function lowerTrigger(trigger: Trigger, table: Table, catalog: Catalog, parser: Parser | undefined): TriggerProgram {
  const object = typeof trigger.function === 'string' ? undefined : catalog.objects.get(trigger.function);
  const program = typeof trigger.function === 'string' ? lowerBuiltIn(trigger.function, trigger, table, catalog) : lowerUsers(trigger, table, catalog, parser);
  if (program.kind === 'failed') return program;
  const asks = asksDepth(trigger.when) || (object?.kind === 'function' && mayAskDepth(object));
  const lowered = asks ? program : { ...program, bodies: withRecursion(program.bodies, trigger, table, catalog) };
  return asks || trigger.deepens ? ofDepth(lowered, trigger, table, catalog, asks) : lowered;
}

function lowerUsers(trigger: Trigger, table: Table, catalog: Catalog, parser: Parser | undefined): TriggerProgram {
  const object = catalog.objects.get(trigger.function as ObjectId);
  if (object?.kind !== 'function') throw new Error(`trigger ${trigger.name} has no function`);
  if (!object.procedure) return failed(`the function ${object.name} is written in ${object.language}, not in PL/pgSQL`);
  if ('unreadable' in object.procedure) return { kind: 'failed', broken: false, diagnostic: object.procedure.unreadable };
  const { procedure } = object;
  const called = new Set<ObjectId>();
  const lower = trigger.level === 'row' ? lowerBody : lowerForStatement;
  try {
    const bodies = trigger.events.flatMap((event) => (event === 'truncate' ? [] : [lower(procedure, table, trigger, event, { catalog, called, ...(parser && { parser }) })]));
    const inPart = bodies.some((body) => seesPart(body, trigger, { table, event: body.event, catalog }));
    return { kind: 'lowered', bodies, reads: [...new Set([...bodies.flatMap((body) => readsOfBody(body, catalog)), ...called])], ...(inPart && { inPart }), ...(bodies.some(({ open }) => open) && { open: true as const }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: 'failed', broken: !isOurs(error.diagnostic), diagnostic: error.diagnostic };
  }
}

/** What is known of the depth is worked out. Where a table has a key to itself, one statement may delete a row and the one that would go with it. */
function ofDepth(program: Lowered, trigger: Trigger, table: Table, catalog: Catalog, asks: boolean): Lowered {
  const bodies = program.bodies.flatMap((body) => atDepth(body, trigger, table, catalog));
  const seesKeys = asks && (trigger.timing === 'before' || asksDepth(trigger.when));
  const lossy = seesKeys ? bodies.find(({ event }) => actingKeys(table, event).some(({ target }) => target === table.id)) : undefined;
  const note = { code: 'lossy-trigger-depth', message: `trigger ${trigger.name} is one deeper where a foreign key changes its row, which is told by the parent that is gone: a statement that deletes parents and children of ${table.name} itself looks the same` };
  return { ...program, bodies: bodies.map((body) => (body === lossy ? { ...body, notes: [...body.notes, note] } : body)), reads: [...new Set([...program.reads, ...bodies.flatMap((body) => readsOfBody(body, catalog))])] };
}

/** Told once, and not where the trigger asks how deep it is: it may do nothing when it is fired again. */
function withRecursion(bodies: readonly TriggerBody[], trigger: Trigger, table: Table, catalog: Catalog): readonly TriggerBody[] {
  const made: Trigger = { ...trigger, program: { kind: 'lowered', bodies, reads: [] } };
  const again = bodies.find((body) => firesItself({ trigger: made, table, body }, catalog));
  const note = { code: 'trigger-recursion', message: `trigger ${trigger.name} fires itself once more by what it does: SQLite leaves that out, unless PRAGMA recursive_triggers is on` };
  return bodies.map((body) => (body === again ? { ...body, notes: [...body.notes, note] } : body));
}

function failed(message: string): TriggerProgram {
  return { kind: 'failed', broken: false, diagnostic: diagnose('trigger-unsupported', { message, help: OVERRIDE }) };
}

/** Our own limits, apart from errors that Postgres itself would raise. */
function isOurs({ code }: Diagnostic): boolean {
  return code.includes('unsupported') || code === 'system-catalog-query' || code === 'system-column';
}

function readsOfBody({ actions, assignments, when, byKey }: TriggerBody, catalog: Catalog): readonly number[] {
  const trees = [...treesOf(actions), ...(byKey ? [byKey] : [])];
  if (when && when !== 'always') trees.push(when);
  for (const { value, guard } of assignments) trees.push(value, ...(guard ? [guard] : []));
  return trees.flatMap((tree) => [...readsOf(tree), ...numbersRead(tree, catalog)]);
}
