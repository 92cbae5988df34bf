import { findName } from '../../../model/catalog-lookup.js';
import { nameParts } from '../../../model/regclass.js';
import type { Environment } from './environment.js';
import { quoteIdent } from './quote.js';
import { textOfValue, Unknowable, type Value } from './value.js';

/** pg_get_serial_sequence('public.users', 'id'): the sequence that the column owns, by its full name. */
export function serialSequence(relation: Value, column: Value, { catalog }: Environment): Value {
  if (relation === null || column === null) return null;
  const parts = nameParts(String(textOfValue(relation)));
  const found = findName(catalog, 'relation', parts.at(-2), parts.at(-1) ?? '');
  const table = found && catalog.objects.get(found.id);
  const owner = table?.kind === 'table' ? table.columns.find(({ name }) => name === textOfValue(column)) : undefined;
  if (!owner) throw new Unknowable(`there is no column "${textOfValue(column)}" of "${textOfValue(relation)}"`);
  const id = owner.serial ?? owner.identity?.sequence;
  const sequence = id === undefined ? undefined : catalog.objects.get(id);
  return sequence ? `${quoteIdent(sequence.schema)}.${quoteIdent(sequence.name)}` : null;
}
