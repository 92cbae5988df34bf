import type { Catalog, Table } from '../../src/model/catalog.js';
import type { Expr } from '../../src/model/expression.js';
import { walkTree } from '../../src/model/walk.js';
import { familyOf, quoteText } from './value.js';

/** The constants that conditions of a table's triggers, CHECKs and partial indexes name, by the family of their type: with these they come true. */
export function knownValues(table: Table, catalog: Catalog): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const expression = (node: Expr): void => {
    if (node.kind !== 'literal' || node.value === null) return;
    const family = familyOf(node.type, catalog);
    found.set(family, (found.get(family) ?? new Set()).add(quoteText(node.value)));
  };
  for (const tree of conditionsOf(table)) walkTree(tree, { expression });
  return new Map([...found].map(([family, values]) => [family, [...values]]));
}

function conditionsOf(table: Table): readonly Parameters<typeof walkTree>[0][] {
  return [
    ...table.constraints.flatMap((constraint) => (constraint.kind === 'check' ? [constraint.expr] : [])),
    ...table.indexes.flatMap(({ where }) => (where ? [where] : [])),
    ...table.triggers.flatMap(({ when, program }) => [
      ...(when ? [when] : []),
      ...(program?.kind === 'lowered' ? program.bodies.flatMap(({ actions }) => actions.flatMap((action) => [...(action.guard ? [action.guard] : []), ...(action.kind === 'statement' ? [action.statement] : [])])) : []),
    ]),
  ];
}
