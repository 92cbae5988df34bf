import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import type { Lowering } from './lowering.js';

/** The fields of a row of the type, each NULL. */
export function rowFields(type: DataType, lowering: Lowering): readonly { readonly name: string; readonly expr: Expr }[] {
  const object = type.kind === 'composite' ? lowering.catalog.objects.get(type.id) : undefined;
  const columns = object?.kind === 'table' || object?.kind === 'view' ? object.columns : object?.kind === 'composite' ? object.fields : [];
  return columns.map((column) => ({ name: column.name, expr: { kind: 'literal', value: null, type: column.type } }));
}
