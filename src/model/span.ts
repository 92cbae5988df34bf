/** Half-open range of UTF-16 code units in the normalised text of one file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span together with the file it lies in. */
export interface Place {
  /** Path as the user knows it: relative to the migrations directory. */
  readonly file: string;
  readonly span: Span;
}
