import type { Table, Trigger } from '../../model/catalog.js';
import type { TriggerAction } from '../../model/trigger-program.js';
import { forgetHeld, hold } from '../print/held.js';

/** What stands before and after the actions of a trigger that puts values aside. */
export interface Holdings {
  readonly begin: string;
  readonly end: string;
}

/** Another trigger may put values aside in between, and this one for another row: each time has a beginning of its own. */
export function holdings(actions: readonly TriggerAction[], { name }: Trigger, table: Table): Holdings | undefined {
  return actions.some((action) => action.kind === 'hold' && !action.again) ? { begin: hold(name, 'NULL', undefined, table), end: forgetHeld(name, table) } : undefined;
}
