import type { DataStatement } from '../../model/query.js';
import type { PrintContext } from './context.js';
import { withCurrentNumbers } from './current-number.js';
import { printDelete } from './delete.js';
import { printInsert } from './insert.js';
import { hasModifyingWith, printModifyingWith } from './modifying-with.js';
import { printing, type Printing } from './printing.js';
import { numbersFirst } from './numbers-first.js';
import { withNextNumbers, withOwnNumbers } from './own-numbers.js';
import { printRaised } from './raised.js';
import { printSetval, printTaken, setvalOf } from './setval.js';
import { printTruncate } from './truncate.js';
import { printUpdate } from './update.js';

/**
 * The target's statements for one statement that reads or changes rows; TRUNCATE, setval() and changes in WITH take several.
 * RETURNING is left out, but where WITH hands its rows on: nothing else reads the rows of a migration's statement.
 *
 * @returns complete statements without closing semicolons, in the order in which they have to run
 */
export function printDataStatement(statement: DataStatement, context: PrintContext): readonly string[] {
  const p = printing(context);
  return hasModifyingWith(statement) ? printModifyingWith(statement, p, printOne) : printOne(statement, p);
}

function printOne(written: DataStatement, p: Printing): readonly string[] {
  const own = written.kind === 'insert' ? withOwnNumbers(written, p) : written.kind === 'update' ? withNextNumbers(written, p) : written;
  const numbered = withCurrentNumbers(own, p);
  const first = numbersFirst(numbered, p);
  const statement = first?.statement ?? numbered;
  return [...(first?.takes ?? []), ...printPlain(statement, p)];
}

function printPlain(statement: DataStatement, p: Printing): readonly string[] {
  const print = PRINTERS[statement.kind] as (statement: DataStatement, p: Printing) => readonly string[];
  return print(statement, p);
}

const PRINTERS: { readonly [K in DataStatement['kind']]: (statement: Extract<DataStatement, { kind: K }>, p: Printing) => readonly string[] } = {
  'select-statement': ({ query }, p) => {
    const setval = setvalOf(query);
    return setval ? printSetval(query, setval, p) : (printTaken(query, p) ?? printRaised(query, p) ?? [p.query(query, { names: 'none' })]);
  },
  insert: printInsert,
  update: printUpdate,
  delete: printDelete,
  truncate: printTruncate,
};
