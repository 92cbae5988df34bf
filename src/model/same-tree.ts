/** Two trees of plain data that say the same, wherever what they are made of is kept. A property without a value is as good as none. */
export function sameTree(a: unknown, b: unknown): boolean {
  return same(a, b, undefined);
}

/** Two expressions that say the same, wherever in a text they are written. */
export function saySame(a: unknown, b: unknown): boolean {
  return same(a, b, 'at');
}

type Parts = Readonly<Record<string, unknown>>;

function same(a: unknown, b: unknown, passedOver: string | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i], passedOver));
  return hasAllOf(a as Parts, b as Parts, passedOver) && Object.keys(b).every((key) => key in a || key === passedOver || (b as Parts)[key] === undefined);
}

function hasAllOf(a: Parts, b: Parts, passedOver: string | undefined): boolean {
  for (const key in a) if (key !== passedOver && !same(a[key], b[key], passedOver)) return false;
  return true;
}
