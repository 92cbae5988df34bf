import type { Node, PartitionBoundSpec, PartitionSpec } from '@pgsql/types';
import { BOOL, RECORD } from '../model/base-types.js';
import type { PartitionKey, Table } from '../model/catalog.js';
import type { Expr } from '../model/expression.js';
import type { Draft } from './draft.js';
import { defaultExpression, storedExpression } from './stored-expression.js';

/** `PARTITION BY RANGE (a, lower(b))` */
export function partitionKey(draft: Draft, { strategy, partParams = [] }: PartitionSpec, table: Pick<Table, 'schema' | 'name' | 'columns'>): PartitionKey {
  const keys = partParams.flatMap((node): readonly Expr[] => {
    if (!('PartitionElem' in node)) return [];
    const { name, expr } = node.PartitionElem;
    return [storedExpression(draft, expr ?? { ColumnRef: { fields: [{ String: { sval: name ?? '' } }] } }, table, 'using')];
  });
  return { strategy: strategy === 'PARTITION_STRATEGY_LIST' ? 'list' : strategy === 'PARTITION_STRATEGY_RANGE' ? 'range' : 'hash', keys };
}

/** `FOR VALUES ..` as a condition on the row; undefined for a share of hash values, which SQLite cannot work out. */
export function boundCondition(draft: Draft, { listdatums = [], lowerdatums = [], upperdatums = [] }: PartitionBoundSpec, { strategy, keys }: PartitionKey): Expr | undefined {
  const [key] = keys;
  if (!key || strategy === 'hash') return undefined;
  if (strategy === 'list') return isListed(draft, key, listdatums);
  const edges = [edge(draft, keys, lowerdatums, 'lower'), edge(draft, keys, upperdatums, 'upper')].filter((test) => !isTrue(test));
  // NULL is in no range; a comparison of the only key says so itself.
  const present = edges.length > 0 && keys.length === 1 ? [] : keys.map((operand): Expr => ({ kind: 'test', test: 'null', negated: true, operand, type: BOOL }));
  const [only = TRUE, ...others] = [...present, ...edges];
  return others.length === 0 ? only : { kind: 'logical', op: 'and', type: BOOL, args: [only, ...others] };
}

const TRUE: Expr = { kind: 'literal', type: BOOL, value: 'true' };

function isTrue(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === 'true';
}

function isListed(draft: Draft, key: Expr, values: readonly Node[]): Expr {
  const list = values.filter((value) => !isNull(value)).map((value) => valueOf(draft, value, key));
  const listed: Expr = { kind: 'in', negated: false, operand: key, list, type: BOOL };
  if (list.length === values.length) return listed;
  const empty: Expr = { kind: 'test', test: 'null', negated: false, operand: key, type: BOOL };
  return list.length === 0 ? empty : { kind: 'logical', op: 'or', args: [listed, empty], type: BOOL };
}

function isNull(node: Node): boolean {
  return 'A_Const' in node && node.A_Const.isnull === true;
}

function valueOf(draft: Draft, node: Node, key: Expr): Expr {
  return defaultExpression(draft, node, '', key.type);
}

/** Up to MINVALUE or MAXVALUE, what stands before is compared. */
function edge(draft: Draft, keys: readonly Expr[], values: readonly Node[], side: 'lower' | 'upper'): Expr {
  const end = values.findIndex((value) => unbounded(value) !== undefined);
  const length = end < 0 ? values.length : end;
  const beyond = end < 0 ? undefined : unbounded(values[end]);
  if (length === 0) return { kind: 'literal', type: BOOL, value: String((beyond === 'minvalue') === (side === 'lower')) };
  const open = beyond === undefined ? side === 'upper' : (beyond === 'maxvalue') === (side === 'lower');
  const compared = keys.slice(0, length);
  return { kind: 'operator', type: BOOL, name: `${side === 'lower' ? '>' : '<'}${open ? '' : '='}`, left: rowOf(compared), right: rowOf(compared.map((key, i) => valueOf(draft, values[i] as Node, key))) };
}

function unbounded(node: Node | undefined): 'minvalue' | 'maxvalue' | undefined {
  const [field] = node && 'ColumnRef' in node ? (node.ColumnRef.fields ?? []) : [];
  const name = field && 'String' in field ? field.String.sval : undefined;
  return name === 'minvalue' || name === 'maxvalue' ? name : undefined;
}

function rowOf(fields: readonly Expr[]): Expr {
  return fields.length === 1 ? (fields[0] as Expr) : { kind: 'row', fields, type: RECORD };
}
