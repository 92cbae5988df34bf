import type { Command } from '../alter-table.js';
import { tableIn } from '../draft.js';
import { refuse } from '../refuse.js';
import { requireColumn } from '../catalog/resolve.js';
import type { AlterTableType } from '@pgsql/types';

/** Subcommands that name a column, whose existence Postgres checks even when nothing else matters here. */
const OF_COLUMN: ReadonlySet<AlterTableType> = new Set(['AT_SetStatistics', 'AT_SetOptions', 'AT_ResetOptions', 'AT_SetStorage', 'AT_SetCompression']);

/** A subcommand without effect on the schema as it is kept. */
export function ignored(reason: string): Command {
  return {
    pass: 'misc',
    run: ({ draft, table, ignore }, command) => {
      if (command.subtype && OF_COLUMN.has(command.subtype) && command.name !== undefined) requireColumn(draft, tableIn(draft, table), command.name);
      ignore(reason);
    },
  };
}

/** A subcommand that cannot be carried over. */
export function refused(message: string, help: string): Command {
  return { pass: 'drop', run: ({ draft }) => refuse(draft, 'unsupported-statement', message, { help }) };
}

/** A subcommand that only Postgres' own processing makes: no text parses to it. */
export const internal: Command = {
  pass: 'drop',
  run: ({ draft }, command) => refuse(draft, 'unsupported-statement', `the subcommand ${command.subtype ?? ''} cannot be written in SQL`),
};
