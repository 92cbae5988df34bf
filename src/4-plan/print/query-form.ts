import type { Expr } from '../../model/expression.js';
import type { Printing } from './printing.js';

/** What the place of a query asks of it. */
export interface QueryForm {
  /** Names for the columns: none needed, the query's own, or these. */
  readonly names: 'none' | 'own' | readonly string[];
  /** A clause that begins with ON follows, which SQLite would take for a join's: there has to be a WHERE before it. */
  readonly closed?: boolean;
  /** ORDER BY or LIMIT follows, which VALUES cannot have. */
  readonly alone?: boolean;
  /** Only whether there are rows is asked. */
  readonly unordered?: boolean;
  /** Prints one value of the select list or of a VALUES row. */
  readonly value?: (expr: Expr, p: Printing) => string;
}
