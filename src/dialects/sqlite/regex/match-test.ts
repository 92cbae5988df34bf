import { embed, infix, PRECEDENCE, type Sql } from '../../sql.js';
import { anchored } from './anchored.js';
import { branchTests } from './branch-test.js';
import { branchesOf, treeOf, type Branch } from './branches.js';
import { conjunction } from './glob.js';
import { pairsTest } from './pairs-test.js';
import { readRegex } from './read-regex.js';
import type { Regex } from './regex-tree.js';
import { allOf } from './sequence-test.js';
import { walkTest } from './walk-test.js';

/**
 * A condition that holds for the texts that a regular expression matches: GLOB, length() and their like where they are enough, otherwise a
 * query that walks along the text. Undefined for what is no regular expression in the mathematical sense.
 */
export function matchTest(value: Sql, pattern: string, fold: boolean, limit: number): Sql | undefined {
  const regex = readRegex(pattern, fold);
  const parts = regex && withoutAhead(regex);
  const tests = parts && allOf(parts.map(({ part, negated }) => {
    const test = regexTest(value, part, limit);
    return test && negated ? not(test) : test;
  }));
  return tests && (conjunction(tests) ?? always(value));
}

/** `^(?=.*[0-9])(?!admin)[a-z0-9]{8,}$` asks for several things at once. */
function withoutAhead(regex: Regex): readonly { readonly part: Regex; readonly negated: boolean }[] {
  if (regex.kind !== 'sequence' || regex.parts[0]?.kind !== 'start') return [{ part: regex, negated: false }];
  const [start, ...rest] = regex.parts;
  const count = rest.findIndex(({ kind }) => kind !== 'ahead');
  const ahead = rest.slice(0, count === -1 ? rest.length : count).flatMap((part) => (part.kind === 'ahead' ? [part] : []));
  const wholes = ahead.map(({ part, negated }) => ({ part: { kind: 'sequence' as const, parts: [start, ...(part.kind === 'sequence' ? part.parts : [part])] }, negated }));
  return [...wholes, { part: { kind: 'sequence', parts: [start, ...rest.slice(ahead.length)] }, negated: false }];
}

function regexTest(value: Sql, regex: Regex, limit: number): Sql | undefined {
  const branches = branchesOf(regex)?.map((branch) => branchTest(value, branch, limit));
  if (branches?.every((test) => test !== undefined)) return branches.reduce((all, test) => infix(all, 'OR', test, PRECEDENCE.or));
  const whole = anchored(regex);
  return (whole && pairsTest(value, whole, limit)) ?? walkTest(value, regex);
}

function branchTest(value: Sql, branch: Branch, limit: number): Sql | undefined {
  const tests = branchTests(value, branch, limit);
  return tests ? (conjunction(tests) ?? always(value)) : pairsTest(value, treeOf(branch), limit);
}

function always(value: Sql): Sql {
  return infix(value, '=', value, PRECEDENCE.equality);
}

export function not(test: Sql): Sql {
  return { text: `NOT ${embed(test, PRECEDENCE.primary)}`, precedence: PRECEDENCE.not };
}
