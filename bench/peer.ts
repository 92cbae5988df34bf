import { loadParser, parse } from '../src/2-parse/parse.js';
import type { History } from '../tools/corpus/history.js';
import { measure } from './measure.js';

/** It takes seconds, where the others take tenths. */
const ROUNDS = 3;

export interface PeerResult {
  readonly statements: number;
  /** How many of them it can read. */
  readonly read: number;
  readonly parseMs: number;
}

/**
 * The bare parse of the same text by node-sql-parser, a peer written in JavaScript. It gets one statement at a time, as Postgres' grammar cuts them: it gives
 * up a whole text for one statement that it cannot read.
 */
export async function benchPeer(histories: readonly History[]): Promise<PeerResult> {
  await loadParser();
  // Not above: the process that measures memory imports this file too.
  const { default: peer } = await import('node-sql-parser/build/postgresql.js');
  const parser = new peer.Parser();
  const statements = histories.flatMap(({ migrations }) => migrations.flatMap(({ up }) => parse(up).statements.map(({ text }) => text)));
  const reads = (text: string): boolean => {
    try {
      parser.astify(text, { database: 'postgresql' });
      return true;
    } catch {
      return false;
    }
  };
  const read = statements.filter(reads).length;
  const [time] = await measure(ROUNDS, [() => statements.forEach(reads)]);
  return { statements: statements.length, read, parseMs: time?.medianMs ?? 0 };
}
