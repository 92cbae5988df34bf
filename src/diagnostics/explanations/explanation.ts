/** The longer words of a code's page, kept apart from the register that runs with every migration. */
export interface Explanation {
  /** Why this is reported, in Markdown. */
  readonly why: string;
  /** What brings about this code and no other. A test executes it. */
  readonly example: Example;
}

/** One migration for SQLite, or more than that: files and command lines in the order in which they come. */
export type Example = string | readonly Act[] | { readonly text: string };

/** A command line (`DB_TYPE=oracle transmigrate up`, `sqlite3 local.db "CREATE .."`), or files of `migrations/` to write. */
export type Act = string | Readonly<Record<string, string | Uint8Array | null>>;

/** The bytes of a text that is not saved as UTF-8. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
