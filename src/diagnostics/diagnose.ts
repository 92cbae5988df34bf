import type { Diagnostic } from '../model/diagnostic.js';
import type { Span } from '../model/span.js';
import { CODES, type Code, type CodeEntry } from './codes.js';

/** Where a finding is, and what is said about it there. */
export interface Finding {
  /** One sentence without a full stop, naming the objects as the user wrote them. */
  readonly message: string;
  readonly file?: string | undefined;
  /** UTF-16 code units in the file's normalised text. */
  readonly span?: Span | undefined;
  /** Instead of the code's own help. */
  readonly help?: string | undefined;
}

/**
 * A finding about the user's input, with the severity and the default help of its code.
 *
 * @example diagnose('unknown-table', { message: 'table "orders" does not exist', file: '002_add.sql', span: { start: 12, end: 18 } })
 */
export function diagnose(code: Code, { message, file, span, help }: Finding): Diagnostic {
  const entry: CodeEntry = CODES[code];
  const advice = help ?? entry.help;
  return {
    code,
    severity: entry.severity,
    message,
    ...(file !== undefined && { file }),
    ...(span !== undefined && { span }),
    ...(advice !== undefined && { help: advice }),
  };
}
