interface Ordered {
  readonly name: string;
  readonly version: string;
}

/**
 * By version, then by name. Versions are compared part by part as numbers of any length (`9` < `10`, `1.2` < `1.10`, `1` < `1.0`).
 * Names are compared by code units, as in `ls` under LC_ALL=C, so that the order is the same on every machine.
 */
export function byVersion(a: Ordered, b: Ordered): number {
  return compareVersions(a.version, b.version) || byCodeUnits(a, b);
}

export function byCodeUnits(a: Pick<Ordered, 'name'>, b: Pick<Ordered, 'name'>): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Versions such as `20240131` and `20240131093000` in one directory: as numbers, every day without a time would come before all days with one. */
export function areDatesOfTwoKinds(versions: readonly string[]): boolean {
  const dates = versions.filter((version) => /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{2,9})?$/.test(version));
  return new Set(dates.map(({ length }) => length)).size > 1;
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
