import type { Catalog } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';
import { PARAMETERS } from '../../model/trigger-program.js';

/** The fields of a parameter that is a row of a table, a view or a composite type: `$1.name`. Undefined for a parameter of any other type. */
export function parameterRow(number: number, type: DataType, catalog: Catalog): readonly { readonly name: string; readonly expr: Expr }[] | undefined {
  const object = type.kind === 'composite' ? catalog.objects.get(type.id) : undefined;
  const fields = object?.kind === 'table' || object?.kind === 'view' ? object.columns : object?.kind === 'composite' ? object.fields : undefined;
  return fields?.map((field) => ({ name: field.name, expr: { kind: 'column', source: PARAMETERS, name: `${number}.${field.name}`, type: field.type } }));
}
