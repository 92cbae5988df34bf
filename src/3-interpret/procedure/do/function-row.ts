import type { FunctionObject } from '../../../model/catalog.js';
import { typeKey } from '../../analyze/type-key.js';
import type { Value } from './value.js';

const VOLATILITY = { immutable: 'i', stable: 's', volatile: 'v' } as const;

/** A row of pg_proc. */
export function functionRow(object: FunctionObject): Readonly<Record<string, Value>> {
  const { id, name, schema, parameters, returns, returnsSet, returnsTrigger, isProcedure, volatility, strict, securityDefiner, language } = object;
  const inputs = parameters.filter(({ mode }) => mode !== 'out' && mode !== 'table');
  const names = parameters.map((parameter) => parameter.name ?? '');
  return {
    oid: id, proname: name, pronamespace: `namespace ${schema}`, prokind: isProcedure ? 'p' : 'f',
    prosecdef: securityDefiner ?? false, provolatile: VOLATILITY[volatility], proisstrict: strict, proretset: returnsSet, prolang: `language ${language}`,
    pronargs: inputs.length, pronargdefaults: inputs.filter((parameter) => parameter.default).length, proargnames: names.some((each) => each !== '') ? names : null,
    prorettype: returnsTrigger ? 'type trigger' : returns ? `type ${typeKey(returns)}` : null,
  };
}
