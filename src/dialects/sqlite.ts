import { CASTS } from './sqlite/casts.js';
import type { Dialect } from './dialect.js';
import { FUNCTIONS } from './sqlite/functions.js';
import { OPERATORS } from './sqlite/operators.js';
import { TYPES } from './types.js';

/** SQLite as better-sqlite3 12 builds it (3.53), with its compiled-in limits (https://www.sqlite.org/limits.html). */
export const sqlite: Dialect = {
  name: 'sqlite',
  // `json('exception: ..')`
  raisesAs: ['malformed JSON', 'CHECK constraint failed'],
  limits: {
    columns: 2000,
    statementBytes: 1_000_000_000,
    compoundSelectTerms: 500,
    expressionDepth: 1000,
    likePatternBytes: 50_000,
    // It takes 1000, but up to 3.53 at least a constant beyond the 32nd argument of one call may come out as that of another call in the statement.
    functionArguments: 32,
  },
  capabilities: {
    transactions: true,
    temporaryTables: true,
    foreignKeysOff: true,
    alterConstraints: true,
    caseInTriggers: true,
    refusedFunctions: [],
  },
  types: TYPES,
  functions: FUNCTIONS,
  operators: OPERATORS,
  casts: CASTS,
};
