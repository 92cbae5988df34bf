import { quoteIdentifier, quoteLiteral } from '../print/identifier.js';
import { objectOf } from '../../model/catalog-lookup.js';
import type { Catalog, Column } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';
import type { PrintContext } from '../print/context.js';

/**
 * CHECKs that make the column reject what its Postgres type rejects: SQLite's types are affinities and accept anything.
 * NULL passes a CHECK on both databases, so no guard needs to mention it.
 */
export function guardsOf(column: Column, catalog: Catalog, context: PrintContext): readonly string[] {
  if (!context.options.guards) return [];
  return typeGuards(column.type, quoteIdentifier(column.name), catalog).map((condition) => `CHECK (${condition})`);
}

function typeGuards(type: DataType, name: string, catalog: Catalog): readonly string[] {
  switch (type.kind) {
    case 'array':
      return [`json_valid(${name}) AND json_type(${name}) = 'array'`];
    case 'enum': {
      const labels = objectOf(catalog, type.id, 'enum').values.map(({ label }) => quoteLiteral(label));
      return [labels.length > 0 ? `${name} IN (${labels.join(', ')})` : `${name} IS NULL`];
    }
    case 'domain':
      return typeGuards(objectOf(catalog, type.id, 'domain').base, name, catalog);
    case 'composite':
      return [`json_valid(${name}) AND json_type(${name}) = 'object'`];
    case 'base':
      return baseGuards(type.name, type.modifiers, name);
  }
}

function baseGuards(type: string, modifiers: readonly number[], name: string): readonly string[] {
  const [length] = modifiers;
  if (type === 'bool') return [`${name} IN (0, 1)`];
  if (type === 'json' || type === 'jsonb') return [`json_valid(${name})`];
  if (type === 'bit' || type === 'varbit') return [length === undefined ? bits(name) : `${bits(name)} AND length(${name}) ${type === 'bit' ? '=' : '<='} ${length}`];
  if ((type === 'varchar' || type === 'bpchar') && length !== undefined) return [`length(${name}) <= ${length}`];
  return [];
}

const bits = (name: string): string => `${name} NOT GLOB '*[^01]*'`;

/** True when the column's domain, or a domain below it, is NOT NULL. */
export function domainNotNull(type: DataType, catalog: Catalog): boolean {
  if (type.kind !== 'domain') return false;
  const domain = objectOf(catalog, type.id, 'domain');
  return domain.notNull || domainNotNull(domain.base, catalog);
}

/** The column's own default, or else its domain's. */
export function defaultOf(column: Column, catalog: Catalog): Expr | undefined {
  let expr = column.default;
  for (let type = column.type; !expr && type.kind === 'domain'; ) {
    const domain = objectOf(catalog, type.id, 'domain');
    expr = domain.default;
    type = domain.base;
  }
  return expr;
}
