const PAIR = /\s*("(?:[^"\\]|\\.)*"|[^\s=,"]+)\s*=>\s*("(?:[^"\\]|\\.)*"|[^\s,"]+)\s*(?:,|$)/uy;

/** `a=>1, b=>NULL` -> `"a"=>"1", "b"=>NULL`: short keys first, and each of them once (https://www.postgresql.org/docs/18/hstore.html). */
export function hstoreText(value: string): string | undefined {
  const pairs = new Map<string, string>();
  PAIR.lastIndex = 0;
  for (let at = 0; value.slice(at).trim() !== ''; at = PAIR.lastIndex) {
    PAIR.lastIndex = at;
    const [, key, item] = PAIR.exec(value) ?? [];
    if (key === undefined || item === undefined) return undefined;
    const name = quoted(key);
    if (!pairs.has(name)) pairs.set(name, item.toLowerCase() === 'null' ? 'NULL' : quoted(item));
  }
  const sorted = [...pairs].toSorted(([a], [b]) => bytes(a) - bytes(b) || (a < b ? -1 : 1));
  return sorted.map(([key, item]) => `${key}=>${item}`).join(', ');
}

function quoted(text: string): string {
  const plain = (text.startsWith('"') ? text.slice(1, -1) : text).replaceAll(/\\(.)/gu, '$1');
  return `"${plain.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
