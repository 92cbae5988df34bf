import type { Catalog } from '../../src/model/catalog.js';
import type { DataType } from '../../src/model/data-type.js';
import type { Random } from '../fuzz/random.js';

export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Texts of the shapes that CHECKs and functions ask for most. */
const TEXTS = ['a', 'B', ' padded ', 'two words', 'ünï', "it's", 'a@b.example', 'https://a.example/x', 'v1.2.3', '0123456789abcdef', '42', 'name-with-dash', 'name_with_underscore'];

const OWN_UUID = '00000000-0000-4000-8000-';

/** One that was made here, by no database. */
export function isOwnUuid(value: string): boolean {
  return value.startsWith(OWN_UUID);
}

type Make = (random: Random) => string;

const number: Make = (random) => String(random.pick([0, 1, 2, 3, 5, 10, 17, 100]) + random.below(3));
const day = (random: Random): string => `20${String(1 + random.below(19)).padStart(2, '0')}-0${1 + random.below(9)}-1${random.below(10)}`;
const time = (random: Random): string => `0${random.below(10)}:1${random.below(10)}:0${random.below(10)}`;

/** A value as Postgres reads it from a text; moments are long past, so that they are told from now(). */
const VALUES: Readonly<Record<string, Make>> = {
  int2: number,
  int4: number,
  int8: (random) => random.pick([number(random), '9007199254740993']),
  float4: (random) => `${number(random)}.5`,
  float8: (random) => `${number(random)}.25`,
  numeric: (random) => random.pick([number(random), `${number(random)}.5`]),
  bool: (random) => random.pick(['true', 'false']),
  text: (random) => random.pick(TEXTS) + (random.chance(0.5) ? String(random.below(1000)) : ''),
  uuid: (random) => `${OWN_UUID}${String(random.below(1e9)).padStart(12, '0')}`,
  json: (random) => random.pick(['{}', '{"a": 1}', '[1, "x", null]', `{"n": ${random.below(9)}, "deep": {"b": true}}`]),
  date: day,
  timestamp: (random) => `${day(random)} ${time(random)}`,
  timestamptz: (random) => `${day(random)} ${time(random)}+00`,
  time,
  interval: (random) => `${1 + random.below(20)} hours`,
  bytea: (random) => `\\x${random.pick(['', '00ff', 'deadbeef', 'c0'.repeat(16), 'd1'.repeat(32)])}`,
  tsvector: (random) => random.pick(['', "'a'", "'a' 'b'"]),
  ltree: (random) => random.pick(['a', 'a.b', 'b.c.d']),
  inet: (random) => `10.0.${random.below(9)}.${1 + random.below(99)}`,
};
const SAME_AS: Readonly<Record<string, string>> = { varchar: 'text', citext: 'text', name: 'text', bpchar: 'text', jsonb: 'json', cidr: 'inet', timetz: 'time', oid: 'int4' };

/** A literal of the type, or `undefined` when none is known. */
export function randomValue(type: DataType, catalog: Catalog, random: Random): string | undefined {
  switch (type.kind) {
    case 'array': {
      const elements = Array.from({ length: random.below(3) }, () => randomValue(type.element, catalog, random));
      return elements.includes(undefined) ? undefined : `ARRAY[${elements.join(', ')}]::${typeText(type, catalog)}`;
    }
    case 'base': {
      const made = VALUES[SAME_AS[type.name] ?? type.name]?.(random);
      if (made === undefined) return undefined;
      const [length] = type.modifiers;
      return quoteText(length !== undefined && (type.name === 'varchar' || type.name === 'bpchar') ? [...made].slice(0, length).join('') : made);
    }
    case 'domain':
    case 'enum': {
      const object = catalog.objects.get(type.id);
      if (object?.kind === 'domain') return randomValue(object.base, catalog, random);
      return object?.kind === 'enum' && object.values.length > 0 ? quoteText(random.pick(object.values).label) : undefined;
    }
    case 'composite':
      return undefined;
  }
}

function typeText(type: DataType, catalog: Catalog): string {
  if (type.kind === 'array') return `${typeText(type.element, catalog)}[]`;
  if (type.kind === 'base') return type.name;
  const object = catalog.objects.get(type.id);
  return object ? `${quoteName(object.schema)}.${quoteName(object.name)}` : 'text';
}

/** What values of a type look like in a condition: text for all that is written in quotes. */
export function familyOf(type: DataType, catalog: Catalog): string {
  if (type.kind === 'domain') {
    const object = catalog.objects.get(type.id);
    return object?.kind === 'domain' ? familyOf(object.base, catalog) : 'none';
  }
  if (type.kind !== 'base') return type.kind;
  const name = SAME_AS[type.name] ?? type.name;
  return ['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'].includes(name) ? 'number' : name;
}
