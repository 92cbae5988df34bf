/** The bytes of a constant, in either of its forms: `\x00ff` and `a\000`; undefined where it is not one. */
export function bytesOfLiteral(text: string): readonly number[] | undefined {
  if (/^\\x/i.test(text)) {
    const hex = text.slice(2).replaceAll(/\s/g, '');
    return hex.length % 2 === 0 && /^[0-9a-f]*$/i.test(hex) ? Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)) : undefined;
  }
  const bytes: number[] = [];
  const encoded = new TextEncoder().encode(text);
  for (let i = 0; i < encoded.length; i++) {
    const byte = encoded[i] ?? 0;
    if (byte !== BACKSLASH) bytes.push(byte);
    else if (encoded[i + 1] === BACKSLASH) bytes.push(encoded[++i] ?? 0);
    else {
      const octal = String.fromCodePoint(...encoded.slice(i + 1, i + 4));
      if (!/^[0-3][0-7]{2}$/.test(octal)) return undefined;
      bytes.push(Number.parseInt(octal, 8));
      i += 3;
    }
  }
  return bytes;
}

const BACKSLASH = 92;
