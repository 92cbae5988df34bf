import type { Catalog } from '../../model/catalog.js';
import { nameKey } from '../../model/catalog-lookup.js';

/** NAMEDATALEN - 1: names are at most this many bytes of UTF-8. */
const NAME_BYTES = 63;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** pg_mbcliplen: the longest prefix of at most `limit` bytes that ends between characters. */
function clip(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length <= limit) return bytes;
  let end = limit;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

/** makeObjectName: `name1_name2_label`, where the longer of the two names gives way until all of it fits. */
function objectName(name1: string, name2: string | undefined, label: string): string {
  const whole = name2 === undefined ? `${name1}_${label}` : `${name1}_${name2}_${label}`;
  // A UTF-16 unit is at most three bytes, so that most names need no counting.
  if (whole.length * 3 <= NAME_BYTES) return whole;
  const first = encoder.encode(name1);
  const second = name2 === undefined ? undefined : encoder.encode(name2);
  const available = NAME_BYTES - (second ? 1 : 0) - (label.length + 1);
  let firstBytes = first.length;
  let secondBytes = second?.length ?? 0;
  while (firstBytes + secondBytes > available) {
    if (firstBytes > secondBytes) firstBytes -= 1;
    else secondBytes -= 1;
  }
  const parts = [decoder.decode(clip(first, firstBytes))];
  if (second) parts.push(decoder.decode(clip(second, secondBytes)));
  parts.push(label);
  return parts.join('_');
}

function numbered(name1: string, name2: string | undefined, label: string, taken: (name: string) => boolean): string {
  for (let pass = 0; ; pass += 1) {
    const name = objectName(name1, name2, pass === 0 ? label : `${label}${pass}`);
    if (!taken(name)) return name;
  }
}

/** ChooseRelationName: free among the schema's relations, and for a constraint's index among its constraints too. */
export function relationName(
  catalog: Catalog,
  schema: string,
  name1: string,
  name2: string | undefined,
  label: string,
  forConstraint: boolean,
): string {
  return numbered(
    name1,
    name2,
    label,
    (name) =>
      catalog.names.has(nameKey('relation', schema, name)) ||
      (forConstraint && catalog.names.has(nameKey('constraint', schema, name))),
  );
}

/** ChooseConstraintName: free among all constraints of the schema, and not in `others`. */
export function constraintName(
  catalog: Catalog,
  schema: string,
  name1: string,
  name2: string | undefined,
  label: string,
  others: ReadonlySet<string> = new Set(),
): string {
  return numbered(name1, name2, label, (name) => others.has(name) || catalog.names.has(nameKey('constraint', schema, name)));
}

/** ChooseIndexNameAddition: column names joined by `_`, no more of them once 64 bytes are reached. */
export function joinedColumnNames(names: readonly string[]): string {
  let joined = '';
  let bytes = 0;
  for (const name of names) {
    if (bytes > 0) joined += '_';
    joined += name;
    bytes = encoder.encode(joined).length;
    if (bytes >= NAME_BYTES + 1) break;
  }
  return joined;
}

/** ChooseIndexColumnNames: a repeated name gets a number: `expr`, `expr1`. */
export function distinctColumnNames(names: readonly string[]): readonly string[] {
  const result: string[] = [];
  for (const name of names) {
    let candidate = name;
    for (let number = 1; result.includes(candidate); number += 1) {
      const suffix = String(number);
      candidate = decoder.decode(clip(encoder.encode(name), NAME_BYTES - suffix.length)) + suffix;
    }
    result.push(candidate);
  }
  return result;
}
