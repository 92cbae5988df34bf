import type { Diagnostic } from '../model/diagnostic.js';

/**
 * Thrown for what only the user can mend: a wrong configuration, a statement that Postgres would reject or that cannot be carried over.
 * Inside interpretation `interpret` catches it; from what this package exports it comes with the same diagnostic that the command line shows.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** @param condition the name and the SQLSTATE by which EXCEPTION in a body catches it, where its code does not say them */
  constructor(readonly diagnostic: Diagnostic, readonly condition?: readonly [name: string, state: string]) {
    super(diagnostic.message);
  }
}
