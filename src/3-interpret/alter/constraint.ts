import type { AlterTableCmd, Constraint as Clause } from '@pgsql/types';
import type { Index, Table } from '../../model/catalog.js';
import type { Constraint } from '../../model/constraint.js';
import { nameKey } from '../../model/catalog-lookup.js';
import { didYouMean } from '../analyze/refuse.js';
import type { Alteration } from '../alter-table.js';
import { drop } from '../catalog/drop.js';
import { plainColumn } from '../../model/unique-keys.js';
import { addConstraint, removeIndex, replaceConstraint } from '../catalog/names.js';
import { requireFreeRelation, stringOf } from '../catalog/resolve.js';
import { addCheck } from '../constraints/check.js';
import { addForeignKey } from '../constraints/foreign-key.js';
import { addKey, requireNoPrimaryKey } from '../constraints/key.js';
import { addNotNull, requireFreeConstraintName, requireMayBeNull, validateNotNull } from '../constraints/not-null.js';
import { columnOf } from '../../model/catalog-lookup.js';
import { tableIn, type Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { startWithKey } from '../restart.js';
import { linkKey } from '../serial.js';

/** `ADD [CONSTRAINT name] ..`: each kind has its pass. */
export function addConstraintCommand({ draft, table, schedule }: Alteration, command: AlterTableCmd): void {
  const clause = command.def && 'Constraint' in command.def ? command.def.Constraint : {};
  switch (clause.contype) {
    case 'CONSTR_NOTNULL':
      schedule('column attributes', () => addNotNull(draft, table, { column: stringOf(clause.keys?.[0]), name: clause.conname, at: clause.location, notValid: clause.skip_validation }));
      return;
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
    case 'CONSTR_EXCLUSION':
      if (clause.indexname === undefined) schedule('index', () => addKey(draft, table, clause));
      else schedule('key constraint', () => addUsingIndex(draft, tableIn(draft, table), clause));
      if (clause.contype === 'CONSTR_PRIMARY') schedule('misc', () => {
        startWithKey(draft, table);
        linkKey(draft, table);
      });
      return;
    case 'CONSTR_FOREIGN':
      schedule('other constraint', () => addForeignKey(draft, table, clause));
      return;
    default:
      schedule('other constraint', () => addCheck(draft, table, clause));
  }
}

function indexToUse(draft: Draft, table: Table, clause: Clause): Index {
  const name = clause.indexname ?? '';
  const index = table.indexes.find((candidate) => candidate.name === name);
  if (!index) {
    const help = didYouMean(
      name,
      table.indexes.map((candidate) => candidate.name),
    );
    return refuse(draft, 'unknown-index', `index "${name}" does not exist`, { name, at: clause.location, help });
  }
  const problem = !index.unique
    ? `"${name}" is not a unique index`
    : index.where
      ? `"${name}" is a partial index`
      : index.keys.some((key) => plainColumn(key.expr) === undefined)
        ? `index "${name}" contains expressions`
        : index.keys.some((key) => key.descending || key.nulls === 'first')
          ? `index "${name}" column number 1 does not have default sorting behavior`
          : undefined;
  if (problem !== undefined) refuse(draft, 'invalid-table-definition', problem, { name, at: clause.location, help: 'A primary key or unique constraint needs a plain unique index.' });
  return index;
}

/** `ADD CONSTRAINT c {PRIMARY KEY | UNIQUE} USING INDEX i`: the index becomes the constraint's and takes its name. */
function addUsingIndex(draft: Draft, table: Table, clause: Clause): void {
  const index = indexToUse(draft, table, clause);
  const name = clause.conname ?? index.name;
  requireFreeConstraintName(draft, table, name, clause.location);
  const columns = index.keys.map((key) => plainColumn(key.expr) ?? 0);
  if (clause.contype === 'CONSTR_PRIMARY') {
    requireNoPrimaryKey(draft, table, clause);
    for (const column of columns) addNotNull(draft, table.id, { column: columnOf(table, column).name });
  }
  removeIndex(draft, table.id, index);
  if (draft.catalog.names.has(nameKey('relation', table.schema, name))) requireFreeRelation(draft, table.schema, { name, at: clause.location }, false);
  const initiallyDeferred = clause.initdeferred === true;
  const shared = {
    id: index.id,
    name,
    generatedName: false,
    columns,
    include: index.include,
    deferrable: clause.deferrable === true || initiallyDeferred,
    initiallyDeferred,
  };
  addConstraint(
    draft,
    table.id,
    clause.contype === 'CONSTR_PRIMARY' ? { kind: 'primary-key', ...shared } : { kind: 'unique', ...shared, nullsNotDistinct: index.nullsNotDistinct },
  );
}

/** The constraint of this name. @throws Refusal with Postgres' wording when there is none. */
export function requireConstraint(draft: Draft, table: Table, name: string, of: 'of relation' | 'for table' = 'of relation'): Constraint {
  const constraint = table.constraints.find((candidate) => candidate.name === name);
  if (constraint) return constraint;
  return refuse(draft, 'unknown-constraint', `constraint "${name}" ${of} "${table.name}" does not exist`, {
    name,
    help: didYouMean(
      name,
      table.constraints.map((candidate) => candidate.name),
    ),
  });
}

/** `DROP CONSTRAINT [IF EXISTS] name [CASCADE]` */
export function dropConstraint({ draft, table: id }: Alteration, command: AlterTableCmd): void {
  const table = tableIn(draft, id);
  const name = command.name ?? '';
  if (command.missing_ok && !table.constraints.some((candidate) => candidate.name === name)) return;
  const constraint = requireConstraint(draft, table, name);
  if (constraint.kind === 'not-null') requireMayBeNull(draft, table, columnOf(table, constraint.column));
  drop(draft, [{ kind: 'constraint', table: id, id: constraint.id }], command.behavior, { name });
}

/** `VALIDATE CONSTRAINT name` */
export function validateConstraint({ draft, table: id }: Alteration, command: AlterTableCmd): void {
  const table = tableIn(draft, id);
  const constraint = requireConstraint(draft, table, command.name ?? '');
  if (constraint.kind === 'not-null') {
    if (constraint.notValid) validateNotNull(draft, id, constraint);
    return;
  }
  if (constraint.kind !== 'check' && constraint.kind !== 'foreign-key') {
    refuse(draft, 'wrong-object-type', `cannot validate constraint "${constraint.name}" of relation "${table.name}"`, {
      name: constraint.name,
      help: 'This operation is only supported for foreign key, check, and not-null constraints.',
    });
  }
  if (constraint.notEnforced) refuse(draft, 'wrong-object-type', 'cannot validate NOT ENFORCED constraint', { name: constraint.name });
  replaceConstraint(draft, id, { ...constraint, notValid: false });
}

/** `ALTER CONSTRAINT name [NOT] DEFERRABLE .. | [NOT] ENFORCED` */
export function alterConstraint({ draft, table: id }: Alteration, command: AlterTableCmd): void {
  const table = tableIn(draft, id);
  const change = command.def && 'ATAlterConstraint' in command.def ? command.def.ATAlterConstraint : {};
  const constraint = requireConstraint(draft, table, change.conname ?? '');
  // Nothing inherits it here.
  if (change.alterInheritability && constraint.kind === 'not-null') return;
  if (constraint.kind !== 'foreign-key') {
    refuse(draft, 'wrong-object-type', `constraint "${constraint.name}" of relation "${table.name}" is not a foreign key constraint`, { name: constraint.name });
  }
  const initiallyDeferred = change.initdeferred === true;
  const enforced = change.is_enforced === true;
  replaceConstraint(draft, id, {
    ...constraint,
    ...(change.alterDeferrability && { deferrable: change.deferrable === true || initiallyDeferred, initiallyDeferred }),
    ...(change.alterEnforceability && { notEnforced: !enforced, notValid: !enforced }),
  });
}
