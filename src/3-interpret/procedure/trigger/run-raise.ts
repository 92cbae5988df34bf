import { TEXT } from '../../../model/base-types.js';
import type { Raise } from '../../../model/procedure.js';
import type { Expr } from '../../../model/expression.js';
import { tryCoerce } from '../../analyze/coerce.js';
import { textLiteral } from '../condition.js';
import { fold } from '../fold.js';
import { caughtError } from './caught.js';
import { valueOf, type Flow, type Lowering } from './lowering.js';

/** `RAISE EXCEPTION 'a % b', x`: the message as an expression. An argument that is NULL reads `<NULL>`. */
export function raiseMessage(raise: Raise, flow: Flow, lowering: Lowering): Expr {
  const scope = lowering.scope(flow.state);
  const text = (node: Parameters<typeof scope.expression>[0]): Expr => {
    const value = valueOf(scope.expression(lowering.raw(node)), lowering);
    return tryCoerce(value, TEXT, 'explicit', lowering) ?? value;
  };
  const message = raise.options.find(({ option }) => option === 'message');
  if (message) return text(message.value.node);
  if (raise.format === undefined && raise.condition === undefined) return caughtError('message_text', flow.state) ?? textLiteral('exception');
  if (raise.format === undefined) return textLiteral(raise.condition ?? 'exception');
  const args = raise.args.map(({ node }) => nullMarked(text(node)));
  const parts: Expr[] = [];
  for (const [i, piece] of pieces(raise.format).entries()) {
    if (i > 0) parts.push(args[i - 1] ?? textLiteral('%'));
    if (piece !== '') parts.push(textLiteral(piece));
  }
  const [first = textLiteral(''), ...others] = parts;
  return fold(others.reduce<Expr>((left, right) => ({ kind: 'operator', name: '||', left, right, type: TEXT }), first));
}

/** What a handler around it asks for. */
export function raisedCondition(raise: Raise, flow: Flow, lowering: Lowering): Expr {
  const given = raise.options.find(({ option }) => option === 'errcode');
  if (given) return fold(valueOf(lowering.scope(flow.state).expression(lowering.raw(given.value.node)), lowering));
  const again = raise.format === undefined && raise.condition === undefined ? caughtError('returned_sqlstate', flow.state) : undefined;
  return again ?? textLiteral(raise.condition ?? 'raise_exception');
}

/** The format cut at each `%`; `%%` is a percent sign. */
function pieces(format: string): readonly string[] {
  return format.replaceAll('%%', '\0').split('%').map((piece) => piece.replaceAll('\0', '%'));
}

function nullMarked(expr: Expr): Expr {
  if (expr.kind === 'literal') return expr.value === null ? textLiteral('<NULL>') : expr;
  return { kind: 'conditional', op: 'coalesce', args: [expr, textLiteral('<NULL>')], type: TEXT };
}
