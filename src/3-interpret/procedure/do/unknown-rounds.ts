import type { Node } from '@pgsql/types';
import { INT8 } from '../../../model/base-types.js';
import type { ObjectId, Table, View } from '../../../model/catalog.js';
import type { Loop, ProcedureStatement, While } from '../../../model/procedure.js';
import type { Query } from '../../../model/query.js';
import { statementsIn, type TriggerAction } from '../../../model/trigger-program.js';
import { relationsOf } from '../../../model/walk.js';
import { and, isNotTrue } from '../condition.js';
import { call, operator, whole } from '../raw-nodes.js';
import { countersOf } from './counters.js';
import { raise } from './row-conditions.js';
import { runRowLoop, type RowLoop } from './run-row-loop.js';
import { guardOf, refuseBlock, scopeOf, setVariable, type Runner } from './runner.js';

/** No body can name it. */
const ROUND = '__tm_round';

/**
 * `LOOP .. EXIT WHEN NOT FOUND; END LOOP` and WHILE, where only the database knows the last round: it gets as many rounds as such a loop may need, and those
 * after the last one do nothing. A loop changes a row in each of its rounds, or counts up to something; should one need more rounds than that, the migration fails.
 */
export function runUnknownRounds(loop: Loop | While, runner: Runner): void {
  const { span, label } = loop;
  const statements: readonly ProcedureStatement[] = loop.kind === 'loop' ? loop.statements : [{ kind: 'exit', span, condition: { span, node: { BooleanTest: { booltesttype: 'IS_NOT_TRUE', arg: loop.condition.node } } } }, ...loop.statements];
  const rounds: RowLoop = { target: [[ROUND]], statements, span, ...(label !== undefined && { label }) };
  const counted = countersOf(statements);
  const ended = runRowLoop(rounds, { columns: [{ name: 'round', type: INT8 }], query: (actions) => roundsFor(actions, counted, runner) }, runner);
  if (!ended) return refuseBlock(runner, 'this loop never ends', span);
  // It is what the last round has left.
  if (runner.reads.found) setVariable(runner, 'found', { type: undefined, value: undefined });
  const guard = guardOf(runner);
  raise('the loop has not ended after as many rounds as its tables have rows', guard ? and(guard, isNotTrue(ended)) : isNotTrue(ended), span, runner);
}

/** One round for each row of the tables that the loop reads and changes, as many as its counters need, and two in which nothing is left to do. */
function roundsFor(actions: readonly TriggerAction[], counted: readonly Node[], runner: Runner): Query {
  const trees = [...actions.flatMap(({ guard }) => guard ?? []), ...statementsIn(actions)];
  const tables = [...new Set(trees.flatMap((tree) => relationsOf(tree)))].flatMap((id) => relationIn(id, runner) ?? []);
  const scope = scopeOf(runner);
  const last = [...tables.map(rowsOf), ...counted].reduce<Node>((sum, part) => operator('+', sum, part), whole(2));
  return scope.query({ SelectStmt: { targetList: [{ ResTarget: { name: 'round', val: call('generate_series', [whole(1), last]) } }], op: 'SETOP_NONE', limitOption: 'LIMIT_OPTION_DEFAULT' } });
}

function relationIn(id: ObjectId, { catalog, kept }: Runner): Table | View | undefined {
  const object = catalog.objects.get(id);
  return (object?.kind === 'table' || object?.kind === 'view') && !kept.some((table) => table.id === id) ? object : undefined;
}

/** `(SELECT count(*) FROM items)` */
function rowsOf({ schema, name }: Table | View): Node {
  const subselect: Node = { SelectStmt: { targetList: [{ ResTarget: { val: { FuncCall: { funcname: [{ String: { sval: 'count' } }], agg_star: true } } } }], fromClause: [{ RangeVar: { schemaname: schema, relname: name, inh: true, relpersistence: 'p' } }], op: 'SETOP_NONE', limitOption: 'LIMIT_OPTION_DEFAULT' } };
  return { SubLink: { subLinkType: 'EXPR_SUBLINK', subselect } };
}
