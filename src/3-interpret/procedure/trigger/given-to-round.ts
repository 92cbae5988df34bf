import type { ColumnRef, Expr, SourceId } from '../../../model/expression.js';
import type { Target } from '../../../model/query.js';
import { overTrees, ROUND, type TriggerAction } from '../../../model/trigger-program.js';
import { mapExpressions } from '../../../model/walk.js';
import { isFields, type VariableState } from './trigger-state.js';

/** What a round of a loop is given of all around it: values as columns of the row that stands for the round. */
export class Given {
  /** Stands for the row until all that asks of it is known: loops inside of the loop have rows of their own. */
  readonly source: SourceId;
  readonly #columns: { readonly expr: Expr; readonly column: ColumnRef; used: boolean }[] = [];

  constructor(source: SourceId) {
    this.source = source;
  }

  /** Those that actions have asked for, by the names of their columns. */
  get targets(): readonly Target[] {
    return this.#columns.flatMap(({ expr, column, used }) => (used ? [{ name: column.name, expr }] : []));
  }

  /** The variable with each value that `moves` as it is before the first round. */
  variable(variable: VariableState, moves: (expr: Expr) => boolean): VariableState {
    const { value, given } = variable;
    const own = (expr: Expr): Expr => (moves(expr) ? this.#column(expr) : expr);
    if (isFields(value)) return { ...variable, ...(given && { given: own(given) }), value: value.map(({ name, expr }) => ({ name, expr: own(expr) })) };
    return moves(value) ? { ...variable, value: this.#column(value) } : variable;
  }

  /** The actions with the columns around that they name as columns of the row. */
  actions(actions: readonly TriggerAction[], isAround: (node: ColumnRef) => boolean): readonly TriggerAction[] {
    return actions.map((action) => overTrees(action, (tree) => mapExpressions(tree, (node) => {
      if (node.kind !== 'column') return node;
      if (node.source === this.source) return { ...this.#used(node), source: ROUND };
      return isAround(node) ? { ...this.#used(this.#column(node)), source: ROUND } : node;
    })));
  }

  #column(expr: Expr): ColumnRef {
    const known = expr.kind === 'column' ? this.#columns.find(({ expr: other }) => other.kind === 'column' && other.source === expr.source && other.column === expr.column && other.name === expr.name) : undefined;
    const column: ColumnRef = known?.column ?? { kind: 'column', source: this.source, name: `v${this.#columns.length + 1}`, type: expr.type };
    if (!known) this.#columns.push({ expr, column, used: false });
    return column;
  }

  #used(column: ColumnRef): ColumnRef {
    for (const each of this.#columns) if (each.column.name === column.name) each.used = true;
    return column;
  }
}
