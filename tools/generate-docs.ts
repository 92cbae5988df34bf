import { posix } from 'node:path';
import { CODES, type Code, type CodeEntry } from '../src/diagnostics/codes.js';
import { EXPLANATIONS } from '../src/diagnostics/explanations.js';
import type { Act, Example } from '../src/diagnostics/explanations/explanation.js';

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
  const { why, example } = EXPLANATIONS[code as Code];
  const parts = [`# ${code}`, `**${title}.** ${SEVERITIES[severity]}`, why, '## Example', exampleText(example)];
  if (help !== undefined) parts.push('## What to do', help);
  parts.push('[All diagnostics](README.md)');
  return `${parts.join('\n\n')}\n`;
}

function exampleText(example: Example): string {
  if (typeof example === 'string') return fenced('sql', example);
  return 'text' in example ? fenced('sql', example.text) : example.map(actText).join('\n\n');
}

function actText(act: Act): string {
  if (typeof act === 'string') return fenced('', `$ ${act}`);
  const files = Object.entries(act).map(([file, content]) => {
    const name = `\`${posix.join('migrations', file)}\``;
    if (content === null) return `${name} is removed.`;
    if (content === '') return `${name}, empty:`;
    const text = typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
    return `${name}${typeof content === 'string' ? '' : ', saved as Latin-1'}:\n\n${fenced(file.split('.').at(-1) ?? '', shortened(text))}`;
  });
  return files.join('\n\n');
}

/** Limits are exceeded by long texts. */
function shortened(text: string): string {
  return text.split('\n').map((line) => (line.length > 300 ? `${line.slice(0, 120)} ... ${line.slice(-40)}` : line)).join('\n');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function index(codes: readonly (readonly [string, CodeEntry])[]): string {
  const rows = codes.map(([code, { severity, title }]) => `| [${code}](${code}.md) | ${severity} | ${title} |`);
  return `# Diagnostics\n\nGenerated from \`src/diagnostics/codes.ts\` by \`npm run docs\`.\n\n| code | severity | meaning |\n|---|---|---|\n${rows.join('\n')}\n`;
}
