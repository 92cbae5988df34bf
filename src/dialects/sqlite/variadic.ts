import type { Limits } from '../../model/dialect.js';
import type { RenderContext } from '../dialect.js';
import { primary, type Sql } from '../sql.js';

type Joined = 'json_array' | 'json_object';
type Nested = 'coalesce' | 'concat' | 'max' | 'min';

/** All of a text but its last character: `substr(x, -1, -n)` is what stands before the last one. */
const WITHOUT_LAST = '-1, -1000000000';

/**
 * `f(a, b, ..)` of a function that takes any number of arguments, as calls that keep within the target's limit: the columns of a table of twenty are forty
 * arguments of json_object(), and D1 takes 32.
 */
export function variadic(name: Joined | Nested, args: readonly string[], limits: Limits): string {
  if (args.length <= limits.functionArguments) return call(name, args);
  return name === 'json_array' || name === 'json_object' ? joined(name, args, limits) : nested(name, args, limits);
}

/** The same, of what was rendered. */
export function calling(name: Joined | Nested, args: readonly Sql[], { dialect }: RenderContext): Sql {
  return primary(variadic(name, args.map(({ text }) => text), dialect.limits));
}

/** `json_set(target, path, value, ..)` */
export function setting(target: string, pairs: readonly string[], limits: Limits): string {
  const most = Math.floor((limits.functionArguments - 1) / 2);
  if (pairs.length <= most) return call('json_set', [target, ...pairs]);
  return setting(call('json_set', [target, ...pairs.slice(0, most)]), pairs.slice(most), limits);
}

function call(name: string, args: readonly string[]): string {
  return `${name}(${args.join(', ')})`;
}

/** `coalesce(a, .., coalesce(y, z))` */
function nested(name: Nested, args: readonly string[], limits: Limits): string {
  const own = limits.functionArguments - 1;
  return call(name, [...args.slice(0, own), variadic(name, args.slice(own), limits)]);
}

/** `json(<[a, b> || ',' || <c, d]>)`: brackets go where two texts meet. */
function joined(name: Joined, args: readonly string[], { functionArguments }: Limits): string {
  // Names and values of an object stay together.
  const size = functionArguments - (functionArguments % 2);
  const count = Math.ceil(args.length / size);
  const texts = Array.from({ length: count }, (_, i) => {
    const part = call(name, args.slice(i * size, (i + 1) * size));
    const opened = i === 0 ? part : `substr(${part}, 2)`;
    return i === count - 1 ? opened : `substr(${opened}, ${WITHOUT_LAST})`;
  });
  return `json(${texts.join(" || ',' || ")})`;
}
