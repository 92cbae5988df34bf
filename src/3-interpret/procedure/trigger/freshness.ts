import type { ColumnId, ObjectId } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement } from '../../../model/query.js';
import { FOUND } from '../../../model/trigger-program.js';
import { originOf } from '../../../model/known-bits.js';
import { isClock, relationsOf, walkTree } from '../../../model/walk.js';

/**
 * Variables and conditions are worked out once in Postgres, but here at each use. This tells whether that is the same: nothing that a value
 * reads may have changed between the two, and a random value may be used once only.
 */
export interface Freshness {
  /** From here on, the value stands for what it is now. */
  capture(expr: Expr): void;
  /** The parts of a tree that no longer have the value that they stand for; notes their use. */
  stale(tree: readonly (Expr | DataStatement)[]): Fault | undefined;
  /** The same of a value that is worked out instead of all that follows: its uses are none for what follows. */
  staleInstead(tree: readonly (Expr | DataStatement)[]): Fault | undefined;
  write(statement: DataStatement): void;
  /** A statement of ours is counted instead of the one before it: FOUND is another one. */
  counted(): void;
}

type Fault = 'changed' | 'volatile' | 'carried' | 'lost';

interface Captured {
  readonly tick: number;
  readonly reads: readonly ObjectId[];
  readonly columns: ReadonlySet<ColumnId>;
  readonly volatile: boolean;
  uses: number;
  /** The bits of a random value that stand for it. */
  bits?: Set<Expr>;
}

interface Write {
  readonly tick: number;
  readonly relation: ObjectId;
  /** Absent when rows come or go. */
  readonly columns?: ReadonlySet<ColumnId>;
}

/** No relation. */
const NOTHING: ObjectId = -1;

/** Stands for what a variable is when a round of a loop begins that the round before may have changed, and after such a loop. */
export const CARRIED = -44;

/** Stands for a value that only a block knows which has not been carried out, because it would fail. */
export const LOST = -45;

/** @param statement whether all of it happens within one statement, as a trigger does */
export function newFreshness(statement = false): Freshness {
  const captured = new Map<Expr, Captured>();
  const writes: Write[] = [];
  let tick = 0;
  const stale = (trees: readonly (Expr | DataStatement)[], used: (() => void)[]): ReturnType<Freshness['stale']> => {
    let fault: ReturnType<Freshness['stale']>;
    for (const tree of trees) {
      walkTree(tree, {
        expression: (node) => {
          if (node.kind === 'column' && node.source === CARRIED) fault = 'carried';
          if (node.kind === 'column' && node.source === LOST) fault = 'lost';
          const origin = originOf(node);
          const use = origin && useOfBit(node, origin, captured);
          if (use) used.push(use.undo);
          if (use?.again) fault ??= 'volatile';
          const entry = captured.get(node);
          if (!entry) return;
          entry.uses++;
          used.push(() => entry.uses--);
          if (entry.volatile && (entry.uses > 1 || entry.bits?.size)) fault ??= 'volatile';
          if (writes.some((write) => write.tick > entry.tick && affects(write, entry, node))) fault = 'changed';
        },
      });
    }
    return fault;
  };
  return {
    capture(expr) {
      walkTree(expr, {
        expression: (node) => {
          if (captured.has(node)) return;
          const entry = statement && isClock(node) ? undefined : capturedOf(node, tick);
          if (entry) captured.set(node, entry);
        },
      });
    },
    stale: (trees) => stale(trees, []),
    staleInstead(trees) {
      const used: (() => void)[] = [];
      const fault = stale(trees, used);
      for (const undo of used) undo();
      return fault;
    },
    counted() {
      writes.push({ tick: ++tick, relation: NOTHING });
    },
    write(statement) {
      if (statement.kind === 'select-statement') return;
      tick++;
      if (statement.kind === 'truncate') for (const relation of statement.relations) writes.push({ tick, relation });
      else if (statement.kind === 'update') writes.push({ tick, relation: statement.target.relation, columns: new Set(statement.set.map(({ column }) => column)) });
      else writes.push({ tick, relation: statement.target.relation });
    },
  };
}

/** A random value is used once: as it is, or each of its bits. */
function useOfBit(bit: Expr, origin: Expr, captured: Map<Expr, Captured>): { readonly again: boolean; undo(): void } {
  const entry = captured.get(origin) ?? { tick: 0, reads: [], columns: new Set(), volatile: true, uses: 0 };
  captured.set(origin, entry);
  const bits = (entry.bits ??= new Set());
  const again = entry.uses > 0 || bits.has(bit);
  bits.add(bit);
  return { again, undo: () => void (again || bits.delete(bit)) };
}

/** Whether what an expression is now may differ from what it is later, where the rows of some tables do not change. */
export function mayMove(expr: Expr, isFixed: (relation: ObjectId) => boolean): boolean {
  let moves = false;
  walkTree(expr, {
    expression: (node) => {
      const captured = capturedOf(node, 0);
      moves ||= captured !== undefined && (captured.reads.length === 0 || !captured.reads.every(isFixed));
    },
  });
  return moves;
}

/** Only subqueries, FOUND and random values can change while a row's trigger runs. */
function capturedOf(node: Expr, tick: number): Captured | undefined {
  if (node.kind === 'column' && node.source === FOUND) return { tick, reads: [], columns: new Set(), volatile: false, uses: 0 };
  if (node.kind === 'call' && node.volatile) return { tick, reads: [], columns: new Set(), volatile: true, uses: 0 };
  if (node.kind !== 'subquery') return undefined;
  const columns = new Set<ColumnId>();
  walkTree(node, { expression: (part) => void (part.kind === 'column' && part.column !== undefined && columns.add(part.column)) });
  return { tick, reads: relationsOf(node), columns, volatile: false, uses: 0 };
}

function affects(write: Write, entry: Captured, node: Expr): boolean {
  if (node.kind === 'column') return true;
  if (!entry.reads.includes(write.relation)) return false;
  return write.columns === undefined || [...write.columns].some((column) => entry.columns.has(column));
}
