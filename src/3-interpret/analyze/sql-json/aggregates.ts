import type { JsonAggConstructor, JsonArrayAgg, JsonObjectAgg, Node } from '@pgsql/types';
import type { Expr } from '../../../model/expression.js';
import type { Scope } from '../scope.js';
import { asReturned, callOf, formatted, returned } from './output.js';

/** `JSON_OBJECTAGG(key: value ABSENT ON NULL)` is json_object_agg_strict() (transformJsonObjectAgg). */
export function analyzeJsonObjectAgg({ constructor, arg, absent_on_null: absent, unique }: JsonObjectAgg, scope: Scope): Expr {
  if (!arg?.key || !arg.value) throw new Error('the grammar gives JSON_OBJECTAGG() a key and a value');
  return aggregate(`_object_agg${unique ? '_unique' : ''}${absent ? '_strict' : ''}`, [arg.key, formatted(arg.value)], constructor, scope);
}

/** `JSON_ARRAYAGG(value ORDER BY place)` is json_agg_strict(): what is NULL is left out unless NULL ON NULL is said. */
export function analyzeJsonArrayAgg({ constructor, arg, absent_on_null: absent }: JsonArrayAgg, scope: Scope): Expr {
  if (!arg) throw new Error('the grammar gives JSON_ARRAYAGG() a value');
  return aggregate(absent ? '_agg_strict' : '_agg', [formatted(arg)], constructor, scope);
}

function aggregate(name: string, args: Node[], clauses: JsonAggConstructor | undefined, scope: Scope): Expr {
  const call = callOf({
    funcname: [{ String: { sval: `json${name}` } }],
    args,
    ...(clauses?.agg_order && { agg_order: clauses.agg_order }),
    ...(clauses?.agg_filter && { agg_filter: clauses.agg_filter }),
    ...(clauses?.over && { over: clauses.over }),
    ...(clauses?.location !== undefined && { location: clauses.location }),
  }, clauses?.output, scope);
  return asReturned(call, returned(clauses?.output, call.type, scope), scope);
}
