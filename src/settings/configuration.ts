import type { Configuration } from './configuration-schema.js';
import { diagnose } from '../diagnostics/diagnose.js';
import { Refusal } from '../diagnostics/refusal.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { TargetOptions } from '../model/dialect.js';

/** Where the configuration may be; the first one that exists counts. */
const FILES = ['transmigrate.config.json', 'package.json'] as const;

/**
 * The configuration of the working directory: `transmigrate.config.json`, or the key "transmigrate" of package.json; empty without either.
 *
 * @param read the text of a file of that directory, undefined when there is none
 * @throws Refusal `invalid-configuration`
 */
export async function loadConfiguration(read: (file: string) => string | undefined): Promise<Configuration> {
  for (const file of FILES) {
    const text = read(file);
    if (text === undefined) continue;
    const content = parseJson(text, file);
    const section = file === 'package.json' ? (content as { transmigrate?: unknown } | null)?.transmigrate : content;
    if (section === undefined) return {};
    const { readConfiguration } = await import('./configuration-schema.js');
    return readConfiguration(section, file);
  }
  return {};
}

/** The choices that change what is printed. */
export function targetOptions({ mapping = 'classic', guards = true, types = {} }: Configuration): TargetOptions {
  return { mapping, guards, types };
}

/** The user's judgement: accepted warnings go, and with `strict` the other warnings are errors. */
export function judge(found: readonly Diagnostic[], { strict = false, accept = [] }: Configuration): readonly Diagnostic[] {
  return found
    .filter(({ code, severity }) => severity === 'error' || !accept.includes(code))
    .map((diagnostic) => (strict && diagnostic.severity === 'warning' ? { ...diagnostic, severity: 'error' } : diagnostic));
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Refusal(diagnose('invalid-configuration', { message: `it is not JSON: ${(error as Error).message}`, file }));
  }
}
