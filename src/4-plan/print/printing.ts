import type { Family, Operand, RenderContext } from '../../dialects/dialect.js';
import { fill, type Sql } from '../../dialects/sql.js';
import type { Table } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr, SourceId } from '../../model/expression.js';
import type { Query } from '../../model/query.js';
import type { PrintContext } from './context.js';
import { EXPRESSION_PRINTERS } from './expression-kinds.js';
import { isStoredRow, storedRow } from './composite.js';
import { isDocument, refuseDocument, storedDocument } from './document.js';
import { constantOf } from './literal.js';
import { lowerBound } from './lower-bound.js';
import { isNonZero, nonZeroWhere } from './nonzero.js';
import { decimalPlaces, numericScale } from './numeric-scale.js';
import { hasNoBackslash, isPlainText } from './plain-text.js';
import type { QueryForm } from './query-form.js';
import { printQueryIn } from './select.js';
import { baseOf, familyOf } from './type.js';
import { objectOf } from '../../model/catalog-lookup.js';

/** A FROM item that column references can name. */
export interface Source {
  /** What stands before the dot, quoted. */
  readonly qualifier: string;
  /** The name that the target knows a column by. */
  columnName(column: number | undefined, name: string): string;
  /** For tables: the name of SQLite's number of the row, which stands for ctid. */
  readonly rowNumber?: string;
  /** For others: one of its columns, as SQL. */
  readonly someColumn?: string | undefined;
  /** For tables: whether a column is NOT NULL. */
  isNotNull?(column: number | undefined): boolean;
  /** For functions in FROM: what a column is on the target, as SQL. */
  expressionOf?(name: string): string | undefined;
}

/** The names that are visible at one place of a statement: its own FROM items, then those of the queries around it. */
export interface Scope {
  readonly parent?: Scope;
  readonly sources: ReadonlyMap<SourceId, Source>;
  /** Names that something else could be taken for: columns of these names are qualified even where one source is visible; `true` for all. */
  readonly qualify?: true | ReadonlySet<string>;
}

/** The printers at work inside one statement. */
export interface Printing extends PrintContext {
  readonly scope?: Scope;
  /** Names and column names of the WITH entries around. */
  readonly commons: ReadonlyMap<SourceId, { readonly name: string; readonly columns: readonly string[] }>;
  within(scope: Scope): Printing;
  /** The same place, where a condition holds, or does not. */
  where(condition: Expr, holds: boolean): Printing;
  /** The same place, for what must read as something that SQLite keeps with a table. */
  kept(): Printing;
  /** The same place, with nobody listening: for printing a second time. */
  silent(): Printing;
  withCommon(source: SourceId, name: string, columns: readonly string[]): Printing;
  print(expr: Expr): Sql;
  /** In the form that columns store: a numeric is text again in the exact mapping. */
  stored(expr: Expr): Sql;
  operand(expr: Expr): Operand;
  query(query: Query, form: QueryForm): string;
  family(type: DataType): Family;
  render(type: DataType, at: number | undefined): RenderContext;
}

const NO_COMMONS: Printing['commons'] = new Map();

/** The outermost place of each context: a table's many small expressions share one. */
const OUTERMOST = new WeakMap<PrintContext, Printing>();

/** Starts printing over a context. */
export function printing(context: PrintContext): Printing {
  let outermost = OUTERMOST.get(context);
  if (!outermost) OUTERMOST.set(context, (outermost = new Place(context, undefined, NO_COMMONS)));
  return outermost;
}

/** A class, because a printer is made for every small expression, and methods are made once. */
class Place implements Printing {
  readonly catalog: PrintContext['catalog'];
  readonly dialect: PrintContext['dialect'];
  readonly options: PrintContext['options'];
  declare readonly ownTable?: Table;
  declare readonly triggerTable?: Table;
  declare readonly oneRow?: true;
  declare readonly nonZero?: readonly Expr[];
  declare readonly scope?: Scope;
  readonly commons: Printing['commons'];
  readonly #context: PrintContext;

  constructor(context: PrintContext, scope: Scope | undefined, commons: Printing['commons']) {
    this.catalog = context.catalog;
    this.dialect = context.dialect;
    this.options = context.options;
    if (context.ownTable) this.ownTable = context.ownTable;
    if (context.triggerTable) this.triggerTable = context.triggerTable;
    if (context.oneRow) this.oneRow = true;
    if (context.nonZero) this.nonZero = context.nonZero;
    if (scope) this.scope = scope;
    this.commons = commons;
    this.#context = context;
  }

  report(note: Parameters<PrintContext['report']>[0]): void {
    this.#context.report(note);
  }

  within(scope: Scope): Printing {
    return new Place(this.#context, scope, this.commons);
  }

  where(condition: Expr, holds: boolean): Printing {
    const nonZero = nonZeroWhere(condition, holds);
    return nonZero.length === 0 ? this : new Place({ ...this.#context, nonZero: [...(this.nonZero ?? []), ...nonZero] }, this.scope, this.commons);
  }

  kept(): Printing {
    return new Place({ ...this.#context, inTable: true }, this.scope, this.commons);
  }

  silent(): Printing {
    return new Place({ ...this.#context, report: () => {} }, this.scope, this.commons);
  }

  withCommon(source: SourceId, name: string, columns: readonly string[]): Printing {
    return new Place(this.#context, this.scope, new Map([...this.commons, [source, { name, columns }]]));
  }

  print(expr: Expr): Sql {
    return isDocument(expr.type, this) ? refuseDocument(expr, this) : printKind(expr, this);
  }

  stored(expr: Expr): Sql {
    if (expr.kind === 'row' && isStoredRow(expr.type, this)) return storedRow(expr, this);
    return isDocument(expr.type, this) ? storedDocument(expr, this) : asStored(printKind(expr, this), expr.type, this);
  }

  operand(expr: Expr): Operand {
    return operandOf(expr, this);
  }

  query(query: Query, form: QueryForm): string {
    return printQueryIn(query, this, form);
  }

  family(type: DataType): Family {
    return familyOf(type, this.catalog, this.dialect);
  }

  render(type: DataType, at: number | undefined): RenderContext {
    return {
      mapping: this.options.mapping,
      dialect: this.dialect,
      result: { type, ...familiesOf(type, this) },
      inTable: this.#context.inTable === true,
      note: (note) => this.report({ ...note, ...(at !== undefined && { at }) }),
    };
  }
}

function printKind<K extends Expr['kind']>(expr: Extract<Expr, { kind: K }>, p: Printing): Sql {
  const printer = EXPRESSION_PRINTERS[expr.kind] as (expr: Extract<Expr, { kind: K }>, p: Printing) => Sql;
  return printer(expr, p);
}

function operandOf(expr: Expr, p: Printing): Operand {
  const constant = constantOf(expr);
  const families = familiesOf(expr.type, p);
  const bound = constant === undefined && families.family === 'int' ? lowerBound(expr) : undefined;
  const places = families.family === 'numeric' ? decimalPlaces(expr, p.catalog) : undefined;
  const scale = families.family === 'numeric' ? numericScale(expr, p.catalog) : undefined;
  return {
    sql: constant !== undefined && expr.kind === 'call' ? p.print({ kind: 'literal', type: expr.type, value: constant }) : p.print(expr),
    type: expr.type,
    ...families,
    ...(constant !== undefined && { constant }),
    ...(bound !== undefined && { atLeast: bound }),
    ...(p.nonZero && isNonZero(expr, p.nonZero) && { nonZero: true }),
    ...(constant === undefined && families.family === 'text' && isPlainText(expr, p.catalog) && { plain: true }),
    ...(constant === undefined && families.family === 'text' && hasNoBackslash(expr, p.catalog) && { noBackslash: true }),
    ...(places !== undefined && { places }),
    ...(scale !== undefined && { scale }),
    column: expr.kind === 'column',
  };
}

function familiesOf(type: DataType, p: Printing): { readonly family: Family; readonly element?: Family; readonly labels?: readonly string[] } {
  const base = baseOf(type, p.catalog);
  if (base.kind === 'enum') return { family: 'enum', labels: objectOf(p.catalog, base.id, 'enum').values.map(({ label }) => label) };
  return { family: p.family(base), ...(base.kind === 'array' && { element: p.family(base.element) }) };
}

/** The result of arithmetic on numerics is a REAL; columns of the exact mapping store text with the type's scale. */
function asStored(sql: Sql, type: DataType, p: Printing): Sql {
  if (!sql.real) return sql;
  const base = baseOf(type, p.catalog);
  const scale = base.kind === 'base' && base.modifiers.length > 0 ? (base.modifiers[1] ?? 0) : undefined;
  p.report({
    code: 'lossy-numeric',
    message: 'arithmetic on numeric is done in binary floating point, which keeps 15 significant digits',
  });
  return fill(`iif({1} IS NULL, NULL, printf('${scale === undefined ? '%.15g' : `%.${scale}f`}', {1}))`, [sql]);
}
