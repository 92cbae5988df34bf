/** `public.s`, `"My seq"` -> its parts, folded and unquoted as regclass input reads them. */
export function nameParts(text: string): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  while (at <= text.length) {
    let part = '';
    if (text[at] === '"') {
      at += 1;
      while (at < text.length && !(text[at] === '"' && text[at + 1] !== '"')) {
        if (text[at] === '"') at += 1;
        part += text[at] ?? '';
        at += 1;
      }
      at += 1;
    } else {
      while (at < text.length && text[at] !== '.') {
        part += (text[at] ?? '').toLowerCase();
        at += 1;
      }
      part = part.trim();
    }
    parts.push(part);
    at += 1;
  }
  return parts;
}
