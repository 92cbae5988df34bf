import type { ArgumentPattern, Operand, OperatorRow, Render } from '../dialect.js';
import { fill, infix, PRECEDENCE, primary, type Sql } from '../sql.js';
import { jsonContainedIn, jsonContains } from './json-contains.js';
import { askedOften, elementsOf, keyedLevels, keyPath, pathIn, pathLiteral, stepOf, walkPath, type JsonStep } from './json-path.js';
import { failure } from './moments.js';
import { setting } from './variadic.js';
import { pathExists, pathMatch } from './jsonpath.js';

const row = (args: ArgumentPattern, render: Render, hides?: readonly number[]): OperatorRow => ({ args, render, verdict: 'emulated', ...(hides && { hides }) });

const both = (rest: ArgumentPattern, render: Render): readonly OperatorRow[] => [row(['jsonb', ...rest], render), row(['json', ...rest], render)];

/**
 * The text of what a path selects, or NULL. SQLite gives 1 and 0 for true and false and numbers as numbers; Postgres gives text always, of a number
 * with the digits that it was written with: `1.50`.
 */
export function selectText(json: Sql, path: Sql, arrow: Sql): Sql {
  const untyped = infix(json, '->>', arrow, PRECEDENCE.concat);
  const raw = infix(json, '->', arrow, PRECEDENCE.concat);
  return { ...fill(`iif(json_type({1}, {2}) IN ('true', 'false', 'real'), {3}, CAST({4} AS TEXT))`, [json, path, raw, untyped].map(bare)), untyped };
}

function bare(sql: Sql): Sql {
  return { ...sql, precedence: PRECEDENCE.primary };
}

/** A jsonb that is neither array nor object counts as an array of one element: `'5'::jsonb -> 0` is 5, as is `-> -1`. */
function stepInto(json: Operand, key: Operand): JsonStep | undefined {
  const step = stepOf(key);
  const single = step !== undefined && json.family === 'jsonb' && key.family === 'int' && key.constant !== null && (key.constant === undefined || Math.abs(2 * Number(key.constant) + 1) === 1);
  if (!step || !single || /^'\s*[[{]/u.test(json.sql.text)) return step;
  const path = fill(key.constant === undefined ? "iif(json_type({1}) IN ('array', 'object') OR ({3} IN (0, -1)) IS NOT 1, {2}, '$')" : "iif(json_type({1}) IN ('array', 'object'), {2}, '$')", [json.sql, step.path, key.sql]);
  return { path, arrow: path };
}

const select: Render = ([json, key]) => {
  const step = json && key && stepInto(json, key);
  return step && infix(json.sql, '->', step.arrow, PRECEDENCE.concat);
};

const selectAsText: Render = ([json, key]) => {
  const step = json && key && stepInto(json, key);
  return step && selectText(json.sql, step.path, step.arrow);
};

/** What is made of a path, which is a text in it. Only a query can go through the elements of one that comes with the row. */
const atPath =
  (result: (json: Sql, path: Sql) => Sql, strict: boolean): Exclude<Render, string> =>
  ([json, path], { inTable }) => {
    const elements = path && elementsOf(path);
    if (!json || !path || (!elements && inTable)) return undefined;
    return elements ? result(json.sql, pathIn(json.sql, elements)) : walkPath(json.sql, path.sql, result(json.sql, primary('_path')), strict);
  };

const selectPath = atPath((json, path) => infix(json, '->', path, PRECEDENCE.concat), false);

const selectPathAsText = atPath((json, path) => selectText(json, path, path), false);

const removeKey: Render = ([json, key]) => {
  const step = json && key && stepOf(key);
  if (!step) return undefined;
  const elements = "(SELECT json_group_array(json(json -> fullkey)) FROM json_each({1}) WHERE type <> 'text' OR value <> {3})";
  return fill(`iif(json_type({1}) = 'array', ${elements}, json_remove({1}, {2}))`, [json.sql, step.path, key.sql]);
};

const removeIndex: Render = ([json, key], context) => {
  const step = json && key && stepOf(key);
  return step && askedOften(json.sql, context, (document) => fill(`iif(json_type({1}) = 'array', json_remove({1}, {2}), ${failure('cannot delete from what is no array by an index')})`, [document, step.path]));
};

const LISTED = '(SELECT wanted.value FROM json_each({2}) AS wanted WHERE wanted.value IS NOT NULL)';

/** The keys come from an array that is not written out. */
const WITHOUT_LISTED = [
  "iif({1} IS NULL OR {2} IS NULL, NULL, iif(json_type({1}) = 'array',",
  `(SELECT json_group_array(json(json -> fullkey)) FROM json_each({1}) WHERE type <> 'text' OR value NOT IN ${LISTED}),`,
  `(SELECT json_group_object(key, json(json -> fullkey)) FROM json_each({1}) WHERE key NOT IN ${LISTED})))`,
].join(' ');

const removeKeys: Render = ([json, keys]) => {
  const elements = keys && elementsOf(keys);
  if (!json || !keys) return undefined;
  if (!elements) return fill(WITHOUT_LISTED, [json.sql, keys.sql]);
  return fill('json_remove({*})', [json.sql, ...elements.map((key) => pathLiteral(`$${keyPath(key)}`))]);
};

/** The empty path selects nothing, and one that leads nowhere neither. */
const removeWalked = atPath((json, path) => fill("coalesce(json_remove({1}, nullif({2}, '$')), {1})", [json, path]), true);

const removePath: Render = (args, context) => {
  const [json, path] = args;
  const elements = path && elementsOf(path);
  if (!json || !elements) return removeWalked(args, context);
  if (elements.length === 0) return json.sql;
  return askedOften(json.sql, context, (document) => {
    const removed = fill('json_remove({1}, {2})', [document, pathIn(document, elements)]);
    return keyedLevels(elements).reduceRight((rest, level) => fill(`iif(json_array_length({1}, {2}) > 0, ${failure(`path element at position ${level + 1} is not an integer`)}, {3})`, [document, pathIn(document, elements.slice(0, level)), rest]), removed);
  });
};

/** A key of an object or a text element of an array. */
function hasKey(json: Sql, key: Sql, path: Sql): Sql {
  const element = "EXISTS (SELECT 1 FROM json_each({1}) WHERE type = 'text' AND value = {2})";
  return fill(`iif({1} IS NULL, NULL, iif(json_type({1}) = 'array', ${element}, json_type({1}, {3}) IS NOT NULL))`, [json, key, path]);
}

const exists: Render = ([json, key]) => {
  const step = json && key && stepOf(key);
  return step && hasKey(json.sql, key.sql, step.path);
};

function existsEach(operator: 'AND' | 'OR'): Render {
  return ([json, keys]) => {
    const elements = keys && elementsOf(keys);
    if (!json || !keys) return undefined;
    if (!elements || elements.length === 0) return existsListed(operator, json.sql, keys.sql);
    const tests = elements.map((key) => hasKey(json.sql, pathLiteral(key), pathLiteral(`$${keyPath(key)}`)).text);
    return { text: tests.join(` ${operator} `), precedence: operator === 'AND' ? PRECEDENCE.and : PRECEDENCE.or };
  };
}

/** The keys come from an array that is not written out: those of an object, and the text elements of anything else; NULLs are none. */
function existsListed(operator: 'AND' | 'OR', json: Sql, keys: Sql): Sql {
  const there = "(SELECT iif(json_type({1}) = 'object', key, value) FROM json_each({1}) WHERE json_type({1}) = 'object' OR type = 'text')";
  const test = operator === 'OR' ? `EXISTS (SELECT 1 FROM json_each({2}) AS wanted WHERE wanted.value IN ${there})` : `NOT EXISTS (SELECT 1 FROM json_each({2}) AS wanted WHERE wanted.value NOT IN ${there})`;
  return fill(`iif({1} IS NULL OR {2} IS NULL, NULL, ${test})`, [json, keys]);
}

const listed = (n: number): string => `json_each(iif(json_type({${n}}) = 'array', {${n}}, json_array(json({${n}}))))`;

/** Objects: the right one's keys win, one level deep. Arrays: one after the other; anything else counts as an array of one. */
const concatenate: Render = ([left, right]) => {
  if (!left || !right) return undefined;
  const merged =
    '(SELECT json_group_object(key, json(json -> fullkey)) FROM (SELECT key, json, fullkey FROM json_each({1}) WHERE key NOT IN (SELECT key FROM json_each({2})) UNION ALL SELECT key, json, fullkey FROM json_each({2})))';
  const appended = `(SELECT json_group_array(json(json -> fullkey)) FROM (SELECT json, fullkey FROM ${listed(1)} UNION ALL SELECT json, fullkey FROM ${listed(2)}))`;
  const objects = "json_type({1}) = 'object' AND json_type({2}) = 'object'";
  return fill(`iif({1} IS NULL OR {2} IS NULL, NULL, iif(${objects}, ${merged}, ${appended}))`, [left.sql, right.sql]);
};

/** `data || '{"a": 1}'`: keys of a constant object are set one by one. */
const mergeConstant: Render = ([left, right], context) => {
  const text = right?.constant === undefined ? undefined : /^'(\{.*\})'$/su.exec(right.sql.text)?.[1];
  if (!left || !right || text === undefined) return concatenate(left && right ? [left, right] : [], context);
  const json = text.replaceAll("''", "'");
  const entries = Object.keys(JSON.parse(json) as object);
  if (entries.length === 0) return concatenate([left, right], context);
  const values = entries.map((key) => `${pathLiteral(`$${keyPath(key)}`).text}, json(${right.sql.text} -> ${pathLiteral(`$${keyPath(key)}`).text})`);
  const object = setting('{1}', values, context.dialect.limits);
  const array = "json_insert({1}, '$[#]', json({2}))";
  return fill(`iif(json_type({1}) = 'array', ${array}, iif(json_type({1}) = 'object' OR {1} IS NULL, ${object}, json_array(json({1}), json({2}))))`, [left.sql, right.sql]);
};

/** Arrays, which are JSON arrays here. */
const containsAll = 'iif({1} IS NULL OR {2} IS NULL, NULL, NOT EXISTS (SELECT 1 FROM json_each({2}) AS wanted WHERE wanted.value IS NULL OR wanted.value NOT IN (SELECT value FROM json_each({1}) WHERE value IS NOT NULL)))';
const containedInAll = containsAll.replaceAll('{1}', '{0}').replaceAll('{2}', '{1}').replaceAll('{0}', '{2}');
const overlaps = 'iif({1} IS NULL OR {2} IS NULL, NULL, EXISTS (SELECT 1 FROM json_each({1}) WHERE value IN (SELECT value FROM json_each({2}))))';
const joined =
  "iif({1} IS NULL AND {2} IS NULL, NULL, (SELECT json_group_array(json(json -> fullkey)) FROM (SELECT json, fullkey FROM json_each({1}) UNION ALL SELECT json, fullkey FROM json_each({2}))))";
const appended = (array: number, item: number): Render => (args, context) => {
  const [list, element] = [args[array - 1], args[item - 1]];
  const wrapped = list && element && context.dialect.functions['array_append']?.[0];
  if (!wrapped || typeof wrapped.render !== 'function' || array > item) return undefined;
  return wrapped.render([list, element], context);
};

const prepended: Render = (args, context) => {
  const render = context.dialect.functions['array_prepend']?.[0]?.render;
  return typeof render === 'function' ? render(args, context) : undefined;
};

/** jsonb operators (https://www.postgresql.org/docs/18/functions-json.html) and array operators (functions-array.html). */
export const JSON_OPERATORS: Readonly<Record<string, readonly OperatorRow[]>> = {
  '->': [...both(['string'], select), ...both(['int'], select)],
  '->>': [...both(['string'], selectAsText), ...both(['int'], selectAsText)],
  '#>': both(['array'], selectPath),
  '#>>': both(['array'], selectPathAsText),
  '-': [row(['jsonb', 'string'], removeKey, [2]), row(['jsonb', 'int'], removeIndex), row(['jsonb', 'array'], removeKeys)],
  '#-': [row(['jsonb', 'array'], removePath)],
  '?': [row(['jsonb', 'string'], exists, [2])],
  '@?': [row(['jsonb', 'other'], pathExists)],
  '@@': [row(['jsonb', 'other'], pathMatch)],
  '?|': [row(['jsonb', 'array'], existsEach('OR'))],
  '?&': [row(['jsonb', 'array'], existsEach('AND'))],
  '@>': [row(['jsonb', 'jsonb'], jsonContains), row(['array', 'array'], (args) => fill(containsAll, args.map(({ sql }) => sql)))],
  '<@': [row(['jsonb', 'jsonb'], jsonContainedIn), row(['array', 'array'], (args) => fill(containedInAll, args.map(({ sql }) => sql)))],
  '&&': [row(['array', 'array'], (args) => fill(overlaps, args.map(({ sql }) => sql)))],
  '||': [
    row(['jsonb', 'jsonb'], mergeConstant),
    row(['array', 'array'], (args) => fill(joined, args.map(({ sql }) => sql))),
    row(['array', 'any'], appended(1, 2)),
    row(['any', 'array'], prepended),
  ],
};

