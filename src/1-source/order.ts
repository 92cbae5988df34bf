interface Ordered {
  readonly name: string;
  readonly version: string;
}

/**
 * By version, then by name. Versions are compared part by part as numbers of any length (`9` < `10`, `1.2` < `1.10`, `1` < `1.0`).
 * Names are compared by code units, as in `ls` under LC_ALL=C, so that the order is the same on every machine.
 */
export function byVersion(a: Ordered, b: Ordered): number {
  return compareVersions(a.version, b.version) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [x, y] = [left[index] ?? 0n, right[index] ?? 0n];
    if (x !== y) return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

function partsOf(version: string): readonly bigint[] {
  return version === '' ? [] : version.split('.').map(BigInt);
}
