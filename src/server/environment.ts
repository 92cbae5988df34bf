import type { SuperAdminRequest } from './super-admin.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** DB_AUTO_MIGRATE, or outside production by default. */
export function migratesAtStart(environment: Environment): boolean {
  const wish = environment['DB_AUTO_MIGRATE']?.trim().toLowerCase();
  if (wish) return ['true', '1', 'yes', 'on'].includes(wish);
  return environment['NODE_ENV'] !== 'production';
}

/** Who works on a laptop gets an address to sign in with; in production the operator has to name one. */
const DEVELOPMENT_EMAIL = 'admin@example.com';

/** SUPER_ADMIN_EMAIL, SUPER_ADMIN_PASSWORD and SUPER_ADMIN_API_KEY; undefined when production names no e-mail. */
export function superAdminOf(environment: Environment): SuperAdminRequest | undefined {
  const email = environment['SUPER_ADMIN_EMAIL'] || (environment['NODE_ENV'] === 'production' ? undefined : DEVELOPMENT_EMAIL);
  if (email === undefined) return undefined;
  return { email, password: environment['SUPER_ADMIN_PASSWORD'] || undefined, apiKey: environment['SUPER_ADMIN_API_KEY'] || undefined };
}
