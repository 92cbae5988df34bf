import type { ColumnId, Table } from '../../../model/catalog.js';
import { columnOf } from '../../../model/catalog-lookup.js';
import { OWN_TABLE, type Expr, type SourceId } from '../../../model/expression.js';
import { walkExpression } from '../../../model/walk.js';
import { and } from '../condition.js';
import type { Failure, Failures } from './failures.js';
import { ofSource, over } from './new-row.js';
import { beside, equalTo, exists, isAsked, violation, type Asked } from './row-violations.js';

/** A constraint or index that lets no two rows have the same. */
export interface Key {
  readonly name: string;
  readonly keys: readonly Expr[];
  readonly where?: Expr;
  readonly nullsNotDistinct: boolean;
}

function keysIn(table: Table): readonly Key[] {
  const own = (id: ColumnId): Expr => ({ kind: 'column', source: OWN_TABLE, column: id, name: columnOf(table, id).name, type: columnOf(table, id).type });
  const named = table.constraints.flatMap((constraint): readonly Key[] => {
    if (constraint.kind !== 'primary-key' && constraint.kind !== 'unique') return [];
    return constraint.initiallyDeferred ? [] : [{ name: constraint.name, keys: constraint.columns.map(own), nullsNotDistinct: constraint.kind === 'unique' && constraint.nullsNotDistinct }];
  });
  const unique = table.indexes.flatMap((index): readonly Key[] => (index.unique ? [{ ...index, keys: index.keys.map(({ expr }) => expr) }] : []));
  return [...named, ...unique];
}

/** A row that has a key already. @param isOther for a row that is there itself @param isMeant for some of the keys */
export function keysOf(asked: Asked, isOther?: (source: SourceId) => Expr, isMeant: (key: Key) => boolean = () => true): Failures {
  const { row, table, counter } = asked;
  const failures: Failure[] = [];
  for (const { name, keys, where, nullsNotDistinct } of keysIn(table).filter(isMeant)) {
    if (!isAsked([...keys, ...(where ? [where] : [])].flatMap(columnsOf), asked)) continue;
    if (keys.some((expr) => expr.kind === 'column' && expr.column !== undefined && row.get(expr.column) === 'fresh')) continue;
    const source = counter.nextSource++;
    const equal = keys.map((expr) => {
      const value = over(expr, new Map([[OWN_TABLE, row]]));
      return value && equalTo(ofSource(expr, OWN_TABLE, source), value, nullsNotDistinct);
    });
    const applies = where ? [ofSource(where, OWN_TABLE, source), over(where, new Map([[OWN_TABLE, row]]))] : [];
    const parts = [...equal, ...applies].flatMap((part) => part ?? []);
    if (parts.length < equal.length + applies.length) return undefined;
    const there = exists(beside(source, table), and(...parts, ...(isOther ? [isOther(source)] : [])));
    failures.push(violation(there, 'unique_violation', `duplicate key value violates unique constraint "${name}"`));
  }
  return failures;
}

function columnsOf(expr: Expr): readonly ColumnId[] {
  const columns: ColumnId[] = [];
  walkExpression(expr, (node) => void (node.kind === 'column' && node.column !== undefined && columns.push(node.column)));
  return columns;
}
