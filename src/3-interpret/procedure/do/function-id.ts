import { baseType } from '../../../model/base-types.js';
import type { Catalog, FunctionObject } from '../../../model/catalog.js';
import { searchedSchemas } from '../../../model/catalog-lookup.js';
import { nameParts } from '../../../model/regclass.js';
import { typeName } from '../../analyze/type-text.js';
import type { Environment } from './environment.js';
import { signatureText } from './function-text.js';
import { relationText } from './quote.js';
import { Unknowable, textOfValue, type RelationValue, type Value } from './value.js';

/** `12345::regprocedure`, `'tag(int, text)'::regprocedure`, `'tag'::regproc`: an id in comparisons, a name as text; undefined where there is none. */
export function functionId(value: Value, type: 'regproc' | 'regprocedure', { catalog }: Environment): RelationValue | undefined {
  const functions = [...catalog.objects.values()].filter((object): object is FunctionObject => object.kind === 'function');
  const named = ({ schema }: FunctionObject, written: string | undefined): boolean => (written === undefined ? searchedSchemas(catalog, 'function').includes(schema) : schema === written);
  const text = String(textOfValue(value));
  const [, name = text, types] = /^([^(]*)\((.*)\)$/s.exec(text) ?? [];
  const parts = nameParts(name.trim());
  const wanted = types?.split(',').map((each) => each.trim()).filter((each) => each !== '').map((each) => spelled(each, catalog)).join(',');
  const found = typeof value === 'number' ? functions.filter(({ id }) => id === value) : functions.filter((object) => object.name === parts.at(-1) && named(object, parts.at(-2)) && (wanted === undefined || signatureText(object, catalog).endsWith(`(${wanted})`)));
  if (found.length > 1) throw new Unknowable(`more than one function named "${text}"`);
  const [object] = found;
  return object && { oid: object.id, name: type === 'regproc' ? relationText(object, catalog) : signatureText(object, catalog) };
}

/** SQL's names of types that have another one in Postgres' tables. */
const ALIASES: Readonly<Record<string, string>> = { int: 'int4', decimal: 'numeric', dec: 'numeric', float: 'float8' };

/** A type as signatures have it: `int[]` is `integer[]`. */
function spelled(text: string, catalog: Catalog): string {
  if (text.endsWith('[]')) return `${spelled(text.slice(0, -2), catalog)}[]`;
  const parts = nameParts(text);
  const name = parts.length === 2 && ['pg_catalog', ...catalog.searchPath].includes(parts[0] ?? '') ? (parts[1] ?? '') : text;
  return typeName(baseType(ALIASES[name] ?? name), catalog);
}
