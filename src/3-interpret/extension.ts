import type { CreateExtensionStmt } from '@pgsql/types';
import type { Effect } from '../model/change.js';
import { stringOf } from './catalog/resolve.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';

/** `CREATE EXTENSION [IF NOT EXISTS] name [SCHEMA s]` */
export function createExtension(draft: Draft, statement: CreateExtensionStmt): Effect {
  const name = statement.extname ?? '';
  const { catalog } = draft;
  if (catalog.extensions.has(name)) {
    if (!statement.if_not_exists) refuse(draft, 'duplicate-extension', `extension "${name}" already exists`, { name });
  } else {
    const option = (statement.options ?? []).find((node) => 'DefElem' in node && node.DefElem.defname === 'schema');
    const schema = option && 'DefElem' in option ? stringOf(option.DefElem.arg) : (catalog.searchPath[0] ?? 'public');
    draft.catalog = { ...catalog, extensions: catalog.extensions.set(name, { name, schema }) };
  }
  return { kind: 'none', reason: 'extensions are not installed: what they define is translated where it is used' };
}
