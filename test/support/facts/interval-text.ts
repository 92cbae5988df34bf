const PIECE = /(?:([+-]?\d+) (year|mon|day)s?|([+-]?)(\d+):(\d\d):(\d\d(?:\.\d+)?))\s*/y;
const LETTERS: Readonly<Record<string, string>> = { year: 'Y', mon: 'M', day: 'D' };

/** `1 year 2 mons -3 days +04:05:06.7`, as Postgres prints an interval, in the ISO 8601 that the targets keep. */
export function isoOfInterval(text: string): string {
  let [date, time] = ['', ''];
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < text.length) {
    const match = PIECE.exec(text);
    if (!match) return text;
    const [, amount, unit = '', sign = '', ...clock] = match;
    if (amount !== undefined) date += `${Number(amount)}${LETTERS[unit]}`;
    else time = clock.map((part, i) => (Number(part) === 0 ? '' : `${sign === '-' ? '-' : ''}${Number(part)}${'HMS'[i]}`)).join('');
  }
  return date || time ? `P${date}${time && `T${time}`}` : 'PT0S';
}
