/** A Markdown table. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [`| ${header.join(' | ')} |`, `|${'---|'.repeat(header.length)}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}

const LONGEST = 240;

/** SQL on one line of a table cell; long ones are cut. */
export function code(sql: string): string {
  if (sql === '') return '';
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  const cut = line.length > LONGEST ? `${line.slice(0, LONGEST)} …` : line;
  const escaped = cut.replaceAll('|', '\\|');
  return cut.includes('`') ? `\`\` ${escaped} \`\`` : `\`${escaped}\``;
}

/** Words in a table cell. */
export function words(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
