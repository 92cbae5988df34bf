import type { Node } from '@pgsql/types';
import { Refusal } from '../../../diagnostics/refusal.js';
import type { DataType } from '../../../model/data-type.js';
import type { Dynamic } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import type { Statement } from '../../../model/statement.js';
import { withNamedParameters } from '../body-scope.js';
import { placed, relocated } from '../executed-text.js';
import { assign } from './assign.js';
import { runStatement, selectedInto } from './run-sql.js';
import { evaluate, refuseBlock, required, ROW_COUNT, setVariable, type Runner } from './runner.js';
import { textOfValue } from './value.js';

/** `EXECUTE text [INTO ..] [USING ..]`: the text must be known while the migration is read. */
export function runDynamic(dynamic: Dynamic, runner: Runner): void {
  const { query, into, using, span } = dynamic;
  const before = runner.variables;
  setParameters(using, span, runner);
  for (const here of statementsOfText(query.node, using.length > 0, span, { ...runner, variables: before })) {
    try {
      if (into) selectedInto(here, into, dynamic, runner);
      else runStatement(here, runner);
    } catch (error) {
      throw error instanceof Refusal ? new Refusal(placed(error.diagnostic, span, here.text)) : error;
    }
  }
  // The parameters of a function have such names too.
  const isGiven = (name: string): boolean => using.some((_, i) => name === `$${i + 1}`);
  const count = runner.variables.get(ROW_COUNT);
  runner.variables = into ? new Map([...[...runner.variables].filter(([name]) => !isGiven(name)), ...[...before].filter(([name]) => isGiven(name))]) : new Map(before);
  if (count) setVariable(runner, ROW_COUNT, count);
  const found = before.get('found');
  if (found) setVariable(runner, 'found', found);
}

/** `$1` and so on: of a function that has such parameters itself, the values may be over those. */
function setParameters(using: Dynamic['using'], span: Span, runner: Runner): void {
  const before = runner.variables;
  const values = using.flatMap((value, i) => {
    assign([`using ${i + 1}`], value, span, runner);
    const given = runner.variables.get(`using ${i + 1}`);
    return given ? [{ ...given, type: given.type ?? typeOfVariable(value.node, before) }] : [];
  });
  runner.variables = new Map([...before, ...values.map((value, i) => [`$${i + 1}`, value] as const)]);
}

/** A value that a variable holds has its type: a parameter of type uuid is no text. */
function typeOfVariable(node: Node, variables: Runner['variables']): DataType | undefined {
  const [name, ...others] = 'ColumnRef' in node ? (node.ColumnRef.fields ?? []) : [];
  return name && 'String' in name && others.length === 0 ? variables.get(name.String.sval ?? '')?.type : undefined;
}

/** The statements that a text says, at the place of its EXECUTE. */
export function statementsOfText(node: Node, hasParameters: boolean, span: Span, runner: Runner): readonly Statement[] {
  if (runner.body?.variablesFirst) return refuseBlock(runner, 'EXECUTE of a text is not carried out where variables come before columns, which its statements do not see', span);
  const text = required(runner, span, () => textOfValue(evaluate(node, runner)));
  if (text === null) return refuseBlock(runner, 'query string argument of EXECUTE is null', span, 'do-block-raised');
  const { statements, diagnostics: [fault] } = runner.services.parser?.parse({ file: runner.file, text }) ?? { statements: [], diagnostics: [] };
  if (fault) throw new Refusal(placed(fault, span, text));
  return statements.map((statement) => ({ ...statement, span, node: relocated(hasParameters ? withNamedParameters(statement.node) : statement.node, span.start) }));
}
