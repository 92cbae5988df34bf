/** Fields of the parser's nodes that hold an offset into the text. -1 in them means "unknown". */
const OFFSETS: ReadonlySet<string> = new Set(['location', 'name_location', 'list_start', 'list_end', 'rexpr_list_start', 'rexpr_list_end']);

const NOT_ASCII = /[^\0-\x7f]/;

/** In ASCII text bytes, characters and UTF-16 code units are the same, and nothing has to be converted. */
export function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

/** For each byte of the text in UTF-8 (and one past the last) the UTF-16 code unit where its character begins. */
export function utf16ByByte(text: string): Uint32Array {
  const table = new Uint32Array(text.length * 3 + 1);
  let byte = 0;
  for (let unit = 0; unit < text.length; ) {
    const point = text.codePointAt(unit) ?? 0;
    const bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
    table.fill(unit, byte, byte + bytes);
    byte += bytes;
    unit += point < 0x1_0000 ? 1 : 2;
  }
  table[byte] = text.length;
  return table.subarray(0, byte + 1);
}

/** The UTF-16 offset of the character with this number (from 0), as Postgres counts in error positions. */
export function utf16OfCharacter(text: string, character: number): number {
  let unit = 0;
  for (let passed = 0; passed < character && unit < text.length; passed++) unit += (text.codePointAt(unit) ?? 0) < 0x1_0000 ? 1 : 2;
  return unit;
}

/** Converts all offsets inside a freshly parsed tree from bytes to UTF-16, in place. Deep trees are no danger to the stack. */
export function convertOffsets(tree: object, table: Uint32Array): void {
  changeOffsets(tree, (offset) => table[offset] ?? offset);
}

/** Gives all nodes of a tree one place: they were made of something that stands there. */
export function placeOffsets(tree: object, place: number): void {
  changeOffsets(tree, () => place);
}

function changeOffsets(tree: object, change: (offset: number) => number): void {
  const pending: object[] = [tree];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const fields = node as Record<string, unknown>;
    for (const key in fields) {
      const value = fields[key];
      if (typeof value === 'object' && value !== null) pending.push(value);
      else if (typeof value === 'number' && value > 0 && OFFSETS.has(key)) fields[key] = change(value);
    }
  }
}
