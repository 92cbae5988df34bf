import type { Round } from './run-round.js';

/** Runs migrations one after the other on empty databases. */
type Replay = (history: readonly string[]) => Promise<Round>;

/** The shortest history that shows the same fault: without the migrations, and then without the statements, that do not matter. */
export async function shrink(fault: NonNullable<Round['fault']>, replay: Replay): Promise<NonNullable<Round['fault']>> {
  const wanted = kindOf(fault.message);
  const tried = async (history: readonly string[]): Promise<Round['fault']> => {
    const { fault: found } = await replay(history);
    return found && kindOf(found.message) === wanted ? found : undefined;
  };
  let best = fault;
  for (let i = best.history.length - 2; i >= 0; i--) best = (await tried(best.history.toSpliced(i, 1))) ?? best;
  for (let i = best.history.length - 1; i >= 0; i--) {
    for (let at = partsOf(best.history[i]).length - 1; at >= 0; at--) {
      const parts = partsOf(best.history[i]);
      if (parts.length > 1) best = (await tried(best.history.with(i, parts.toSpliced(at, 1).join('\n')))) ?? best;
    }
  }
  return best;
}

/** What the message says, whatever the names and values are. */
function kindOf(message: string): string {
  const [first = ''] = message.split('\n');
  return first.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'|\d+/gu, '').slice(0, 40);
}

/** One statement each, where they stand on lines of their own. */
function partsOf(migration: string | undefined): readonly string[] {
  return migration?.split(/(?<=;)\n|(?<=\$\$); (?=CREATE)/u) ?? [];
}
