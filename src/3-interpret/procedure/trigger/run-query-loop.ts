import { INT8 } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import type { ForQuery } from '../../../model/procedure.js';
import { TRUE } from '../condition.js';
import { boundTo, numberedRows, queryOfLoop } from './loop-rows.js';
import { emit, held, unsupported, type Flow, type Lowering } from './lowering.js';
import { changeOfLoop } from './rows-of-change.js';
import { runChangingLoop } from './run-changing-loop.js';
import { tidied } from './run-sql.js';
import { changesRows } from './run-set-of-rounds.js';
import { runRounds } from './run-loop-rounds.js';
import { isFields, type VariableState } from './trigger-state.js';

const NUMBER = '_number';

/** `FOR r IN SELECT .. LOOP`: one statement for all rows where the rounds change rows, otherwise the rows one after the other. */
export function runQueryLoop(loop: ForQuery, flow: Flow, lowering: Lowering): Flow {
  const change = changeOfLoop(loop, flow, lowering);
  if (!change) return runOverRows(loop, flow, lowering);
  const end = withValuesAside(runOverRows(loop, flow, lowering), flow, lowering);
  emit(lowering, flow, { kind: 'statement', statement: tidied({ ...change, returning: [] }, lowering) }, loop.span);
  return end;
}

/** What the loop has worked out is of the rows as they are before they change. */
function withValuesAside(end: Flow, { state }: Flow, lowering: Lowering): Flow {
  const aside = (name: string, variable: VariableState): VariableState => (isFields(variable.value) || variable === state.variables.get(name) ? variable : { ...variable, value: held(variable.value, end, lowering) });
  return { ...end, state: { ...end.state, variables: new Map([...end.state.variables].map(([name, variable]) => [name, aside(name, variable)])), found: held(end.state.found, end, lowering) } };
}

function runOverRows(loop: ForQuery, flow: Flow, lowering: Lowering): Flow {
  if (changesRows(loop.statements, lowering.catalog)) return runChangingLoop(loop, flow, lowering);
  const rows = queryOfLoop(loop, flow, lowering);
  const numbered = numberedRows(rows.query, NUMBER, () => lowering.counter.nextSource++);
  if (!numbered) return unsupported(lowering, 'a loop over rows in the order of something that the query does not give has no equivalent', loop.span, 'Give it as a column of the query too.');
  const [common, source] = [lowering.counter.nextSource++, lowering.counter.nextSource++];
  const name = `rows_${common}`;
  const number: Expr = { kind: 'column', source, name: NUMBER, type: INT8 };
  return runRounds({
    statements: loop.statements,
    span: loop.span,
    ...(loop.label !== undefined && { label: loop.label }),
    hidden: [],
    leaves: 'row',
    bind: () => boundTo(rows, source, flow, lowering, loop.span),
    condition: () => TRUE,
    rows: { common: { name, source: common, columns: numbered.columns, statement: numbered, materialized: true }, item: { kind: 'common-table', source, common, name }, number },
    setsFound: true,
  }, flow, lowering);
}
