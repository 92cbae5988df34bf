import type { FunctionRow, Operand, Render, RenderContext } from '../dialect.js';
import { compareKeys } from '../json-text.js';
import { fill, primary, type Sql } from '../sql.js';
import { fromLists, fromPairs, insert, stripNulls } from './json-edit.js';
import { selectText } from './json-operators.js';
import { askedOften, elementsOf, keyedLevels, pathIn, stepOf, walkPath } from './json-path.js';
import { wholeText } from './json-text.js';
import { documentPart, jsonArgument, toJsonb } from './json-value.js';
import { failure } from './moments.js';
import { emulated, exact, hiding, refused } from './row.js';
import { toText } from './to-text.js';
import { calling } from './variadic.js';
import { pathExists, pathFirst, pathItems, pathMatch, pathState, pathValue } from './jsonpath.js';

const object: Render = (args, context) => {
  if (args.length % 2 !== 0) return undefined;
  const parts = (isJsonb(context) ? inOrder(args) : args).map((arg, i) => (i % 2 === 0 ? toText(arg, context) : documentPart(arg, context)));
  return parts.every((part) => part !== undefined) ? calling('json_object', parts, context) : undefined;
};

/** jsonb has its keys in an order of its own, which jsonb_each() and the text of the object show, and of two with one name the last. */
function inOrder(args: readonly Operand[]): readonly Operand[] {
  const pairs = new Map<string, readonly Operand[]>();
  for (let i = 0; i < args.length; i += 2) {
    const key = args[i]?.constant;
    if (typeof key !== 'string') return args;
    pairs.set(key, args.slice(i, i + 2));
  }
  return [...pairs].toSorted(([a], [b]) => compareKeys(a, b)).flatMap(([, pair]) => pair);
}

const array: Render = (args, context) => calling('json_array', args.map((arg) => documentPart(arg, context)), context);

/** Without the pairs whose value is NULL. A jsonb object leaves out JSON's null, too, which json keeps as arrays do. */
const objectAbsent: Render = (args, context) => {
  const paths = args.flatMap((key, i) => (i % 2 === 0 ? [absent(args[i + 1], stepOf(key)?.path, isJsonb(context))] : []));
  return without(object(args, context), paths, context);
};

/** The same of elements: the last ones go first, so that those before them stay where they are. */
const arrayAbsent: Render = (args, context) => without(array(args, context), args.map((arg, i) => absent(arg, primary(`'$[${i}]'`))).toReversed(), context);

/** The path of what is NULL, or one that leads nowhere; nothing for a value that is there. */
function absent(value: Operand | undefined, path: Sql | undefined, orJsonNull = false): Sql | undefined {
  const isJson = value?.family === 'json' || value?.family === 'jsonb';
  if (!value || !path || (typeof value.constant === 'string' && !(orJsonNull && isJson))) return undefined;
  return fill(`iif({1} IS NULL${orJsonNull && isJson ? " OR json_type({1}) = 'null'" : ''}, {2}, '$.none.none')`, [value.sql, path]);
}

function isJsonb({ result: { type } }: RenderContext): boolean {
  return type.kind === 'base' && type.name === 'jsonb';
}

function without(made: Sql | undefined, paths: readonly (Sql | undefined)[], { dialect }: RenderContext): Sql | undefined {
  const known = paths.filter((path) => path !== undefined);
  const most = dialect.limits.functionArguments - 1;
  let sql = made;
  for (let i = 0; sql && i < known.length; i += most) sql = fill('json_remove({*})', [sql, ...known.slice(i, i + most)]);
  return sql;
}

const toJson: Render = ([arg], context) => arg && toJsonb(arg, context);

/** A parent that is missing makes Postgres leave the value as it is; SQLite would create it. */
const set: Render = ([target, path, value, create], context) => {
  if (!target || !path || !value || (create && create.constant === undefined)) return undefined;
  const name = /^(f|false|0)$/iu.test(create?.constant ?? 'true') ? 'json_replace' : 'json_set';
  const elements = elementsOf(path);
  if (!elements) {
    if (context.inTable) return undefined;
    const written = fill(`${name}({1}, nullif(_path, '$'), {2})`, [target.sql, jsonArgument(value, context)]);
    const walked = walkPath(target.sql, path.sql, written, true);
    return value.constant === undefined ? fill('iif({1} IS NULL, NULL, {2})', [value.sql, walked]) : walked;
  }
  return askedOften(target.sql, context, (json) => setAt(json, elements, value, name, context));
};

function setAt(json: Sql, elements: readonly string[], value: Operand, name: 'json_set' | 'json_replace', context: RenderContext): Sql {
  const prefixes = elements.map((_, level) => pathIn(json, elements.slice(0, level)));
  // The empty path selects nothing.
  const changed = elements.length === 0 ? json : fill(`${name}({1}, {2}, {3})`, [json, pathIn(json, elements, name === 'json_set'), jsonArgument(value, context)]);
  const keyed = keyedLevels(elements);
  const tests = [
    ...(value.constant === undefined && !value.sql.text.startsWith("json('") ? ['{1} IS NULL, NULL'] : []),
    ...(keyed.includes(0) ? [`json_type({2}) <> 'object', ${failure('cannot set a key in what is no object', 2)}`] : []),
    ...keyed.filter((level) => level > 0).map((level) => `json_type({2}, {${level + 4}}) = 'array', ${failure(`path element at position ${level + 1} is not an integer`, 2)}`),
    ...(elements.length > 1 ? [`json_type({2}, {${elements.length + 3}}) IS NULL, {2}`] : []),
  ];
  return tests.reduceRight((rest, test) => fill(`iif(${test}, {3})`, [value.sql, json, rest, ...prefixes]), changed);
}

const TYPES =
  '{"null":"null","true":"boolean","false":"boolean","integer":"number","real":"number","text":"string","array":"array","object":"object"}';

const extractPath =
  (text: boolean): Render =>
  ([json, ...keys], { inTable }) => {
    if (!json) return undefined;
    const selected = (path: Sql): Sql => (text ? selectText(json.sql, path, path) : fill('({1} -> {2})', [json.sql, path]));
    const elements = keys.map(({ constant }) => constant);
    if (elements.every((element): element is string => typeof element === 'string')) return selected(pathIn(json.sql, elements));
    return inTable ? undefined : walkPath(json.sql, fill('json_array({*})', keys.map(({ sql }) => sql)), selected(primary('_path')), false);
  };

const KINDS: Readonly<Record<string, string>> = { object: "= 'object'", array: "= 'array'", scalar: "NOT IN ('object', 'array')" };

/** What is no JSON has no type: it is asked for in this order. */
const isJson: Render = ([value, kind]) => {
  const wanted = KINDS[kind?.constant ?? ''];
  return value && fill(wanted === undefined ? 'json_valid({1})' : `iif(json_valid({1}), json_type({1}) ${wanted}, json_valid({1}))`, [value.sql]);
};

/** Its objects have each key once; only a query can see that. */
const isJsonUnique: Render = (args, context) => {
  const [value] = args;
  if (!value || context.inTable) return undefined;
  const is = isJson(args, context);
  return is && fill('iif({2}, NOT EXISTS (SELECT 1 FROM json_tree(iif(json_valid({1}), {1}, NULL)) WHERE parent IS NOT NULL GROUP BY parent, key HAVING count(*) > 1), {2})', [value.sql, is]);
};

const build = [emulated(['any', '...'], object)];
const list = [emulated(['any', '...'], array)];
const objects = [emulated(['array'], fromPairs), emulated(['array', 'array'], fromLists)];
const same = [exact(['any'], ([arg]: readonly Operand[]) => arg?.sql)];
const typeOf = [exact(['any'], `json_extract('${TYPES}', '$.' || json_type({1}))`)];
const count = [exact(['any'], 'json_array_length({1})')];
/** A document, a path, and the path's variables. */
const alongPath = (render: Render): readonly FunctionRow[] => [emulated(['jsonb', 'other'], render), emulated(['jsonb', 'other', 'jsonb'], render), ...refused(NO_PATH, PATH_HELP)];
const NO_PATH = 'this SQL/JSON path has no rendering on SQLite';
const PATH_HELP = 'A path is read when the migration is transpiled: a constant in lax mode, of keys, elements ([*], [0]) and filters that compare with constants or variables.';

/** json and jsonb (https://www.postgresql.org/docs/18/functions-json.html). */
export const JSON_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  /** Not Postgres': the elements of `ARRAY[..]` as arguments of json_array(). */
  to_json_argument: [exact(['any'], ([arg]: readonly Operand[], context: RenderContext) => arg && jsonArgument(arg, context))],
  /** Not Postgres': `->>` where its text is kept. */
  json_part_text: [emulated(['jsonb', 'string'], wholeText)],
  /** Not Postgres': `->>` where nobody reads its text. */
  json_taken_text: [exact(['any'], ([arg]: readonly Operand[]) => arg?.sql)],
  to_json: [emulated(['any'], toJson)],
  to_jsonb: [emulated(['any'], toJson)],
  array_to_json: same,
  json_build_object: build,
  jsonb_build_object: build,
  json_build_array: list,
  jsonb_build_array: list,
  /** Not Postgres': JSON_OBJECT(.. ABSENT ON NULL) and JSON_ARRAY(.. ABSENT ON NULL). */
  'json_build_object absent': [emulated(['any', '...'], objectAbsent)],
  'jsonb_build_object absent': [emulated(['any', '...'], objectAbsent)],
  'json_build_array absent': [emulated(['any', '...'], arrayAbsent)],
  'jsonb_build_array absent': [emulated(['any', '...'], arrayAbsent)],
  jsonb_set: [emulated(['jsonb', 'array', 'jsonb'], set), hiding([4], emulated(['jsonb', 'array', 'jsonb', 'bool'], set)), ...refused('jsonb_set() has a rendering in a table\'s definition only where its path is written out', "Write the path as a constant ('{a,b}'), or merge objects: data || jsonb_build_object(key, value).")],
  jsonb_insert: [emulated(['jsonb', 'array', 'jsonb'], insert), emulated(['jsonb', 'array', 'jsonb', 'bool'], insert)],
  json_strip_nulls: [emulated(['json'], stripNulls), emulated(['json', 'bool'], stripNulls)],
  jsonb_strip_nulls: [emulated(['jsonb'], stripNulls), emulated(['jsonb', 'bool'], stripNulls)],
  json_object: objects,
  jsonb_object: objects,
  json_typeof: typeOf,
  jsonb_typeof: typeOf,
  jsonb_path_exists: alongPath(pathExists),
  jsonb_path_match: alongPath(pathMatch),
  jsonb_path_query_array: alongPath(pathItems),
  jsonb_path_query_first: alongPath(pathFirst),
  /** Not Postgres': what JSON_VALUE() and JSON_QUERY() are made of. */
  'path state': alongPath(pathState),
  'path value': alongPath(pathValue),
  json_array_length: count,
  jsonb_array_length: count,
  json_extract_path: [emulated(['any', 'string', '...'], extractPath(false))],
  jsonb_extract_path: [emulated(['any', 'string', '...'], extractPath(false))],
  json_extract_path_text: [emulated(['any', 'string', '...'], extractPath(true))],
  jsonb_extract_path_text: [emulated(['any', 'string', '...'], extractPath(true))],
  /** Not Postgres': IS JSON. */
  is_json: [exact(['any', 'string'], isJson)],
  is_json_unique: [emulated(['any', 'string'], isJsonUnique), ...refused("IS JSON .. WITH UNIQUE KEYS has a rendering in queries only, not in a table's definition", 'Leave WITH UNIQUE KEYS out.')],
  jsonb_pretty: refused('the line breaks of jsonb_pretty() cannot be kept', 'Store the json itself.'),
  row_to_json: [emulated(['any'], toJson)],
};
