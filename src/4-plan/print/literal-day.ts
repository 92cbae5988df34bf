const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const NAME = '([a-z]{3,9})\\.?';

/** Day forms beside ISO 8601, with the groups that are year, month and day. Of numbers alone the month is the first one: DateStyle is `ISO, MDY`. */
const FORMS: readonly (readonly [form: RegExp, year: number, month: number, day: number])[] = [
  [/^(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/u, 1, 2, 3],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?!\d)/u, 3, 1, 2],
  [/^(\d{1,2})-(\d{1,2})-(\d{4})(?!\d)/u, 3, 1, 2],
  [new RegExp(`^${NAME}[\\s-]+(\\d{1,2})(?:,\\s*|[\\s-]+)(\\d{4})(?!\\d|:)`, 'u'), 3, 1, 2],
  [new RegExp(`^(\\d{1,2})[\\s-]+${NAME}[\\s,-]+(\\d{4})(?!\\d|:)`, 'u'), 3, 2, 1],
  [new RegExp(`^(\\d{4})[\\s-]+${NAME}[\\s-]+(\\d{1,2})(?!\\d|:)`, 'u'), 1, 2, 3],
];

/** `jan 5, 2024 3:04 pm`, `1/5/2024` -> `2024-1-5 15:04`; what is in none of these forms stays as it is. */
export function isoDay(text: string): string {
  const time = text.replace(/(?<!\d)(\d{1,2})(:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*([ap])m\b/u, (all, hour: string, rest: string, half: string) => (Number(hour) > 12 || Number(hour) === 0 ? all : `${(Number(hour) % 12) + (half === 'p' ? 12 : 0)}${rest}`));
  for (const [form, year, month, day] of FORMS) {
    const match = form.exec(time);
    const number = match && monthOf(match[month] ?? '');
    if (number !== null && number !== undefined) return `${fullYear(match?.[year] ?? '')}-${number}-${match?.[day] ?? ''}${time.slice(match?.[0].length)}`;
  }
  return time;
}

function monthOf(text: string): string | undefined {
  if (/^\d+$/u.test(text)) return text;
  const place = text === 'sept' ? 8 : MONTHS.findIndex((name) => name === text || name.slice(0, 3) === text);
  return place < 0 ? undefined : String(place + 1);
}

/** Two digits are of the years from 1970 to 2069. */
function fullYear(text: string): string {
  return text.length === 2 ? String(Number(text) + (Number(text) < 70 ? 2000 : 1900)) : text;
}
