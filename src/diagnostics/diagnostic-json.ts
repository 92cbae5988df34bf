import type { Diagnostic, Severity } from '../model/diagnostic.js';
import { positionOf } from './position.js';

/** A finding for programs. Lines and columns are from 1 and count code points; the end is exclusive. */
export interface DiagnosticJson {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly help?: string;
}

/** @param sourceText the file's normalised text; without it the place is only the file */
export function diagnosticToJson({ code, severity, message, file, span, help }: Diagnostic, sourceText?: string): DiagnosticJson {
  const place = { code, severity, message, ...(file !== undefined && { file }) };
  const advice = help === undefined ? {} : { help };
  if (!span || sourceText === undefined) return { ...place, ...advice };
  const start = positionOf(sourceText, span.start);
  const end = positionOf(sourceText, span.end);
  return { ...place, line: start.line, column: start.column, endLine: end.line, endColumn: end.column, ...advice };
}
