import type { ColumnRef as ColumnRefNode, Node } from '@pgsql/types';
import { BOOL, RECORD, TID } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { ColumnRef, Expr, RowConstructor } from '../../model/expression.js';
import { asRow, compositeOf } from './composite-value.js';
import { didYouMean, refuse } from './refuse.js';
import type { Scope, ScopeColumn, ScopeItem } from './scope.js';

const SYSTEM_COLUMNS = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid']);

/** The names in `a.b.c`; `*` is the empty string's place and handled by the callers that allow it. */
export function nameParts(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).map((node) => ('String' in node ? (node.String.sval ?? '') : '*'));
}

export function referenceTo(item: ScopeItem, column: ScopeColumn, { catalog }: Pick<Scope, 'catalog'>, location?: number): Expr {
  if (column.expr) return column.expr.kind === 'column' ? asRow(column.expr, catalog) : column.expr;
  const result: ColumnRef = {
    kind: 'column',
    type: column.type,
    source: item.source,
    name: column.name,
    ...(column.id !== undefined && { column: column.id }),
    ...(location !== undefined && { at: location }),
  };
  return asRow(result, catalog);
}

/** `column`, `table.column`, `schema.table.column`, or a whole row `table` (transformColumnRef). */
export function analyzeColumnReference(node: ColumnRefNode, scope: Scope): Expr {
  const parts = nameParts(node.fields);
  const [first = '', second = '', third = ''] = parts;
  const location = node.location ?? 0;
  if (scope.domain && parts.length === 1 && first === 'value') return { kind: 'domain-value', type: scope.domain, at: location };
  if (scope.place === 'default') refuse(scope, 'invalid-expression', 'cannot use column reference in DEFAULT expression', { at: location, length: first.length });
  if (parts.length === 1) return findColumn(first, location, scope) ?? findRowPlace(first, location, scope) ?? wholeRow(undefined, first, location, scope) ?? unknownColumn(first, location, scope);
  const [schema, table, name] = parts.length === 2 ? [undefined, first, second] : [first, second, third];
  const item = findItem(schema, table, location, scope);
  if (!item) return missingTable(schema, table, location, scope);
  if (name === '*') return wholeRow(schema, table, location, scope) ?? missingTable(schema, table, location, scope);
  return columnOfItem(item, name, location, scope);
}

/** Found out where a body is carried out, not where it is read. */
export const NO_FIELD = ['undefined_column', '42703'] as const;

function columnOfItem(item: ScopeItem, name: string, location: number, scope: Scope): Expr {
  const column = item.columns.find((candidate) => candidate.name === name);
  if (column) return referenceTo(item, column, scope, location);
  if (name === 'ctid' && isTable(item, scope)) return rowPlace(item, location);
  rejectSystemColumn(name, location, scope);
  const help = didYouMean(name, item.columns.map((candidate) => candidate.name));
  const details = { at: location, length: (item.name ?? '').length + name.length + 1, help };
  if (item.record) return refuse(scope, 'unknown-column', `record "${item.name}" has no field "${name}"`, { ...details, condition: NO_FIELD });
  return refuse(scope, 'unknown-column', `column ${item.name}.${name} does not exist`, details);
}

/** An unqualified name: the innermost query level that has it, and there exactly once (colNameToVar). */
export function findColumn(name: string, location: number, scope: Scope): Expr | undefined {
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    let found: Expr | undefined;
    for (const item of level.items) {
      if (!item.columnsVisible) continue;
      for (const column of item.columns) {
        if (column.name !== name) continue;
        if (item.lateralOnly && item.lateralOk === false) return refuseLateral(item, location, scope);
        if (found) refuse(scope, 'ambiguous-column', `column reference "${name}" is ambiguous`, { at: location, length: name.length, help: 'Write the table in front of it.' });
        found = referenceTo(item, column, scope, location);
      }
    }
    if (found) return variableFirst(name, location, scope) ?? found;
  }
  return undefined;
}

/** The variable of a body whose author has said that it comes before a column of its name (plpgsql_pre_column_ref). */
function variableFirst(name: string, location: number, scope: Scope): Expr | undefined {
  let level: Scope | undefined = scope;
  while (level && !level.variablesFirst) level = level.parent;
  for (const item of level?.items ?? []) {
    const column = item.columnsVisible ? item.columns.find((candidate) => candidate.name === name) : undefined;
    if (column) return referenceTo(item, column, scope, location);
  }
  return undefined;
}

function refuseLateral(item: ScopeItem, location: number, scope: Scope): never {
  return refuse(scope, 'unknown-table', `invalid reference to FROM-clause entry for table "${item.name}"`, {
    at: location,
    help: 'The combining JOIN type must be INNER or LEFT for a LATERAL reference.',
  });
}

/** The FROM item with this name, in the innermost query level that has one. */
export function findItem(schema: string | undefined, name: string, location: number, scope: Scope): ScopeItem | undefined {
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    const found = level.items.filter((item) => item.tableVisible && item.name === name && (schema === undefined || item.schema === schema));
    if (found.length > 1) refuse(scope, 'ambiguous-column', `table reference "${name}" is ambiguous`, { at: location, length: name.length });
    const item = found[0];
    if (item?.ambiguous) refuse(scope, 'ambiguous-column', `column reference "${name}" is ambiguous: it is the row of a trigger and that of the statement`, { at: location, length: name.length, help: 'Write RETURNING WITH (OLD AS before, NEW AS after).' });
    if (item?.lateralOnly && item.lateralOk === false) refuseLateral(item, location, scope);
    if (item) return item;
  }
  return undefined;
}

/** `row_to_json(t)`: the row of a FROM item. */
function wholeRow(schema: string | undefined, name: string, location: number, scope: Scope): Expr | undefined {
  const item = findItem(schema, name, location, scope);
  if (!item) return undefined;
  const type: DataType = item.rowType ?? RECORD;
  if (item.absent) return { kind: 'literal', type, value: null, at: location };
  // A function that returns one plain value is that value, not a row of it.
  const [only] = item.columns;
  if (only && item.rowType && item.rowType === only.type && item.columns.length === 1) return referenceTo(item, only, scope, location);
  const orNull = item.relation === undefined && compositeOf(type, scope.catalog) !== undefined ? nullness(item) : undefined;
  return { kind: 'row', type, ...(orNull && { orNull }), fields: item.columns.map((column) => referenceTo(item, column, scope, location)), names: fieldNames(item, scope), ...(isTable(item, scope) && { place: rowPlace(item, location) }), at: location };
}

function nullness({ given }: ScopeItem): RowConstructor['orNull'] {
  if (!given) return true;
  if (given.kind === 'literal') return given.value === 'true' ? undefined : true;
  return { kind: 'logical', op: 'not', args: [given], type: BOOL };
}

/** `FROM users AS u (a, b)`: the row of a table keeps the names of its type, whatever its columns are called here. */
function fieldNames({ relation, columns }: ScopeItem, { catalog }: Scope): readonly string[] {
  const object = relation === undefined ? undefined : catalog.objects.get(relation);
  const own = object?.kind === 'table' || object?.kind === 'view' ? object.columns : [];
  return columns.map(({ name }, i) => (own.length === columns.length ? (own[i]?.name ?? name) : name));
}

/** `ctid`, the place of a row in its table. */
function rowPlace(item: ScopeItem, location: number): Expr {
  return { kind: 'column', source: item.source, name: 'ctid', type: TID, at: location };
}

/** An unqualified `ctid`: of the innermost query level that has a table, and there of the only one. */
function findRowPlace(name: string, location: number, scope: Scope): Expr | undefined {
  if (name !== 'ctid') return undefined;
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    const [item, ...others] = level.items.filter((candidate) => candidate.columnsVisible && isTable(candidate, scope));
    if (item && others.length > 0) refuse(scope, 'ambiguous-column', `column reference "${name}" is ambiguous`, { at: location, length: name.length, help: 'Write the table in front of it.' });
    if (item) return rowPlace(item, location);
  }
  return undefined;
}

function isTable(item: ScopeItem, { catalog }: Scope): boolean {
  return item.relation !== undefined && catalog.objects.get(item.relation)?.kind === 'table';
}

function rejectSystemColumn(name: string, location: number, scope: Scope): void {
  if (!SYSTEM_COLUMNS.has(name)) return;
  refuse(scope, 'system-column', `the system column "${name}" exists only in Postgres`, { at: location, length: name.length });
}

export function unknownColumn(name: string, location: number, scope: Scope): never {
  if (scope.items.some((item) => item.relation !== undefined)) rejectSystemColumn(name, location, scope);
  const names: string[] = [];
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    for (const item of level.items) if (item.columnsVisible) names.push(...item.columns.map((column) => column.name));
  }
  return refuse(scope, 'unknown-column', `column "${name}" does not exist`, { at: location, length: name.length, help: didYouMean(name, names) });
}

export function missingTable(schema: string | undefined, name: string, location: number, scope: Scope): never {
  const full = schema === undefined ? name : `${schema}.${name}`;
  const names: string[] = [];
  for (let level: Scope | undefined = scope; level; level = level.parent) for (const item of level.items) if (item.name !== undefined) names.push(item.name);
  const message = scope.state.met?.has(name) ? `invalid reference to FROM-clause entry for table "${full}"` : `missing FROM-clause entry for table "${full}"`;
  const help = scope.state.met?.has(name) ? 'Use its alias, or LATERAL where it stands to the left.' : didYouMean(name, names);
  return refuse(scope, 'unknown-table', message, { at: location, length: full.length, help });
}
