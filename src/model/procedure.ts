import type { Node, TypeName } from '@pgsql/types';
import type { Span } from './span.js';
import type { Statement } from './statement.js';

/** The body of a PL/pgSQL function, procedure, trigger function or DO block. Offsets are in the file that holds it. */
export interface Procedure {
  readonly file: string;
  readonly body: ProcedureBlock;
}

/** A raw expression with the place where it is written. */
export interface ProcedureExpression {
  readonly node: Node;
  readonly span: Span;
}

interface Placed {
  /** The line on which the statement begins, without its indentation. */
  readonly span: Span;
}

interface Labelled extends Placed {
  readonly label?: string;
}

/** `[DECLARE ..] BEGIN .. [EXCEPTION ..] END` */
export interface ProcedureBlock extends Labelled {
  readonly kind: 'block';
  readonly variables: readonly Variable[];
  readonly statements: readonly ProcedureStatement[];
  readonly handlers: readonly ExceptionHandler[];
  /** Of the outermost block: a name that is both a variable's and a column's means the variable. Otherwise it is an error in Postgres, or the column. */
  readonly variablesFirst?: true;
}

/** A declared variable. Those that Postgres makes itself (parameters, NEW, OLD, FOUND, TG_OP, loop counters) are not listed. */
export interface Variable extends Placed {
  readonly name: string;
  readonly type: VariableType;
  readonly constant: boolean;
  readonly notNull: boolean;
  readonly value?: ProcedureExpression;
}

export type VariableType =
  | { readonly kind: 'type'; readonly type: TypeName }
  /** `record`, the type of no columns yet. */
  | { readonly kind: 'record' }
  /** `table.column%TYPE`, `table%ROWTYPE`: the names before the percent sign. */
  | { readonly kind: 'like'; readonly names: readonly string[]; readonly row: boolean }
  | { readonly kind: 'cursor' };

export interface ExceptionHandler {
  /** Condition names, or SQLSTATE codes, or `others`. */
  readonly conditions: readonly string[];
  readonly statements: readonly ProcedureStatement[];
}

/** Where values go: `INTO a, b`, `INTO record`, `INTO NEW.c`. Each is a name of one or two parts. */
export type ProcedureTarget = readonly (readonly string[])[];

export type ProcedureStatement =
  | ProcedureBlock
  | Assign
  | If
  | CaseStatement
  | Loop
  | While
  | ForInteger
  | ForQuery
  | ForDynamic
  | ForCursor
  | Foreach
  | Exit
  | Return
  | ReturnNext
  | ReturnQuery
  | Raise
  | Assert
  | ExecuteSql
  | Perform
  | Dynamic
  | GetDiagnostics
  | CursorStatement
  | TransactionStatement;

/** `target := value`; the target is a column reference, with subscripts around it if there are any. */
export interface Assign extends Placed {
  readonly kind: 'assign';
  readonly target: Node;
  readonly value: ProcedureExpression;
}

/** IF .. ELSIF .. ELSE: the first branch whose condition is true. */
export interface If extends Placed {
  readonly kind: 'if';
  readonly branches: readonly { readonly condition: ProcedureExpression; readonly statements: readonly ProcedureStatement[] }[];
  readonly otherwise: readonly ProcedureStatement[];
}

/** CASE as a statement. With `operand` the branches hold the values after WHEN, otherwise one condition each. */
export interface CaseStatement extends Placed {
  readonly kind: 'case';
  readonly operand?: ProcedureExpression;
  readonly branches: readonly { readonly when: readonly ProcedureExpression[]; readonly statements: readonly ProcedureStatement[] }[];
  /** Absent: Postgres raises case_not_found when no branch fits. */
  readonly otherwise?: readonly ProcedureStatement[];
}

export interface Loop extends Labelled {
  readonly kind: 'loop';
  readonly statements: readonly ProcedureStatement[];
}

export interface While extends Labelled {
  readonly kind: 'while';
  readonly condition: ProcedureExpression;
  readonly statements: readonly ProcedureStatement[];
}

/** FOR i IN [REVERSE] lower..upper [BY step] */
export interface ForInteger extends Labelled {
  readonly kind: 'for-integer';
  readonly variable: string;
  readonly lower: ProcedureExpression;
  readonly upper: ProcedureExpression;
  readonly step?: ProcedureExpression;
  readonly reverse: boolean;
  readonly statements: readonly ProcedureStatement[];
}

/** FOR record IN SELECT .. */
export interface ForQuery extends Labelled {
  readonly kind: 'for-query';
  readonly target: ProcedureTarget;
  readonly query: Statement;
  readonly statements: readonly ProcedureStatement[];
}

/** FOR record IN EXECUTE .. USING .. */
export interface ForDynamic extends Labelled {
  readonly kind: 'for-dynamic';
  readonly target: ProcedureTarget;
  readonly query: ProcedureExpression;
  readonly using: readonly ProcedureExpression[];
  readonly statements: readonly ProcedureStatement[];
}

/** `FOR record IN cursor` over a cursor that is opened with a query of its own; one declared with its query is read as a loop over that. */
export interface ForCursor extends Labelled {
  readonly kind: 'for-cursor';
  readonly statements: readonly ProcedureStatement[];
}

export interface Foreach extends Labelled {
  readonly kind: 'foreach';
  readonly target: ProcedureTarget;
  readonly slice: number;
  readonly array: ProcedureExpression;
  readonly statements: readonly ProcedureStatement[];
}

export interface Exit extends Placed {
  readonly kind: 'exit' | 'continue';
  readonly label?: string;
  readonly condition?: ProcedureExpression;
}

/** RETURN, RETURN expression, RETURN NEW. The one that Postgres adds at the end of a body is left out. */
export interface Return extends Placed {
  readonly kind: 'return';
  readonly value?: ProcedureExpression;
}

export interface ReturnNext extends Placed {
  readonly kind: 'return-next';
  readonly value?: ProcedureExpression;
}

export interface ReturnQuery extends Placed {
  readonly kind: 'return-query';
  /** RETURN QUERY EXECUTE is of a text. */
  readonly query: Statement | Dynamic;
}

export interface Raise extends Placed {
  readonly kind: 'raise';
  readonly level: 'debug' | 'log' | 'info' | 'notice' | 'warning' | 'exception';
  /** Format with % for each of `args`; absent when only a condition is raised, or the caught error is raised again. */
  readonly format?: string;
  readonly args: readonly ProcedureExpression[];
  /** Condition name or SQLSTATE. */
  readonly condition?: string;
  readonly options: readonly { readonly option: string; readonly value: ProcedureExpression }[];
}

export interface Assert extends Placed {
  readonly kind: 'assert';
  readonly condition: ProcedureExpression;
  readonly message?: ProcedureExpression;
}

/** Any statement of SQL. INTO is taken out of its text and stands here. */
export interface ExecuteSql extends Placed {
  readonly kind: 'sql';
  readonly statement: Statement;
  readonly into?: ProcedureTarget;
  readonly strict: boolean;
}

/** PERFORM query: as a SELECT whose rows are thrown away. */
export interface Perform extends Placed {
  readonly kind: 'perform';
  readonly query: Statement;
}

/** EXECUTE text [INTO ..] [USING ..] */
export interface Dynamic extends Placed {
  readonly kind: 'dynamic';
  readonly query: ProcedureExpression;
  readonly into?: ProcedureTarget;
  readonly strict: boolean;
  readonly using: readonly ProcedureExpression[];
}

export interface GetDiagnostics extends Placed {
  readonly kind: 'get-diagnostics';
  readonly stacked: boolean;
  readonly items: readonly { readonly item: string; readonly target: readonly string[] }[];
}

/** OPEN, FETCH and CLOSE that are not read as a loop over the cursor's query. */
export interface CursorStatement extends Placed {
  readonly kind: 'open' | 'fetch' | 'close';
  readonly cursor: string;
  /** Of OPEN, where it is written out; of FETCH, where the next row goes. */
  readonly query?: Statement;
  readonly target?: ProcedureTarget;
  /** The target is variables of plain types, which a FETCH without a row leaves NULL. */
  readonly plain?: boolean;
}

export interface TransactionStatement extends Placed {
  readonly kind: 'commit' | 'rollback';
}
