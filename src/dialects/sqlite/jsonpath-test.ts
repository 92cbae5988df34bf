import { primary } from '../sql.js';
import { isVariable, type Comparison, type PathCondition, type PathValue } from './jsonpath-text.js';
import { matchTest } from './regex/match-test.js';

/** What is asked of one item. */
export type ItemTest = Extract<PathCondition, { readonly kind: 'compare' | 'starts' | 'regex' }>;

/** Names for json_each() that no other in the expression has. */
export interface Names {
  next: number;
  /** How long a pattern of LIKE may be. */
  readonly limit: number;
  /** The object whose members are the path's variables. */
  readonly variables?: string;
}

/** Whether a test holds for the item under this name, and whether that is unknown; undefined for a pattern that cannot be searched for. */
export function testOf(condition: ItemTest, name: string, names: Names): { readonly holds: string; readonly unknown: string } | undefined {
  switch (condition.kind) {
    case 'compare':
      return { holds: compared(name, condition.operator, condition.value, names), unknown: incomparable(name, condition.value, names) };
    case 'starts': {
      const prefix = isVariable(condition.prefix) ? `json_extract(${names.variables ?? 'NULL'}, ${quoted(`$.${JSON.stringify(condition.prefix.variable)}`)})` : quoted(condition.prefix);
      return { holds: `${name}.type = 'text' AND substr(${name}.atom, 1, length(${prefix})) = ${prefix}`, unknown: `${name}.type <> 'text'` };
    }
    case 'regex': {
      const matches = matchTest(primary(`${name}.atom`), condition.pattern, condition.fold, names.limit);
      return matches && { holds: `${name}.type = 'text' AND (${matches.text})`, unknown: `${name}.type <> 'text'` };
    }
  }
}

/** Of different types, but for null; and objects and arrays, whatever they are compared with. */
function incomparable(name: string, value: PathValue, { variables = 'NULL' }: Names): string {
  if (value === null) return '0';
  if (!isVariable(value)) return `${name}.type NOT IN (${typeof value === 'string' ? "'text'" : typeof value === 'number' ? "'integer', 'real'" : "'true', 'false'"}, 'null')`;
  const type = `json_type(${variables}, ${quoted(`$.${JSON.stringify(value.variable)}`)})`;
  return `${name}.type <> 'null' AND ${type} <> 'null' AND (${kind(`${name}.type`)} <> ${kind(type)} OR ${name}.type IN ('object', 'array'))`;
}

/** Items of different types are not comparable, but for null, which is unequal to all others. */
function compared(name: string, operator: Comparison, value: PathValue, { variables = 'NULL' }: Names): string {
  if (isVariable(value)) return comparedWithVariable(name, operator, variables, value.variable);
  const unequal = operator === '!=' || operator === '<>';
  const orNull = (text: string): string => (unequal ? `(${text} OR ${name}.type = 'null')` : text);
  if (value === null) return operator === '==' || operator === '<=' || operator === '>=' ? `${name}.type = 'null'` : unequal ? `${name}.type <> 'null'` : 'false';
  const types = typeof value === 'string' ? `= 'text'` : typeof value === 'number' ? `IN ('integer', 'real')` : `IN ('true', 'false')`;
  const literal = typeof value === 'string' ? quoted(value) : typeof value === 'number' ? String(value) : value ? '1' : '0';
  return orNull(`${name}.type ${types} AND ${name}.atom ${operator === '==' ? '=' : unequal ? '<>' : operator} ${literal}`);
}

/** A type of JSON, by the name of SQLite's. */
const kind = (of: string): string => `iif(${of} IN ('integer', 'real'), 'number', iif(${of} IN ('true', 'false'), 'boolean', ${of}))`;

/** The same with a value whose type only the row knows. */
function comparedWithVariable(name: string, operator: Comparison, variables: string, variable: string): string {
  const path = quoted(`$.${JSON.stringify(variable)}`);
  const [type, value] = [`json_type(${variables}, ${path})`, `json_extract(${variables}, ${path})`];
  const unequal = operator === '!=' || operator === '<>';
  const other = unequal ? `(${name}.type = 'null' OR ${type} = 'null')` : '0';
  const same = operator === '<' || operator === '>' || unequal ? '0' : '1';
  const scalar = `iif(${name}.type = 'null', ${same}, ${name}.type IN ('text', 'integer', 'real', 'true', 'false') AND ${name}.atom ${operator === '==' ? '=' : unequal ? '<>' : operator} ${value})`;
  return `iif(${kind(`${name}.type`)} = ${kind(type)}, ${scalar}, ${other})`;
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
