import type { ProcedureBlock } from '../../model/procedure.js';
import { tokenFrom } from '../lexer.js';
import type { BodyText } from './body-text.js';

/**
 * `#variable_conflict use_variable` in front of a body, which its parser keeps to itself.
 * @see https://www.postgresql.org/docs/18/plpgsql-implementation.html#PLPGSQL-VAR-SUBST
 */
export function variableConflict({ text }: BodyText): Pick<ProcedureBlock, 'variablesFirst'> {
  const words: string[] = [];
  for (let token = tokenFrom(text, 0); token; token = tokenFrom(text, token.end)) {
    if (token.kind === 'line-comment' || token.kind === 'block-comment') continue;
    const word = text.slice(token.start, token.end).toLowerCase();
    // Before the first block there are options only: `#`, a name and a value.
    if (words.length % 3 === 0 && word !== '#') break;
    words.push(word);
  }
  const at = words.lastIndexOf('variable_conflict');
  return at > 0 && words[at + 1] === 'use_variable' ? { variablesFirst: true } : {};
}
