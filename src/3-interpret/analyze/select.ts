import type { Node, SelectStmt } from '@pgsql/types';
import { fingerprint } from '../../model/fingerprint.js';
import type { Select, SortKey, WindowSpec } from '../../model/query.js';
import { analyzeCondition } from './boolean.js';
import { analyzeFrom } from './from.js';
import { checkGrouping } from './grouping.js';
import { analyzeGroupings } from './grouping-sets.js';
import type { BodyPart } from './query.js';
import { asStored } from './composite-value.js';
import { refuse } from './refuse.js';
import { at, type Scope } from './scope.js';
import { analyzeSortKeys, sortTarget, type Outputs } from './sort.js';
import { analyzeTargets, columnsOfTargets } from './targets.js';
import { analyzeWindow } from './window.js';

/** `SELECT .. FROM .. WHERE .. GROUP BY .. HAVING ..` with its ORDER BY (transformSelectStmt). */
export function analyzeSelect(node: SelectStmt, outer: Scope, unknowns: 'text' | 'keep'): BodyPart {
  const { from, scope } = analyzeFrom(node.fromClause, outer);
  const windows = namedWindows(node.windowClause, scope);
  const inner: Scope = windows.length > 0 ? { ...scope, windows } : scope;
  // DISTINCT has to compare its outputs, so an untyped literal is text there.
  const targets = analyzeTargets(node.targetList, inner, node.distinctClause ? 'text' : unknowns);
  const outputs: Outputs = { repeated: 'targets', targets };
  const where = node.whereClause && analyzeCondition(node.whereClause, at(inner, 'where'), 'WHERE');
  const having = node.havingClause && analyzeCondition(node.havingClause, at(inner, 'having'), 'HAVING');
  const orderBy = analyzeSortKeys(node.sortClause ?? [], at(inner, 'order by'), outputs);
  const { groupBy, groupingSets } = analyzeGroupings(node, at(inner, 'group by'), outputs);
  const distinct = distinctOf(node, at(inner, 'distinct on'), outputs, orderBy);
  const body: Select = {
    kind: 'select', distinct, targets, from, groupBy, windows,
    ...(groupingSets && { groupingSets }), ...(where && { where }), ...(having && { having }),
  };
  checkGrouping(body, orderBy, scope, node.havingClause !== undefined);
  return { body, columns: columnsOfTargets(targets), orderBy, scope };
}

/** `WINDOW w AS (..), v AS (w ORDER BY ..)`: each sees those before it. */
function namedWindows(nodes: readonly Node[] | undefined, scope: Scope): readonly { readonly name: string; readonly spec: WindowSpec }[] {
  const windows: { readonly name: string; readonly spec: WindowSpec }[] = [];
  for (const node of nodes ?? []) {
    if (!('WindowDef' in node)) continue;
    const { name = '', ...definition } = node.WindowDef;
    if (windows.some((window) => window.name === name)) refuse(scope, 'invalid-expression', `window "${name}" is already defined`, { at: definition.location });
    windows.push({ name, spec: analyzeWindow(definition, { ...scope, windows }) });
  }
  return windows;
}

function distinctOf(node: SelectStmt, scope: Scope, outputs: Outputs, orderBy: readonly SortKey[]): Select['distinct'] {
  if (!node.distinctClause) return false;
  const listed = node.distinctClause.filter((entry) => Object.keys(entry).length > 0);
  if (listed.length === 0) return distinctAll(scope, orderBy);
  const on = listed.map((entry) => asStored(sortTarget(entry, scope, outputs, 'DISTINCT ON').expr));
  const wanted = new Set(on.map(fingerprint));
  const leading = new Set(orderBy.slice(0, wanted.size).map((key) => fingerprint(key.expr)));
  if (orderBy.slice(0, wanted.size).some((key) => !wanted.has(fingerprint(key.expr))) && leading.size > 0) {
    refuse(scope, 'invalid-expression', 'SELECT DISTINCT ON expressions must match initial ORDER BY expressions', { at: on[0]?.at });
  }
  return { on };
}

function distinctAll(scope: Scope, orderBy: readonly SortKey[]): true {
  const outside = orderBy.find((key) => key.output === undefined);
  if (outside) refuse(scope, 'invalid-expression', 'for SELECT DISTINCT, ORDER BY expressions must appear in select list', { at: outside.expr.at });
  return true;
}

