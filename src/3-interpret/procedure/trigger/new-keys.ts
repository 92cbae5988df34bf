import type { Catalog, ObjectId } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement, Insert } from '../../../model/query.js';
import { HELD, type TriggerAction } from '../../../model/trigger-program.js';
import { mapExpressions } from '../../../model/walk.js';
import { onlyRow } from '../inserted-row.js';
import type { Evaluated } from './lowering.js';
import { isKnown, rowOf, throughTriggers, withGenerated } from './new-row.js';

/** The value that RETURNING gives of a row which the block itself inserts: nobody has it yet, but for a column of that row's table it is there. */
export type NewKeys = Map<Expr, ObjectId>;

/** What a block does, with what it knows itself of the rows that it has inserted: `INSERT .. RETURNING id INTO parent` and then the children. */
export function withNewKeys(evaluated: readonly Evaluated[], made: readonly TriggerAction[], catalog: Catalog, keys: NewKeys): readonly Evaluated[] {
  const inserts = new Map<number, Insert>();
  return evaluated.map((part) => {
    if (!('statement' in part)) return part;
    const statement = mapExpressions(part.statement, (node) => {
      const value = node.kind === 'column' && node.source === HELD ? made.find((action) => action.kind === 'hold' && action.name === node.name) : undefined;
      return (value?.kind === 'hold' && returned(value.value, inserts, catalog, keys)) || node;
    });
    if (statement.kind === 'insert') inserts.set(statement.target.source, statement);
    return statement === part.statement ? part : { ...part, statement };
  });
}

/** `(SELECT id FROM parent ORDER BY ctid DESC LIMIT 1)`, of the source that the INSERT has. */
function returned(value: Expr, inserts: ReadonlyMap<number, Insert>, catalog: Catalog, keys: NewKeys): Expr | undefined {
  const body = value.kind === 'subquery' && value.form === 'scalar' && value.query.body.kind === 'select' ? value.query.body : undefined;
  const [item] = body?.from ?? [];
  const [target] = body?.targets ?? [];
  const insert = item?.kind === 'table' ? inserts.get(item.source) : undefined;
  const table = insert && catalog.objects.get(insert.target.relation);
  if (!insert || insert.onConflict || table?.kind !== 'table' || target?.expr.kind !== 'column' || target.expr.column === undefined) return undefined;
  const row = throughTriggers(rowOf(table, onlyRow(insert) ?? new Map()), table, 'insert');
  const own = row && onlyRow(insert) && withGenerated(row, table).get(target.expr.column);
  if (isKnown(own)) return own;
  if (own !== 'fresh') return undefined;
  const key: Expr = { kind: 'call', name: 'gen_random_uuid', args: [], volatile: true, type: target.expr.type };
  keys.set(key, table.id);
  return key;
}

/** The columns that get such a key, with the table that has it. */
export function ofNewRows(statement: DataStatement, keys: NewKeys): ReadonlyMap<number, ObjectId> {
  const given: readonly (readonly [number, Expr])[] = statement.kind === 'insert' ? [...(onlyRow(statement) ?? [])] : statement.kind === 'update' ? statement.set.map(({ column, value }) => [column, value] as const) : [];
  return new Map(given.flatMap(([column, value]) => {
    const table = keys.get(value);
    return table === undefined ? [] : [[column, table] as const];
  }));
}
