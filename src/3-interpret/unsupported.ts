import type { Handler } from './draft.js';
import { refuse } from './refuse.js';

/** A statement that cannot be carried over. */
export function unsupported(what: string, help?: string): Handler {
  return (draft) => refuse(draft, 'unsupported-statement', `${what} cannot be carried over`, { help });
}

/** A node that the grammar makes only inside of other statements. */
export function inner(tag: string): Handler {
  return (draft) => refuse(draft, 'unsupported-statement', `${tag} is no statement of its own`);
}
