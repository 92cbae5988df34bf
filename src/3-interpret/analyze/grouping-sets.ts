import type { GroupingFunc, GroupingSet, Node, SelectStmt } from '@pgsql/types';
import { INT4 } from '../../model/base-types.js';
import type { Call, Expr } from '../../model/expression.js';
import { fingerprint } from '../../model/fingerprint.js';
import type { Select } from '../../model/query.js';
import { someNode } from '../../model/walk.js';
import { NO_AGGREGATES } from './call-place.js';
import { asStored } from './composite-value.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { sortTarget, type Outputs } from './sort.js';

type Sets = readonly (readonly Expr[])[];

/** As many as Postgres takes. */
const MOST_SETS = 4096;

/** GROUP BY names, positions and expressions; several groupings, as those of GROUPING SETS, CUBE and ROLLUP, are written out one by one (expand_grouping_sets). */
export function analyzeGroupings({ groupClause = [], groupDistinct }: SelectStmt, scope: Scope, outputs: Outputs): Pick<Select, 'groupBy' | 'groupingSets'> {
  const items = groupClause.map((node) => setsOf(node, scope, outputs));
  const groupBy = unique(items.flat(2));
  const asks = outputs.repeated === 'targets' && someNode(outputs.targets, (node) => node.kind === 'call' && 'name' in node && node.name === 'grouping');
  if (!groupClause.some((node) => 'GroupingSet' in node)) return { groupBy, ...(asks && { groupingSets: [groupBy] }) };
  if (items.reduce((product, sets) => product * sets.length, 1) > MOST_SETS) refuse(scope, 'invalid-expression', `too many grouping sets present (maximum ${MOST_SETS})`);
  const sets = items.reduce<Sets>((product, each) => product.flatMap((set) => each.map((other) => [...set, ...other])), [[]]).map(unique);
  const kept = groupDistinct ? [...new Map(sets.map((set) => [set.map(fingerprint).toSorted().join(), set])).values()] : sets;
  return { groupBy, groupingSets: kept };
}

function unique(exprs: readonly Expr[]): readonly Expr[] {
  return [...new Map(exprs.map((expr) => [fingerprint(expr), expr])).values()];
}

/** The groupings that one item of GROUP BY stands for. */
function setsOf(node: Node, scope: Scope, outputs: Outputs): Sets {
  return 'GroupingSet' in node ? severalOf(node.GroupingSet, scope, outputs) : [listOf(node, scope, outputs)];
}

function severalOf({ kind, content = [] }: GroupingSet, scope: Scope, outputs: Outputs): Sets {
  if (kind === 'GROUPING_SET_EMPTY') return [[]];
  if (kind === 'GROUPING_SET_SETS') return content.flatMap((node) => setsOf(node, scope, outputs));
  const parts = content.map((node) => listOf(node, scope, outputs));
  if (kind === 'GROUPING_SET_CUBE') return parts.reduceRight<Sets>((sets, part) => [...sets.map((set) => [...part, ...set]), ...sets], [[]]);
  return kind === 'GROUPING_SET_ROLLUP' ? [...parts.keys(), parts.length].toReversed().map((length) => parts.slice(0, length).flat()) : [parts.flat()];
}

/** `(a, b)` is one part of a grouping. */
function listOf(node: Node, scope: Scope, outputs: Outputs): readonly Expr[] {
  if ('RowExpr' in node && node.RowExpr.row_format === 'COERCE_IMPLICIT_CAST') return (node.RowExpr.args ?? []).flatMap((item) => listOf(item, scope, outputs));
  return [asStored(sortTarget(node, scope, outputs, 'GROUP BY').expr)];
}

/** `grouping(a, b)` (transformGroupingFunc). */
export function analyzeGroupingCall({ args = [], location }: GroupingFunc, scope: Scope): Call {
  const place = location === undefined ? {} : { at: location };
  const forbidden = NO_AGGREGATES[scope.place];
  if (forbidden !== undefined) refuse(scope, 'invalid-expression', `grouping operations are not allowed in ${forbidden}`, place);
  if (args.length > 31) refuse(scope, 'invalid-expression', 'GROUPING must have fewer than 32 arguments', place);
  return { kind: 'call', name: 'grouping', args: args.map((arg) => scope.analyze.expression(arg, scope)), type: INT4, ...place };
}
