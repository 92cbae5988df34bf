import type { Operand } from '../../dialects/dialect.js';
import type { Sql } from '../../dialects/sql.js';
import type { Expr } from '../../model/expression.js';
import { walkExpression } from '../../model/walk.js';
import type { Printing } from './printing.js';

/** https://www.sqlite.org/json1.html#the_json_each_and_json_tree_table_valued_functions */
const EACH_COLUMNS: readonly string[] = ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path', 'json', 'root'];

/**
 * Renders over operands. Where the rendering reads json_each(), whose columns have ordinary names, operands that bear such a name
 * have to be qualified, so they are printed again.
 */
export function renderOver(exprs: readonly Expr[], p: Printing, render: (args: readonly Operand[], p: Printing) => Sql | undefined): Sql | undefined {
  const args = exprs.map((expr) => p.operand(expr));
  const sql = render(args, p);
  if (sql) checkVolatile(exprs, args, sql, p);
  if (!sql?.text.includes('json_each(') || p.scope?.qualify === true || p.scope?.qualify?.has('fullkey')) return sql;
  const names = new Set([...(p.scope?.qualify ?? []), ...EACH_COLUMNS]);
  const quiet = p.silent().within({ sources: new Map(), ...p.scope, qualify: names });
  return render(exprs.map((expr) => quiet.operand(expr)), quiet);
}

/** A rendering that repeats an operand would compute random() twice. */
export function checkVolatile(exprs: readonly Expr[], args: readonly Pick<Operand, 'sql'>[], sql: Sql, p: Printing): void {
  exprs.forEach((expr, i) => {
    const text = args[i]?.sql.text ?? '';
    if (!text.includes('(') || sql.text.split(text).length <= 2) return;
    let volatile = false;
    walkExpression(expr, (node) => {
      volatile ||= node.kind === 'call' && node.volatile === true;
    });
    if (!volatile) return;
    p.report({
      code: 'unsupported-expression',
      message: 'the rendering of this expression would compute a volatile function more than once',
      ...(expr.at !== undefined && { at: expr.at }),
      help: 'Store the value in a column first.',
    });
  });
}
