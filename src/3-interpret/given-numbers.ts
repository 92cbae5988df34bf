import type { Catalog, ObjectId, Table } from '../model/catalog.js';
import type { Expr } from '../model/expression.js';
import type { DataStatement, Insert } from '../model/query.js';
import { nameParts } from '../model/regclass.js';
import { walkTree } from '../model/walk.js';

/**
 * The catalog with the tables whose serial or identity column migrations have given numbers to, as long as no setval() has moved the sequence behind them: Postgres
 * goes on where the sequence stands, SQLite behind the highest number.
 */
export function followNumbers(catalog: Catalog, statements: readonly DataStatement[]): Catalog {
  let { numbersGiven } = catalog;
  for (const statement of statements) {
    if (statement.kind === 'insert' && givesNumber(statement, catalog)) numbersGiven = numbersGiven.add(statement.target.relation);
    else if (statement.kind === 'truncate' && statement.restartIdentity) for (const id of statement.relations) numbersGiven = numbersGiven.delete(id);
    else if (statement.kind === 'select-statement' && numbersGiven.size > 0) for (const id of movedBy(statement, catalog)) numbersGiven = numbersGiven.delete(id);
  }
  return numbersGiven === catalog.numbersGiven ? catalog : { ...catalog, numbersGiven };
}

function givesNumber({ target, columns, rows }: Insert, { objects }: Catalog): boolean {
  const table = objects.get(target.relation);
  const numbered = table?.kind === 'table' ? table.columns.filter(isNumbered).map(({ id }) => columns.indexOf(id)) : [];
  const given = numbered.filter((i) => i >= 0);
  if (given.length === 0 || rows === 'default values') return false;
  const lists = rows.body.kind === 'values' ? rows.body.rows : rows.body.kind === 'select' ? [rows.body.targets.map(({ expr }) => expr)] : [];
  return lists.some((list) => given.some((i) => !isFromSequence(list[i])));
}

function isNumbered({ serial, identity }: Table['columns'][number]): boolean {
  return serial !== undefined || identity !== undefined;
}

function isFromSequence(expr: Expr | undefined): boolean {
  if (expr?.kind === 'cast') return isFromSequence(expr.operand);
  return !expr || expr.kind === 'default' || (expr.kind === 'call' && expr.name === 'nextval');
}

/** The tables whose sequence a `setval('items_id_seq', ..)` or `setval(pg_get_serial_sequence('items', 'id'), ..)` names; all of them where it is no constant. */
function movedBy(statement: DataStatement, { objects, numbersGiven }: Catalog): readonly ObjectId[] {
  const moved = new Set<ObjectId>();
  walkTree(statement, {
    expression: (call) => {
      if (call.kind !== 'call' || call.name !== 'setval') return;
      const name = lastName(call.args[0]);
      for (const id of numbersGiven) if (name === undefined || namesOf(id, objects).includes(name)) moved.add(id);
    },
  });
  return [...moved];
}

function lastName(expr: Expr | undefined): string | undefined {
  if (expr?.kind === 'cast') return lastName(expr.operand);
  if (expr?.kind === 'call' && expr.name === 'pg_get_serial_sequence') return lastName(expr.args[0]);
  return expr?.kind === 'literal' && expr.value !== null ? nameParts(expr.value).at(-1) : undefined;
}

function namesOf(id: ObjectId, objects: Catalog['objects']): readonly string[] {
  const table = objects.get(id);
  if (table?.kind !== 'table') return [];
  return [table.name, ...table.columns.flatMap(({ serial, identity }) => objects.get(serial ?? identity?.sequence ?? -1)?.name ?? [])];
}
