import type { AlterTableCmd, AlterTableStmt } from '@pgsql/types';
import type { Effect } from '../model/change.js';
import type { ObjectId, Table } from '../model/catalog.js';
import { childrenOf, parentsOf } from '../model/catalog-lookup.js';
import { ALTER_TABLE_COMMANDS } from './alter-table-commands.js';
import { alterComposite } from './composite.js';
import { alterOther } from './alter-other.js';
import { alterView } from './alter-view.js';
import { findRelation, unknownRelation, writtenRange, type WrittenName } from './catalog/resolve.js';
import { asOwn, forChild, freshNames, markInherited, requireOwn } from './alter/inherited.js';
import { editTable, tableIn, type Draft } from './draft.js';
import { alterPartition } from './partition.js';
import { refuse } from './refuse.js';

/**
 * Postgres runs the subcommands of one ALTER TABLE in passes, not in the order written: drops before type changes before
 * new columns before keys before foreign keys (AlterTablePass in tablecmds.c).
 */
const PASSES = ['drop', 'alter type', 'add column', 'set expression', 'add constraint', 'column attributes', 'key constraint', 'index', 'other constraint', 'misc'] as const;
export type Pass = (typeof PASSES)[number];

/** One ALTER TABLE statement at work. */
export interface Alteration {
  readonly draft: Draft;
  readonly table: ObjectId;
  /** How the statement names it, or the partition of it that is partitioned itself. */
  readonly written: WrittenName;
  /** The table before the statement: USING expressions read it. */
  readonly original: Table;
  /** Adds work to a later pass. */
  readonly schedule: (pass: Pass, run: () => void) => void;
  /** Says that the subcommand changes nothing that a schema or its rows show. */
  readonly ignore: (reason: string) => void;
}

export interface Command {
  readonly pass: Pass;
  readonly run: (alteration: Alteration, command: AlterTableCmd) => void;
}

function commandsOf(statement: AlterTableStmt): readonly AlterTableCmd[] {
  return (statement.cmds ?? []).flatMap((node) => ('AlterTableCmd' in node ? [node.AlterTableCmd] : []));
}

/** `ALTER TABLE [IF EXISTS] [ONLY] name subcommand, ..` */
export function alterTable(draft: Draft, statement: AlterTableStmt): Effect | undefined {
  const written = writtenRange(statement.relation);
  if (statement.objtype === 'OBJECT_TYPE') return alterComposite(draft, statement);
  if (statement.objtype === 'OBJECT_FOREIGN_TABLE') return alterOther(draft, statement, undefined);
  const relation = findRelation(draft, written);
  if (!relation) return statement.missing_ok ? undefined : unknownRelation(draft, written);
  if (relation.kind === 'view' && relation.object.kind === 'view' && alterView(draft, relation.object, commandsOf(statement))) return undefined;
  if (relation.object.kind !== 'table' || relation.kind === 'index') return alterOther(draft, statement, relation);
  if (statement.objtype !== 'OBJECT_TABLE') {
    const wanted = (statement.objtype ?? 'OBJECT_TABLE').replace('OBJECT_', '').toLowerCase();
    refuse(draft, 'wrong-object-type', `"${written.name}" is not ${/^[aeiou]/.test(wanted) ? 'an' : 'a'} ${wanted}`, { name: written.name, at: written.at });
  }
  const commands = commandsOf(statement);
  if (relation.partition && !commands.every(({ subtype }) => subtype === 'AT_AttachPartition' || subtype === 'AT_DetachPartition')) return alterPartition(draft, statement, relation);
  const only = statement.relation?.inh !== true;
  requireOwn(draft, relation.object, commands, only);
  return alterWithChildren(draft, relation.object, written, commands, only);
}

/** The children of a table have its columns and CHECKs. */
function alterWithChildren(draft: Draft, table: Table, written: WrittenName, commands: readonly AlterTableCmd[], only: boolean): Effect | undefined {
  const children = childrenOf(draft.catalog, table);
  const effect = alter(draft, table, written, commands);
  const gone = new Set(commands.flatMap(({ subtype, name }) => ((subtype === 'AT_DropColumn' || subtype === 'AT_DropConstraint') && name !== undefined ? [name] : [])));
  if (only && gone.size > 0) for (const { id } of children) editTable(draft, id, (child) => asOwn(child, gone, parentsOf(draft.catalog, child)));
  const parent = tableIn(draft, table.id);
  const fresh = freshNames(table, parent);
  // New columns come before new constraints, as their CHECKs got their names.
  const inOrder = [...commands.filter(({ subtype }) => subtype === 'AT_AddColumn'), ...commands.filter(({ subtype }) => subtype !== 'AT_AddColumn')];
  for (const { id } of only ? [] : children) {
    const child = tableIn(draft, id);
    const own = inOrder.flatMap((command) => forChild(command, table, parent, child, fresh, draft) ?? []);
    if (own.length > 0) alterWithChildren(draft, child, child, own, false);
    markInherited(draft, child);
  }
  return effect;
}

function alter(draft: Draft, table: Table, written: WrittenName, commands: readonly AlterTableCmd[]): Effect | undefined {
  const reasons: string[] = [];
  const passes = new Map<Pass, (() => void)[]>();
  const alteration: Alteration = {
    draft,
    table: table.id,
    written,
    original: table,
    schedule: (pass, run) => {
      const work = passes.get(pass);
      if (work) work.push(run);
      else passes.set(pass, [run]);
    },
    ignore: (reason) => reasons.push(reason),
  };
  for (const command of commands) {
    if (!command.subtype) continue;
    const { pass, run } = ALTER_TABLE_COMMANDS[command.subtype];
    alteration.schedule(pass, () => run(alteration, command));
  }
  // A pass may add work to itself and to later ones while it runs.
  for (const pass of PASSES) for (const run of passes.get(pass) ?? []) run();
  return reasons.length === commands.length && reasons[0] !== undefined ? { kind: 'none', reason: reasons[0] } : undefined;
}
