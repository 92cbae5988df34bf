import { randomBytes, randomUUID } from 'node:crypto';
import { hash, truncates } from 'bcryptjs';
import type { DatabaseAdapter, SqlValue } from '../model/adapter.js';
import { type UserColumn, userColumns } from './user-columns.js';

/** Work factor of bcrypt: about a quarter of a second on a server of today. */
const ROUNDS = 12;

/** What the operator wants the first user to be. */
export interface SuperAdminRequest {
  readonly email: string;
  /** Absent: generated. */
  readonly password?: string | undefined;
  readonly apiKey?: string | undefined;
}

export type SuperAdminOutcome =
  /** `generated` is what nobody knows yet; it is nowhere else to be found. */
  | { readonly kind: 'created'; readonly email: string; readonly keepsKey: boolean; readonly generated: { readonly password?: string; readonly apiKey?: string } }
  | { readonly kind: 'exists' }
  /** Why it could not be created. */
  | { readonly kind: 'impossible'; readonly reason: string };

/**
 * Creates the super admin unless `users` has one. The password is stored as a bcrypt hash.
 * Two servers that start together create one: the second meets the unique e-mail and inserts nothing.
 */
export async function ensureSuperAdmin(database: DatabaseAdapter, request: SuperAdminRequest): Promise<SuperAdminOutcome> {
  const columns = await userColumns(database);
  const reason = whyImpossible(columns, request);
  if (reason !== undefined) return { kind: 'impossible', reason };
  const existing = await database.query(`SELECT 1 AS one FROM users WHERE role = 'super_admin' LIMIT 1`);
  if (existing.length > 0) return { kind: 'exists' };

  const password = request.password ?? randomBytes(18).toString('base64url');
  const apiKey = request.apiKey ?? `sk_${randomBytes(24).toString('hex')}`;
  const values = valuesFor(columns, { email: request.email.trim().toLowerCase(), password_hash: await hash(password, ROUNDS), api_key: apiKey });
  const changes = await insertUnlessThere(database, values);
  if (changes === 0) return { kind: 'exists' };
  const keepsKey = columns.some(({ name }) => name === 'api_key');
  return {
    kind: 'created',
    email: request.email.trim().toLowerCase(),
    keepsKey,
    generated: { ...(request.password === undefined && { password }), ...(request.apiKey === undefined && keepsKey && { apiKey }) },
  };
}

function whyImpossible(columns: readonly UserColumn[], { password }: SuperAdminRequest): string | undefined {
  if (columns.length === 0) return 'the table users does not exist';
  const missing = ['email', 'password_hash', 'role'].filter((name) => !columns.some((column) => column.name === name));
  if (missing.length > 0) return `users has no column ${missing.join(', ')}`;
  const unknown = columns.filter(({ name, required }) => required && !(name in FILLED)).map(({ name }) => name);
  if (unknown.length > 0) return `users needs a value for ${unknown.join(', ')}`;
  if (password !== undefined && truncates(password)) return 'SUPER_ADMIN_PASSWORD is longer than the 72 bytes that bcrypt reads';
  return undefined;
}

/** The columns that a first user can fill; those marked `false` only when they are required. */
const FILLED: Readonly<Record<string, boolean>> = {
  email: true,
  password_hash: true,
  role: true,
  api_key: true,
  id: false,
  name: false,
  full_name: false,
  display_name: false,
  username: false,
};

type Values = readonly (readonly [column: string, value: SqlValue])[];

function valuesFor(columns: readonly UserColumn[], given: Readonly<Record<string, string>>): Values {
  return columns.flatMap(({ name, required }) => {
    if (!(name in FILLED) || !(FILLED[name] || required)) return [];
    if (name === 'role') return [[name, 'super_admin'] as const];
    if (name === 'id') return [[name, randomUUID()] as const];
    return [[name, given[name] ?? 'Super Admin'] as const];
  });
}

async function insertUnlessThere(database: DatabaseAdapter, values: Values): Promise<number> {
  const names = values.map(([name]) => name).join(', ');
  const sql =
    database.dialect === 'postgres'
      ? `INSERT INTO users (${names}) VALUES (${values.map((_, index) => `$${index + 1}`).join(', ')}) ON CONFLICT DO NOTHING`
      : `INSERT INTO users (${names}) VALUES (${values.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`;
  const { changes } = await database.run(
    sql,
    values.map(([, value]) => value),
  );
  return changes;
}
