import type { Expr } from '../../../model/expression.js';
import { quoteIdent, quoteLiteral } from '../do/quote.js';

/** The text of EXECUTE as far as it is known; where a value stands in it that only the row knows, a parameter takes its place. */
export interface DynamicText {
  readonly text: string;
  readonly values: readonly Expr[];
  /** Values without which there is no text: Postgres rejects a text that is NULL. */
  readonly required: readonly Expr[];
}

/** `format('UPDATE %I SET n = n + 1 WHERE id = %L', TG_ARGV[0], NEW.id)`: the statement with a parameter for NEW.id. */
export function dynamicText(expr: Expr, first: number): DynamicText | undefined {
  const values: Expr[] = [];
  const required: Expr[] = [];
  const text = textOf(expr, (value, nullable) => {
    if (!nullable) required.push(value);
    return `$${first + values.push(value) - 1}`;
  });
  return text === undefined ? undefined : { text, values, required };
}

type Parameter = (value: Expr, nullable?: boolean) => string;

const WHOLE: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);

function textOf(expr: Expr, parameter: Parameter): string | undefined {
  if (expr.kind === 'literal') return expr.value ?? undefined;
  if (expr.kind === 'cast') return textOf(expr.operand, parameter);
  if (expr.kind === 'operator' && expr.name === '||' && expr.left) return joined([expr.left, expr.right], parameter);
  if (expr.kind === 'call' && expr.function === undefined) return textOfCall(expr, parameter);
  return expr.type.kind === 'base' && WHOLE.has(expr.type.name) ? parameter(expr) : undefined;
}

function joined(parts: readonly Expr[], parameter: Parameter): string | undefined {
  const texts = parts.map((part) => textOf(part, parameter));
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
}

function textOfCall({ name, args }: Extract<Expr, { kind: 'call' }>, parameter: Parameter): string | undefined {
  const [only] = args;
  if (name === 'concat') return joined(args, parameter);
  if (name === 'format') return formatted(args, parameter);
  if ((name === 'quote_literal' || name === 'quote_nullable') && only) return quoted(only, name === 'quote_nullable', parameter);
  if (name === 'quote_ident' && only) return identifier(only);
  return undefined;
}

function constant(expr: Expr): string | undefined {
  if (expr.kind === 'cast') return constant(expr.operand);
  return expr.kind === 'literal' ? (expr.value ?? undefined) : undefined;
}

/** A name cannot be a parameter. */
function identifier(expr: Expr): string | undefined {
  let known = true;
  const name = textOf(expr, () => ((known = false), ''));
  return name === undefined || !known ? undefined : quoteIdent(name);
}

/** A value that is quoted stands for itself. */
function quoted(expr: Expr, nullable: boolean, parameter: Parameter): string | undefined {
  const text = constant(expr);
  return text === undefined ? parameter(expr.kind === 'cast' && !expr.explicit ? expr.operand : expr, nullable) : (quoteLiteral(text) ?? undefined);
}

function formatted([pattern, ...args]: readonly Expr[], parameter: Parameter): string | undefined {
  const written = pattern && constant(pattern);
  if (written === undefined) return undefined;
  let next = 0;
  let fault = false;
  const text = written.replaceAll(/%(?:(\d+)\$)?(-?\d*)([sIL%])/g, (_match, position: string | undefined, width: string, kind: string) => {
    if (kind === '%') return '%';
    const arg = args[position === undefined ? next : Number(position) - 1];
    next = position === undefined ? next + 1 : Number(position);
    const part = !arg || width !== '' ? undefined : kind === 'I' ? identifier(arg) : kind === 'L' ? quoted(arg, true, parameter) : textOf(arg, parameter);
    fault ||= part === undefined;
    return part ?? '';
  });
  return fault ? undefined : text;
}
