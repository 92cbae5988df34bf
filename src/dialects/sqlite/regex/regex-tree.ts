import type { CharSet } from './char-set.js';

/** A regular expression of Postgres (ARE), as far as it is one in the mathematical sense. */
export type Regex =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Regex[] }
  | { readonly kind: 'choice'; readonly options: readonly Regex[] }
  | { readonly kind: 'repeat'; readonly part: Regex; readonly min: number; readonly max: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  /** `(?=..)`, `(?!..)` */
  | { readonly kind: 'ahead'; readonly part: Regex; readonly negated: boolean };

/** Where reading stands. `undefined` from any reader means that the expression is not one that can be done here. */
export interface RegexReader {
  readonly text: string;
  readonly fold: boolean;
  at: number;
}
