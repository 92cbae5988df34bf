import type { Node, RangeFunction } from '@pgsql/types';
import { INT8 } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';
import type { OutputColumn } from '../../model/query.js';
import { aliasNames, renamed, type FromPart } from './from-names.js';
import { outColumnsOf } from './function-call.js';
import { analyzeInStep, functionsOf } from './functions-in-step.js';
import { outputName } from './output-name.js';
import { refuse } from './refuse.js';
import { newSource, type Scope, type ScopeItem } from './scope.js';
import { baseOf, typeKey, userTypeOf } from './type-key.js';
import { resolveTypeName } from './type-name.js';

/** `generate_series(1, 3) AS n`, `json_to_record(..) AS t (a int)`, `f(x) WITH ORDINALITY` (transformRangeFunction). */
export function analyzeFunctionSource(node: RangeFunction, scope: Scope, left: readonly ScopeItem[]): FromPart {
  const [list, ...others] = functionsOf(node);
  const [first, definition] = list?.items ?? [];
  if (!first) throw new Error('the grammar gives a FROM item its function');
  if (others.length > 0) return analyzeInStep(node, node.alias?.aliasname ?? outputName(first), scope, left, (one) => analyzeFunctionSource(one, scope, left));
  const call = scope.analyze.expression(first, scope);
  const source = newSource(scope);
  const alias = node.alias?.aliasname;
  const name = alias ?? outputName(first);
  const produced = definedColumns(node.coldeflist ?? (definition && 'List' in definition ? definition.List.items : undefined), scope) ?? resultColumns(call, name, node.alias?.colnames ? outputName(first) : name, scope);
  const all = node.ordinality ? [...produced.columns, { name: 'ordinality', type: INT8 }] : produced.columns;
  const columns = renamed(all, aliasNames(node.alias), name, scope);
  const rowType = produced.scalar && !node.ordinality ? columns[0]?.type : undefined;
  const item: ScopeItem = { source, name, columns, tableVisible: true, columnsVisible: true, ...(rowType && { rowType }) };
  return {
    from: {
      kind: 'function', source, call, ordinality: node.ordinality ?? false, lateral: (node.lateral ?? false) || left.length > 0,
      columns: columns.map((column) => ({ name: column.name, type: column.type })), ...(alias !== undefined && { alias }),
    },
    items: [item],
  };
}

interface Produced {
  readonly columns: readonly OutputColumn[];
  /** One value, not a row. */
  readonly scalar: boolean;
}

/** `AS t (a int, b text)`: the caller says what a function that returns record gives. */
function definedColumns(list: readonly Node[] | undefined, scope: Scope): Produced | undefined {
  if (!list?.length) return undefined;
  const columns = list.flatMap((entry) => {
    if (!('ColumnDef' in entry) || !entry.ColumnDef.typeName) return [];
    return [{ name: entry.ColumnDef.colname ?? '', type: resolveTypeName(entry.ColumnDef.typeName, scope.catalog, scope) }];
  });
  return { columns, scalar: false };
}

function resultColumns(call: Expr, name: string, scalarName: string, scope: Scope): Produced {
  const out = outColumnsOf(call, scope.catalog);
  // A single OUT column is the value itself, under that column's name.
  if (out) return { columns: out.length === 1 ? out.map((column) => ({ ...column, type: call.type })) : out, scalar: out.length === 1 };
  const type = baseOf(call.type, scope.catalog);
  const row = rowColumns(type, scope);
  if (row) return { columns: row, scalar: false };
  if (typeKey(type) === 'record') refuse(scope, 'invalid-expression', 'a column definition list is required for functions returning "record"', { at: call.at, help: `Write AS ${name} (column type, ..).` });
  return { columns: [{ name: scalarName, type: call.type }], scalar: true };
}

function rowColumns(type: DataType, scope: Scope): readonly OutputColumn[] | undefined {
  const object = userTypeOf(typeKey(type), scope.catalog);
  if (object?.kind === 'composite') return object.fields;
  return object?.kind === 'table' || object?.kind === 'view' ? object.columns.map(({ name, type: columnType }) => ({ name, type: columnType })) : undefined;
}
