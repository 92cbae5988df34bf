const TAB = 4;

/** Marks that stand on the character before them, joiners and variation selectors. */
const ZERO_WIDTH = /\p{Mark}|\p{Format}|\p{Emoji_Modifier}/u;
/** East Asian wide and full-width characters (Unicode Standard Annex 11), and pictures. */
const WIDE = /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1FAFF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;

/** The text as a terminal shows it: tabs become spaces, control characters their pictures, which keeps columns countable. */
export function visible(text: string): string {
  let shown = '';
  let column = 0;
  for (const character of text) {
    const piece = character === '\t' ? ' '.repeat(TAB - (column % TAB)) : picture(character);
    shown += piece;
    column += widthOf(piece);
  }
  return shown;
}

/** Columns that a text without tabs takes in a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** U+2400 and following are the pictures of the control characters. */
function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x24_00 + code);
  return code === 0x7f ? '\u2421' : character;
}
