import type { SelectStmt } from '@pgsql/types';
import type { Query } from '../../model/query.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';

export function analyzeSubquery(_node: SelectStmt, outer: Scope): Query {
  return refuse(outer, 'unsupported-expression', 'queries are not supported yet');
}
