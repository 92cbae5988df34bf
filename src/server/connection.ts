import type { DatabaseAdapter } from '../model/adapter.js';

/** A database that is opened when it is first needed, and again after it was lost. */
export interface Connection {
  use<T>(work: (database: DatabaseAdapter) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * @param open opens the database
 * @returns a connection that, when work on it fails, is closed and opened anew for the next piece of work: a server outlives its database's restarts
 */
export function connectionTo(open: () => Promise<DatabaseAdapter>): Connection {
  const held: { opening: Promise<DatabaseAdapter> | undefined } = { opening: undefined };
  const release = async (): Promise<void> => {
    const { opening } = held;
    held.opening = undefined;
    // It may never have been opened, and what is broken may not close.
    await opening?.then((database) => database.close()).catch(() => undefined);
  };
  return {
    async use(work) {
      held.opening ??= open();
      try {
        return await work(await held.opening);
      } catch (error) {
        await release();
        throw error;
      }
    },
    close: release,
  };
}

/** The caller's own database: it stays open. */
export function connectionOf(database: DatabaseAdapter): Connection {
  return { use: (work) => work(database), close: async () => undefined };
}
