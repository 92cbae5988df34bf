import type { Node } from '@pgsql/types';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { Span } from '../../model/span.js';

/** A finding about a text that exists only while the block runs is shown at its EXECUTE. */
export function placed(diagnostic: Diagnostic, span: Span, text: string): Diagnostic {
  const shown = text.length > 80 ? `${text.slice(0, 80)}..` : text;
  return { ...diagnostic, message: `${diagnostic.message}, in: ${shown.replaceAll(/\s+/g, ' ')}`, span };
}

const OFFSETS: ReadonlySet<string> = new Set(['location', 'name_location', 'list_start', 'list_end', 'rexpr_list_start', 'rexpr_list_end']);

/** The node with all its offsets at one place. */
export function relocated(node: Node, at: number): Node {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, typeof part === 'number' && OFFSETS.has(key) ? at : walk(part)]));
  };
  return walk(node) as Node;
}
