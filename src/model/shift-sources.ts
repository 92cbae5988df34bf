import { isExpression } from './walk.js';

/** More FROM items than a statement has, and fewer than the numbers that the body of a function is moved by. */
const BESIDE = 5000;

/** A part of one statement as it can stand in another one, whose FROM items have other numbers then. What stands for rows of an event keeps its own. */
export function besideOthers<T>(tree: T): T {
  if (Array.isArray(tree)) return tree.map((item) => besideOthers<unknown>(item)) as T;
  if (typeof tree !== 'object' || tree === null) return tree;
  const moved = Object.fromEntries(Object.entries(tree).map(([key, part]) => [key, key === 'type' && isExpression(tree) ? part : besideOthers<unknown>(part)]));
  for (const key of ['source', 'common']) {
    const number: unknown = moved[key];
    if (typeof number === 'number' && number > 0) moved[key] = number + BESIDE;
  }
  return moved as T;
}
