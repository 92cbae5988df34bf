import type { Catalog } from '../../model/catalog.js';
import { canCoerce } from './coercion.js';
import { polymorphicFits } from './polymorphic.js';
import { baseKey, categoryOf, isPreferred, type TypeKey } from './type-key.js';

/** A function or operator as overload resolution sees it: its argument types. */
export interface Candidate {
  readonly args: readonly TypeKey[];
}

/** func_match_argtypes(): the candidates whose every argument can be reached implicitly. */
export function matchArguments<C extends Candidate>(candidates: readonly C[], given: readonly TypeKey[], catalog: Catalog): readonly C[] {
  return candidates.filter(({ args }) => args.length === given.length && args.every((arg, i) => canCoerce(given[i] ?? '', arg, 'implicit', catalog)) && polymorphicFits(args, given, catalog));
}

/**
 * func_select_candidate(): the best of several matching candidates, by the rules of "Function Type Resolution" (10.3, step 4) and
 * "Operator Type Resolution" (10.2, step 3).
 * @returns undefined when no single one is best: the call is ambiguous.
 */
export function selectCandidate<C extends Candidate>(candidates: readonly C[], given: readonly TypeKey[], catalog: Catalog): C | undefined {
  const inputs = given.map((key) => baseKey(key, catalog));
  const known = inputs.flatMap((key, i) => (key === 'unknown' ? [] : [i]));
  let best = most(candidates, (candidate) => count(known, (i) => candidate.args[i] === inputs[i]));
  if (best.length === 1) return best[0];
  const categories = inputs.map((key) => categoryOf(key, catalog));
  best = most(best, ({ args }) => count(known, (i) => args[i] === inputs[i] || prefers(args[i], categories[i], catalog)));
  if (best.length === 1 || known.length === inputs.length) return best.length === 1 ? best[0] : undefined;
  best = byCategoryOfUnknowns(best, inputs, catalog);
  return best.length === 1 ? best[0] : byTypeOfKnowns(best, inputs, known, catalog);
}

function prefers(arg: TypeKey | undefined, category: string | undefined, catalog: Catalog): boolean {
  return arg !== undefined && isPreferred(arg) && categoryOf(arg, catalog) === category;
}

function count(positions: readonly number[], test: (position: number) => boolean): number {
  let total = 0;
  for (const position of positions) if (test(position)) total++;
  return total;
}

/** The candidates with the highest score. */
function most<C>(candidates: readonly C[], score: (candidate: C) => number): readonly C[] {
  let highest = -1;
  let kept: C[] = [];
  for (const candidate of candidates) {
    const value = score(candidate);
    if (value > highest) {
      highest = value;
      kept = [];
    }
    if (value === highest) kept.push(candidate);
  }
  return kept;
}

/** Untyped literals take the string category if any candidate accepts it there, else the one category that all agree on. */
function byCategoryOfUnknowns<C extends Candidate>(candidates: readonly C[], inputs: readonly TypeKey[], catalog: Catalog): readonly C[] {
  const slots = inputs.map((input, i) => (input === 'unknown' ? unknownSlot(candidates, i, catalog) : undefined));
  if (slots.some((slot) => slot === 'conflict')) return candidates;
  const kept = candidates.filter(({ args }) =>
    args.every((arg, i) => {
      const slot = slots[i];
      if (slot === undefined || slot === 'conflict') return true;
      return categoryOf(arg, catalog) === slot.category && (!slot.preferred || isPreferred(arg));
    }));
  return kept.length > 0 ? kept : candidates;
}

function unknownSlot(candidates: readonly Candidate[], position: number, catalog: Catalog): { category: string; preferred: boolean } | 'conflict' {
  let category = '';
  let preferred = false;
  let conflict = false;
  for (const { args } of candidates) {
    const arg = args[position] ?? '';
    const next = categoryOf(arg, catalog);
    if (category === '' || next === category) {
      preferred = isPreferred(arg) || (category !== '' && preferred);
      category = next;
    } else if (next === 'S') {
      category = next;
      preferred = isPreferred(arg);
    } else if (category !== 'S') conflict = true;
  }
  return conflict && category !== 'S' ? 'conflict' : { category, preferred };
}

/** When all typed arguments have one type, assume the untyped ones have it too. */
function byTypeOfKnowns<C extends Candidate>(candidates: readonly C[], inputs: readonly TypeKey[], known: readonly number[], catalog: Catalog): C | undefined {
  const type = inputs[known[0] ?? -1];
  if (type === undefined || known.some((i) => inputs[i] !== type)) return undefined;
  const fitting = candidates.filter(({ args }) => args.every((arg) => canCoerce(type, arg, 'implicit', catalog)) && polymorphicFits(args, inputs.map(() => type), catalog));
  return fitting.length === 1 ? fitting[0] : undefined;
}
