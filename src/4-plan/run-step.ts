import type { ObjectId } from '../model/catalog.js';

/** A step of a run, with the object whose change asks for it. */
export interface RunStep {
  readonly sql: string;
  readonly object?: ObjectId;
}
