import type { DefElem, Node } from '@pgsql/types';
import type { Sequence } from '../model/catalog.js';
import { stringOf, writtenList, type WrittenName } from './catalog/resolve.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';

/** What the options of CREATE/ALTER SEQUENCE, IDENTITY (..) say, before Postgres' defaults. */
export interface SequenceOptions {
  readonly type?: Sequence['type'];
  readonly start?: string;
  readonly increment?: string;
  /** null: NO MINVALUE. */
  readonly minValue?: string | null;
  readonly maxValue?: string | null;
  readonly cycle?: boolean;
  /** `[table.]column` parts, or `['none']`. */
  readonly ownedBy?: readonly string[];
  /** RESTART sets the counter, not the definition; null: without a value it returns to the start. */
  readonly restart?: string | null;
  readonly name?: WrittenName;
  readonly generated?: 'always' | 'by default';
}

function numberText(node: Node | undefined): string | undefined {
  if (!node) return undefined;
  if ('Integer' in node) return String(node.Integer.ival ?? 0);
  if ('Float' in node) return node.Float.fval;
  return undefined;
}

function listOf(node: Node | undefined): readonly Node[] {
  return node && 'List' in node ? (node.List.items ?? []) : [];
}

function sequenceType(draft: Draft, element: DefElem): Sequence['type'] {
  const arg = element.arg;
  const name = arg && 'TypeName' in arg ? stringOf(arg.TypeName.names?.at(-1)) : '';
  if (name === 'int2' || name === 'int4' || name === 'int8') return name;
  return refuse(draft, 'invalid-sequence', 'sequence type must be smallint, integer, or bigint', { at: element.location });
}

type Reader = (draft: Draft, element: DefElem) => SequenceOptions;

const bound =
  (key: 'minValue' | 'maxValue'): Reader =>
  (_, element) => ({ [key]: numberText(element.arg) ?? null });

const READERS: Readonly<Record<string, Reader>> = {
  as: (draft, element) => ({ type: sequenceType(draft, element) }),
  increment: (_, element) => ({ increment: numberText(element.arg) ?? '1' }),
  start: (_, element) => ({ start: numberText(element.arg) ?? '1' }),
  restart: (_, element) => ({ restart: numberText(element.arg) ?? null }),
  minvalue: bound('minValue'),
  maxvalue: bound('maxValue'),
  cycle: (_, { arg }) => ({ cycle: arg !== undefined && 'Boolean' in arg && arg.Boolean.boolval === true }),
  cache: () => ({}),
  logged: () => ({}),
  owned_by: (_, element) => ({ ownedBy: listOf(element.arg).map(stringOf) }),
  sequence_name: (_, element) => ({ name: writtenList(listOf(element.arg)) }),
  // ALTER COLUMN .. SET GENERATED: the argument is the character code of 'a' or 'd'.
  generated: (_, element) => ({ generated: numberText(element.arg) === String('a'.charCodeAt(0)) ? 'always' : 'by default' }),
};

/** Reads the options; a repeated one is an error as in Postgres. */
export function readSequenceOptions(draft: Draft, nodes: readonly Node[] | undefined): SequenceOptions {
  let options: SequenceOptions = {};
  const seen = new Set<string>();
  for (const node of nodes ?? []) {
    if (!('DefElem' in node)) continue;
    const name = node.DefElem.defname ?? '';
    const at = node.DefElem.location;
    if (seen.has(name)) refuse(draft, 'invalid-sequence', 'conflicting or redundant options', { at });
    seen.add(name);
    const read = READERS[name];
    if (!read) return refuse(draft, 'invalid-sequence', `sequence option "${name}" is not known`, { at });
    options = { ...options, ...read(draft, node.DefElem) };
  }
  return options;
}

/** The definition that the options give, over what the sequence was before (ALTER) or Postgres' defaults (CREATE). */
export function sequenceDefinition(
  draft: Draft,
  options: SequenceOptions,
  before: Pick<Sequence, 'type' | 'increment' | 'minValue' | 'maxValue' | 'cycle'> & { readonly start?: string } = {
    type: 'int8',
    increment: '1',
    cycle: false,
  },
): Pick<Sequence, 'type' | 'start' | 'increment' | 'minValue' | 'maxValue' | 'cycle'> {
  const increment = options.increment ?? before.increment;
  if (BigInt(increment) === 0n) refuse(draft, 'invalid-sequence', 'INCREMENT must not be zero', { name: 'increment' });
  const ascending = BigInt(increment) > 0n;
  const minValue = options.minValue === undefined ? before.minValue : (options.minValue ?? undefined);
  const maxValue = options.maxValue === undefined ? before.maxValue : (options.maxValue ?? undefined);
  const type = options.type ?? before.type;
  const written = {
    type,
    increment,
    start: options.start ?? before.start ?? (ascending ? (minValue ?? '1') : (maxValue ?? '-1')),
    cycle: options.cycle ?? before.cycle,
    ...(minValue !== undefined && { minValue }),
    ...(maxValue !== undefined && { maxValue }),
  };
  if (ascending === BigInt(before.increment) > 0n || before.start === undefined) requireWithinBounds(draft, written);
  return written;
}

const GREATEST: Readonly<Record<Sequence['type'], bigint>> = { int2: 32_767n, int4: 2_147_483_647n, int8: 9_223_372_036_854_775_807n };

/** The bounds are those of the type, and where a sequence begins lies between them (init_params). */
function requireWithinBounds(draft: Draft, { type, start, increment, minValue, maxValue }: Pick<Sequence, 'type' | 'start' | 'increment' | 'minValue' | 'maxValue'>): void {
  const greatest = GREATEST[type];
  const [least, most] = BigInt(increment) > 0n ? [1n, greatest] : [-greatest - 1n, -1n];
  const [low, high] = [minValue === undefined ? least : BigInt(minValue), maxValue === undefined ? most : BigInt(maxValue)];
  const of = { int2: 'smallint', int4: 'integer', int8: 'bigint' }[type];
  if (high > greatest || high < -greatest - 1n) refuse(draft, 'invalid-sequence', `MAXVALUE (${high}) is out of range for sequence data type ${of}`, { name: 'maxvalue' });
  if (low > greatest || low < -greatest - 1n) refuse(draft, 'invalid-sequence', `MINVALUE (${low}) is out of range for sequence data type ${of}`, { name: 'minvalue' });
  if (low >= high) refuse(draft, 'invalid-sequence', `MINVALUE (${low}) must be less than MAXVALUE (${high})`, { name: 'minvalue' });
  if (BigInt(start) < low) refuse(draft, 'invalid-sequence', `START value (${start}) cannot be less than MINVALUE (${low})`, { name: 'start' });
  if (BigInt(start) > high) refuse(draft, 'invalid-sequence', `START value (${start}) cannot be greater than MAXVALUE (${high})`, { name: 'start' });
}
