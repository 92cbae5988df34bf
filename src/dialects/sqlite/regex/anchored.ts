import { ANY } from './char-set.js';
import { hasEdge, splitAtWords } from './neighbours.js';
import { innerOf, type Regex } from './regex-tree.js';

const ANYTHING: Regex = { kind: 'repeat', part: { kind: 'set', set: ANY }, min: 0, max: Infinity };
const NOTHING: Regex = { kind: 'sequence', parts: [] };

/** The expression that the whole text matches when a part of it matches this one; undefined where an anchor stands inside. */
export function anchored(regex: Regex): Regex | undefined {
  const closed = close(close(regex, 'start'), 'end');
  if (hasAnchor(closed)) return undefined;
  return hasEdge(closed) ? splitAtWords(closed) : closed;
}

function close(regex: Regex, side: 'start' | 'end'): Regex {
  switch (regex.kind) {
    case 'start':
    case 'end':
      return regex.kind === side ? NOTHING : beside(regex, side);
    case 'choice':
      return { kind: 'choice', options: regex.options.map((option) => close(option, side)) };
    case 'sequence': {
      const parts = side === 'start' ? regex.parts : regex.parts.toReversed();
      const [outer, ...inner] = parts;
      if (!outer) return ANYTHING;
      const rest = outer.kind === side ? inner.filter(({ kind }) => kind !== side) : inner;
      const closed = [close(outer, side), ...rest];
      return { kind: 'sequence', parts: side === 'start' ? closed : closed.toReversed() };
    }
    case 'set':
    case 'edge':
    case 'repeat':
    case 'ahead':
    case 'group':
      return beside(regex, side);
  }
}

function beside(regex: Regex, side: 'start' | 'end'): Regex {
  return { kind: 'sequence', parts: side === 'start' ? [ANYTHING, regex] : [regex, ANYTHING] };
}

/** Whether it asks for more than characters one after the other. */
export function hasAnchor(regex: Regex): boolean {
  return regex.kind === 'start' || regex.kind === 'end' || regex.kind === 'ahead' || innerOf(regex).some(hasAnchor);
}
