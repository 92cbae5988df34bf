import type { Node } from '@pgsql/types';
import { INT4 } from '../../../model/base-types.js';
import type { ForDynamic, ForInteger, ForQuery, Loop, ProcedureStatement, While } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import { and } from '../condition.js';
import { attempt } from './attempt.js';
import { valueOfType } from './cast-value.js';
import { knownNumbers, knownRows, roundsOf, type For } from './rounds.js';
import { raise } from './row-conditions.js';
import { statementsOfText } from './run-dynamic.js';
import { elementsOf, numbersOf, runQueryLoop } from './run-row-loop.js';
import { evaluate, forgetCount, guardOf, known, refuseBlock, required, scopeOf, setVariable, type Ending, type Runner } from './runner.js';
import { runUnknownRounds } from './unknown-rounds.js';
import { booleanOf } from './value.js';

type RunList = (statements: readonly ProcedureStatement[], runner: Runner) => Ending;

/** Round by round where the rounds are known while the migration is read; otherwise the database has them. */
export function runLoop(statement: For | ForDynamic | Loop | While, runner: Runner, runList: RunList): Ending {
  switch (statement.kind) {
    case 'loop':
      return runUntil(statement, runner, () => repeat({ ...statement, endless: true }, runner, runList, () => true));
    case 'while':
      return runUntil(statement, runner, () => repeat({ ...statement, endless: true }, runner, runList, () => booleanOf(required(runner, statement.span, () => evaluate(statement.condition.node, runner))) === true));
    case 'foreach': {
      const elements = runner.keeping ? elementsOf(statement) : undefined;
      if (!elements) return runFor(statement, runner, runList);
      const isKnown = known(() => evaluate(statement.array.node, runner)) !== undefined;
      return isKnown ? attempt(() => runFor(statement, runner, runList), () => void runElements(elements, runner), runner, 'first') : runElements(elements, runner);
    }
    case 'for-integer': {
      const outer = runner.variables.get(statement.variable);
      const ending = runForInteger(statement, runner, runList);
      runner.variables = new Map([...runner.variables].filter(([name]) => name !== statement.variable));
      if (outer) setVariable(runner, statement.variable, outer);
      return ending;
    }
    case 'for-query':
      return runQuery(statement, runner, runList);
    case 'for-dynamic':
      return runDynamicLoop(statement, runner, runList);
  }
}

/** The counter is a variable of the loop alone. */
function runForInteger(statement: ForInteger, runner: Runner, runList: RunList): Ending {
  if (!runner.keeping) return runFor(statement, runner, runList);
  return knownNumbers(statement, runner) ? attempt(() => runFor(statement, runner, runList), () => void runNumbers(statement, runner), runner, 'first') : void runNumbers(statement, runner);
}

/** The rows of the system views are known here; those that the loop lists itself are so too, but the database knows their types better. */
function runQuery(statement: ForQuery, runner: Runner, runList: RunList): Ending {
  const here = (): Ending => runFor(statement, runner, runList);
  if (!isListed(statement.query.node)) return runner.keeping && !knownRows(statement.query.node, runner) ? void runQueryLoop(statement, runner) : here();
  if (!runner.keeping) return refuseBlock(runner, 'the rows of this loop are listed', statement.span);
  return attempt(() => void runQueryLoop(statement, runner), here, runner, 'first');
}

/** `FOR r IN SELECT * FROM (VALUES ..) AS t`, `FOR a, b IN VALUES ..` */
function isListed(node: Node): boolean {
  if (!('SelectStmt' in node)) return false;
  const { valuesLists, fromClause = [] } = node.SelectStmt;
  return valuesLists !== undefined || (fromClause.length > 0 && fromClause.every((item) => 'RangeSubselect' in item && item.RangeSubselect.subquery !== undefined && isListed(item.RangeSubselect.subquery)));
}

/** `FOR r IN EXECUTE format('SELECT .. FROM %I', t) LOOP`: a loop over the query that the text says. */
function runDynamicLoop(statement: ForDynamic, runner: Runner, runList: RunList): Ending {
  const { span, using, query: text, ...loop } = statement;
  const [query, ...others] = statementsOfText(text.node, false, span, runner);
  if (!query || others.length > 0 || using.length > 0) return refuseBlock(runner, 'this query is not worked out while the migration is read', span);
  return runLoop({ ...loop, kind: 'for-query', span, query }, runner, runList);
}

interface Repeated {
  readonly statements: readonly ProcedureStatement[];
  readonly label?: string;
  readonly span: Span;
  /** Only what happens in a round ends it. */
  readonly endless?: boolean;
}

function repeat({ statements, label, span, endless = false }: Repeated, runner: Runner, runList: RunList, more: () => boolean): Ending {
  const { alive } = runner;
  while (more()) {
    if (runner.budget-- <= 0) refuseBlock(runner, 'the block runs too long while the migration is read', span);
    const ending = runList(statements, runner);
    if (!ending && runner.alive !== alive && endless) refuseBlock(runner, 'only the database knows whether the loop ends here', span);
    if (!ending) continue;
    const own = (ending.kind === 'exit' || ending.kind === 'continue') && (ending.label === undefined || ending.label === label);
    if (!own) return ending;
    if (ending.kind === 'exit') return undefined;
  }
  return undefined;
}

/** One round for each value, which is a number, a row of the system views, or an element. */
function runFor(statement: For, runner: Runner, runList: RunList): Ending {
  const rounds = roundsOf(statement, runner);
  // The bounds are worked out by then: they may name another variable of that name.
  if (statement.kind === 'for-integer') setVariable(runner, statement.variable, { type: INT4, value: null });
  let next = 0;
  const ending = repeat(statement, runner, runList, () => {
    const round = rounds[next++];
    if (!round) return false;
    for (const [name, value] of round) setVariable(runner, name, { type: runner.variables.get(name)?.type, value: required(runner, statement.span, () => valueOfType(value, runner.variables.get(name)?.type)) });
    return true;
  });
  setVariable(runner, 'found', { type: undefined, value: rounds.length > 0 });
  forgetCount(runner);
  return ending;
}

/** Where there is no element the variable stays as it was: what it is behind the loop is not known. */
function runElements(elements: ForQuery, runner: Runner): Ending {
  runQueryLoop(elements, runner);
  const [[name = ''] = []] = elements.target;
  setVariable(runner, name, { type: runner.variables.get(name)?.type, value: undefined });
  return undefined;
}

/** LOOP and WHILE: what has been done when it turns out that only the database knows the end is done there from the beginning. */
function runUntil(loop: Loop | While, runner: Runner, rounds: () => Ending): Ending {
  return runner.keeping ? attempt(rounds, () => void runUnknownRounds(loop, runner), runner) : rounds();
}

/** `FOR i IN 1..n`, where n comes from rows. */
function runNumbers(statement: ForInteger, runner: Runner): void {
  const { variable, span } = statement;
  for (const [name, { node }] of [['lower', statement.lower], ['upper', statement.upper]] as const) {
    const missing = scopeOf(runner).condition({ NullTest: { arg: node, nulltesttype: 'IS_NULL', argisrow: false } }, 'FOR');
    const guard = guardOf(runner);
    if (known(() => evaluate(node, runner)) === undefined) raise(`${name} bound of FOR loop cannot be null`, guard ? and(guard, missing) : missing, span, runner);
  }
  setVariable(runner, variable, { type: INT4, value: null });
  runQueryLoop(numbersOf(statement), runner);
}
