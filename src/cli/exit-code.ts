/** What the process says when it ends. Listed in the README and in `--help`. */
export const EXIT = {
  success: 0,
  general: 1,
  databaseNotReady: 2,
  migrationFailed: 3,
  /** Something is pending, or the database or written files differ from what the migrations say. */
  pending: 4,
  dependencyMissing: 127,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
