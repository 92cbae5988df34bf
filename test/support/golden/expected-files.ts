import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Diagnostic } from '../../../src/model/diagnostic.js';
import type { Plan } from '../../../src/model/plan.js';
import type { GoldenCase } from './golden-case.js';
import { planOfInput } from './judge-case.js';

export type ExpectedFiles = Readonly<Record<string, string | undefined>>;

/** `expected.*`, as the product would write them now. */
export function expectedFiles(golden: GoldenCase): ExpectedFiles {
  const [sqlite, d1] = [planOfInput(golden, 'sqlite'), planOfInput(golden, 'd1')];
  return {
    'expected.sqlite.sql': planText(sqlite),
    'expected.d1.sql': planText(d1),
    'expected.diagnostics.txt': diagnosticsText([sqlite, d1], golden.input.text),
  };
}

/** With UPDATE_GOLDENS=1 the files become what they should be. */
export function updateExpectedFiles(golden: GoldenCase): void {
  if (process.env['UPDATE_GOLDENS'] !== '1') return;
  for (const [file, text] of Object.entries(expectedFiles(golden))) writeFileSync(join(golden.directory, file), text ?? '');
}

export function readExpectedFiles(golden: GoldenCase): ExpectedFiles {
  const files = ['expected.sqlite.sql', 'expected.d1.sql', 'expected.diagnostics.txt'].map((file) => [file, join(golden.directory, file)] as const);
  return Object.fromEntries(files.map(([file, path]) => [file, existsSync(path) ? readFileSync(path, 'utf8') : undefined]));
}

/** A plan as `expected.<target>.sql` keeps it. */
function planText(plan: Plan): string {
  return plan.steps.map(({ sql }) => `${sql};\n`).join('');
}

/** Verdicts and diagnostics of all targets, as `expected.diagnostics.txt` keeps them; targets that agree are written once. */
function diagnosticsText(plans: readonly Plan[], source: string): string {
  const blocks = new Map<string, string[]>();
  for (const plan of plans) {
    const text = [...plan.verdicts.map((verdict) => verdictLine(verdict, source)), ...plan.diagnostics.map((diagnostic) => diagnosticLine(diagnostic, source))].join('\n');
    blocks.set(text, [...(blocks.get(text) ?? []), plan.target]);
  }
  return [...blocks].map(([text, targets]) => `# ${targets.join(', ')}\n${text}\n`).join('\n');
}

function verdictLine({ statement, verdict, reason }: Plan['verdicts'][number], source: string): string {
  const [line = ''] = statement.text.split('\n');
  return `${place(statement.span.start, source)} ${verdict}: ${line.length > 60 ? `${line.slice(0, 60)}..` : line}${reason === undefined ? '' : ` -- ${reason}`}`;
}

function diagnosticLine({ severity, code, message, span, help }: Diagnostic, source: string): string {
  return `${span ? `${place(span.start, source)} ` : ''}${severity}[${code}]: ${message}${help === undefined ? '' : ` (${help})`}`;
}

function place(offset: number, source: string): string {
  const lines = source.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}
