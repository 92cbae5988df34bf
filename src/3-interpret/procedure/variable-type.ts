import type { Catalog } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { VariableType } from '../../model/procedure.js';
import { findType } from '../analyze/type-name.js';

/** `table.column%TYPE`, `table%ROWTYPE`; undefined where there is no such table or column. */
export function typeLike({ names, row }: Extract<VariableType, { kind: 'like' }>, catalog: Catalog): DataType | undefined {
  if (row) return findType(names.at(-2), names.at(-1) ?? '', catalog);
  const table = findType(names.at(-3), names.at(-2) ?? '', catalog);
  const object = table?.kind === 'composite' ? catalog.objects.get(table.id) : undefined;
  const columns = object?.kind === 'table' || object?.kind === 'view' ? object.columns : [];
  return columns.find(({ name }) => name === names.at(-1))?.type;
}
