import type { TypeName } from '@pgsql/types';
import type { Statement } from '../../model/statement.js';
import { tokenFrom } from '../lexer.js';

/** The text for PL/pgSQL's own parser, which knows no tables: to it `a users.id%TYPE` is a text. It asks for the names of parameters only. */
export function withoutCopiedTypes({ node, text, span }: Statement): string {
  const { parameters = [], returnType } = 'CreateFunctionStmt' in node ? node.CreateFunctionStmt : {};
  const types = [...parameters.flatMap((parameter) => ('FunctionParameter' in parameter ? [parameter.FunctionParameter.argType] : [])), returnType];
  const copied = types.filter((type): type is TypeName => type?.pct_type === true && type.location !== undefined);
  const starts = copied.map(({ location = 0 }) => location - span.start).toSorted((a, b) => b - a);
  return starts.reduce((whole, start) => `${whole.slice(0, start)}text${whole.slice(endOfCopied(whole, start))}`, text);
}

/** Behind `%TYPE`. */
function endOfCopied(text: string, start: number): number {
  let token = tokenFrom(text, start);
  while (token && text.slice(token.start, token.end) !== '%') token = tokenFrom(text, token.end);
  return (token && tokenFrom(text, token.end)?.end) ?? text.length;
}
