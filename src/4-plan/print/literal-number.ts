/** How many bits a value has beside its sign. */
const BITS: Readonly<Record<string, bigint>> = { int2: 15n, int4: 31n, int8: 63n };

/** `1_000`, `0x1F`, ` 42 ` -> decimal digits; undefined when it is no integer, or none of the type. */
export function integerText(value: string, type: string): string | undefined {
  const match = /^([+-]?)(0x[0-9a-f]+|0o[0-7]+|0b[01]+|\d+)$/iu.exec(value.trim().replaceAll('_', ''));
  if (!match?.[2]) return undefined;
  const number = match[1] === '-' ? -BigInt(match[2]) : BigInt(match[2]);
  const most = 1n << (BITS[type] ?? 63n);
  return number < most && number >= -most ? number.toString() : undefined;
}

/** A REAL constant: always with a point or an exponent, because SQLite divides `1 / 2` as integers. */
export function floatText(value: string): string | undefined {
  const text = value.trim().toLowerCase().replaceAll('_', '');
  if (/^[+-]?inf(inity)?$/u.test(text)) return text.startsWith('-') ? '-9e999' : '9e999';
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(e[+-]?\d+)?$/u.exec(text);
  if (!match || !(match[2] || match[3])) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = ''] = match;
  return `${sign === '-' ? '-' : ''}${whole || '0'}${fraction || !exponent ? `.${fraction || '0'}` : ''}${exponent}`;
}

/** A constant of `real` with the digits that Postgres prints of it: as few as name no other value of the type. */
export function realText(value: string): string | undefined {
  const number = Number(value.trim().replaceAll('_', ''));
  const kept = Math.fround(number);
  if (!Number.isFinite(kept)) return floatText(value);
  for (let digits = 1; digits < 9; digits += 1) if (Math.fround(Number(number.toPrecision(digits))) === kept) return floatText(number.toPrecision(digits));
  return floatText(number.toPrecision(9));
}

/**
 * A numeric's decimal text as Postgres prints it: no exponent, rounded half away from zero to the scale when the type has one.
 * NaN and the infinities have no form here, and what has more digits before the point than the type holds is no value of it.
 *
 * @param modifiers `[precision, scale]` or `[precision]` or `[]`
 */
export function numericText(value: string, modifiers: readonly number[]): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/iu.exec(value.trim().replaceAll('_', ''));
  if (!match || !(match[2] || match[3])) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const plain = shift(whole, fraction, Number(exponent));
  const scale = modifiers.length > 0 ? (modifiers[1] ?? 0) : plain.fraction.length;
  const rounded = round(plain.whole, plain.fraction, scale);
  if (modifiers[0] !== undefined && significantDigits(rounded) > modifiers[0] - Math.min(scale, 0)) return undefined;
  return sign === '-' && /[1-9]/u.test(rounded) ? `-${rounded}` : rounded;
}

/** `0.0012` has two, which is what numeric(2, 4) holds. */
function significantDigits(number: string): number {
  return number.replace('.', '').replace(/^0+/u, '').length;
}

function shift(whole: string, fraction: string, exponent: number): { readonly whole: string; readonly fraction: string } {
  if (exponent >= 0) return { whole: whole + fraction.slice(0, exponent).padEnd(exponent, '0'), fraction: fraction.slice(exponent) };
  const padded = whole.padStart(-exponent + 1, '0');
  return { whole: padded.slice(0, exponent), fraction: padded.slice(exponent) + fraction };
}

function round(whole: string, fraction: string, scale: number): string {
  if (scale < 0) return roundedToTens(whole || '0', -scale);
  const kept = BigInt((whole || '0') + fraction.slice(0, scale).padEnd(scale, '0'));
  const digits = (kept + (Number(fraction[scale] ?? '0') >= 5 ? 1n : 0n)).toString().padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** numeric(8, -2): to hundreds. */
function roundedToTens(whole: string, zeros: number): string {
  const unit = 10n ** BigInt(zeros);
  return (((BigInt(whole) + unit / 2n) / unit) * unit).toString();
}
