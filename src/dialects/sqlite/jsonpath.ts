import type { Operand, Render, RenderContext } from '../dialect.js';
import { primary, type Sql } from '../sql.js';
import { quoted, testOf, type ItemTest, type Names } from './jsonpath-test.js';
import { isVariable, readJsonPath, readJsonPredicate, type PathCondition, type PathPlace, type PathStep } from './jsonpath-text.js';

/** Items on the way: the tables that give them, under which conditions, and one of them as JSON. */
interface Items {
  readonly from: readonly string[];
  readonly where: readonly string[];
  readonly json: string;
}

/** `jsonb_path_exists(doc, '$.items[*] ? (@.kind == "x")')` as EXISTS over json_each(), one for each step; the path must be a constant. */
export const pathExists: Render = (operands, context) => queried(operands, exists, context);

/** `jsonb_path_query_array(doc, '$.items[*].kind')` as the list of what the last step gives; `jsonb_path_query_first()` as the first of it. */
export const pathItems: Render = (operands, context) => queried(operands, (items) => (isWhole(items) ? `json_array(json(${items.json}))` : `(SELECT json_group_array(json(${items.json}))${rest(items)})`), context);
export const pathFirst: Render = (operands, context) => queried(operands, (items) => (isWhole(items) ? items.json : `(SELECT ${items.json}${rest(items)} LIMIT 1)`), context);

/** How many items there are, `none` or `many`, and of a single one its type. */
export const pathState: Render = (operands, context) =>
  queried(operands, (items) => (isWhole(items) ? `json_type(${items.json})` : `(SELECT CASE count(*) WHEN 0 THEN 'none' WHEN 1 THEN max(json_type(${items.json})) ELSE 'many' END${rest(items)})`), context);

/** The text of a single item that is a scalar: a number with the digits that it has, a boolean by its letter. NULL where there is none. */
export const pathValue: Render = (operands, context) =>
  queried(operands, (items) => (isWhole(items) ? scalarText(items.json) : `(SELECT iif(count(*) = 1, max(${scalarText('_item')}), NULL) FROM (SELECT ${items.json} AS _item${rest(items)}))`), context);

const scalarText = (item: string): string => `CASE json_type(${item}) WHEN 'text' THEN (${item}) ->> '$' WHEN 'true' THEN 't' WHEN 'false' THEN 'f' WHEN 'null' THEN NULL WHEN 'object' THEN NULL WHEN 'array' THEN NULL ELSE ${item} END`;

/** `$` is the document itself. An aggregate of nothing but it would be one of the query around. */
function isWhole({ from }: Items): boolean {
  return from.length === 0;
}

/** `jsonb_path_match(doc, '$.n > 1')`, and `doc @@ '$.n > 1'`: NULL where that is unknown. */
export const pathMatch: Render = ([document, path, variables], { dialect }) => {
  const condition = typeof path?.constant === 'string' ? readJsonPredicate(path.constant) : undefined;
  if (!document || !condition || (asksVariables(condition) && !variables)) return undefined;
  const found = truth(condition, document.sql.text, { next: 1, limit: dialect.limits.likePatternBytes, ...(variables && { variables: variables.sql.text }) });
  return found === undefined ? undefined : primary(`iif(${document.sql.text} IS NULL, NULL, ${found})`);
};

function queried([document, path, variables]: readonly Operand[], query: (items: Items) => string, { dialect }: RenderContext): Sql | undefined {
  const steps = typeof path?.constant === 'string' ? readJsonPath(path.constant) : undefined;
  if (!document || !steps || (usesVariables(steps) && !variables)) return undefined;
  const { text } = document.sql;
  const items = follow(text, steps, { next: 1, limit: dialect.limits.likePatternBytes, ...(variables && { variables: variables.sql.text }) });
  return items && primary(`iif(${text} IS NULL, NULL, ${query(items)})`);
}

function usesVariables(steps: readonly PathStep[]): boolean {
  return steps.some((step) => step.kind === 'filter' && asksVariables(step.condition));
}

function asksVariables(condition: PathCondition): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.args.some(asksVariables);
    case 'not':
    case 'unknown':
      return asksVariables(condition.condition);
    case 'compare':
      return usesVariables(condition.steps) || isVariable(condition.value);
    case 'starts':
      return usesVariables(condition.steps) || isVariable(condition.prefix);
    default:
      return usesVariables(condition.steps);
  }
}

function exists(items: Items): string {
  return isWhole(items) ? '1' : `EXISTS (SELECT 1${rest(items)})`;
}

function rest({ from, where }: Items): string {
  return `${from.length > 0 ? ` FROM ${from.join(', ')}` : ''}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}`;
}

/** Undefined where a pattern in it cannot be searched for. */
function follow(json: string, steps: readonly PathStep[], names: Names): Items | undefined {
  return steps.reduce<Items | undefined>((items, step) => items && afterStep(items, step, names), { from: [], where: [], json });
}

function afterStep(items: Items, step: PathStep, names: Names): Items | undefined {
  if (step.kind === 'size') return { ...items, json: `iif(json_type(${items.json}) = 'array', json_array_length(${items.json}), 1)` };
  if (step.kind === 'type') return { ...items, json: `CASE json_type(${items.json}) WHEN 'object' THEN '"object"' WHEN 'array' THEN '"array"' WHEN 'text' THEN '"string"' WHEN 'null' THEN '"null"' WHEN 'true' THEN '"boolean"' WHEN 'false' THEN '"boolean"' ELSE '"number"' END` };
  const elements = unwrapped(items, names);
  const element = `p${names.next - 1}`;
  switch (step.kind) {
    case 'all':
      return elements;
    case 'index':
      return { ...elements, where: [...elements.where, placed(step.places, element, items.json)] };
    case 'filter': {
      const held = holds(step.condition, elements.json, names);
      return held === undefined ? undefined : { ...elements, where: [...elements.where, held] };
    }
    case 'key':
    case 'members': {
      const member = `p${names.next++}`;
      const from = `json_each(iif(${element}.type = 'object', ${elements.json}, '{}')) AS ${member}`;
      return { from: [...elements.from, from], where: [...elements.where, ...(step.kind === 'key' ? [`${member}.key = ${quoted(step.key)}`] : [])], json: jsonOf(member) };
    }
  }
}

/** `[0]`, `[1 to last]` */
function placed(places: readonly (readonly [PathPlace, PathPlace])[], element: string, array: string): string {
  const at = ({ last, offset }: PathPlace): string => (last ? `iif(json_type(${array}) = 'array', json_array_length(${array}), 1) - ${1 - offset}` : String(offset));
  const tests = places.map(([from, to]) => (from === to ? `${element}.key = ${at(from)}` : `${element}.key BETWEEN ${at(from)} AND ${at(to)}`));
  return tests.length === 1 ? (tests[0] as string) : `(${tests.join(' OR ')})`;
}

/** Lax paths take the elements of an array where one item is asked for, and an item as an array of one where elements are. */
function unwrapped({ from, where, json }: Items, names: Names): Items {
  const name = `p${names.next++}`;
  return { from: [...from, `json_each(iif(json_type(${json}) = 'array', ${json}, json_array(json(${json})))) AS ${name}`], where, json: jsonOf(name) };
}

function jsonOf(name: string): string {
  return `${name}.json -> ${name}.fullkey`;
}

/** Whether a condition is known to hold. */
function holds(condition: PathCondition, json: string, names: Names): string | undefined {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return joined(condition, condition.args.map((arg) => holds(arg, json, names)));
    case 'not':
    case 'unknown':
      return truth(condition, json, names);
    case 'exists':
      return existsAlong(condition.steps, json, names);
    default:
      return judged(condition, json, names)?.holds;
  }
}

/** The same as one of three values: NULL is unknown, which neither a condition nor its opposite is. */
function truth(condition: PathCondition, json: string, names: Names): string | undefined {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return joined(condition, condition.args.map((arg) => truth(arg, json, names)));
    case 'not':
    case 'unknown': {
      const inner = truth(condition.condition, json, names);
      return inner === undefined ? undefined : condition.kind === 'not' ? `(NOT ${inner})` : `(${inner} IS NULL)`;
    }
    case 'exists':
      return existsAlong(condition.steps, json, names);
    default: {
      const found = judged(condition, json, names);
      return found && `iif(${found.holds}, 1, iif(${found.unknown}, NULL, 0))`;
    }
  }
}

function joined({ kind: word }: { readonly kind: 'and' | 'or' }, args: readonly (string | undefined)[]): string | undefined {
  return args.every((arg) => arg !== undefined) ? `(${args.join(word === 'and' ? ' AND ' : ' OR ')})` : undefined;
}

function existsAlong(steps: readonly PathStep[], json: string, names: Names): string | undefined {
  const items = follow(json, steps, names);
  return items && exists(items);
}

/** Whether there is an item for which a test holds, and one for which it is unknown. */
function judged(condition: ItemTest, json: string, names: Names): { readonly holds: string; readonly unknown: string } | undefined {
  const found = follow(json, condition.steps, names);
  if (!found) return undefined;
  const items = unwrapped(found, names);
  const test = testOf(condition, `p${names.next - 1}`, names);
  const where = (text: string): string => exists({ ...items, where: [...items.where, text] });
  return test && { holds: where(test.holds), unknown: where(test.unknown) };
}
