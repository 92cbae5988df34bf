/** A value of char(n) without the blanks that count for nothing (https://www.postgresql.org/docs/18/datatype-character.html). */
export function withoutPadding(value: string): string {
  return value.replace(/ +$/, '');
}
