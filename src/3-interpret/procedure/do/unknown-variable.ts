import { Refusal } from '../../../diagnostics/refusal.js';
import { blockRefusal, type Runner } from './runner.js';

/** What is said of a name that means a variable of which nothing is known here: it is there, but only the database could tell what it is. */
export function ofUnknownVariable(error: unknown, runner: Runner): unknown {
  if (!(error instanceof Refusal)) return error;
  const { message, span } = error.diagnostic;
  const unknown = [...runner.variables].find(([name, { value, expr, fields }]) => value === undefined && !expr && !fields && isMissing(name, message));
  return unknown ? blockRefusal(runner, `only the database knows what ${unknown[0] === 'found' ? 'FOUND' : `"${unknown[0]}"`} is here`, span) : error;
}

function isMissing(name: string, message: string): boolean {
  return message === `column "${name}" does not exist` || message === `missing FROM-clause entry for table "${name}"`;
}
