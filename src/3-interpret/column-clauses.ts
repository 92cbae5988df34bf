import type { ColumnDef, Constraint as Clause, Node, TypeName } from '@pgsql/types';
import { resolveTypeName } from './analyze/type-name.js';
import { stringOf } from './catalog/resolve.js';
import { serialType } from './catalog/types.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';
import { baseType } from '../model/base-types.js';
import type { DataType } from '../model/data-type.js';
import type { Expr } from '../model/expression.js';
import type { Sequence } from '../model/catalog.js';

/** A NOT NULL that has to be catalogued. */
export interface NotNullClause {
  readonly column: string;
  readonly name?: string | undefined;
  readonly at?: number | undefined;
  readonly notValid?: boolean | undefined;
}

/** The constraints of a CREATE TABLE or ADD COLUMN, sorted as Postgres creates them: checks, not nulls, keys, foreign keys. */
export interface TableClauses {
  readonly checks: Clause[];
  readonly notNulls: NotNullClause[];
  readonly keys: Clause[];
  readonly foreignKeys: Clause[];
}

/** A column as its definition asks for it, before it has an id. */
export interface ColumnPlan {
  readonly name: string;
  readonly type: DataType;
  readonly collation?: string;
  readonly default?: Node;
  readonly generated?: { readonly node: Node; readonly stored: boolean };
  readonly identity?: { readonly mode: 'always' | 'by default'; readonly type: Sequence['type']; readonly options: readonly Node[] | undefined };
  readonly serial?: Sequence['type'];
  /** Already analysed, for columns that LIKE copies. */
  readonly copied?: { readonly default?: Expr; readonly generated?: { readonly expr: Expr; readonly stored: boolean } };
  readonly at?: number | undefined;
  /** A parent of the table has it. */
  readonly inherited?: true;
}

export function noClauses(): TableClauses {
  return { checks: [], notNulls: [], keys: [], foreignKeys: [] };
}

/** DEFERRABLE, INITIALLY DEFERRED and NOT ENFORCED follow the clause they belong to as clauses of their own (transformConstraintAttrs). */
function mergeAttributes(draft: Draft, nodes: readonly Node[]): readonly Clause[] {
  const merged: Clause[] = [];
  for (const node of nodes) {
    if (!('Constraint' in node)) continue;
    const clause = node.Constraint;
    const change = ATTRIBUTES[clause.contype ?? ''];
    const last = merged.at(-1);
    if (!change) merged.push(clause);
    else if (last && ATTRIBUTE_OWNERS.has(last.contype ?? '')) merged[merged.length - 1] = { ...last, ...change };
    else refuse(draft, 'invalid-table-definition', 'misplaced constraint attribute: it must follow the constraint it belongs to', { at: clause.location });
  }
  return merged;
}

const ATTRIBUTES: Readonly<Record<string, Partial<Clause>>> = {
  CONSTR_ATTR_DEFERRABLE: { deferrable: true },
  CONSTR_ATTR_NOT_DEFERRABLE: { deferrable: false },
  CONSTR_ATTR_DEFERRED: { deferrable: true, initdeferred: true },
  CONSTR_ATTR_IMMEDIATE: { initdeferred: false },
  CONSTR_ATTR_ENFORCED: { is_enforced: true },
  CONSTR_ATTR_NOT_ENFORCED: { is_enforced: false, skip_validation: true, initially_valid: false },
};

const ATTRIBUTE_OWNERS: ReadonlySet<string> = new Set([
  'CONSTR_PRIMARY',
  'CONSTR_UNIQUE',
  'CONSTR_EXCLUSION',
  'CONSTR_FOREIGN',
  'CONSTR_CHECK',
]);

/** What is collected from one column's clauses. */
interface Gathering {
  readonly draft: Draft;
  readonly table: string;
  readonly def: ColumnDef;
  readonly clauses: TableClauses;
  default?: Clause;
  identity?: Clause;
  generated?: Clause;
  /** The position of its NOT NULL in `clauses.notNulls`. */
  notNull?: number;
  nullable?: Clause;
  needsNotNull: boolean;
}

function name(gathering: Gathering): string {
  return gathering.def.colname ?? '';
}

function reject(gathering: Gathering, clause: Clause | undefined, message: string): never {
  return refuse(gathering.draft, 'invalid-table-definition', `${message} for column "${name(gathering)}" of table "${gathering.table}"`, {
    at: clause?.location ?? gathering.def.location,
  });
}

function addNotNull(gathering: Gathering, clause: Clause): void {
  if (gathering.nullable) reject(gathering, clause, 'conflicting NULL/NOT NULL declarations');
  const { notNulls } = gathering.clauses;
  const known = gathering.notNull === undefined ? undefined : notNulls[gathering.notNull];
  if (!known || gathering.notNull === undefined) {
    gathering.notNull = notNulls.push({ column: name(gathering), name: clause.conname, at: clause.location }) - 1;
    return;
  }
  if (clause.conname !== undefined && known.name !== undefined && known.name !== clause.conname) {
    reject(gathering, clause, `conflicting not-null constraint names "${known.name}" and "${clause.conname}"`);
  }
  notNulls[gathering.notNull] = { ...known, name: known.name ?? clause.conname };
}

function addKey(gathering: Gathering, clause: Clause): void {
  const keys = clause.keys ?? [{ String: { sval: name(gathering) } }];
  gathering.clauses.keys.push({ ...clause, keys });
}

type Take = (gathering: Gathering, clause: Clause) => void;

/** One entry a column clause. */
const TAKE: Readonly<Record<string, Take>> = {
  CONSTR_NULL: (gathering, clause) => {
    if (gathering.notNull !== undefined || gathering.needsNotNull) reject(gathering, clause, 'conflicting NULL/NOT NULL declarations');
    gathering.nullable = clause;
  },
  CONSTR_NOTNULL: addNotNull,
  CONSTR_DEFAULT: (gathering, clause) => {
    if (gathering.default) reject(gathering, clause, 'multiple default values specified');
    gathering.default = clause;
  },
  CONSTR_IDENTITY: (gathering, clause) => {
    if (gathering.identity) reject(gathering, clause, 'multiple identity specifications');
    gathering.identity = clause;
    gathering.needsNotNull = true;
  },
  CONSTR_GENERATED: (gathering, clause) => {
    if (gathering.generated) reject(gathering, clause, 'multiple generation clauses specified');
    gathering.generated = clause;
  },
  CONSTR_CHECK: (gathering, clause) => gathering.clauses.checks.push(clause),
  CONSTR_PRIMARY: (gathering, clause) => {
    gathering.needsNotNull = true;
    addKey(gathering, clause);
  },
  CONSTR_UNIQUE: addKey,
  CONSTR_FOREIGN: (gathering, clause) => {
    gathering.clauses.foreignKeys.push({ ...clause, fk_attrs: [{ String: { sval: name(gathering) } }] });
  },
};

function checkCombination(gathering: Gathering): void {
  const { identity, generated } = gathering;
  if (gathering.default && identity) reject(gathering, identity, 'both default and identity specified');
  if (gathering.default && generated) reject(gathering, generated, 'both default and generation expression specified');
  if (identity && generated) reject(gathering, generated, 'both identity and generation expression specified');
  if (gathering.needsNotNull && gathering.nullable) reject(gathering, gathering.nullable, 'conflicting NULL/NOT NULL declarations');
}

function typeOf(draft: Draft, def: ColumnDef, serial: Sequence['type'] | undefined): DataType {
  if (!serial) return columnType(draft, def.typeName, def.colname);
  if (def.typeName?.arrayBounds) {
    refuse(draft, 'invalid-table-definition', 'array of serial is not implemented', { at: def.typeName.location });
  }
  return baseType(serial);
}

/** The type of a column; pseudo-types such as `record` are no types of stored values. */
export function columnType(draft: Draft, typeName: TypeName | undefined, column: string | undefined): DataType {
  if (!typeName) return refuse(draft, 'invalid-table-definition', `column "${column ?? ''}" has no type`, { name: column });
  return resolveTypeName(typeName, draft.catalog, { file: draft.statement.file });
}

/** `COLLATE "C"` */
export function collationOf(def: { readonly collClause?: ColumnDef['collClause'] }): { collation?: string } {
  const names = def.collClause?.collname;
  return names ? { collation: stringOf(names.at(-1)) } : {};
}

/** Reads one column definition; its constraints go to `clauses`. Postgres: transformColumnDefinition. */
export function gatherColumn(draft: Draft, table: string, def: ColumnDef, clauses: TableClauses): ColumnPlan {
  const serial = serialType(def.typeName);
  const type = typeOf(draft, def, serial);
  const gathering: Gathering = { draft, table, def, clauses, needsNotNull: serial !== undefined };
  for (const clause of mergeAttributes(draft, def.constraints ?? [])) {
    const take = TAKE[clause.contype ?? ''];
    if (!take) refuse(draft, 'invalid-table-definition', 'this constraint is not supported on a column', { at: clause.location });
    take(gathering, clause);
  }
  checkCombination(gathering);
  if (serial && gathering.default) reject(gathering, gathering.default, 'multiple default values specified');
  if (gathering.needsNotNull && gathering.notNull === undefined) clauses.notNulls.push({ column: name(gathering), at: def.location });
  return { name: name(gathering), type, at: def.location, ...collationOf(def), ...valueClauses(gathering, serial) };
}

function valueClauses(gathering: Gathering, serial: Sequence['type'] | undefined): Partial<ColumnPlan> {
  const { identity, generated, draft, def } = gathering;
  const written = gathering.default?.raw_expr;
  return {
    ...(written && { default: written }),
    ...(serial && { serial }),
    ...(generated?.raw_expr && { generated: { node: generated.raw_expr, stored: generated.generated_kind === 's' } }),
    ...(identity && {
      identity: {
        mode: identity.generated_when === 'a' ? ('always' as const) : ('by default' as const),
        type: identityType(draft, def),
        options: identity.options,
      },
    }),
  };
}

function identityType(draft: Draft, def: ColumnDef): Sequence['type'] {
  const type = columnType(draft, def.typeName, def.colname);
  if (type.kind === 'base' && (type.name === 'int2' || type.name === 'int4' || type.name === 'int8')) return type.name;
  return refuse(draft, 'invalid-table-definition', 'identity column type must be smallint, integer, or bigint', { at: def.typeName?.location });
}

/** Table constraints of CREATE TABLE, sorted. */
export function gatherTableConstraint(draft: Draft, clause: Clause, clauses: TableClauses): void {
  switch (clause.contype) {
    case 'CONSTR_CHECK':
      clauses.checks.push(clause);
      return;
    case 'CONSTR_NOTNULL':
      clauses.notNulls.push({ column: stringOf(clause.keys?.[0]), name: clause.conname, at: clause.location });
      return;
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
    case 'CONSTR_EXCLUSION':
      clauses.keys.push(clause);
      return;
    case 'CONSTR_FOREIGN':
      clauses.foreignKeys.push(clause);
      return;
    default:
      refuse(draft, 'invalid-table-definition', 'this constraint is not supported on a table', { at: clause.location });
  }
}
