import type { Catalog } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { VariableType } from '../../model/procedure.js';
import { columnType, findType } from '../analyze/type-name.js';

/** `table.column%TYPE`, `table%ROWTYPE`; undefined where there is no such table or column. */
export function typeLike({ names, row }: Extract<VariableType, { kind: 'like' }>, catalog: Catalog): DataType | undefined {
  return row ? findType(names.at(-2), names.at(-1) ?? '', catalog) : columnType(names, catalog);
}

/** What a variable of a row type is made of. */
export function columnsOfRow(type: DataType, catalog: Catalog): readonly { readonly name: string; readonly type: DataType }[] | undefined {
  const object = type.kind === 'composite' ? catalog.objects.get(type.id) : undefined;
  return object?.kind === 'table' || object?.kind === 'view' ? object.columns : object?.kind === 'composite' ? object.fields : undefined;
}
