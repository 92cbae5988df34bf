import type { Effect } from '../model/change.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';

/** INSERT, UPDATE, DELETE, TRUNCATE, SELECT */
export function data(draft: Draft): Effect {
  return refuse(draft, 'unsupported-statement', 'data statements are not read yet');
}
