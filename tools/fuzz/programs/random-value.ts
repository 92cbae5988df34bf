import type { Random } from '../random.js';

/** What an expression in a body can name, by its type. */
export type Names = Readonly<Record<ValueType, readonly string[]>>;

export type ValueType = 'int' | 'text' | 'numeric' | 'boolean' | 'timestamp' | 'date' | 'jsonb' | 'text[]';

const LITERALS: Names = {
  int: ['0', '1', '2', '-3', '7'],
  text: ["''", "'a'", "'Bee'", "'two words'", "'it''s'"],
  numeric: ['0.5', '2.25', '10', '-1.5'],
  boolean: ['true', 'false'],
  timestamp: ["timestamp '2024-02-29 12:30:00'", "timestamp '2023-12-31 23:59:59'"],
  date: ["date '2024-01-31'", "date '2023-06-15'"],
  jsonb: [`'{"a": 1, "b": "x"}'::jsonb`, `'{}'::jsonb`, `'{"a": null, "c": [1, 2]}'::jsonb`],
  'text[]': ["'{}'::text[]", "'{a,Bee}'::text[]", "ARRAY['x', NULL]"],
};

/** By the types of their values. */
export function namesOf(parts: readonly (readonly [string, ValueType])[]): Names {
  const names: Record<ValueType, string[]> = { int: [], text: [], numeric: [], boolean: [], timestamp: [], date: [], jsonb: [], 'text[]': [] };
  for (const [name, type] of parts) names[type].push(name);
  return names;
}

/** Whether an expression of these makes no error, whatever the values are: what the body does is the question here. */
export function randomValue(type: ValueType, names: Names, depth: number, random: Random): string {
  const value = (of: ValueType): string => randomValue(of, names, depth - 1, random);
  const known = names[type];
  if (depth <= 0 || random.chance(0.25)) return known.length > 0 && random.chance(0.75) ? random.pick(known) : random.pick(LITERALS[type]);
  const forms: Readonly<Record<ValueType, readonly (() => string)[]>> = {
    int: [
      () => `(${value('int')} ${random.pick(['+', '-'])} ${value('int')})`,
      () => `length(${value('text')})`,
      () => `abs(${value('int')})`,
      () => `coalesce(${value('int')}, ${value('int')})`,
      () => `greatest(${value('int')}, ${value('int')})`,
      () => `coalesce(array_length(${value('text[]')}, 1), 0)`,
      () => `CASE WHEN ${value('boolean')} THEN ${value('int')} ELSE ${value('int')} END`,
      () => `strpos(${value('text')}, 'e')`,
    ],
    text: [
      () => `(${value('text')} || ${value('text')})`,
      () => `lower(${value('text')})`,
      () => `left(${value('text')}, ${random.pick(['1', '3'])})`,
      () => `replace(${value('text')}, 'e', 'E')`,
      () => `concat(${value('text')}, ':', ${value('int')})`,
      () => `coalesce(${value('text')}, ${value('text')})`,
      () => `(${value('jsonb')} ->> ${random.pick(["'a'", "'b'"])})`,
      () => `to_char(${value('date')}, 'YYYY-MM')`,
      () => `split_part(${value('text')}, ' ', 1)`,
      () => `(${value('int')})::text`,
      () => `CASE ${value('int')} WHEN ${value('int')} THEN ${value('text')} ELSE ${value('text')} END`,
      () => `array_to_string(${value('text[]')}, ',')`,
      () => `format('%s-%s', ${value('text')}, ${value('int')})`,
    ],
    numeric: [() => `(${value('numeric')} + ${value('int')})`, () => `round(${value('numeric')}, 1)`, () => `(${value('numeric')} * 2)`, () => `coalesce(${value('numeric')}, ${value('numeric')})`],
    boolean: [
      () => {
        const of = random.pick<ValueType>(['int', 'text', 'numeric', 'date', 'timestamp']);
        return `(${value(of)} ${random.pick(['=', '<>', '<', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM'])} ${value(of)})`;
      },
      () => `(${value('boolean')} AND ${value('boolean')})`,
      () => `(${value('boolean')} OR ${value('boolean')})`,
      () => `(NOT ${value('boolean')})`,
      () => `(${value(random.pick<ValueType>(['int', 'text', 'date', 'jsonb']))} IS ${random.pick(['', 'NOT '])}NULL)`,
      () => `(${value('text')} LIKE ${random.pick(["'a%'", "'%e%'"])})`,
      () => `(${value('int')} IN (${value('int')}, 1, 2))`,
      () => `(${value('text')} = ANY (${value('text[]')}))`,
      () => `(${value('jsonb')} ? 'a')`,
    ],
    timestamp: [() => `(${value('timestamp')} + interval '1 day')`, () => `date_trunc('month', ${value('timestamp')})`, () => `(${value('date')})::timestamp`],
    date: [() => `(${value('date')} + 1)`, () => `(${value('timestamp')})::date`, () => `coalesce(${value('date')}, ${value('date')})`],
    jsonb: [() => `jsonb_build_object('a', ${value('int')}, 'b', ${value('text')})`, () => `(coalesce(${value('jsonb')}, '{}') || jsonb_build_object('d', ${value('boolean')}))`, () => `(${value('jsonb')} - 'a')`, () => `jsonb_set(coalesce(${value('jsonb')}, '{}'), '{a}', coalesce(to_jsonb((${value('text')})::text), 'null'))`],
    'text[]': [() => `array_append(${value('text[]')}, ${value('text')})`, () => `(${value('text[]')} || ${value('text[]')})`, () => `array_remove(${value('text[]')}, ${value('text')})`],
  };
  return random.pick(forms[type])();
}
