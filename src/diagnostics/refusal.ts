import type { Diagnostic } from '../model/diagnostic.js';

/** Thrown inside interpretation for a statement that Postgres would reject, or that we cannot handle; `interpret` catches it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.message);
  }
}
