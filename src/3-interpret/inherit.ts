import type { Constraint, CreateStmt } from '@pgsql/types';
import type { ObjectId, Table } from '../model/catalog.js';
import { childrenOf } from '../model/catalog-lookup.js';
import { saySame } from '../model/same-tree.js';
import { typeKey } from './analyze/type-key.js';
import { typeName } from './analyze/type-text.js';
import { joinFamilies } from './catalog/join-families.js';
import { replaceConstraint } from './catalog/names.js';
import { requireTable, writtenRange } from './catalog/resolve.js';
import type { ColumnPlan } from './column-clauses.js';
import { notNullOf } from './constraints/not-null.js';
import type { Elements } from './create-table.js';
import { editTable, tableIn, type Draft } from './draft.js';
import { CONSTRAINTS, GENERATED } from './like.js';
import { refuse } from './refuse.js';
import { storedCondition } from './stored-expression.js';

/**
 * `INHERITS (a, b)`: the parents' columns, and then the table's own ones, with the NOT NULLs and CHECKs of the parents (MergeAttributes).
 * Their keys, indexes and triggers are not inherited.
 * @see https://www.postgresql.org/docs/18/ddl-inherit.html
 */
export function gatherInherited(draft: Draft, { inhRelations = [] }: CreateStmt, elements: Elements): readonly Table[] {
  const parents = inhRelations.flatMap((node) => ('RangeVar' in node ? [requireTable(draft, writtenRange(node.RangeVar))] : []));
  const own = elements.columns.splice(0);
  const names = new Set(own.flatMap(({ name, default: value }) => (value ? [name] : [])));
  for (const [i, parent] of parents.entries()) {
    if (parents.indexOf(parent) !== i) refuse(draft, 'duplicate-table', `relation "${parent.name}" would be inherited from more than once`, { name: parent.name });
    if (parent.partitioned) refuse(draft, 'wrong-object-type', `cannot inherit from partitioned table "${parent.name}"`, { name: parent.name });
    for (const plan of columnsOf(parent)) merge(draft, plan, elements.columns, 'inherited', names);
    for (const column of parent.columns) {
      const notNull = notNullOf(parent, column);
      if (notNull && !elements.clauses.notNulls.some((clause) => clause.column === column.name)) elements.clauses.notNulls.push({ column: column.name, name: notNull.name });
    }
    elements.copies.push({ source: parent, options: CONSTRAINTS | GENERATED, merging: true });
  }
  for (const plan of own) merge(draft, plan, elements.columns, 'own', names);
  return parents;
}

function columnsOf({ columns }: Table): readonly ColumnPlan[] {
  return columns.map((column) => ({ name: column.name, type: column.type, inherited: true, ...(column.collation !== undefined && { collation: column.collation }), ...(column.default && { copied: { default: column.default } }) }));
}

/** A column of a name that is there already is that one; what it says itself counts. */
function merge(draft: Draft, plan: ColumnPlan, columns: ColumnPlan[], which: 'inherited' | 'own', ownNames: ReadonlySet<string>): void {
  const at = columns.findIndex(({ name }) => name === plan.name);
  const known = columns[at];
  if (!known) return void columns.push(plan);
  if (typeKey(known.type) !== typeKey(plan.type)) {
    const types = [known, plan].map(({ type }) => typeName(type, draft.catalog)).join(' versus ');
    refuse(draft, 'type-mismatch', `${which === 'own' ? 'column' : 'inherited column'} "${plan.name}" has a type conflict: ${types}`, { name: plan.name, at: plan.at });
  }
  const { inherited: _inherited, ...local } = known;
  const [value, other] = [known.copied?.default, plan.copied?.default];
  if (value && other && !saySame(value, other) && !ownNames.has(plan.name)) refuse(draft, 'invalid-table-definition', `column "${plan.name}" inherits conflicting default values`, { name: plan.name, help: 'Give it a default of its own.' });
  columns[at] = which === 'own' ? { ...local, ...plan } : other && !value ? { ...known, copied: { default: other } } : known;
}

/** A CHECK that is written once more under the name that it has from a parent is that one, and the table's own. */
export function isInherited(draft: Draft, id: ObjectId, { conname, raw_expr: condition, location }: Constraint): boolean {
  const table = tableIn(draft, id);
  const known = table.constraints.find((constraint) => constraint.name === conname);
  if (known?.kind !== 'check' || !known.inherited || !condition) return false;
  if (!saySame(known.expr, storedCondition(draft, condition, table, 'check'))) refuse(draft, 'duplicate-constraint', `constraint "${known.name}" for relation "${table.name}" already exists`, { name: known.name, at: location, help: `Its parent has another condition under this name.` });
  const { inherited: _inherited, ...own } = known;
  replaceConstraint(draft, id, own);
  return true;
}

/** Both sides know each other. */
export function link(draft: Draft, child: ObjectId, parents: readonly Table[]): void {
  if (parents.length === 0) return;
  editTable(draft, child, (table) => ({ ...table, inherits: parents.map(({ id }) => id) }));
  for (const { id } of parents) editTable(draft, id, (table) => ({ ...table, children: [...childrenOf(draft.catalog, table).map((each) => each.id).filter((each) => each !== child), child] }));
  joinFamilies(draft, tableIn(draft, child));
}
