/** The database does not answer, or not to this user. Its message never has a password in it. */
export class DatabaseNotReady extends Error {
  override readonly name = 'DatabaseNotReady';
  constructor(
    message: string,
    /** What to check or do. */
    readonly help: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** A driver is not installed, or cannot be loaded as it is: drivers are optional peer dependencies. */
export class DependencyMissing extends Error {
  override readonly name = 'DependencyMissing';
  constructor(
    readonly dependency: string,
    readonly installCommand: string,
    options?: { readonly cause?: unknown; readonly problem?: string },
  ) {
    super(`this database needs the package ${dependency}, which ${options?.problem ?? 'is not installed'}`, options);
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  // Node reports a failed connection to several addresses as an AggregateError with an empty message.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** What to check or do, where that is known. */
export function helpOf(error: unknown): string | undefined {
  if (error instanceof DependencyMissing) return error.installCommand;
  return error instanceof DatabaseNotReady ? error.help : undefined;
}

/** Node's or the driver's error code, such as `ECONNREFUSED`, `SQLITE_BUSY` or SQLSTATE `25001`. */
export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
