import type { Dialect } from './dialect.js';

/** Postgres and PGlite: statements run as they are written, so nothing is rendered. Limits: https://www.postgresql.org/docs/18/limits.html */
export const postgres: Dialect = {
  name: 'postgres',
  limits: {
    columns: 1600,
    statementBytes: 1_000_000_000,
    compoundSelectTerms: Infinity,
    expressionDepth: Infinity,
    likePatternBytes: Infinity,
    functionArguments: 100,
  },
  capabilities: {
    transactions: true,
    temporaryTables: true,
    foreignKeysOff: false,
    alterConstraints: true,
    caseInTriggers: true,
    refusedFunctions: [],
  },
  types: {},
  functions: {},
  operators: {},
  casts: [],
};
