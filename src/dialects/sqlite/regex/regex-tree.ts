import type { CharSet } from './char-set.js';
import type { Neighbours } from './neighbours.js';

/** A regular expression of Postgres (ARE), as far as it is one in the mathematical sense. */
export type Regex =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Regex[] }
  | { readonly kind: 'choice'; readonly options: readonly Regex[] }
  | { readonly kind: 'repeat'; readonly part: Regex; readonly min: number; readonly max: number; readonly taste?: Taste }
  /** `(..)`, whose match can be asked for by its number. */
  | { readonly kind: 'group'; readonly part: Regex; readonly number: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  /** `\m`, `\M`, `\y`, `\Y`: no character, but a place between two. */
  | { readonly kind: 'edge'; readonly between: Neighbours }
  /** `(?=..)`, `(?!..)` */
  | { readonly kind: 'ahead'; readonly part: Regex; readonly negated: boolean };

/** Whether a repetition takes as much as it can or as little (`*?`); `{3}` does neither. */
export type Taste = 'most' | 'least';

/** Where reading stands. `undefined` from any reader means that the expression is not one that can be done here. */
export interface RegexReader {
  readonly text: string;
  readonly fold: boolean;
  at: number;
  /** How many groups have begun. */
  groups: number;
}

/** What an expression is made of. */
export function innerOf(regex: Regex): readonly Regex[] {
  switch (regex.kind) {
    case 'sequence':
      return regex.parts;
    case 'choice':
      return regex.options;
    case 'repeat':
    case 'group':
    case 'ahead':
      return [regex.part];
    case 'set':
    case 'edge':
    case 'start':
    case 'end':
      return [];
  }
}

/** The same of other parts. */
export function withInner(regex: Regex, map: (part: Regex) => Regex): Regex {
  switch (regex.kind) {
    case 'sequence':
      return { kind: 'sequence', parts: regex.parts.map(map) };
    case 'choice':
      return { kind: 'choice', options: regex.options.map(map) };
    case 'repeat':
    case 'group':
    case 'ahead':
      return { ...regex, part: map(regex.part) };
    case 'set':
    case 'edge':
    case 'start':
    case 'end':
      return regex;
  }
}
