import { INT8, TEXT } from '../../model/base-types.js';
import { objectOf } from '../../model/catalog-lookup.js';
import type { Column, Sequence } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import type { Assignment, Insert, Update } from '../../model/query.js';
import type { Printing } from './printing.js';
import { tableColumn } from './relation.js';
import { sequenceOf } from './sequence-of.js';
import { isGivenLater, storageOf } from './sequence-storage.js';

/** `nextval('users_id_seq')` as the value of the column that it numbers anyway. */
function isOwnNumber(expr: Expr, column: Column | undefined, p: Printing): boolean {
  if (expr.kind === 'cast') return isOwnNumber(expr.operand, column, p);
  const [name] = expr.kind === 'call' && expr.name === 'nextval' ? expr.args : [];
  const sequence = name && sequenceOf(name, p);
  if (sequence === undefined || column === undefined) return false;
  if (column.serial === sequence.id || column.identity?.sequence === sequence.id) return true;
  return isGivenLater(column) && column.default !== undefined && isPlain(column.default) && isOwnDefault(column.default, sequence.id, p);
}

function isPlain(expr: Expr): boolean {
  return expr.kind === 'cast' ? isPlain(expr.operand) : expr.kind === 'call' && expr.name === 'nextval';
}

function isOwnDefault(expr: Expr, sequence: number, p: Printing): boolean {
  if (expr.kind === 'cast') return isOwnDefault(expr.operand, sequence, p);
  const [name] = expr.kind === 'call' ? expr.args : [];
  return name !== undefined && sequenceOf(name, p)?.id === sequence;
}

/** The statement with DEFAULT where a column is given the number that it gets anyway. */
export function withOwnNumbers(insert: Insert, p: Printing): Insert {
  const { rows, target } = insert;
  if (rows === 'default values') return insert;
  const columns = insert.columns.map((id) => tableColumn(target.relation, id, p.catalog));
  const own = (expr: Expr, i: number): Expr => (isOwnNumber(expr, columns[i], p) ? { kind: 'default', type: expr.type } : expr);
  if (rows.body.kind === 'values') return { ...insert, rows: { ...rows, body: { ...rows.body, rows: rows.body.rows.map((row) => row.map(own)) } } };
  if (rows.body.kind !== 'select') return insert;
  return { ...insert, rows: { ...rows, body: { ...rows.body, targets: rows.body.targets.map((output, i) => ({ ...output, expr: own(output.expr, i) })) } } };
}

/** `UPDATE t SET id = DEFAULT`: the next number of the column's sequence, where it has a place of its own. */
export function withNextNumbers(update: Update, p: Printing): Update {
  const numbered = (assignment: Assignment): Assignment => {
    const column = assignment.value.kind === 'default' ? tableColumn(update.target.relation, assignment.column, p.catalog) : undefined;
    const id = column?.serial ?? column?.identity?.sequence;
    const sequence = id === undefined ? undefined : objectOf(p.catalog, id, 'sequence');
    return sequence && storageOf(sequence, p.catalog, p).kind !== 'highest' ? { ...assignment, value: nextOf(sequence) } : assignment;
  };
  return update.set.some(({ value }) => value.kind === 'default') ? { ...update, set: update.set.map(numbered) } : update;
}

function nextOf({ schema, name }: Sequence): Call {
  const text = [schema, name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
  return { kind: 'call', name: 'nextval', args: [{ kind: 'literal', value: text, type: TEXT }], type: INT8, volatile: true };
}
