import type { Diagnostic } from '../model/diagnostic.js';

/**
 * Thrown for what only the user can mend: a wrong configuration, a statement that Postgres would reject or that cannot be carried over.
 * Inside interpretation `interpret` catches it; from what this package exports it comes with the same diagnostic that the command line shows.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.message);
  }
}
