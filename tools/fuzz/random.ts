/** Random choices that a seed repeats (mulberry32). */
export interface Random {
  below(limit: number): number;
  chance(share: number): boolean;
  pick<T>(of: readonly T[]): T;
  /** Each of them with the given chance, in their order. */
  some<T>(of: readonly T[], share: number): readonly T[];
}

export function randomOf(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (share) => next() < share,
    pick: (of) => of[below(of.length)] as (typeof of)[number],
    some: (of, share) => of.filter(() => next() < share),
  };
}
