import type { Query, SetOperation } from '../../model/query.js';
import type { Printing } from './printing.js';
import type { QueryForm } from './query-form.js';

/** SQLite's set operations have no parentheses and bind to the left; an operand with clauses of its own becomes a subquery. */
export function printSetOperation(body: SetOperation, p: Printing, form: QueryForm): string {
  if (body.all && body.op !== 'union') p.report({ code: 'unsupported-statement', message: `${body.op.toUpperCase()} ALL has no rendering`, help: `Use ${body.op.toUpperCase()}.` });
  const { closed, ...open } = form;
  const wide = terms(body.left) >= p.dialect.limits.compoundSelectTerms;
  const left = body.left.body.kind === 'set-operation' && !wide ? operand(body.left, p, open) : simple(body.left, p, open, wide);
  const right = simple(body.right, p, { ...open, names: 'none', ...(closed && { closed }) }, body.right.body.kind === 'set-operation');
  return `${left} ${body.op.toUpperCase()}${body.all ? ' ALL' : ''} ${right}`;
}

function terms(query: Query): number {
  return query.body.kind === 'set-operation' && !hasClauses(query) ? terms(query.body.left) + 1 : 1;
}

function operand(query: Query, p: Printing, form: QueryForm): string {
  return hasClauses(query) ? simple(query, p, form, true) : p.query(query, form);
}

function simple(query: Query, p: Printing, form: QueryForm, wrap: boolean): string {
  const distinctOn = query.body.kind === 'select' && typeof query.body.distinct === 'object';
  if (!wrap && !hasClauses(query) && !distinctOn) return p.query(query, form);
  const { closed, ...open } = form;
  return `SELECT * FROM (${p.query(query, open)})${closed ? ' WHERE true' : ''}`;
}

/** Clauses that apply to the query as a whole. */
export function hasClauses(query: Query): boolean {
  return query.orderBy.length > 0 || query.limit !== undefined || query.offset !== undefined || query.with.length > 0;
}
