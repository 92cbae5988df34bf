import { analyzeChange } from './change-rows.js';
import { analyzeExpression } from './expression.js';
import { analyzeSubquery } from './query.js';
import type { Analyzer } from './scope.js';

/** The recursive functions of the analysis, tied together. */
export const ANALYZER: Analyzer = { expression: analyzeExpression, query: analyzeSubquery, statement: analyzeChange };
