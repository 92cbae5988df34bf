import type { CreateFunctionStmt, CreateTrigStmt, DropStmt, Node } from '@pgsql/types';
import { findName } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import { display, findRelation, stringOf, unknownRelation, writtenList } from './catalog/resolve.js';
import { resolveTypeName } from './analyze/type-name.js';
import { typeText } from './analyze/type-text.js';
import { drop } from './catalog/drop.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';

const OVERRIDE = 'Write the statement for this target in an override (`/* transmigrate sqlite,d1: .. */`), or skip it (`-- transmigrate: skip sqlite,d1`).';

/** CREATE FUNCTION, CREATE PROCEDURE */
export function createFunction(draft: Draft, statement: CreateFunctionStmt): Effect {
  const { name } = writtenList(statement.funcname);
  return refuse(draft, 'function-unsupported', `the ${statement.is_procedure ? 'procedure' : 'function'} "${name}" cannot be carried over`, { name, help: OVERRIDE });
}

/** CREATE TRIGGER */
export function createTrigger(draft: Draft, statement: CreateTrigStmt): Effect {
  const name = statement.trigname ?? '';
  return refuse(draft, 'trigger-unsupported', `the trigger "${name}" cannot be carried over`, { name, help: OVERRIDE });
}

/** DO $$ .. $$ */
export function doBlock(draft: Draft): Effect {
  return refuse(draft, 'do-block-unsupported', 'a DO block cannot be carried over', { help: OVERRIDE });
}

function functionName(node: Node) {
  return writtenList('ObjectWithArgs' in node ? node.ObjectWithArgs.objname : undefined);
}

/** Postgres names the argument types when they were written. */
function unknownFunction(draft: Draft, statement: DropStmt, node: Node): string {
  const written = functionName(node);
  const signature = 'ObjectWithArgs' in node ? node.ObjectWithArgs : {};
  const kind = statement.removeType === 'OBJECT_PROCEDURE' ? 'procedure' : 'function';
  if (signature.args_unspecified) return `could not find a ${kind} named "${display(written)}"`;
  const site = { file: draft.statement.file };
  const types = (signature.objargs ?? []).flatMap((arg) => ('TypeName' in arg ? [typeText(resolveTypeName(arg.TypeName, draft.catalog, site), draft.catalog)] : []));
  return `${kind} ${display(written)}(${types.join(', ')}) does not exist`;
}

/** `DROP FUNCTION [IF EXISTS] name [(types)], .. [CASCADE]` */
export function dropFunction(draft: Draft, statement: DropStmt): Effect | undefined {
  const parts = (statement.objects ?? []).flatMap((node) => {
    const written = functionName(node);
    const entry = findName(draft.catalog, 'function', written.schema, written.name);
    if (entry) return [{ kind: 'object' as const, id: entry.id }];
    if (statement.missing_ok) return [];
    return refuse(draft, 'unknown-function', unknownFunction(draft, statement, node), { name: written.name });
  });
  if (parts.length > 0) drop(draft, parts, statement.behavior);
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
