import type { Catalog, ObjectId } from '../../model/catalog.js';
import { objectOf } from '../../model/catalog-lookup.js';
import type { Call, Expr } from '../../model/expression.js';
import { constantOf } from './literal.js';

const FUNCTIONS: ReadonlySet<string> = new Set(['enum_range', 'enum_first', 'enum_last']);

function enumOf({ name, function: own, args }: Call): ObjectId | undefined {
  const type = FUNCTIONS.has(name) && own === undefined ? args[0]?.type : undefined;
  return type?.kind === 'enum' ? type.id : undefined;
}

/** `enum_range(NULL::mood)`, `enum_first(mood)`: the labels as they are when the statement runs; undefined where they hang on a row. */
export function labelsAsked(call: Call, catalog: Catalog): Expr | undefined {
  const id = enumOf(call);
  if (id === undefined) return undefined;
  const labels = objectOf(catalog, id, 'enum').values.map(({ label }) => label);
  if (call.name !== 'enum_range') return { kind: 'literal', type: call.type, value: (call.name === 'enum_first' ? labels[0] : labels.at(-1)) ?? null };
  const [from, to] = call.args.length === 1 ? [null, null] : call.args.map((arg) => constantOf(arg.kind === 'cast' ? arg.operand : arg));
  if (from === undefined || to === undefined) return undefined;
  const within = labels.slice(from === null ? 0 : labels.indexOf(from), to === null ? undefined : labels.indexOf(to) + 1);
  return { kind: 'literal', type: call.type, value: `{${within.map((label) => `"${label.replaceAll(/["\\]/gu, String.raw`\$&`)}"`).join(',')}}` };
}
