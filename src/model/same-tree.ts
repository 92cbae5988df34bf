/** Two trees of plain data that say the same, wherever what they are made of is kept. A property without a value is as good as none. */
export function sameTree(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameTree(item, b[i]));
  return hasAllOf(a as Parts, b as Parts) && Object.keys(b).every((key) => key in a || (b as Parts)[key] === undefined);
}

type Parts = Readonly<Record<string, unknown>>;

function hasAllOf(a: Parts, b: Parts): boolean {
  for (const key in a) if (!sameTree(a[key], b[key])) return false;
  return true;
}

/** Two expressions that say the same, wherever in a text they are written. */
export function saySame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => saySame(item, b[i]));
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  keys.delete('at');
  return [...keys].every((key) => saySame((a as Parts)[key], (b as Parts)[key]));
}
