import type { AlterDomainStmt, Constraint as Clause, CreateDomainStmt } from '@pgsql/types';
import type { Domain } from '../model/catalog.js';
import { findName } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import type { DataType } from '../model/data-type.js';
import { didYouMean } from './analyze/refuse.js';
import { addName, addObject, removeName } from './catalog/names.js';
import { constraintName } from './catalog/generate-name.js';
import { creationSchema, display, unknownType, writtenList } from './catalog/resolve.js';
import { collationOf, columnType } from './column-clauses.js';
import { newId, put, type Draft } from './draft.js';
import { requireFreeType } from './enum.js';
import { refuse } from './refuse.js';
import { defaultExpression, domainCondition } from './stored-expression.js';

type Facts = Pick<Domain, 'notNull' | 'checks'> & { readonly default?: Domain['default'] };

/** `CREATE DOMAIN name AS type [COLLATE ..] [DEFAULT ..] [CONSTRAINT ..]` */
export function createDomain(draft: Draft, statement: CreateDomainStmt): Effect | undefined {
  const written = writtenList(statement.domainname);
  const schema = creationSchema(draft, written);
  requireFreeType(draft, schema, written);
  const base = columnType(draft, statement.typeName, written.name);
  let facts: Facts = { notNull: false, checks: [] };
  for (const node of statement.constraints ?? []) {
    if ('Constraint' in node) facts = withClause(draft, written.name, schema, base, facts, node.Constraint);
  }
  const { default: value, ...rest } = facts;
  addObject(draft, { kind: 'domain', id: newId(draft), schema, name: written.name, base, ...rest, ...(value && { default: value }), ...collationOf(statement) });
  for (const check of facts.checks) addName(draft, 'constraint', schema, check.name, { id: draft.catalog.nextId - 1 });
  return undefined;
}

function withClause(draft: Draft, name: string, schema: string, base: DataType, facts: Facts, clause: Clause): Facts {
  switch (clause.contype) {
    case 'CONSTR_NOTNULL':
      return { ...facts, notNull: true };
    case 'CONSTR_NULL':
      return facts;
    case 'CONSTR_DEFAULT':
      return clause.raw_expr ? { ...facts, default: defaultExpression(draft, clause.raw_expr, name, base) } : facts;
    case 'CONSTR_CHECK':
      return { ...facts, checks: [...facts.checks, domainCheck(draft, name, schema, base, facts, clause)] };
    default:
      return refuse(draft, 'invalid-table-definition', 'this constraint is not possible for domains', { at: clause.location });
  }
}

function domainCheck(draft: Draft, name: string, schema: string, base: DataType, facts: Facts, clause: Clause): Domain['checks'][number] {
  const taken = new Set(facts.checks.map((check) => check.name));
  if (clause.conname !== undefined && taken.has(clause.conname)) {
    refuse(draft, 'duplicate-constraint', `constraint "${clause.conname}" for domain "${name}" already exists`, { name: clause.conname, at: clause.location });
  }
  const expr = domainCondition(draft, clause.raw_expr, base);
  return { name: clause.conname ?? constraintName(draft.catalog, schema, name, undefined, 'check', taken), expr };
}

function requireDomain(draft: Draft, statement: AlterDomainStmt): Domain {
  const written = writtenList(statement.typeName);
  const entry = findName(draft.catalog, 'type', written.schema, written.name);
  const object = entry && draft.catalog.objects.get(entry.id);
  if (!object) return unknownType(draft, written);
  return object.kind === 'domain' ? object : refuse(draft, 'wrong-object-type', `${display(written)} is not a domain`, { name: written.name });
}

/** `ALTER DOMAIN name {SET DEFAULT | DROP DEFAULT | SET NOT NULL | DROP NOT NULL | ADD | DROP | VALIDATE CONSTRAINT}` */
export function alterDomain(draft: Draft, statement: AlterDomainStmt): Effect | undefined {
  const domain = requireDomain(draft, statement);
  const clause: Clause = statement.def && 'Constraint' in statement.def ? statement.def.Constraint : {};
  switch (statement.subtype) {
    case 'T': {
      const { default: _default, ...rest } = domain;
      put(draft, statement.def ? { ...rest, default: defaultExpression(draft, statement.def, domain.name, domain.base) } : rest);
      return undefined;
    }
    case 'N':
    case 'O':
      put(draft, { ...domain, notNull: statement.subtype === 'O' });
      return undefined;
    case 'C':
      put(draft, { ...domain, ...withClause(draft, domain.name, domain.schema, domain.base, domain, clause) });
      return undefined;
    case 'X':
      if (hasCheck(draft, domain, statement)) dropConstraint(draft, domain, statement.name ?? '');
      return undefined;
    default:
      // VALIDATE CONSTRAINT: checks of domains are kept as valid ones.
      hasCheck(draft, domain, statement);
      return undefined;
  }
}

function dropConstraint(draft: Draft, domain: Domain, name: string): void {
  put(draft, { ...domain, checks: domain.checks.filter((check) => check.name !== name) });
  removeName(draft, 'constraint', domain.schema, name);
}

function hasCheck(draft: Draft, { name: domain, checks }: Domain, { name = '', missing_ok: mayBeMissing = false }: AlterDomainStmt): boolean {
  const names = checks.map((check) => check.name);
  if (names.includes(name)) return true;
  if (mayBeMissing) return false;
  return refuse(draft, 'unknown-constraint', `constraint "${name}" of domain "${domain}" does not exist`, { name, help: didYouMean(name, names) });
}
