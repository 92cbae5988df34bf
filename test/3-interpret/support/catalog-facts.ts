import { pgType } from '../../../src/3-interpret/analyze/pg-tables.js';
import { typeText } from '../../../src/3-interpret/analyze/type-text.js';
import type { Catalog, Column, Index, IndexKey, Table, View } from '../../../src/model/catalog.js';
import type { Constraint } from '../../../src/model/constraint.js';
import type { DataType } from '../../../src/model/data-type.js';
import { columnOf, objectOf } from '../../../src/model/catalog-lookup.js';

/** What a catalog says, as sorted lines in the form of postgres-facts.ts. */
export function catalogFacts(catalog: Catalog): readonly string[] {
  const facts: string[] = [];
  for (const name of catalog.schemas.keys()) if (name !== 'pg_temp') facts.push(`schema ${name}`);
  for (const object of catalog.objects.values()) {
    const name = `${object.schema}.${object.name}`;
    if (object.kind === 'table') facts.push(...tableFacts(catalog, object, name));
    if (object.kind === 'view') facts.push(...viewFacts(catalog, object, name));
    if (object.kind === 'enum') facts.push(`enum ${name} ${object.values.map((value) => value.label).join('|')}`);
    if (object.kind === 'domain') {
      facts.push(`domain ${name} ${type(catalog, object.base)} notnull=${object.notNull} default=${object.default !== undefined}`);
      for (const check of object.checks) facts.push(`domain ${name} check ${check.name}`);
    }
    if (object.kind === 'sequence') {
      const owner = object.ownedBy && objectOf(catalog, object.ownedBy.table, 'table');
      const column = owner && object.ownedBy && columnOf(owner, object.ownedBy.column).name;
      facts.push(`sequence ${name} ${object.type} start=${object.start} by=${object.increment} cycle=${object.cycle} owner=${owner ? `${owner.schema}.${owner.name}.${column}` : '-'}`);
    }
  }
  return facts.toSorted();
}

function type(catalog: Catalog, of: DataType): string {
  const text = typeText(of, { ...catalog, searchPath: [] });
  const element = of.kind === 'array' ? of.element : of;
  const extension = element.kind === 'base' ? pgType(element.name)?.extension : undefined;
  return extension === undefined ? text : `${catalog.extensions.get(extension)?.schema ?? 'public'}.${text}`;
}

function tableFacts(catalog: Catalog, table: Table, name: string): readonly string[] {
  const persistence = { permanent: 'p', unlogged: 'u', temporary: 't' }[table.persistence];
  return [
    `table ${name} ${persistence} rowsecurity=${table.rowSecurity === true}`,
    ...table.columns.map((column, position) => `column ${name} ${position + 1} ${column.name} ${columnFacts(catalog, column)}`),
    ...table.constraints.map((constraint) => `constraint ${name} ${constraint.name} ${constraintFacts(catalog, table, constraint)}`),
    ...table.indexes.map((index) => `index ${name} ${index.name} ${indexFacts(table, index)}`),
  ];
}

function columnFacts(catalog: Catalog, column: Column): string {
  const identity = column.identity ? { always: 'a', 'by default': 'd' }[column.identity.mode] : '';
  const generated = column.generated ? (column.generated.stored ? 's' : 'v') : '';
  const hasDefault = column.default !== undefined || column.generated !== undefined;
  return `${type(catalog, column.type)} notnull=${column.notNull} default=${hasDefault} identity=${identity} generated=${generated}`;
}

function constraintFacts(catalog: Catalog, table: Table, constraint: Constraint): string {
  const names = (ids: readonly number[], of: Table = table) => ids.map((id) => columnOf(of, id).name).join(',');
  const deferral = 'deferrable' in constraint ? `deferrable=${constraint.deferrable} deferred=${constraint.initiallyDeferred}` : 'deferrable=false deferred=false';
  switch (constraint.kind) {
    case 'not-null':
      return `n (${names([constraint.column])}) ${deferral} validated=true`;
    case 'primary-key':
    case 'unique': {
      const nulls = constraint.kind === 'unique' && constraint.nullsNotDistinct;
      return `${constraint.kind === 'unique' ? 'u' : 'p'} (${names(constraint.columns)}) ${deferral} validated=true include=(${names(constraint.include)}) nullsnotdistinct=${nulls}`;
    }
    case 'check':
      return `c (${names(constraint.columns.toSorted((a, b) => position(table, a) - position(table, b)))}) ${deferral} validated=${!constraint.notValid}`;
    case 'foreign-key': {
      const target = objectOf(catalog, constraint.target, 'table');
      const set = constraint.onDeleteColumns ? names(constraint.onDeleteColumns) : '';
      return `f (${names(constraint.columns)}) ${deferral} validated=${!constraint.notValid} -> ${target.schema}.${target.name}(${names(constraint.targetColumns, target)}) ${constraint.onUpdate}/${constraint.onDelete}(${set}) ${constraint.match}`;
    }
    case 'exclusion':
      return `x ${deferral}`;
  }
}

function position(table: Table, id: number): number {
  return table.columns.findIndex((column) => column.id === id);
}

function indexFacts(table: Pick<Table | View, 'columns'>, index: Index): string {
  const name = (id: number | undefined) => table.columns.find((column) => column.id === id)?.name ?? '?';
  const key = ({ expr, descending, nulls }: IndexKey) => `${expr.kind === 'column' ? name(expr.column) : '(expr)'}${descending ? ' desc' : ''} ${nulls}`;
  return `${index.method} unique=${index.unique} (${index.keys.map(key).join(',')}) include=(${index.include.map(name).join(',')}) where=${index.where !== undefined} nullsnotdistinct=${index.nullsNotDistinct}`;
}

function viewFacts(catalog: Catalog, view: View, name: string): readonly string[] {
  return [
    `view ${name} materialized=${view.materialized} ${view.columns.map((column) => `${column.name} ${type(catalog, column.type)}`).join(', ')}`,
    ...view.indexes.map((index) => `index ${name} ${index.name} ${indexFacts(view, index)}`),
  ];
}
