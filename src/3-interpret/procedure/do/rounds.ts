import type { Node } from '@pgsql/types';
import type { ForInteger, ProcedureStatement, ProcedureTarget } from '../../../model/procedure.js';
import { columnsOfRow } from '../variable-type.js';
import { valueOfType } from './cast-value.js';
import { evaluate, evaluateSelect, known, refuseBlock, required, type Runner } from './runner.js';
import { supposedRounds } from './supposed.js';
import { isArray, numberOf, Unknowable, type Value } from './value.js';

/** A loop whose rounds can be counted before the first. */
export type For = Extract<ProcedureStatement, { kind: 'for-integer' | 'for-query' | 'foreach' }>;

function boundOf(value: Value): number {
  if (value === null) throw new Unknowable('a bound of this FOR loop is NULL, which Postgres rejects');
  return numberOf(value);
}

function numbersOf(statement: ForInteger, runner: Runner) {
  const [lower, upper, step] = [statement.lower, statement.upper, statement.step].map((part) => (part ? boundOf(evaluate(part.node, runner)) : 1)) as [number, number, number];
  return { lower, step, count: Math.max(0, Math.floor((statement.reverse ? lower - upper : upper - lower) / step) + 1) };
}

/** Whether the bounds are known while the migration is read, and not too far from each other. */
export function knownNumbers(statement: ForInteger, runner: Runner): boolean {
  const numbers = known(() => numbersOf(statement, runner));
  return numbers !== undefined && numbers.count <= runner.budget;
}

/** Whether all rows of a query are known while the migration is read. */
export function knownRows(node: Node, runner: Runner): boolean {
  return known(() => evaluateSelect(node, runner)) !== undefined;
}

export type Round = readonly (readonly [name: string, value: Value])[];

/** What each round of a loop gives to the loop's variables. */
export function roundsOf(statement: For, runner: Runner): readonly Round[] {
  const { span } = statement;
  switch (statement.kind) {
    case 'for-integer':
      return required(runner, span, () => {
        const { lower, step, count } = numbersOf(statement, runner);
        if (count > runner.budget) refuseBlock(runner, 'the loop runs too long while the migration is read', span);
        return Array.from({ length: count }, (_, i) => [[statement.variable, statement.reverse ? lower - i * step : lower + i * step]] as Round);
      });
    case 'foreach': {
      const array = required(runner, span, () => evaluate(statement.array.node, runner));
      return array !== null && isArray(array) ? array.map((value) => [[statement.target[0]?.[0] ?? '', value]] as Round) : [];
    }
    case 'for-query': {
      const { node, span: where } = statement.query;
      const supposed = 'SelectStmt' in node ? supposedRounds(node.SelectStmt, where, runner) : undefined;
      return required(runner, span, () => rowsAs(statement.target, supposed ?? evaluateSelect(node, runner), runner));
    }
  }
}

/** Several variables, one variable of a plain type, one of a table's rows, or a record. */
function rowsAs(target: ProcedureTarget, { columns, rows }: ReturnType<typeof evaluateSelect>, runner: Runner): readonly Round[] {
  const [first = []] = target;
  const name = first[0] ?? '';
  const type = target.length === 1 ? runner.variables.get(name)?.type : undefined;
  const fields = type && columnsOfRow(type, runner.catalog);
  if (fields) return rows.map((row) => [[name, { row: Object.fromEntries(fields.map((field, i) => [field.name, valueOfType(row[i] ?? null, field.type)])) }]] as Round);
  if (type !== undefined) return rows.map(([value = null]) => [[name, value]] as Round);
  return rows.map((row) => {
    if (target.length > 1) return target.map((parts, i) => [parts[0] ?? '', row[i] ?? null] as const);
    return [[name, { row: Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null])) }]] as Round;
  });
}
