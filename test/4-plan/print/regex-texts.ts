const EXTRA = ['', ' ', 'a', 'A', '1', '-', '--', '@', '.', 'a\n', '\n', 'é', 'ab ', 'a b', 'a.b', 'a@b@c.d', 'aa', 'a-', '-a', '_'];

/** The example, and what becomes of it when characters go, come twice, change or change places. */
export function textsOf(example: string): readonly string[] {
  const characters = [...example];
  const texts = new Set([example, ...EXTRA, example + example, example.toUpperCase(), `${example}\n`, ` ${example}`]);
  characters.forEach((c, i) => {
    const [before, after] = [characters.slice(0, i).join(''), characters.slice(i + 1).join('')];
    for (const middle of ['', c + c, c + c + c, 'z', 'Z', '9', '-', '.', '@', ' ', '/', `${after[0] ?? ''}${c}`]) texts.add(before + middle + after);
    texts.add(before);
    texts.add(c + after);
  });
  return [...texts];
}
