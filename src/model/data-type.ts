import type { ObjectId } from './catalog.js';

/** A resolved Postgres data type. User-defined types are named by id, so that renaming them changes nothing here. */
export type DataType = BaseType | UserType | ArrayType;

export interface BaseType {
  readonly kind: 'base';
  /** `pg_type.typname`: int4, int8, bool, varchar, bpchar, timestamptz, jsonb, text, unknown, ... or an extension's type: citext, hstore, ... */
  readonly name: string;
  /** As written: `varchar(20)` is `[20]`, `numeric(19,4)` is `[19, 4]`, `timestamp(3)` is `[3]`. */
  readonly modifiers: readonly number[];
}

export interface UserType {
  readonly kind: 'enum' | 'domain' | 'composite';
  readonly id: ObjectId;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly element: DataType;
}
