import type { Catalog, FunctionObject, FunctionParameter } from '../../../model/catalog.js';
import { typeName } from '../../analyze/type-text.js';
import { expressionText } from './expression-text.js';
import { quoteIdent, relationText } from './quote.js';
import { Unknowable } from './value.js';

const MODES: Readonly<Record<FunctionParameter['mode'], string>> = { in: '', out: 'OUT ', inout: 'INOUT ', variadic: 'VARIADIC ', table: '' };

/** A function as regprocedure writes it: `public.tag(integer, text)` without the space. */
export function signatureText(object: FunctionObject, catalog: Catalog): string {
  return `${relationText(object, catalog)}(${inputs(object).map(({ type }) => typeName(type, catalog)).join(',')})`;
}

/** pg_get_function_arguments() and pg_get_function_identity_arguments(): `a integer, b text DEFAULT 'x'::text` */
export function argumentsText({ parameters }: FunctionObject, catalog: Catalog, defaults: boolean): string {
  return parameters.filter(({ mode }) => mode !== 'table').map(({ name, mode, type, default: value }) => {
    const written = defaults && value ? ` DEFAULT ${expressionText(value, { catalog })}` : '';
    return `${MODES[mode]}${name === undefined ? '' : `${quoteIdent(name)} `}${typeName(type, catalog)}${written}`;
  }).join(', ');
}

/** pg_get_function_result(): `TABLE(id integer)`, `SETOF integer`, `trigger` */
export function resultText({ parameters, returns, returnsSet, returnsTrigger, isProcedure }: FunctionObject, catalog: Catalog): string | null {
  const table = parameters.filter(({ mode }) => mode === 'table');
  if (isProcedure) return null;
  if (table.length > 0) return `TABLE(${table.map(({ name = '', type }) => `${quoteIdent(name)} ${typeName(type, catalog)}`).join(', ')})`;
  if (returnsTrigger) return 'trigger';
  const outs = parameters.filter(({ mode }) => mode === 'out' || mode === 'inout');
  const [only] = outs;
  if (!returns && outs.length !== 1) throw new Unknowable('what this function returns is not written out here');
  const type = returns ?? only?.type;
  return `${returnsSet ? 'SETOF ' : ''}${type ? typeName(type, catalog) : ''}`;
}

function inputs({ parameters }: FunctionObject): readonly FunctionParameter[] {
  return parameters.filter(({ mode }) => mode !== 'out' && mode !== 'table');
}
