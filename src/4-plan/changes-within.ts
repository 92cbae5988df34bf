import type { CommonTable, DataStatement } from '../model/query.js';

/** The statement, and those in its WITH, which run before it. */
export function changesWithin(statement: DataStatement): readonly DataStatement[] {
  const tables = statement.kind === 'truncate' ? [] : statement.kind === 'select-statement' ? statement.query.with : statement.with;
  return [...tables.flatMap((table) => (isData(table.statement) ? changesWithin(table.statement) : [])), statement];
}

function isData(statement: CommonTable['statement']): statement is DataStatement {
  return 'kind' in statement;
}
