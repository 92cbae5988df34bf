import type { MergeStmt } from '@pgsql/types';
import { BOOL, INT4, TID } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { ColumnRef, Expr } from '../../model/expression.js';
import { bothOf } from '../../model/guarded-statement.js';
import type { CommonTable, CommonTableSource, Delete, FromItem, Insert, Join, Query, Select, Target, Update } from '../../model/query.js';
import { analyzeCondition } from './boolean.js';
import { dataTarget, type DataTarget } from './data-target.js';
import { analyzeFrom } from './from.js';
import { checkNames } from './from-names.js';
import { analyzeClause, eventsOf, type Clause, type Kind } from './merge-clause.js';
import { refuse } from './refuse.js';
import { analyzeReturning } from './returning.js';
import { newSource, type Scope } from './scope.js';
import { analyzeWith } from './with.js';

type Change = Insert | Update | Delete;

interface Merge {
  readonly target: DataTarget;
  readonly source: readonly FromItem[];
  readonly on: Expr;
  readonly clauses: readonly Clause[];
}

/**
 * `MERGE INTO t USING s ON .. WHEN ..` as DELETE, UPDATE and INSERT over the matches, which a WITH entry holds with what is to be done and with the values
 * for it: each row of the target is in it once, so that the order does not matter (transformMergeStmt).
 * @returns undefined where nothing is ever done
 */
export function analyzeMerge(node: MergeStmt, outer: Scope): Change | undefined {
  const { scope, ...clause } = analyzeWith(node.withClause, outer);
  const target = dataTarget(node.relation, eventsOf(node), scope, true);
  if (target.relation.rules || target.base.rules) refuse(scope, 'wrong-object-type', `cannot execute MERGE on relation "${target.relation.rules ? target.relation.name : target.base.name}"`, { at: node.relation?.location, help: 'MERGE is not supported for relations with rules.' });
  if (target.base.kind !== 'table') refuse(scope, 'unsupported-statement', 'MERGE into a view with INSTEAD OF triggers is not supported', { at: node.relation?.location, help: 'Write an UPDATE and an INSERT.' });
  const { from, scope: sources } = analyzeFrom(node.sourceRelation ? [node.sourceRelation] : [], { ...scope, items: [] });
  checkNames([target.item], sources.items, scope);
  const both: Scope = { ...sources, items: [target.item, ...sources.items] };
  if (!node.joinCondition) throw new Error('the grammar gives MERGE its condition');
  // Nobody reads what a statement of a migration gives back: its names only have to be right.
  analyzeReturning(node.returningClause, target, 'updated', { ...both, items: [...sources.items, target.item] });
  const on = analyzeCondition(node.joinCondition, { ...both, place: 'join condition' }, 'ON');
  const seen: Readonly<Record<Kind, Scope>> = { matched: both, 'not matched by target': sources, 'not matched by source': { ...scope, items: [target.item] } };
  const clauses = (node.mergeWhenClauses ?? []).flatMap((entry, i) => ('MergeWhenClause' in entry ? [analyzeClause(entry.MergeWhenClause, i + 1, target, seen)] : []));
  const merge: Merge = { target, source: from, on: bothOf(on, target.rows) as Expr, clauses };
  const matches = matchesOf(merge, scope);
  const changes = (['delete', 'update', 'insert'] as const).flatMap((kind) => clauses.filter(({ does }) => does === kind)).map((each) => changeOf(each, merge, matches, scope));
  const main = changes.at(-1);
  const others = changes.slice(0, -1).map((statement, i): CommonTable => ({ name: `merge_${i + 1}`, source: newSource(scope), columns: [], statement }));
  return main && { ...main, with: [...clause.with, matches, ...others], recursive: clause.recursive };
}

/** Each match with the number of the first WHEN that it fulfils, and with what that one needs. */
function matchesOf(merge: Merge, scope: Scope): CommonTable {
  const { target, source, on, clauses } = merge;
  const place = placeOf(target);
  const matched: Expr = { kind: 'test', type: BOOL, test: 'null', negated: true, operand: place };
  const found = clauses.filter(({ kind }) => kind !== 'not matched by source');
  const left = source[0];
  if (!left) throw new Error('the grammar gives MERGE a source');
  const join: Join = { kind: 'join', type: found.some(({ kind }) => kind === 'not matched by target') ? 'left' : 'inner', left, right: target.target, on };
  const test = ({ kind, condition }: Clause): Expr => bothOf(kind === 'matched' ? matched : { ...matched, negated: false }, condition) as Expr;
  const joined: Select = { ...EMPTY, targets: columnsOf(found, clauses, place, test), from: [join] };
  const lost = clauses.filter(({ kind }) => kind === 'not matched by source');
  const missing: Expr = { kind: 'logical', op: 'not', type: BOOL, args: [{ kind: 'subquery', form: 'exists', type: BOOL, query: queryOf({ ...EMPTY, targets: [{ name: 'here', expr: whole() }], from: source, where: on }) }] };
  const rest: Select = { ...EMPTY, targets: columnsOf(lost, clauses, place, ({ condition }) => condition ?? TRUE), from: [target.target], where: bothOf(missing, target.rows) as Expr };
  const parts = [...(found.length > 0 ? [queryOf(joined)] : []), ...(lost.length > 0 ? [queryOf(rest)] : [])];
  const [first, second] = parts as [Query, Query?];
  const statement: Query = second ? { ...first, body: { kind: 'set-operation', op: 'union', all: true, left: first, right: second } } : first;
  return { name: 'matches', source: newSource(scope), columns: statement.columns, statement, key: TARGET_ROW };
}

const TRUE: Expr = { kind: 'literal', type: BOOL, value: 'true' };
const EMPTY = { kind: 'select', distinct: false, groupBy: [], windows: [] } as const;
const TARGET_ROW = 'target_row';

function whole(value = '1'): Expr {
  return { kind: 'literal', type: INT4, value };
}

function placeOf({ target: { source } }: DataTarget): ColumnRef {
  return { kind: 'column', source, name: 'ctid', type: TID };
}

function queryOf(body: Select): Query {
  return { with: [], recursive: false, orderBy: [], columns: body.targets.map(({ name, expr }) => ({ name, type: expr.type })), body };
}

/** The columns of the matches, where these clauses can apply; those of the others are NULL. */
function columnsOf(applying: readonly Clause[], all: readonly Clause[], place: Expr, test: (clause: Clause) => Expr): readonly Target[] {
  const branches = applying.map((clause) => ({ when: test(clause), clause }));
  // oxlint-disable-next-line unicorn/no-thenable -- a branch is no promise
  const choice = (type: DataType, then: (clause: Clause) => Expr): Expr => ({ kind: 'case', type, branches: branches.map(({ when, clause }) => ({ when, then: then(clause) })) });
  const changed = choice(TID, ({ does }) => (does === 'update' || does === 'delete' ? place : { kind: 'literal', type: TID, value: null }));
  const values = all.flatMap((clause) => clause.values.map((value, i): Target => ({ name: valueName(clause, i), expr: value.kind !== 'default' && applying.includes(clause) ? value : { kind: 'literal', type: value.type, value: null } })));
  return [{ name: TARGET_ROW, expr: changed }, { name: 'action', expr: choice(INT4, ({ number, does }) => whole(does === 'nothing' ? '0' : String(number))) }, ...values];
}

function valueName({ number }: Clause, index: number): string {
  return `value_${number}_${index + 1}`;
}

/** What one WHEN does to the rows that it is for. */
function changeOf(clause: Clause, { target }: Merge, matches: CommonTable, scope: Scope): Change {
  const item: CommonTableSource = { kind: 'common-table', source: newSource(scope), common: matches.source, name: matches.name };
  const column = (name: string, type: DataType): ColumnRef => ({ kind: 'column', source: item.source, name, type });
  const values = clause.values.map((value, i): Expr => (value.kind === 'default' ? value : column(valueName(clause, i), value.type)));
  const chosen: Expr = { kind: 'operator', name: '=', type: BOOL, left: column('action', INT4), right: whole(String(clause.number)) };
  const where = bothOf({ kind: 'operator', name: '=', type: BOOL, left: placeOf(target), right: column(TARGET_ROW, TID) }, chosen) as Expr;
  const base = { with: [], recursive: false, target: target.target, returning: [], ...(target.tests.length > 0 && clause.does !== 'delete' && { tests: target.tests }) };
  if (clause.does === 'delete') return { ...base, kind: 'delete', using: [item], where };
  if (clause.does === 'update') return { ...base, kind: 'update', from: [item], where, set: clause.columns.map((id, i) => ({ column: id, value: values[i] as Expr })) };
  const rows = queryOf({ ...EMPTY, targets: values.map((expr, i) => ({ name: valueName(clause, i), expr })), from: [item], where: chosen });
  return { ...base, kind: 'insert', columns: clause.columns, rows, ...(clause.overriding && { overriding: clause.overriding }) };
}
