import type { Dialect } from './dialect.js';
import { sqlite } from './sqlite.js';

/** Cloudflare D1: SQLite 3.47 with its own limits (https://developers.cloudflare.com/d1/platform/limits/) and some functions refused. */
export const d1: Dialect = {
  ...sqlite,
  name: 'd1',
  limits: {
    columns: 100,
    statementBytes: 100_000,
    compoundSelectTerms: 5,
    expressionDepth: 100,
    likePatternBytes: 50,
    functionArguments: 32,
  },
  capabilities: {
    transactions: false,
    temporaryTables: false,
    foreignKeysOff: false,
    alterConstraints: false,
    caseInTriggers: false,
    refusedFunctions: [
      'sqlite_version',
      'sqlite_source_id',
      'power',
      'ceiling',
      'log10',
      'json_pretty',
      'json_error_position',
      'unistr',
      'soundex',
      'if',
      'jsonb_each',
    ],
  },
};
