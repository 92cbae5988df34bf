import { CODES, type Code, type CodeEntry } from '../src/diagnostics/codes.js';
import { EXPLANATIONS, type Explanation } from '../src/diagnostics/explanations.js';

const SEVERITIES = {
  error: 'Error: nothing is run.',
  warning: 'Warning: the migration runs; the difference should be known. `--strict` makes it an error.',
  info: 'Information: nothing has to be done.',
} as const;

/** The pages of `docs/diagnostics/`, by file name. `npm run docs` writes them. */
export function diagnosticPages(): ReadonlyMap<string, string> {
  const codes: readonly (readonly [string, CodeEntry])[] = Object.entries(CODES);
  return new Map([...codes.map(([code, entry]) => [`${code}.md`, page(code, entry)] as const), ['README.md', index(codes)]]);
}

function page(code: string, { severity, title, help }: CodeEntry): string {
  const { why, example }: Partial<Explanation> = EXPLANATIONS[code as Code] ?? {};
  const parts = [`# ${code}`, `**${title}.** ${SEVERITIES[severity]}`];
  if (why !== undefined) parts.push(why);
  if (example !== undefined) parts.push('## Example', `\`\`\`sql\n${example}\n\`\`\``);
  if (help !== undefined) parts.push('## What to do', help);
  parts.push('[All diagnostics](README.md)');
  return `${parts.join('\n\n')}\n`;
}

function index(codes: readonly (readonly [string, CodeEntry])[]): string {
  const rows = codes.map(([code, { severity, title }]) => `| [${code}](${code}.md) | ${severity} | ${title} |`);
  return `# Diagnostics\n\nGenerated from \`src/diagnostics/codes.ts\` by \`npm run docs\`.\n\n| code | severity | meaning |\n|---|---|---|\n${rows.join('\n')}\n`;
}
