import type { Span } from './span.js';

/** Errors stop everything before it begins; warnings should be known; infos ask for nothing. */
export type Severity = 'error' | 'warning' | 'info';

/** One finding about the user's input. Diagnostics are collected, not thrown. */
export interface Diagnostic {
  /** Kebab-case name, listed once in `diagnostics/codes.ts`, with a page in `docs/diagnostics/`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence: what is wrong, naming the objects as the user wrote them. */
  readonly message: string;
  readonly file?: string;
  readonly span?: Span;
  /** What to write or do instead. */
  readonly help?: string;
}

/** Whether anything was found that stops the run. */
export function hasErrors(found: readonly Diagnostic[]): boolean {
  return found.some(({ severity }) => severity === 'error');
}
