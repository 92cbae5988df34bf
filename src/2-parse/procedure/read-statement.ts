import type { ProcedureBlock, ProcedureStatement, Raise, Variable } from '../../model/procedure.js';
import { splitAssignment } from './assignment.js';
import { withoutCounting } from './counted-change.js';
import { withoutCursors } from './cursor-loop.js';
import { withCurrentRow } from './current-row.js';
import { cursorQuery } from './cursor-query.js';
import { EmbeddedSyntaxError, parseExpression } from './embedded.js';
import { listOf, numberOf, tagged, textOf, type Json } from './json.js';
import { expressionOf, expressionsOf, nameOf, performedQuery, requiredExpression, requiredPiece, spanOf, statementIn, targetOf, whenOf, type Reading } from './read-body.js';

type Read = (fields: Json, reading: Reading, line: number) => ProcedureStatement;

/** Every node of PL/pgSQL's grammar that is a statement. NULL leaves no node. */
const STATEMENTS: Readonly<Record<string, Read>> = {
  PLpgSQL_stmt_block: readBlock,
  PLpgSQL_stmt_assign: readAssign,
  PLpgSQL_stmt_if: readIf,
  PLpgSQL_stmt_case: readCase,
  PLpgSQL_stmt_loop: (fields, reading) => ({ kind: 'loop', ...placed(fields, reading), statements: readStatements(fields['body'], reading) }),
  PLpgSQL_stmt_while: (fields, reading, line) => {
    const condition = requiredExpression(fields['cond'], line, reading);
    return { kind: 'while', ...placed(fields, reading), condition, statements: readStatements(fields['body'], reading) };
  },
  PLpgSQL_stmt_fori: readForInteger,
  PLpgSQL_stmt_fors: (fields, reading, line) => {
    const query = statementIn(fields['query'], line, reading);
    return { kind: 'for-query', ...placed(fields, reading), target: targetOf(fields['var'], reading), query, statements: readStatements(fields['body'], reading) };
  },
  PLpgSQL_stmt_dynfors: (fields, reading, line) => {
    const query = requiredExpression(fields['query'], line, reading);
    const using = expressionsOf(fields['params'], line, reading);
    return { kind: 'for-dynamic', ...placed(fields, reading), target: targetOf(fields['var'], reading), query, using, statements: readStatements(fields['body'], reading) };
  },
  PLpgSQL_stmt_forc: (fields, reading, line) => {
    const query = cursorQuery(fields, reading, line);
    const statements = readStatements(fields['body'], reading);
    const loop = query && { kind: 'for-query' as const, ...placed(fields, reading), target: targetOf(fields['var'], reading), query, statements };
    return loop ? withCurrentRow(loop, cursorName(fields, reading)) : { kind: 'for-cursor', ...placed(fields, reading), statements };
  },
  PLpgSQL_stmt_foreach_a: (fields, reading, line) => {
    const array = requiredExpression(fields['expr'], line, reading);
    const target = [nameOf(reading.datums[numberOf(fields['varno'])], reading)];
    return { kind: 'foreach', ...placed(fields, reading), target, slice: numberOf(fields['slice']), array, statements: readStatements(fields['body'], reading) };
  },
  PLpgSQL_stmt_exit: (fields, reading, line) => {
    const condition = expressionOf(fields['cond'], line, reading);
    return { kind: fields['is_exit'] === true ? 'exit' : 'continue', ...placed(fields, reading), ...(condition && { condition }) };
  },
  PLpgSQL_stmt_return: (fields, reading, line) => ({ kind: 'return', span: spanOf(fields, reading), ...returned(fields, reading, line) }),
  PLpgSQL_stmt_return_next: (fields, reading, line) => ({ kind: 'return-next', span: spanOf(fields, reading), ...returned(fields, reading, line) }),
  PLpgSQL_stmt_return_query: (fields, reading, line) => {
    const span = spanOf(fields, reading);
    if (!fields['dynquery']) return { kind: 'return-query', span, query: statementIn(fields['query'], line, reading) };
    const query = requiredExpression(fields['dynquery'], line, reading);
    return { kind: 'return-query', span, query: { kind: 'dynamic', span, query, strict: false, using: expressionsOf(fields['params'], line, reading) } };
  },
  PLpgSQL_stmt_raise: readRaise,
  PLpgSQL_stmt_assert: (fields, reading, line) => {
    const condition = requiredExpression(fields['cond'], line, reading);
    const message = expressionOf(fields['message'], line, reading);
    return { kind: 'assert', span: spanOf(fields, reading), condition, ...(message && { message }) };
  },
  PLpgSQL_stmt_execsql: (fields, reading, line) => {
    const statement = statementIn(fields['sqlstmt'], line, reading);
    return { kind: 'sql', span: spanOf(fields, reading), statement, ...into(fields, reading), strict: fields['strict'] === true };
  },
  PLpgSQL_stmt_call: (fields, reading, line) => ({ kind: 'sql', span: spanOf(fields, reading), statement: statementIn(fields['expr'], line, reading), strict: false }),
  PLpgSQL_stmt_perform: (fields, reading, line) => ({ kind: 'perform', span: spanOf(fields, reading), query: performedQuery(fields['expr'], line, reading) }),
  PLpgSQL_stmt_dynexecute: (fields, reading, line) => {
    const query = requiredExpression(fields['query'], line, reading);
    const using = expressionsOf(fields['params'], line, reading);
    return { kind: 'dynamic', span: spanOf(fields, reading), query, ...into(fields, reading), strict: fields['strict'] === true, using };
  },
  PLpgSQL_stmt_getdiag: (fields, reading) => {
    const items = listOf(fields['diag_items']).map((entry) => {
      const item = tagged(entry)[1];
      return { item: (textOf(item['kind']) ?? '').toLowerCase(), target: nameOf(reading.datums[numberOf(item['target'])], reading) };
    });
    return { kind: 'get-diagnostics', span: spanOf(fields, reading), stacked: fields['is_stacked'] === true, items };
  },
  PLpgSQL_stmt_open: (fields, reading, line) => {
    const query = fields['query'] ? statementIn(fields['query'], line, reading) : fields['dynquery'] ? undefined : cursorQuery(fields, reading, line);
    return { kind: 'open', span: spanOf(fields, reading), cursor: cursorName(fields, reading), ...(query && { query }) };
  },
  PLpgSQL_stmt_fetch: (fields, reading) => {
    const isNext = numberOf(fields['direction']) === 0 && fields['how_many'] === 1 && !fields['expr'] && fields['is_move'] !== true;
    return { kind: 'fetch', span: spanOf(fields, reading), cursor: cursorName(fields, reading), ...(isNext && { target: targetOf(fields['target'], reading), plain: tagged(fields['target'])[0] !== 'PLpgSQL_rec' }) };
  },
  PLpgSQL_stmt_close: (fields, reading) => ({ kind: 'close', span: spanOf(fields, reading), cursor: cursorName(fields, reading) }),
  PLpgSQL_stmt_commit: (fields, reading) => ({ kind: 'commit', span: spanOf(fields, reading) }),
  PLpgSQL_stmt_rollback: (fields, reading) => ({ kind: 'rollback', span: spanOf(fields, reading) }),
};

/** The statements of one list, in the order of the body. The RETURN that Postgres adds to a body has no line and is left out. */
function readStatements(nodes: unknown, reading: Reading): readonly ProcedureStatement[] {
  return withoutCursors(listOf(nodes).flatMap((node) => {
    const [kind, fields] = tagged(node);
    const read = STATEMENTS[kind];
    if (!read) throw new EmbeddedSyntaxError(`${kind} is not known`, { text: '', index: undefined, line: reading.body.line(numberOf(fields['lineno'])) });
    const added = kind === 'PLpgSQL_stmt_return' && fields['lineno'] === undefined;
    return added ? [] : [withoutCounting(read(fields, reading, numberOf(fields['lineno'])))];
  }));
}

function cursorName(fields: Json, reading: Reading): string {
  return nameOf(reading.datums[numberOf(fields['curvar'])], reading)[0] ?? '';
}

function placed(fields: Json, reading: Reading) {
  const label = textOf(fields['label']);
  return { span: spanOf(fields, reading), ...(label !== undefined && { label }) };
}

function into(fields: Json, reading: Reading) {
  return fields['into'] === true ? { into: targetOf(fields['target'], reading) } : {};
}

/** `RETURN NEW` names a variable by number. */
function returned(fields: Json, reading: Reading, line: number) {
  const value = expressionOf(fields['expr'], line, reading);
  if (value) return { value };
  if (typeof fields['retvarno'] !== 'number' || fields['retvarno'] < 0) return {};
  const span = spanOf(fields, reading);
  const variable = reading.datums[fields['retvarno']];
  // The parameters that give a row back, which have no name together.
  if (tagged(variable)[0] === 'PLpgSQL_row') return {};
  const names = nameOf(variable, reading);
  return { value: { node: { ColumnRef: { fields: names.map((sval) => ({ String: { sval } })), location: span.start } }, span } };
}

/** Declarations stand before the BEGIN that a block's line tells; where a name comes again on that line, it is a variable of a block within. */
function declaredBefore(line: number, { waiting }: Reading): readonly Variable[] {
  const names = waiting.map(({ variable }) => variable.name);
  const end = waiting.findIndex((entry, i) => entry.line > line || (entry.line === line && names.indexOf(entry.variable.name) < i));
  return waiting.splice(0, end < 0 ? waiting.length : end).map(({ variable }) => variable);
}

export function readBlock(fields: Json, reading: Reading): ProcedureBlock {
  const line = numberOf(fields['lineno']);
  const variables = declaredBefore(line, reading);
  const statements = readStatements(fields['body'], reading);
  const handlers = listOf(tagged(fields['exceptions'])[1]['exc_list']).map((entry) => {
    const handler = tagged(entry)[1];
    const conditions = listOf(handler['conditions']).map((condition) => textOf(tagged(condition)[1]['condname']) ?? '');
    return { conditions, statements: readStatements(handler['action'], reading) };
  });
  return { kind: 'block', ...placed(fields, reading), variables, statements, handlers };
}

function readAssign(fields: Json, reading: Reading, line: number): ProcedureStatement {
  const piece = requiredPiece(fields['expr'], line, reading);
  const parts = splitAssignment(piece.text);
  if (!parts) throw new EmbeddedSyntaxError('an assignment without :=', piece);
  const { node } = parseExpression({ ...piece, text: parts.target }, reading.body);
  const valueAt = piece.index === undefined ? undefined : piece.index + parts.valueAt;
  const value = parseExpression({ ...piece, text: piece.text.slice(parts.valueAt), index: valueAt }, reading.body);
  return { kind: 'assign', span: spanOf(fields, reading), target: node, value };
}

function readIf(fields: Json, reading: Reading, line: number): ProcedureStatement {
  const condition = requiredExpression(fields['cond'], line, reading);
  const first = { condition, statements: readStatements(fields['then_body'], reading) };
  const others = listOf(fields['elsif_list']).map((entry) => {
    const branch = tagged(entry)[1];
    const when = requiredExpression(branch['cond'], numberOf(branch['lineno']), reading);
    return { condition: when, statements: readStatements(branch['stmts'], reading) };
  });
  return { kind: 'if', span: spanOf(fields, reading), branches: [first, ...others], otherwise: readStatements(fields['else_body'], reading) };
}

function readCase(fields: Json, reading: Reading, line: number): ProcedureStatement {
  const operand = expressionOf(fields['t_expr'], line, reading);
  const branches = listOf(fields['case_when_list']).map((entry) => {
    const branch = tagged(entry)[1];
    const when = whenOf(branch['expr'], numberOf(branch['lineno']), reading, operand !== undefined);
    return { when, statements: readStatements(branch['stmts'], reading) };
  });
  const otherwise = fields['have_else'] === true ? { otherwise: readStatements(fields['else_stmts'], reading) } : {};
  return { kind: 'case', span: spanOf(fields, reading), ...(operand && { operand }), branches, ...otherwise };
}

function readForInteger(fields: Json, reading: Reading, line: number): ProcedureStatement {
  const lower = requiredExpression(fields['lower'], line, reading);
  const upper = requiredExpression(fields['upper'], line, reading);
  const step = expressionOf(fields['step'], line, reading);
  const [variable = ''] = nameOf(fields['var'], reading);
  const statements = readStatements(fields['body'], reading);
  return { kind: 'for-integer', ...placed(fields, reading), variable, lower, upper, ...(step && { step }), reverse: fields['reverse'] === true, statements };
}

/** elog levels, PLpgSQL_raise_option_type. */
const LEVELS: Readonly<Record<number, Raise['level']>> = { 14: 'debug', 15: 'log', 17: 'info', 18: 'notice', 19: 'warning', 21: 'exception' };
const OPTIONS = ['errcode', 'message', 'detail', 'hint', 'column', 'constraint', 'datatype', 'table', 'schema'];

function readRaise(fields: Json, reading: Reading, line: number): ProcedureStatement {
  const format = textOf(fields['message']);
  const condition = textOf(fields['condname']);
  const args = expressionsOf(fields['params'], line, reading);
  const options = listOf(fields['options']).map((entry) => {
    const option = tagged(entry)[1];
    return { option: OPTIONS[numberOf(option['opt_type'])] ?? '', value: requiredExpression(option['expr'], line, reading) };
  });
  return {
    kind: 'raise',
    span: spanOf(fields, reading),
    level: LEVELS[numberOf(fields['elog_level'])] ?? 'exception',
    ...(format !== undefined && { format }),
    args,
    ...(condition !== undefined && { condition }),
    options,
  };
}
