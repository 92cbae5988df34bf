import type { EnumType } from '../../model/catalog.js';

/** What a type's input function makes of a text: the canonical text, or why it is refused. */
export type LiteralInput = { readonly value: string } | { readonly error: string };

const INTEGERS: Readonly<Record<string, { readonly name: string; readonly bits: bigint }>> = {
  int2: { name: 'smallint', bits: 15n }, int4: { name: 'integer', bits: 31n }, int8: { name: 'bigint', bits: 63n },
};

const FLOATS: Readonly<Record<string, string>> = { float4: 'real', float8: 'double precision', numeric: 'numeric' };

/** The words that Postgres reads as a boolean; every unique prefix of the long ones counts. */
const TRUE_WORDS = ['true', 'yes', 'on', '1'];
const FALSE_WORDS = ['false', 'no', 'off', '0'];

/**
 * Reads the text of a literal as the base type `name` does. Types whose input is not modelled keep the text as it is:
 * their faults show when Postgres runs the statement.
 */
export function readLiteral(name: string, text: string): LiteralInput {
  if (name === 'bool') return readBoolean(text);
  if (name in INTEGERS) return readInteger(name, text);
  if (name in FLOATS) return readNumber(name, text);
  if (name === 'money') return readMoney(text);
  if (name === 'uuid') return readUuid(text);
  if (name === 'json' || name === 'jsonb') return readJson(text);
  if (name === 'bit' || name === 'varbit') return readBits(text);
  // `address = '(a,1)'`: the operator is one of any rows, whose fields nobody knows.
  if (name === 'record') return { error: 'input of anonymous composite types is not implemented' };
  return { value: text };
}

/** A label of an enum, or Postgres' error. */
export function readEnum(type: EnumType, text: string): LiteralInput {
  if (type.values.some((value) => value.label === text)) return { value: text };
  return { error: `invalid input value for enum ${type.name}: "${text}"` };
}

function invalid(type: string, text: string): LiteralInput {
  return { error: `invalid input syntax for type ${type}: "${text}"` };
}

function readBoolean(text: string): LiteralInput {
  const word = text.trim().toLowerCase();
  const fits = (words: readonly string[]): boolean => word !== '' && words.some((full) => full.startsWith(word));
  // "o" alone could be on or off.
  if (word === 'o') return invalid('boolean', text);
  if (fits(TRUE_WORDS)) return { value: 'true' };
  return fits(FALSE_WORDS) ? { value: 'false' } : invalid('boolean', text);
}

function readInteger(type: string, text: string): LiteralInput {
  const { name, bits } = INTEGERS[type] ?? { name: type, bits: 63n };
  const match = /^\s*([+-]?)(\d+(?:_\d+)*|0[xX](?:_?[0-9a-fA-F]+)+|0[oO](?:_?[0-7]+)+|0[bB](?:_?[01]+)+)\s*$/.exec(text);
  if (!match) return invalid(name, text);
  const magnitude = BigInt((match[2] ?? '').replaceAll('_', '').toLowerCase());
  const value = match[1] === '-' ? -magnitude : magnitude;
  if (value >= 1n << bits || value < -(1n << bits)) return { error: `value "${text}" is out of range for type ${name}` };
  return { value: value.toString() };
}

function readNumber(type: string, text: string): LiteralInput {
  const word = text.trim();
  if (/^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/.test(word)) {
    const value = word.replaceAll('_', '').replace(/^\+/, '');
    return type === 'numeric' || isInRange(type, value) ? { value } : { error: `"${text}" is out of range for type ${FLOATS[type] ?? type}` };
  }
  if (/^(?:nan|[+-]?inf(?:inity)?)$/i.test(word)) return { value: word };
  return invalid(FLOATS[type] ?? type, text);
}

/** `$1,234.50`, `(12)` and `-12`, in the locales that most servers have; the parts of a cent are for whoever keeps it. */
function readMoney(text: string): LiteralInput {
  const match = /^\s*(\()?\s*(-)?\s*\$?\s*(\d[\d,]*)?(?:\.(\d*))?\s*(\))?\s*$/.exec(text);
  if (!match) return invalid('money', text);
  const [, open, minus, whole = '', fraction] = match;
  return { value: `${open || minus ? '-' : ''}${whole.replaceAll(',', '') || '0'}${fraction ? `.${fraction}` : ''}` };
}

/** What is no zero must not become one. */
function isInRange(type: string, value: string): boolean {
  const number = type === 'float4' ? Math.fround(Number(value)) : Number(value);
  return Number.isFinite(number) && (number !== 0 || !/[1-9]/.test(value.replace(/e.*$/i, '')));
}

/** `101`, `b101`, `x1F`: binary digits. */
function readBits(text: string): LiteralInput {
  const digits = text.replace(/^[bx]/i, '');
  if (/^x/i.test(text)) return /^[0-9a-f]*$/i.test(digits) ? { value: hexBits(digits) } : { error: `"${/[^0-9a-f]/i.exec(digits)?.[0] ?? ''}" is not a valid hexadecimal digit` };
  return /^[01]*$/.test(digits) ? { value: digits } : { error: `"${/[^01]/.exec(digits)?.[0] ?? ''}" is not a valid binary digit` };
}

/** Four binary digits for each hexadecimal one. */
export function hexBits(digits: string): string {
  return [...digits].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
}

function readUuid(text: string): LiteralInput {
  const word = /^\{.*\}$/.test(text) ? text.slice(1, -1) : text;
  const digits = word.replace(/([0-9a-f]{4})-/gi, '$1').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return invalid('uuid', text);
  return { value: digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
}

function readJson(text: string): LiteralInput {
  try {
    JSON.parse(text);
    return { value: text };
  } catch {
    // Postgres reports every fault in a JSON text with this sentence, whether the type is json or jsonb.
    return { error: 'invalid input syntax for type json' };
  }
}
