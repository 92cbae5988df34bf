import { INT4 } from '../../../model/base-types.js';
import type { ProcedureBlock } from '../../../model/procedure.js';
import { queryOf } from '../inserted-row.js';
import { runRowLoop } from './run-row-loop.js';
import type { Runner } from './runner.js';

/** No body can name it. */
const ONCE = '__tm_once';

/** `k := new_order(10); INSERT INTO items VALUES (k, ..)`: the body as the only round of a loop, which is what a trigger does: there the function is carried out where it is called. */
export function runInOneRound(body: ProcedureBlock, runner: Runner): void {
  const once = queryOf([{ name: 'once', expr: { kind: 'literal', value: '1', type: INT4 } }]);
  runRowLoop({ target: [[ONCE]], statements: [body], span: body.span }, { columns: once.columns, query: () => once }, runner);
}
