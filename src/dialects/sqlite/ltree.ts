import type { CastRow, FunctionRow, OperatorRow, Render } from '../dialect.js';
import { fill, infix, PRECEDENCE, primary } from '../sql.js';
import { failure } from './moments.js';
import { emulated, refused } from './row.js';

/** Labels are letters, digits, `_` and `-`, with one dot between them. Letters outside ASCII are left to pass. */
const READ = `iif({1} <> '' AND (instr('.' || {1} || '.', '..') > 0 OR {1} GLOB '*[ -,/:-@[-^\`{-~]*'), ${failure('invalid ltree')}, {1})`;

const LEVELS = "iif({1} = '', 0, length({1}) - length(replace({1}, '.', '')) + 1)";

/** Everything is below the empty path. */
const below = (upper: number, lower: number): string => `iif({${upper}} = '' AND {${lower}} IS NOT NULL, 1, instr({${lower}} || '.', {${upper}} || '.') = 1)`;

const JOINED = "trim({1} || '.' || {2}, '.')";

/** Paths are ordered label by label, so that the dot comes before all that a label may hold; `-` would come before it. */
const ordered =
  (operator: string): Render =>
  ([left, right]) =>
    left && right && infix(fill("replace({1}, '-', '/')", [left.sql]), operator, fill("replace({1}, '-', '/')", [right.sql]), PRECEDENCE.comparison);

/** The path without its last label, its last label alone, and its first: what is mostly asked for. Postgres raises an error for the empty path. */
const PARTS: Readonly<Record<string, string>> = {
  '0,-1': "rtrim(rtrim({1}, replace({1}, '.', '')), '.')",
  '-1': "substr({1}, length(rtrim({1}, replace({1}, '.', ''))) + 1)",
  '0,1': "substr({1}, 1, instr({1} || '.', '.') - 1)",
};

const part: Render = ([path, ...bounds]) => {
  const text = PARTS[bounds.map(({ constant }) => String(constant)).join(',')];
  return path && text !== undefined ? fill(`iif({1} = '', ${failure('invalid positions')}, ${text})`, [path.sql]) : undefined;
};

const row = (args: OperatorRow['args'], render: OperatorRow['render']): OperatorRow => ({ args, render, verdict: 'emulated' });

/** Paths of labels, stored as their text. @see https://www.postgresql.org/docs/18/ltree.html */
export const LTREE_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  text2ltree: [emulated(['text'], READ)],
  ltree2text: [emulated(['ltree'], ([path]) => path?.sql ?? primary('NULL'))],
  nlevel: [emulated(['ltree'], LEVELS)],
  subpath: [{ args: ['ltree', 'int', '...'], render: part, verdict: 'emulated' }],
  subltree: refused('parts of a path cannot be taken by computed places', "Use subpath(path, 0, -1), subpath(path, -1) or subpath(path, 0, 1)."),
};

export const LTREE_OPERATORS: Readonly<Record<string, readonly OperatorRow[]>> = {
  '@>': [row(['ltree', 'ltree'], below(1, 2))],
  '<@': [row(['ltree', 'ltree'], below(2, 1))],
  '||': [row(['ltree', 'ltree'], JOINED), row(['ltree', 'text'], JOINED), row(['text', 'ltree'], JOINED)],
  '<': [row(['ltree', 'ltree'], ordered('<'))],
  '<=': [row(['ltree', 'ltree'], ordered('<='))],
  '>': [row(['ltree', 'ltree'], ordered('>'))],
  '>=': [row(['ltree', 'ltree'], ordered('>='))],
};

export const LTREE_CASTS: readonly CastRow[] = [
  { from: ['ltree'], to: ['ltree'], render: '{1}', verdict: 'exact' },
  { from: ['ltree'], to: ['text'], render: '{1}', verdict: 'exact' },
  { from: ['text'], to: ['ltree'], render: READ, verdict: 'emulated' },
];
