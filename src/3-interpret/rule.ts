import type { AlterTableCmd, DropStmt, RenameStmt, RuleStmt } from '@pgsql/types';
import type { Rule, Table, View } from '../model/catalog.js';
import type { Effect } from '../model/change.js';
import type { TriggerEvent } from '../model/trigger-program.js';
import type { Alteration } from './alter-table.js';
import { findRelation, stringOf, unknownRelation, writtenList, writtenRange, type Relation, type WrittenName } from './catalog/resolve.js';
import { newPartId, putRules, tableIn, type Draft } from './draft.js';
import { refuse } from './refuse.js';
import { ruleActions } from './rule-actions.js';

const EVENTS: Readonly<Record<string, TriggerEvent>> = { CMD_INSERT: 'insert', CMD_UPDATE: 'update', CMD_DELETE: 'delete' };

/** `CREATE [OR REPLACE] RULE name AS ON DELETE TO t [WHERE ..] DO [ALSO | INSTEAD] NOTHING | action | (action; ..)` */
export function createRule(draft: Draft, statement: RuleStmt): Effect | undefined {
  const { relation, rulename: name = '', event: command, instead = false, replace } = statement;
  const event = EVENTS[command ?? ''];
  if (!event) return refuse(draft, 'unsupported-statement', 'a rule ON SELECT cannot be carried over', { help: 'Make it a view.' });
  const written = writtenRange(relation);
  const holder = holderOf(draft, written, findRelation(draft, written));
  const known = holder.rules?.find((rule) => rule.name === name);
  if (known && !replace) refuse(draft, 'duplicate-trigger', `rule "${name}" for relation "${holder.name}" already exists`, { name, help: 'Write CREATE OR REPLACE RULE, or drop the old one before.' });
  const others = (holder.rules ?? []).filter((other) => other !== known);
  const actions = ruleActions(draft, statement, event, holder, others);
  const rule: Rule = { id: known?.id ?? newPartId(draft), name, event, enabled: known?.enabled ?? true, ...(!instead && { also: true as const }), ...actions };
  putRules(draft, holder, [...others, rule]);
  return undefined;
}

function holderOf(draft: Draft, written: WrittenName, found: Relation | undefined): Table | View {
  if (!found) return unknownRelation(draft, written);
  const { object, kind } = found;
  if (object.kind === 'view' && object.materialized) return refuse(draft, 'wrong-object-type', 'rules on materialized views are not supported', { name: written.name, at: written.at });
  if (kind === 'index' || (object.kind !== 'table' && object.kind !== 'view')) return refuse(draft, 'wrong-object-type', `relation "${written.name}" cannot have rules`, { name: written.name, at: written.at });
  if (found.partition) return refuse(draft, 'unsupported-statement', `a rule of the partition "${written.name}" alone cannot be carried over: its rows are in "${object.name}"`, { name: written.name, at: written.at, help: `Create it for "${object.name}".` });
  return object;
}

/** `DROP RULE [IF EXISTS] name ON t` */
export function dropRule(draft: Draft, { objects = [], missing_ok: missing }: DropStmt): Effect | undefined {
  for (const node of objects) {
    const items = 'List' in node ? (node.List.items ?? []) : [];
    const written = writtenList(items.slice(0, -1));
    const found = findRelation(draft, written);
    if (!found && missing) continue;
    const holder = holderOf(draft, written, found);
    const rule = ruleNamed(draft, holder, stringOf(items.at(-1)), missing ?? false);
    if (rule) putRules(draft, holder, (holder.rules ?? []).filter((other) => other !== rule));
  }
  return undefined;
}

function ruleNamed(draft: Draft, { rules = [], name: relation }: Table | View, name: string, missing: boolean): Rule | undefined {
  const rule = rules.find((candidate) => candidate.name === name);
  return rule ?? (missing ? undefined : refuse(draft, 'unknown-trigger', `rule "${name}" for relation "${relation}" does not exist`, { name, help: 'Correct the name; DROP RULE IF EXISTS passes over one that is not there.' }));
}

/** `ALTER RULE name ON t RENAME TO other` */
export function renameRule(draft: Draft, { relation, subname = '', newname = '' }: RenameStmt): void {
  const written = writtenRange(relation);
  const holder = holderOf(draft, written, findRelation(draft, written));
  const rule = ruleNamed(draft, holder, subname, false);
  if (holder.rules?.some(({ name }) => name === newname)) refuse(draft, 'duplicate-trigger', `rule "${newname}" for relation "${holder.name}" already exists`, { name: newname });
  putRules(draft, holder, (holder.rules ?? []).map((other) => (other === rule ? { ...other, name: newname } : other)));
}

/** `ALTER TABLE t DISABLE RULE name`, `ENABLE [ALWAYS] RULE name` */
export function switchRule(enabled: boolean): (alteration: Alteration, command: AlterTableCmd) => void {
  return ({ draft, table: id }, { name = '' }) => {
    const table = tableIn(draft, id);
    const rule = ruleNamed(draft, table, name, false);
    putRules(draft, table, (table.rules ?? []).map((other) => (other === rule && other.enabled !== enabled ? { ...other, enabled } : other)));
  };
}
