const NUMERIC = new Intl.Collator('en', { numeric: true });

/** Versions are texts: decimal numbers of any length, or dotted ones. Leading zeros do not count. */
export function compareVersions(left: string, right: string): number {
  return NUMERIC.compare(left, right);
}
