import type { MergeStmt, MergeWhenClause, Node } from '@pgsql/types';
import type { Expr } from '../../model/expression.js';
import type { Insert } from '../../model/query.js';
import type { TriggerEvent } from '../../model/trigger-program.js';
import { analyzeAssigned, type TargetColumn } from './assign.js';
import { analyzeAssignments } from './assignments.js';
import { analyzeCondition } from './boolean.js';
import type { DataTarget } from './data-target.js';
import { insertColumns, OVERRIDING, rejectGenerated } from './insert.js';
import { withViewDefaults } from './omitted-columns.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { requireWritable } from './view-target.js';

export type Kind = 'matched' | 'not matched by source' | 'not matched by target';

const KINDS: Readonly<Record<string, Kind>> = { MERGE_WHEN_MATCHED: 'matched', MERGE_WHEN_NOT_MATCHED_BY_SOURCE: 'not matched by source', MERGE_WHEN_NOT_MATCHED_BY_TARGET: 'not matched by target' };

/** One WHEN: for which rows, and what it does to them. */
export interface Clause {
  readonly number: number;
  readonly kind: Kind;
  readonly condition?: Expr;
  readonly does: 'update' | 'delete' | 'insert' | 'nothing';
  readonly columns: readonly number[];
  readonly values: readonly Expr[];
  readonly overriding?: Insert['overriding'];
}

/** What it may do to rows. */
export function eventsOf({ mergeWhenClauses = [] }: MergeStmt): readonly TriggerEvent[] {
  const found = mergeWhenClauses.flatMap((entry) => ('MergeWhenClause' in entry ? (EVENTS[entry.MergeWhenClause.commandType ?? ''] ?? []) : []));
  return [...new Set(found)];
}

const EVENTS: Readonly<Record<string, TriggerEvent>> = { CMD_INSERT: 'insert', CMD_UPDATE: 'update', CMD_DELETE: 'delete' };

export function analyzeClause(node: MergeWhenClause, number: number, target: DataTarget, scopes: Readonly<Record<Kind, Scope>>): Clause {
  const kind = KINDS[node.matchKind ?? ''] ?? 'matched';
  const scope = scopes[kind];
  const condition = node.condition && analyzeCondition(node.condition, { ...scope, place: 'where' }, 'WHEN');
  const base = { number, kind, ...(condition && { condition }), columns: [], values: [] };
  if (node.commandType === 'CMD_UPDATE') {
    const set = analyzeAssignments(node.targetList, target, { ...scope, place: 'update' }, 'merge into');
    return { ...base, does: 'update', columns: set.map(({ column }) => column), values: set.map(({ value }) => value) };
  }
  if (node.commandType === 'CMD_INSERT') return { ...base, does: 'insert', ...insertedValues(node, target, { ...scope, place: 'values' }) };
  return { ...base, does: node.commandType === 'CMD_DELETE' ? 'delete' : 'nothing' };
}

function insertedValues(node: MergeWhenClause, target: DataTarget, scope: Scope): Pick<Clause, 'columns' | 'values' | 'overriding'> {
  const { all: takes } = insertColumns({ ...(node.targetList && { cols: node.targetList }) }, target, scope);
  const given: readonly Node[] = node.values ?? [];
  if (given.length === 0) refuse(scope, 'unsupported-statement', 'INSERT DEFAULT VALUES in MERGE is not supported', { help: 'Name a column and its value.' });
  if (given.length > takes.length) refuse(scope, 'type-mismatch', 'INSERT has more expressions than target columns');
  if (node.targetList && given.length < takes.length) refuse(scope, 'type-mismatch', 'INSERT has more target columns than expressions');
  const named: readonly TargetColumn[] = takes.slice(0, given.length);
  const values = given.map((value, i) => analyzeAssigned(value, named[i] as TargetColumn, scope));
  const overriding = OVERRIDING[node.override ?? ''];
  const { columns: used, rows } = withViewDefaults({ columns: named, rows: { with: [], recursive: false, orderBy: [], columns: [], body: { kind: 'values', rows: [values] } } }, target, scope);
  requireWritable(used, 'merge into', scope);
  rejectGenerated(rows, used, overriding, scope);
  // What is written for an identity column is passed over, as in INSERT.
  const taken = (i: number): boolean => overriding !== 'user' || used[i]?.identity === undefined;
  const all = rows.body.kind === 'values' ? (rows.body.rows[0] ?? []) : [];
  const written = all.flatMap((value, i) => (value.kind === 'default' || !taken(i) ? [] : [{ value, column: (used[i] as TargetColumn).id }]));
  if (written.length === 0) refuse(scope, 'unsupported-statement', 'INSERT of nothing but defaults in MERGE is not supported', { help: 'Name a column and its value.' });
  return { columns: written.map(({ column }) => column), values: written.map(({ value }) => value), ...(overriding && { overriding }) };
}
