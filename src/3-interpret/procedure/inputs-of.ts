import type { FunctionObject, FunctionParameter } from '../../model/catalog.js';

/** The parameters that a call gives values to. */
export function inputsOf({ parameters }: Pick<FunctionObject, 'parameters'>): readonly FunctionParameter[] {
  return parameters.filter(({ mode }) => mode !== 'out' && mode !== 'table');
}
