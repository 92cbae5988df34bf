import pc from 'picocolors';
import type { Diagnostic } from '../model/diagnostic.js';
import { codeEntry } from './codes.js';
import { positionOf, type Position } from './position.js';
import { visible, widthOf } from './width.js';

type Colors = ReturnType<typeof pc.createColors>;

/** A span over more lines shows its first and last ones. */
const SHOWN_LINES = 6;

export interface RenderOptions {
  readonly color?: boolean;
  /** Where the documentation is, seen from whoever reads; `docs` by default, as in this repository. */
  readonly docs?: string;
}

/**
 * A finding for people: headline, code frame, help, documentation page.
 *
 * @param sourceText the file's normalised text; without it (or without a span) only the file is named
 *
 * @example
 * error[unknown-column]: column "naem" does not exist
 *   --> 002_names.sql:1:12
 *    |
 *  1 | UPDATE users SET naem = 'x';
 *    |                  ^^^^
 *    = help: Did you mean "name"?
 *    = docs: docs/diagnostics/unknown-column.md
 */
export function renderDiagnostic(diagnostic: Diagnostic, sourceText?: string, { color = false, docs = 'docs' }: RenderOptions = {}): string {
  const colors = pc.createColors(color);
  const { code, severity, message, file, span, help } = diagnostic;
  const paint = painter(severity, colors);
  const lines = [`${paint(`${severity}[${code}]`)}${colors.bold(`: ${message}`)}`];
  const frame = span && sourceText !== undefined ? { start: positionOf(sourceText, span.start), end: positionOf(sourceText, Math.max(span.end, span.start)) } : undefined;
  const gutter = frame ? String(frame.end.line).length : 1;
  const margin = ' '.repeat(gutter + 1);
  const bar = colors.blue(`${margin}|`);
  if (file !== undefined) lines.push(`${' '.repeat(gutter)}${colors.blue('-->')} ${file}${frame ? `:${frame.start.line}:${frame.start.column}` : ''}`);
  if (frame && sourceText !== undefined && span) lines.push(bar, ...codeFrame(sourceText, frame, { gutter, paint, colors }));
  const notes = [...(help === undefined ? [] : [['help', help] as const]), ...(codeEntry(code) ? [['docs', `${docs}/diagnostics/${code}.md`] as const] : [])];
  if (frame && notes.length > 0) lines.push(bar);
  for (const [label, text] of notes) lines.push(`${colors.blue(`${margin}=`)} ${colors.bold(label)}: ${indented(text, gutter + 9)}`);
  return `${lines.join('\n')}\n`;
}

interface Style {
  readonly gutter: number;
  readonly paint: (text: string) => string;
  readonly colors: Colors;
}

interface Frame {
  readonly start: Position;
  readonly end: Position;
}

function codeFrame(text: string, frame: Frame, style: Style): readonly string[] {
  const source = text.split('\n');
  const { start, end } = frame;
  // A span that ends behind a line break marks that line, not the beginning of the next.
  const last = end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
  const lastColumn = last === end.line ? end.column : [...(source[last - 1] ?? '')].length + 1;
  const whole = { start, end: { line: last, column: lastColumn } };
  return last === start.line ? oneLine(source, whole, style) : manyLines(source, whole, style);
}

function oneLine(source: readonly string[], { start, end }: Frame, { gutter, paint, colors }: Style): readonly string[] {
  const content = source[start.line - 1] ?? '';
  const before = columnsBefore(content, start.column);
  const marked = Math.max(columnsBefore(content, end.column) - before, 1);
  return [
    `${colors.blue(`${String(start.line).padStart(gutter)} |`)} ${visible(content)}`.trimEnd(),
    `${colors.blue(`${' '.repeat(gutter)} |`)} ${' '.repeat(before)}${paint('^'.repeat(marked))}`,
  ];
}

/** A line along the margin from the first character to the last one, as rustc draws it. */
function manyLines(source: readonly string[], { start, end }: Frame, { gutter, paint, colors }: Style): readonly string[] {
  const edge = colors.blue(`${' '.repeat(gutter)} |`);
  const numbered = (line: number, mark: string): string => `${colors.blue(`${String(line).padStart(gutter)} |`)} ${mark} ${visible(source[line - 1] ?? '')}`.trimEnd();
  const first = source[start.line - 1] ?? '';
  const opensLine = [...first].slice(0, start.column - 1).join('').trim() === '';
  const lines = opensLine ? [numbered(start.line, paint('/'))] : [numbered(start.line, ' '), `${edge} ${paint(` ${'_'.repeat(columnsBefore(first, start.column) + 1)}^`)}`];
  for (let line = start.line + 1; line <= end.line; line++) {
    if (end.line - start.line >= SHOWN_LINES && line - start.line === SHOWN_LINES / 2) {
      lines.push(`${colors.blue('...')}${' '.repeat(gutter)}${paint('|')}`);
      line = end.line - SHOWN_LINES / 2 + 1;
    }
    lines.push(numbered(line, paint('|')));
  }
  return [...lines, `${edge} ${paint(`|${'_'.repeat(columnsBefore(source[end.line - 1] ?? '', end.column))}^`)}`];
}

/** How many columns of a terminal stand before a column of the source (from 1, in code points). */
function columnsBefore(content: string, column: number): number {
  return widthOf(visible([...content].slice(0, column - 1).join('')));
}

function painter(severity: Diagnostic['severity'], colors: Colors): (text: string) => string {
  const color = { error: colors.red, warning: colors.yellow, info: colors.cyan }[severity];
  return (text) => colors.bold(color(text));
}

function indented(text: string, width: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(width)}`);
}
