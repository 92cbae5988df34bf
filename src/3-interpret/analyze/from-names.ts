import type { Alias } from '@pgsql/types';
import type { SourceId } from '../../model/expression.js';
import type { FromItem } from '../../model/query.js';
import { withUniqueNames } from '../../model/unique-columns.js';
import { nameParts } from './column-reference.js';
import { refuse } from './refuse.js';
import type { Scope, ScopeColumn, ScopeItem } from './scope.js';

/** A FROM item and what names it brings into sight. */
export interface FromPart {
  readonly from: FromItem;
  readonly items: readonly ScopeItem[];
}

/** Two items may not answer to one name. */
export function checkNames(left: readonly ScopeItem[], right: readonly ScopeItem[], scope: Scope): void {
  for (const item of right) {
    if (item.name === undefined || !item.tableVisible) continue;
    const clash = left.find((other) => other.tableVisible && other.name === item.name && (other.schema === item.schema || other.relation === undefined || item.relation === undefined));
    if (clash) refuse(scope, 'ambiguous-column', `table name "${item.name}" specified more than once`, { help: 'Give one of them an alias.' });
  }
}

/** `(a, b)` after an alias. */
export function aliasNames(alias: Alias | undefined): readonly string[] {
  return nameParts(alias?.colnames);
}

/** Columns with the names of a column alias list; it may be shorter than the columns. */
/** Columns of one name bear others on the target. By their own they are found as ever: `*` has all of them, a reference is ambiguous. */
export function toldApart(columns: readonly ScopeColumn[], source: SourceId): readonly ScopeColumn[] {
  const unique = withUniqueNames(columns);
  return columns.map((column, i) => {
    const name = unique[i]?.name ?? column.name;
    return name === column.name ? column : { ...column, expr: { kind: 'column', source, name, type: column.type } };
  });
}

export function renamed(columns: readonly ScopeColumn[], names: readonly string[], table: string, scope: Scope): readonly ScopeColumn[] {
  if (names.length > columns.length) {
    refuse(scope, 'invalid-expression', `table "${table}" has ${columns.length} columns available but ${names.length} columns specified`);
  }
  return names.length === 0 ? columns : columns.map((column, i) => ({ ...column, name: names[i] ?? column.name }));
}
