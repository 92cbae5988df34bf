export interface Measurement {
  readonly medianMs: number;
  readonly rounds: number;
}

/** Runs things alternately, so that whatever else the machine does hits all of them, and takes each one's median. */
export async function measure(rounds: number, tasks: readonly (() => unknown)[]): Promise<readonly Measurement[]> {
  const times: number[][] = tasks.map(() => []);
  for (const task of tasks) await task();
  for (let round = 0; round < rounds; round++) {
    for (const [i, task] of tasks.entries()) {
      const started = performance.now();
      await task();
      times[i]?.push(performance.now() - started);
    }
  }
  return times.map((all) => ({ medianMs: median(all), rounds }));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
