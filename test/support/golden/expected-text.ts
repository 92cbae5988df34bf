import type { Diagnostic } from '../../../src/model/diagnostic.js';
import type { Plan } from '../../../src/model/plan.js';

/** A plan as `expected.<target>.sql` keeps it. */
export function planText(plan: Plan): string {
  return plan.steps.map(({ sql }) => `${sql};\n`).join('');
}

/** Verdicts and diagnostics of all targets, as `expected.diagnostics.txt` keeps them; targets that agree are written once. */
export function diagnosticsText(plans: readonly Plan[], source: string): string {
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
