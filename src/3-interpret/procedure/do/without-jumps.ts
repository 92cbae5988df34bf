import type { Assign, ProcedureStatement } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';

/** Variables of a loop that no body can name: it has ended, and with it the whole block. */
export const ENDED = '__tm_ended';
export const RETURNED = '__tm_returned';

/**
 * The statements of a loop without CONTINUE, EXIT and RETURN: what comes after one of them stands where it is not reached, and those that end the loop
 * say so in a variable, which the next round asks for.
 *
 * @param own the label of the loop
 */
export function withoutJumps(statements: readonly ProcedureStatement[], own: string | undefined): readonly ProcedureStatement[] {
  for (const [i, statement] of statements.entries()) {
    const rest = statements.slice(i + 1);
    const instead = withoutJump(statement, rest, own);
    if (instead) return [...statements.slice(0, i), ...instead];
  }
  return statements;
}

function withoutJump(statement: ProcedureStatement, rest: readonly ProcedureStatement[], own: string | undefined): readonly ProcedureStatement[] | undefined {
  const { span } = statement;
  switch (statement.kind) {
    case 'continue':
    case 'exit': {
      const { condition, label } = statement;
      if (label !== undefined && label !== own) return undefined;
      const taken = statement.kind === 'exit' ? [set(ENDED, span)] : [];
      return condition ? [{ kind: 'if', span, branches: [{ condition, statements: taken }], otherwise: withoutJumps(rest, own) }] : taken;
    }
    case 'return':
      return statement.value ? undefined : [set(ENDED, span), set(RETURNED, span)];
    case 'if': {
      if (![...statement.branches.map((branch) => branch.statements), statement.otherwise].some(jumps)) return undefined;
      const branches = statement.branches.map((branch) => ({ ...branch, statements: withoutJumps([...branch.statements, ...rest], own) }));
      return [{ ...statement, branches, otherwise: withoutJumps([...statement.otherwise, ...rest], own) }];
    }
    case 'block':
      return jumps(statement.statements) && statement.variables.length + statement.handlers.length === 0 ? withoutJumps([...statement.statements, ...rest], own) : undefined;
    default:
      return undefined;
  }
}

function jumps(statements: readonly ProcedureStatement[]): boolean {
  return statements.some((statement) => {
    if (statement.kind === 'if') return statement.branches.some((branch) => jumps(branch.statements)) || jumps(statement.otherwise);
    if (statement.kind === 'block') return jumps(statement.statements);
    return statement.kind === 'continue' || statement.kind === 'exit' || statement.kind === 'return';
  });
}

function set(name: string, span: Span): Assign {
  return { kind: 'assign', span, target: { ColumnRef: { fields: [{ String: { sval: name } }] } }, value: { span, node: { A_Const: { boolval: { boolval: true } } } } };
}
