import type { DropStmt } from '@pgsql/types';
import type { Effect } from '../model/change.js';
import { addName } from './catalog/names.js';
import { findRelation, stringOf, unknownRelation, writtenList } from './catalog/resolve.js';
import { drop } from './catalog/drop.js';
import type { Draft } from './draft.js';
import { findFunction, overloadsOf } from './procedure/create-function.js';
import { refuse } from './refuse.js';

/** `DROP FUNCTION [IF EXISTS] name [(types)], .. [CASCADE]`; overloads of the name stay. */
export function dropFunction(draft: Draft, statement: DropStmt): Effect | undefined {
  const objects = (statement.objects ?? []).flatMap((node) => findFunction(draft, node, statement.missing_ok ?? false) ?? []);
  if (objects.length > 0) drop(draft, objects.map(({ id }) => ({ kind: 'object', id })), statement.behavior);
  for (const { schema, name } of objects) {
    const [other] = overloadsOf(draft, schema, name);
    if (other) addName(draft, 'function', schema, name, { id: other.id });
  }
  return undefined;
}

/** `DROP TRIGGER [IF EXISTS] name ON table` */
export function dropTrigger(draft: Draft, statement: DropStmt): Effect | undefined {
  for (const node of statement.objects ?? []) {
    const items = 'List' in node ? (node.List.items ?? []) : [];
    const name = stringOf(items.at(-1));
    const written = writtenList(items.slice(0, -1));
    const relation = findRelation(draft, written);
    if (!relation) {
      if (statement.missing_ok) continue;
      unknownRelation(draft, written);
    }
    const { object } = relation;
    const trigger = object.kind === 'table' || object.kind === 'view' ? object.triggers.find((candidate) => candidate.name === name) : undefined;
    if (trigger) drop(draft, [{ kind: 'trigger', table: object.id, id: trigger.id }], statement.behavior, { name });
    else if (!statement.missing_ok) refuse(draft, 'unknown-trigger', `trigger "${name}" for table "${written.name}" does not exist`, { name });
  }
  return undefined;
}
