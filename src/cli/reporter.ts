import pc from 'picocolors';
import type { Diagnostic } from '../model/diagnostic.js';
import { renderDiagnostic } from '../diagnostics/render.js';
import { documentationPath } from '../output/documentation-path.js';
import type { SourceOf } from '../output/source-of.js';
import type { Flags } from './flags.js';

/** Where a command says things: results on stdout, findings on stderr. */
export interface Reporter {
  readonly json: boolean;
  readonly verbose: boolean;
  /** A line for people; silent with --quiet and --json. */
  line(text?: string): void;
  /** The text that was asked for, as from `transpile --stdout`; --quiet does not keep it back, with --json it belongs into the document. */
  result(text: string): void;
  /** The one document of --json; silent without it. */
  document(value: unknown): void;
  /** Findings, each with its code frame. With --json they belong into the document instead; with --quiet only errors show. */
  diagnostics(found: readonly Diagnostic[], sourceOf?: SourceOf): void;
  /** An error that is no finding in a file. */
  error(text: string): void;
}

export function createReporter(flags: Flags): Reporter {
  const json = flags.json ?? false;
  const quiet = flags.quiet ?? false;
  const colors = pc.createColors(process.stderr.isTTY && pc.isColorSupported);
  const options = { color: colors.isColorSupported, docs: documentationPath() };
  return {
    json,
    verbose: (flags.verbose ?? false) || Boolean(process.env['DEBUG']),
    line(text = '') {
      if (!json && !quiet) process.stdout.write(`${text}\n`);
    },
    result(text) {
      if (!json && text !== '') process.stdout.write(`${text.trimEnd()}\n`);
    },
    document(value) {
      if (json) process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    },
    diagnostics(found, sourceOf) {
      if (json) return;
      const verbose = flags.verbose ?? false;
      for (const { diagnostic, more } of verbose ? found.map((one) => ({ diagnostic: one, more: 0 })) : firstOfEach(found)) {
        if (quiet && diagnostic.severity !== 'error') continue;
        const source = diagnostic.file === undefined ? undefined : sourceOf?.(diagnostic.file);
        process.stderr.write(`${renderDiagnostic(diagnostic, source, options)}${more > 0 ? `  (and ${more} more of this code: --verbose shows them)\n` : ''}\n`);
      }
    },
    error(text) {
      if (!json) process.stderr.write(`${colors.red('error')}: ${text}\n`);
    },
  };
}

/** Each error, and the first warning of each code: the others say the same about other places. */
function firstOfEach(found: readonly Diagnostic[]): readonly { readonly diagnostic: Diagnostic; readonly more: number }[] {
  const seen = new Set<string>();
  return found.flatMap((diagnostic) => {
    if (diagnostic.severity === 'error') return [{ diagnostic, more: 0 }];
    if (seen.has(diagnostic.code)) return [];
    seen.add(diagnostic.code);
    return [{ diagnostic, more: found.filter(({ code, severity }) => code === diagnostic.code && severity !== 'error').length - 1 }];
  });
}
