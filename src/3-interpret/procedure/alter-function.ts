import type { AlterFunctionStmt } from '@pgsql/types';
import type { FunctionObject } from '../../model/catalog.js';
import type { Effect } from '../../model/change.js';
import { objectsMentioning } from '../../model/mentions.js';
import { pgFunctions } from '../analyze/pg-tables.js';
import { stringOf } from '../catalog/resolve.js';
import { put, type Draft } from '../draft.js';
import { findFunction, isTrue, optionsOf, volatilityOf } from './create-function.js';

const KEPT: Effect = { kind: 'none', reason: 'these options of a function do not change what it does' };

/** `ALTER FUNCTION f(text) STRICT IMMUTABLE ..`: of its options those say what it gives, and where it may stand. */
export function alterFunction(draft: Draft, { func, actions }: AlterFunctionStmt): Effect | undefined {
  const known = pgFunctions(stringOf(func?.objname?.at(-1))).length > 0;
  const object = findFunction(draft, func ? { ObjectWithArgs: func } : undefined, known);
  const options = optionsOf(actions);
  if (!object) return KEPT;
  const next: FunctionObject = {
    ...object,
    ...(options.has('strict') && { strict: isTrue(options.get('strict')) }),
    ...(options.has('volatility') && { volatility: volatilityOf(stringOf(options.get('volatility'))) }),
  };
  if (next.strict === object.strict && next.volatility === object.volatility) return KEPT;
  put(draft, next);
  return objectsMentioning(draft.catalog, object.id).length === 0 ? KEPT : undefined;
}
